package event

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// SegmentsDecided says that somebody wrote segments of a translation, confirmed
// them, or said which belong together.
type SegmentsDecided struct {
	Post     content.PostID `json:"post"`
	Locale   locale.Tag     `json:"locale"`
	Revision int            `json:"revision"` // of the translation
	Kinds    map[string]int `json:"kinds"`    // how many decisions of each kind
	By       string         `json:"by"`
}

// Type implements [Event].
func (SegmentsDecided) Type() string { return "segments.decided" }

// Subject implements [Event].
func (e SegmentsDecided) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e SegmentsDecided) Deed() Deed { return Deed{By: e.By, Locales: one(e.Locale)} }
