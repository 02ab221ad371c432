package event

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// RevisionsPruned says that earlier revisions were deleted for good, as the
// site's settings ask.
type RevisionsPruned struct {
	Post      content.PostID `json:"post"`
	Locale    locale.Tag     `json:"locale,omitempty"` // none: of the shared part
	Revisions []int          `json:"revisions"`
	By        string         `json:"by"`
}

// Type implements [Event].
func (RevisionsPruned) Type() string { return "revisions.pruned" }

// Subject implements [Event].
func (e RevisionsPruned) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e RevisionsPruned) Deed() Deed {
	if e.Locale == "" {
		return Deed{By: e.By}
	}
	return Deed{By: e.By, Locales: one(e.Locale)}
}
