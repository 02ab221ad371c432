// Package settling brings up to date what follows from the texts of posts and is kept
// for speed: how each translation stands to its source, and what the memory has of it.
// It works through the posts that the store notes in every transaction that may have
// changed this. What it keeps is a memo: nothing is decided by it.
package settling

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A Service settles posts.
type Service struct {
	Write func(context.Context, func(Tx) error) error
	Read  func(context.Context, func(Snapshot) error) error
}

// A Snapshot is what settling reads.
type Snapshot interface {
	standing.Reads
	Queue
	Posts
	// Stands returns how the translations of a post stand to their source by the rows
	// that lists look at.
	Stands(ctx context.Context, post content.PostID) ([]bitext.Stand, error)
}

// A Queue has the posts that wait.
type Queue interface {
	// Unsettled returns up to limit posts that wait to be settled, those that somebody
	// waits for first; hurried leaves out the others.
	Unsettled(ctx context.Context, hurried bool, limit int) ([]content.PostID, error)
}

// Posts find posts, and what languages there are.
type Posts interface {
	// Post returns the post with its translations, or a fault.NotFound.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// A Tx is what settling writes.
type Tx interface {
	Posts
	Keeps
	recall.Tx
}

// Keeps writes memos.
type Keeps interface {
	// PutStands makes the list all that lists know of how the post's translations
	// stand, and takes the post out of those that wait to be settled.
	PutStands(ctx context.Context, post content.PostID, list []bitext.Stand) error
	// PutLineage keeps the lineage of a revision: with a language beside, what its
	// segments are approved against; without, what they are called.
	PutLineage(ctx context.Context, post content.PostID, tag, beside locale.Tag, l bitext.Lineage) error
	// DropLineages forgets the lineages of a translation that nobody needs: those of
	// revisions that are neither its head nor live, and that come right after another.
	DropLineages(ctx context.Context, post content.PostID, tag locale.Tag) error
}

// Settle settles up to most posts that wait, those that somebody waits for first and,
// if it is hurried, alone. It returns how many it settled. A post that changes
// meanwhile waits on.
func (s *Service) Settle(ctx context.Context, hurried bool, most int) (done int, err error) {
	var waiting []content.PostID
	err = s.Read(ctx, func(r Snapshot) error {
		waiting, err = r.Unsettled(ctx, hurried, most)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("settle posts: %w", err)
	}
	for _, id := range waiting {
		ok, err := s.one(ctx, id)
		if err != nil {
			return done, fmt.Errorf("settle post %s: %w", id, err)
		}
		if ok {
			done++
		}
	}
	return done, nil
}

// one settles a post: what takes its time is done before the transaction, which
// looks whether the post is still what it was.
func (s *Service) one(ctx context.Context, id content.PostID) (ok bool, err error) {
	var found survey
	err = s.Read(ctx, func(r Snapshot) error {
		found, err = look(ctx, r, id)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return false, nil // it was purged, and what waited with it
	}
	if err != nil {
		return false, err
	}
	err = s.Write(ctx, func(tx Tx) error {
		if ok, err = found.holds(ctx, tx); err != nil || !ok {
			return err
		}
		return found.keep(ctx, tx)
	})
	return ok, err
}
