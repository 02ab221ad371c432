// Package editing writes and reads posts as editors and translators see them:
// it creates, saves, lists, deletes, merges and splits posts, and keeps terms,
// the site and its locales. What readers see is changed by publishing alone,
// but for names of terms and settings, which are live when saved.
package editing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// A Service carries out the commands of editors.
type Service struct {
	Write func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read  func(context.Context, func(Snapshot) error) error // runs a function over one state of the database
}

// A View is a post as its actor may read it. Nothing in it is borrowed from
// another language.
type View struct {
	Post   *content.Post               // its Translations are those that the actor may read
	Shared content.Shared              // of the shared part's head
	Texts  map[locale.Tag]content.Text // of the heads of Post.Translations; without Body and HTML in lists
}

// A Saved is a post as it is after a write, and what the writer should know.
type Saved struct {
	View
	Warnings []content.Warning
}

// A Whole is what a client edits of a post beside its translations: the shared
// part and the post's own settings. Only the shared part has revisions.
type Whole struct {
	Shared  content.Shared
	Source  locale.Tag
	Targets []locale.Tag   // nil in a write: all that the site has now
	Parity  content.Parity // empty: the site's
}

// A Change makes a new value out of the one that the named version holds: a
// replacement ignores what it is given, a merge patch (RFC 7396) is applied to
// it. It is called once and touches no database; its faults are returned as they
// are. What it returns may share memory with what it was given.
type Change[T any] func(current T) (T, error)

// Replace returns the change that puts v in the place of whatever is there.
func Replace[T any](v T) Change[T] { return func(T) (T, error) { return v, nil } }

// A CreatePost asks for a new post with all its translations at once.
type CreatePost struct {
	Actor        access.Actor
	Whole        Whole                      // Source must be among Translations
	Translations map[locale.Tag]Translating // at least one
	Note         string                     // about the shared part's first revision
	Once         once.Key
}

// A Translating is one translation of a new post.
type Translating struct {
	Text content.Text // HTML is ignored: it is made from Body
	Edit
}

// An Edit is what may accompany a save.
type Edit struct {
	Minor   bool       // the meaning stays
	Note    string     // for colleagues
	BasedOn int        // the revision that the writer had before them; 0: the source's head
	BasedIn locale.Tag // the language of BasedOn; empty: the source
}

// A SavePost asks to change the shared part or the settings of a post.
type SavePost struct {
	Actor   access.Actor
	Post    content.PostID
	Version int64 // the version that the caller has seen
	Change  Change[Whole]
	Note    string
}

// A SaveTranslation asks to change a translation, or to make it.
type SaveTranslation struct {
	Actor   access.Actor
	Post    content.PostID
	Locale  locale.Tag
	Version int64                // the version that the caller has seen; 0 where there is no translation yet
	Change  Change[content.Text] // HTML is ignored: it is made from Body
	Create  bool                 // a missing translation is made; otherwise it is NotFound
	Edit
}

// A RemoveTranslation asks to delete a translation that no reader sees. Its
// revisions go with it.
type RemoveTranslation struct {
	Actor   access.Actor
	Post    content.PostID
	Locale  locale.Tag
	Version int64
}

// A RemovePost asks to put a post that no reader sees into the trash.
type RemovePost struct {
	Actor   access.Actor
	Post    content.PostID
	Version int64 // of the shared part
}

// A Merge asks that Post take in the translations of Absorbed. They must not
// share a locale.
type Merge struct {
	Actor    access.Actor
	Post     content.PostID
	Version  int64 // of Post's shared part
	Absorbed content.PostID
	Override string // the reason for setting parity aside; empty: it is not
	Once     once.Key
}

// A Split asks that a translation leave its post and become one of its own.
type Split struct {
	Actor    access.Actor
	Post     content.PostID
	Version  int64 // of Post's shared part
	Locale   locale.Tag
	Override string // the reason for setting parity aside; empty: it is not
	Once     once.Key
}

// A GetPost asks for a post, or for one of its translations.
type GetPost struct {
	Actor  access.Actor
	Post   content.PostID
	Locale locale.Tag // empty: all that the actor may read
}

// A ListPosts asks for a page of posts.
type ListPosts struct {
	Actor  access.Actor
	Query  content.PostQuery // After is ignored; Limit 0 is 20; Sort empty is by relevance with Text, else newest saved first
	Cursor string            // Next of the page before; empty: the first page
}

// A Page is one page of posts.
type Page struct {
	Items   []View
	Matched [][]locale.Tag // of each item the translations that are as asked
	Next    string         // cursor of the next page; empty: this is the last
	Partial bool           // some words are not known yet: there may be more
}

// A Naming is what a client edits of a term.
type Naming struct {
	Texts  map[locale.Tag]content.TermText
	Avatar string   // author: an asset id or a URL
	Links  []string // author: profile pages
}

// A CreateTerm asks for a new tag, author or series.
type CreateTerm struct {
	Actor  access.Actor
	Kind   content.TermKind
	Naming Naming // at least one text; an empty slug is made from the name
	Once   once.Key
}

// A SaveTerm asks to change a term. Its names are live when saved; a slug that
// it had leads to the new one.
type SaveTerm struct {
	Actor   access.Actor
	Kind    content.TermKind
	Term    content.TermID
	Version int64
	Change  Change[Naming]
}

// A GetTerm asks for a term.
type GetTerm struct {
	Actor access.Actor
	Kind  content.TermKind
	Term  content.TermID
}

// A ListTerms asks for a page of terms, oldest first.
type ListTerms struct {
	Actor  access.Actor
	Kind   content.TermKind
	Limit  int // 0 is 20; at most 100
	Cursor string
}

// A TermPage is one page of terms.
type TermPage struct {
	Items []*content.Term
	Next  string
}

// A SaveSite asks to change the site's settings.
type SaveSite struct {
	Actor   access.Actor
	Version int64
	Change  Change[content.SiteSettings]
}

// An AddLocale asks for a new language of the site. Empty path patterns get
// the usual ones.
type AddLocale struct {
	Actor    access.Actor
	Tag      locale.Tag
	Settings content.LocaleSettings
	Once     once.Key
}

// A SaveLocale asks to change a locale's settings. Its tag is never renamed.
type SaveLocale struct {
	Actor   access.Actor
	Tag     locale.Tag
	Version int64
	Change  Change[content.LocaleSettings]
}

// A RemoveLocale asks to take a language away from the site. It is refused
// while a post has a translation in it.
type RemoveLocale struct {
	Actor   access.Actor
	Tag     locale.Tag
	Version int64
}
