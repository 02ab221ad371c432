// Package proofreading shows what checks find in a translation, mends what can be
// mended without changing what is said, and keeps whose word stands that a finding
// is none.
package proofreading

import (
	"context"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/proof"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/work"
)

// A Service carries out the commands of proofreaders.
type Service struct {
	Write func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read  func(context.Context, func(Snapshot) error) error // runs a function over one state of the database
}

// A Tx is what proofreading needs of one write transaction.
type Tx interface {
	draft.Tx
	once.Tx // Now, too: the instant of the transaction, the same at every call
	Posts
	Dismissals
	// Emit adds events to the outbox. They leave it only if the transaction commits.
	Emit(ctx context.Context, events ...event.Event) error
}

// Posts find posts.
type Posts interface {
	// Post returns the post with its translations, or a fault.NotFound. Absorbed
	// posts and those in the trash are returned too.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
}

// Finds find posts, with what their languages have in common.
type Finds interface {
	Posts
	// SharedRevision returns a revision of the shared part, or a fault.NotFound.
	SharedRevision(ctx context.Context, id content.PostID, n int) (*content.SharedRevision, error)
}

// Dismissals keep whose word stands that a finding is none.
type Dismissals interface {
	// PutDismissal writes a dismissal at the instant of the transaction, in the place
	// of one of the same finding.
	PutDismissal(ctx context.Context, id content.PostID, tag locale.Tag, d bitext.Dismissal) error
	// RemoveDismissal takes a dismissal back; gone says whether there was one.
	RemoveDismissal(ctx context.Context, id content.PostID, tag locale.Tag, finding string) (gone bool, err error)
}

// A Snapshot is what proofreading reads outside a write.
type Snapshot interface {
	Finds
	People
	proof.Reads
	standing.Reads
	draft.Finds
}

// People know who there is.
type People interface {
	// People returns the actors with the ids as lists name them, those that are gone
	// too.
	People(ctx context.Context, ids []string) (map[string]work.Person, error)
}

// A Basis says which revisions are looked at.
type Basis string

// The bases.
const (
	Head Basis = "head" // the newest of both languages
	Live Basis = "live" // what readers see
)

// An about is an operation on a translation.
type about struct {
	operation access.Operation
	post      content.PostID
	locale    locale.Tag
}

// known returns the post if the actor may do the operation on its translation, and
// see what that is made from.
func known(ctx context.Context, r Posts, actor access.Actor, a about) (*content.Post, error) {
	p, err := access.Known(ctx, r, actor, a.post)
	if err != nil {
		return nil, err
	}
	subject := access.SubjectOf(p)
	if err := actor.CheckOn(a.operation, subject, a.locale); err != nil {
		return nil, err
	}
	if a.locale != p.SourceLocale {
		if err := actor.CheckOn(access.ReadSource, subject, a.locale); err != nil {
			return nil, err
		}
	}
	if p.Translation(a.locale) == nil {
		return nil, fault.New(fault.NotFound, "translation.not_found", "post", string(a.post), "locale", string(a.locale))
	}
	return p, nil
}
