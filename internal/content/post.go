// Package content holds the rules of posts: what they are made of, and when
// they may go live. It does no I/O and asks no clock.
package content

import (
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A PostID names one work in all its languages: a UUIDv7 (RFC 9562 §5.7).
type PostID string

// A Post is one work, written in one or more languages. What its languages
// have in common is its shared part, whose revisions are numbered 1, 2, …
type Post struct {
	ID           PostID
	SourceLocale locale.Tag
	Targets      []locale.Tag // the languages that it should exist in; nil means all of the site's
	Parity       Parity       // overrides the site's rule; empty means the site's
	Version      int64        // of the shared part: grows with its saves, never with publication
	Head         int          // newest revision of the shared part
	Live         int          // the one that readers see; 0 while no language is live
	LiveAt       time.Time    // when Live was made live
	CreatedAt    time.Time
	CreatedBy    string // the actor that made it: whose own it is, for authors
	UpdatedAt    time.Time
	MergedInto   PostID        // the post that absorbed this one; its id answers as a redirect
	DeletedAt    time.Time     // when it went to the trash; zero while it is not there
	DeletedBy    string        // the actor who put it there
	Departures   int           // how many translations left it: one that comes after is numbered from 1 again
	Translations []Translation // ordered by locale
}

// A Translation is a post in one language. None ranks above another.
type Translation struct {
	Locale           locale.Tag
	Status           Status
	Version          int64     // grows with saves and status, never with publication
	Head             int       // newest revision
	Live             int       // the revision that readers see; 0 while unpublished
	LiveAt           time.Time // when Live was made live
	FirstPublishedAt time.Time // when it first went live; an import sets it to the post's date
	UpdatedAt        time.Time
	Decided          int // how many words were given on it: decisions on segments, confirmations of revisions
}

// A Status says how far the work on a translation's head has come.
type Status string

// The statuses. Approval belongs to a revision: the next save is a draft.
const (
	Draft    Status = "draft"
	InReview Status = "in_review"
	Approved Status = "approved"
)

// A Parity is the rule about languages going live together.
type Parity string

// The parities.
const (
	Together    Parity = "together"
	SourceFirst Parity = "source_first"
	Independent Parity = "independent"
)

// Looser reports whether the rule binds languages less than another does. None at
// all binds as little as [Independent].
func (p Parity) Looser(than Parity) bool {
	force := map[Parity]int{SourceFirst: 1, Together: 2}
	return force[p] < force[than]
}

// Translation returns the translation in the given language, or nil.
func (p *Post) Translation(tag locale.Tag) *Translation {
	i := slices.IndexFunc(p.Translations, func(t Translation) bool { return t.Locale == tag })
	if i < 0 {
		return nil
	}
	return &p.Translations[i]
}

// Clone returns the post as it is, to compare with what becomes of it.
func (p *Post) Clone() *Post {
	q := *p
	q.Targets, q.Translations = slices.Clone(p.Targets), slices.Clone(p.Translations)
	return &q
}

// Put makes t the post's translation in its language, in the order of locales.
func (p *Post) Put(t Translation) {
	i, found := slices.BinarySearchFunc(p.Translations, t.Locale, func(have Translation, tag locale.Tag) int {
		return strings.Compare(string(have.Locale), string(tag))
	})
	if found {
		p.Translations[i] = t
		return
	}
	p.Translations = slices.Insert(p.Translations, i, t)
}

// LiveLocales returns the locales that readers can see, in order.
func (p *Post) LiveLocales() []locale.Tag {
	var tags []locale.Tag
	for _, t := range p.Translations {
		if t.Live > 0 {
			tags = append(tags, t.Locale)
		}
	}
	return tags
}
