package event

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// PostRestored says that a post came back from the trash. Nothing of it is live.
type PostRestored struct {
	Post content.PostID `json:"post"`
	By   string         `json:"by"`
}

// Type implements [Event].
func (PostRestored) Type() string { return "post.restored" }

// Subject implements [Event].
func (e PostRestored) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e PostRestored) Deed() Deed { return Deed{By: e.By} }

// PostPurged says that a post in the trash is gone for good, with all that was
// saved of it, and with the posts that it had absorbed.
type PostPurged struct {
	Post     content.PostID   `json:"post"`
	Locales  []locale.Tag     `json:"locales"`
	Absorbed []content.PostID `json:"absorbed,omitempty"`
	By       string           `json:"by"`
}

// Type implements [Event].
func (PostPurged) Type() string { return "post.purged" }

// Subject implements [Event].
func (e PostPurged) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e PostPurged) Deed() Deed { return Deed{By: e.By, Locales: e.Locales} }
