package event

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// FindingDismissed says that somebody found right what a check found wrong.
type FindingDismissed struct {
	Post    content.PostID `json:"post"`
	Locale  locale.Tag     `json:"locale"`
	Finding string         `json:"finding"`
	Check   string         `json:"check"`
	Reason  string         `json:"reason"`
	By      string         `json:"by"`
}

// Type implements [Event].
func (FindingDismissed) Type() string { return "finding.dismissed" }

// Subject implements [Event].
func (e FindingDismissed) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e FindingDismissed) Deed() Deed {
	return Deed{By: e.By, Locales: one(e.Locale), About: "check:" + e.Check}
}

// FindingRestored says that a dismissal was taken back.
type FindingRestored struct {
	Post    content.PostID `json:"post"`
	Locale  locale.Tag     `json:"locale"`
	Finding string         `json:"finding"`
	By      string         `json:"by"`
}

// Type implements [Event].
func (FindingRestored) Type() string { return "finding.restored" }

// Subject implements [Event].
func (e FindingRestored) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e FindingRestored) Deed() Deed { return Deed{By: e.By, Locales: one(e.Locale)} }
