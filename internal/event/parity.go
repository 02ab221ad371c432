package event

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// What the ledger says beyond what went live and went, which [PostPublished] and
// [PostUnpublished] tell, is told by an event of its own, in the same transaction.

// PostDiverged says that these languages of a post do not stand beside the others,
// while readers see some: they are not there, not live, out of date, or not
// confirmed. It replaces what one before it said.
type PostDiverged struct {
	Post    content.PostID `json:"post"`
	Locales []locale.Tag   `json:"locales"`
	Since   time.Time      `json:"since"` // when the languages parted
	At      time.Time      `json:"at"`
	By      string         `json:"by"`
}

// Type implements [Event].
func (PostDiverged) Type() string { return "post.diverged" }

// Subject implements [Event].
func (e PostDiverged) Subject() content.PostID { return e.Post }

// Deed implements [Event]: it follows from other events.
func (PostDiverged) Deed() Deed { return Deed{} }

// PostConverged says that all languages of a post stand beside each other again,
// or that readers see none any more.
type PostConverged struct {
	Post  content.PostID `json:"post"`
	Since time.Time      `json:"since"` // when they had parted
	At    time.Time      `json:"at"`
	By    string         `json:"by"`
}

// Type implements [Event].
func (PostConverged) Type() string { return "post.converged" }

// Subject implements [Event].
func (e PostConverged) Subject() content.PostID { return e.Post }

// Deed implements [Event]: it follows from other events.
func (PostConverged) Deed() Deed { return Deed{} }

// ParityOverridden says that the rule of parity was set aside for a post, and why.
type ParityOverridden struct {
	Post    content.PostID `json:"post"`
	Locales []locale.Tag   `json:"locales"` // that something stood in the way of
	Reason  string         `json:"reason"`
	At      time.Time      `json:"at"`
	By      string         `json:"by"`
}

// Type implements [Event].
func (ParityOverridden) Type() string { return "parity.overridden" }

// Subject implements [Event].
func (e ParityOverridden) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e ParityOverridden) Deed() Deed { return Deed{By: e.By, Locales: e.Locales} }

// TranslationConfirmed says that somebody found a revision of one language right,
// as it stands, beside a revision of another.
type TranslationConfirmed struct {
	Post           content.PostID `json:"post"`
	Locale         locale.Tag     `json:"locale"`
	Revision       int            `json:"revision"`
	Beside         locale.Tag     `json:"beside"`
	BesideRevision int            `json:"besideRevision"`
	By             string         `json:"by"`
}

// Type implements [Event].
func (TranslationConfirmed) Type() string { return "translation.confirmed" }

// Subject implements [Event].
func (e TranslationConfirmed) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e TranslationConfirmed) Deed() Deed { return Deed{By: e.By, Locales: one(e.Locale)} }

// ParityLoosened says that the languages of a post are bound less than before, or
// less than the site binds those of others, by the post's own settings.
type ParityLoosened struct {
	Post    content.PostID `json:"post"`
	From    content.Parity `json:"from"`
	To      content.Parity `json:"to"`
	Locales []locale.Tag   `json:"locales,omitempty"` // that the post need not exist in any more
	By      string         `json:"by"`
}

// Type implements [Event].
func (ParityLoosened) Type() string { return "parity.loosened" }

// Subject implements [Event].
func (e ParityLoosened) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e ParityLoosened) Deed() Deed { return Deed{By: e.By, Locales: e.Locales} }
