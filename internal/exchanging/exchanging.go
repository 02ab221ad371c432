// Package exchanging gives translations to translators' own tools, as files, and
// takes them back. What was given out and what came back meet segment by segment:
// what a unit says lands where it belongs, or nowhere, and comes back in the report.
package exchanging

import (
	"context"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/work"
)

// A Service gives files out and takes them back.
type Service struct {
	Write func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read  func(context.Context, func(Snapshot) error) error // runs a function over one state of the database

	// Settle brings up to date what lists look at, for up to most posts; hurried leaves
	// out those that nobody waits for. It returns how many it did. Nil: others do.
	Settle func(ctx context.Context, hurried bool, most int) (done int, err error)
}

// A Tx is what exchanging needs of one write transaction.
type Tx interface {
	Posts
	patch.Tx
	projection.Tx
	Ledger
	once.Tx // Now, too: the instant of the transaction, the same at every call
}

// A Ledger is what telling needs that languages came together.
type Ledger interface {
	parity.Reads
	parity.Writes
}

// A Snapshot is what exchanging reads outside a write.
type Snapshot interface {
	Posts
	patch.Reads
	recall.Reads
	Lists
}

// Posts find posts and the settings.
type Posts interface {
	// Post returns the post with its translations, or a fault.NotFound. Absorbed
	// posts and those in the trash are returned too.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
	Site(ctx context.Context) (*content.Site, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// Lists find what there is to do, and what colleagues said.
type Lists interface {
	// Work returns a page of the work that the view shows.
	Work(ctx context.Context, view work.View, q work.Query) (work.Page, error)
	// Threads returns threads about the translation with their comments, newest first.
	Threads(ctx context.Context, post content.PostID, tag locale.Tag, q work.ThreadQuery) ([]work.Thread, error)
	// People returns the actors with the ids as lists name them, those that are gone
	// too.
	People(ctx context.Context, ids []string) (map[string]work.Person, error)
}

// wanted returns nil if the post has a translation in the language, or may get one.
func wanted(ctx context.Context, r Posts, p *content.Post, tag locale.Tag) error {
	if tag == p.SourceLocale {
		return fault.New(fault.Conflict, "segment.is_source", "locale", string(tag))
	}
	if p.Translation(tag) != nil {
		return nil
	}
	locales, err := r.Locales(ctx)
	if err != nil {
		return err
	}
	for _, l := range locales {
		if l.Tag == tag {
			return nil
		}
	}
	return fault.New(fault.NotFound, "translation.not_found", "post", string(p.ID), "locale", string(tag))
}

// mayExport returns nil if the actor may see both languages: as who works from the
// source, or as who may read it.
func mayExport(actor access.Actor, p *content.Post, tag locale.Tag) error {
	subject := access.SubjectOf(p)
	if actor.CheckOn(access.Read, subject, tag, p.SourceLocale) == nil {
		return nil
	}
	return actor.CheckOn(access.ReadSource, subject, tag)
}
