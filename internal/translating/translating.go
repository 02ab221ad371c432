// Package translating is what translators do with a translation segment by segment:
// see it beside its source, write it, say that it is right as it stands, say what
// belongs together, and have it begun by the memory or a machine.
package translating

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/machine"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/proof"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/work"
)

// A Service carries out the commands of translators.
type Service struct {
	Write func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read  func(context.Context, func(Snapshot) error) error // runs a function over one state of the database
	Now   func() time.Time                                  // the wall clock
	// Ask asks the site's translation service for texts in the small markup; one that
	// it did not translate as it should is empty.
	Ask func(context.Context, machine.Job) ([]string, error)
}

// A Tx is what translating needs of one write transaction.
type Tx interface {
	patch.Tx
	projection.Tx
	parity.Reads
	Ledger
	Once
}

// A Ledger keeps what became of the languages of a post.
type Ledger interface {
	// Post returns the post with its translations, or a fault.NotFound.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
	parity.Writes
}

// Once answers requests that come twice.
type Once interface{ once.Tx }

// A Snapshot is what translating reads.
type Snapshot interface {
	patch.Reads
	proof.Reads
	recall.Reads
	Desk
}

// A Desk has posts, and what people say of them.
type Desk interface {
	// Post returns the post with its translations, or a fault.NotFound.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
	// People returns the actors with the ids as lists name them, those that are gone
	// too.
	People(ctx context.Context, ids []string) (map[string]work.Person, error)
	// OpenThreads returns how many open threads there are about each segment of the
	// translation; under "" those about the whole.
	OpenThreads(ctx context.Context, post content.PostID, tag locale.Tag) (map[string]int, error)
}

// A Posts finds posts.
type Posts interface {
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
}

// An asking is who asks for what.
type asking struct {
	actor access.Actor
	op    access.Operation
	post  content.PostID
	tag   locale.Tag
}

// known returns the post if the actor may do the operation on its translation in
// the locale, and see what that is made from.
func (a asking) known(ctx context.Context, r Posts) (*content.Post, error) {
	p, err := access.Known(ctx, r, a.actor, a.post)
	if err != nil {
		return nil, err
	}
	subject := access.SubjectOf(p)
	if err := a.actor.CheckOn(a.op, subject, a.tag); err != nil {
		return nil, err
	}
	if a.tag == p.SourceLocale {
		return nil, fault.New(fault.Conflict, "segment.is_source", "locale", string(a.tag))
	}
	if err := a.actor.CheckOn(access.ReadSource, subject, a.tag); err != nil && a.actor.CheckOn(access.Read, subject, p.SourceLocale) != nil {
		return nil, err
	}
	return p, nil
}

// served returns nil if the locale is one of the site's.
func served(ctx context.Context, r interface {
	Locales(ctx context.Context) ([]content.Locale, error)
}, id content.PostID, tag locale.Tag) error {
	locales, err := r.Locales(ctx)
	if err != nil {
		return err
	}
	for _, l := range locales {
		if l.Tag == tag {
			return nil
		}
	}
	return missing(id, tag)
}

// missing is the answer about a translation that is not there.
func missing(id content.PostID, tag locale.Tag) error {
	return fault.New(fault.NotFound, "translation.not_found", "post", string(id), "locale", string(tag))
}

// settle has readers and the ledger told of what was decided of a live revision: how
// the translation stands to its source may be otherwise now.
func settle(ctx context.Context, tx Tx, p *content.Post, by string) error {
	if err := projection.Refresh(ctx, tx, p.ID, entry.ByTranslation); err != nil {
		return err
	}
	if len(p.LiveLocales()) == 0 {
		return nil
	}
	p, err := tx.Post(ctx, p.ID) // with the words that were given on it just now
	if err != nil {
		return err
	}
	j, err := parity.Judge(ctx, tx, p.Clone(), p, tx.Now())
	if err != nil {
		return err
	}
	return parity.Record(ctx, tx, j, parity.Deed{By: by, Cause: content.ByConfirmation})
}

// decide keeps decisions on the heads of a pair, tells of them, and settles what
// follows where readers see the translation: a word on the head is true of the live text
// as far as that says the same.
func (a asking) decide(ctx context.Context, tx Tx, p *content.Post, list []bitext.Decision) error {
	if len(list) == 0 {
		return nil
	}
	of := standing.Heads(p, a.tag)
	for i := range list {
		list[i].SourceN, list[i].TargetN, list[i].By = of.SourceN, of.TargetN, a.actor.ID
	}
	if err := tx.AddDecisions(ctx, p.ID, a.tag, list); err != nil {
		return err
	}
	if err := tx.Emit(ctx, patch.Told(of, a.actor.ID, list)); err != nil {
		return err
	}
	t := p.Translation(a.tag)
	t.Decided += len(list)
	if t.Live == 0 {
		return nil
	}
	return settle(ctx, tx, p, a.actor.ID)
}
