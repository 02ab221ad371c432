// Package event names the facts that are written to the outbox in the
// transaction that made them true.
package event

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// An Event is one fact. Its JSON is what consumers get.
type Event interface {
	// Type returns the fact's stable name, such as "post.published".
	Type() string
	// Subject returns the post that it is about, or "": events of one post stay in order.
	Subject() content.PostID
	// Deed returns what the audit tells of it: the store writes that in the
	// transaction that emits the event, so that no write can forget to.
	Deed() Deed
}

// PostCreated says that a post was made with these translations.
type PostCreated struct {
	Post    content.PostID `json:"post"`
	From    content.PostID `json:"from,omitempty"` // the post that it is a duplicate of
	Locales []locale.Tag   `json:"locales"`
	By      string         `json:"by"`
}

// SharedSaved says that a post's shared part has a new head.
type SharedSaved struct {
	Post     content.PostID `json:"post"`
	Revision int            `json:"revision"`
	Restored int            `json:"restored,omitempty"` // the revision whose words it has again
	By       string         `json:"by"`
}

// TranslationSaved says that a translation has a new head.
type TranslationSaved struct {
	Post     content.PostID `json:"post"`
	Locale   locale.Tag     `json:"locale"`
	From     locale.Tag     `json:"from,omitempty"` // the language that it is a copy of
	Revision int            `json:"revision"`
	Restored int            `json:"restored,omitempty"` // the revision whose words it has again
	By       string         `json:"by"`
}

// TranslationDeleted says that a translation was removed.
type TranslationDeleted struct {
	Post   content.PostID `json:"post"`
	Locale locale.Tag     `json:"locale"`
	By     string         `json:"by"`
}

// PostPublished says which revisions went live together.
type PostPublished struct {
	Post         content.PostID     `json:"post"`
	Shared       int                `json:"shared"`
	Translations map[locale.Tag]int `json:"translations"`
	At           time.Time          `json:"at"`
	By           string             `json:"by"`
}

// PostUnpublished says which languages readers no longer see.
type PostUnpublished struct {
	Post    content.PostID `json:"post"`
	Locales []locale.Tag   `json:"locales"`
	At      time.Time      `json:"at"`
	By      string         `json:"by"`
}

// PostDeleted says that a post went to the trash.
type PostDeleted struct {
	Post content.PostID `json:"post"`
	By   string         `json:"by"`
}

// PostsMerged says that one post absorbed another; PostSplit that a language left.
type PostsMerged struct {
	Post     content.PostID `json:"post"`
	Absorbed content.PostID `json:"absorbed"`
	By       string         `json:"by"`
}

// PostSplit says that a language became a post of its own.
type PostSplit struct {
	Post   content.PostID `json:"post"`
	New    content.PostID `json:"new"`
	Locale locale.Tag     `json:"locale"`
	By     string         `json:"by"`
}

// TermSaved says that a term was made or renamed.
type TermSaved struct {
	Term content.TermID   `json:"term"`
	Kind content.TermKind `json:"kind"`
	By   string           `json:"by"`
}

// AssetUploaded says that a file came in.
type AssetUploaded struct {
	Asset content.AssetID `json:"asset"`
	From  string          `json:"from,omitempty"` // the address that it was fetched from, without its query
	By    string          `json:"by"`
}

// AssetDeleted says that an asset is gone, which nothing used.
type AssetDeleted struct {
	Asset content.AssetID `json:"asset"`
	Name  string          `json:"name"`
	By    string          `json:"by"`
}

// AssetDescribed says that an asset has other texts in these languages, or another name
// or focus.
type AssetDescribed struct {
	Asset   content.AssetID `json:"asset"`
	Locales []locale.Tag    `json:"locales"`
	By      string          `json:"by"`
}

// SettingsSaved says that the site or one of its locales has new settings.
type SettingsSaved struct {
	Locale locale.Tag `json:"locale,omitempty"` // empty: the site
	By     string     `json:"by"`
}

// ContentChanged says which entries readers now see differently, and why. One
// transaction makes at most one.
type ContentChanged struct {
	Seq      int64             `json:"seq"`
	Items    []Touch           `json:"items"`
	Terms    []TermTouch       `json:"terms,omitempty"`
	Settings []locale.Tag      `json:"settings,omitempty"` // of which locales; empty: of the site
	Files    []content.AssetID `json:"files,omitempty"`    // that a post no longer shows
}

// A TermTouch is one term that readers of the locale see differently, or no longer.
type TermTouch struct {
	Term   content.TermID   `json:"term"`
	Kind   content.TermKind `json:"kind"`
	Locale locale.Tag       `json:"locale"`
}

// A Touch is one entry that changed.
type Touch struct {
	Post   content.PostID `json:"post"`
	Locale locale.Tag     `json:"locale"`
	Cause  string         `json:"cause"`
}
