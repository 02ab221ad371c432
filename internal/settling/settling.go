// Package settling brings up to date what follows from the texts of posts and is kept
// for speed: how each translation stands to its source, and what the memory has of it.
// It works through the posts that the store notes in every transaction that may have
// changed this. What it keeps is a memo: nothing is decided by it.
package settling

import (
	"context"
	"errors"
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
	recall.MemoryReads
	// Stands returns how the translations of a post stand to their source by the rows
	// that lists look at.
	Stands(ctx context.Context, post content.PostID) ([]bitext.Stand, error)
}

// A Queue has the posts that wait.
type Queue interface {
	// Unsettled returns up to limit posts that wait to be settled, those that somebody
	// waits for first; hurried leaves out the others.
	Unsettled(ctx context.Context, hurried bool, limit int) ([]content.PostID, error)
	// SomeStanding returns up to limit posts that nothing waits for, spread over all.
	SomeStanding(ctx context.Context, limit int) ([]content.PostID, error)
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
	// PutKnownWords keeps how many words, of those that nothing stands beside in the
	// translation, the memory has: the same, and the same with other numbers.
	PutKnownWords(ctx context.Context, post content.PostID, tag locale.Tag, exact, fuzzy int) error
	// PutLineage keeps the lineage of a revision: with a language beside, what its
	// segments are approved against; without, what they are called.
	PutLineage(ctx context.Context, post content.PostID, tag, beside locale.Tag, l bitext.Lineage) error
	// SetAside lets a post that cannot be settled wait until it changes.
	SetAside(ctx context.Context, post content.PostID) error
	// DropLineages forgets the lineages of a translation that nobody needs: those of
	// revisions that are neither its head nor live, and that come right after another.
	DropLineages(ctx context.Context, post content.PostID, tag locale.Tag) error
}

// One transaction settles up to inOne posts, and no more after as many segments as
// fillOne: who writes meanwhile waits for it.
const (
	inOne   = 8
	fillOne = 100
)

// Settle settles up to most posts that wait, those that somebody waits for first and,
// if it is hurried, alone. It returns how many it settled. A post that changes
// meanwhile waits on. One that cannot be settled is set aside until it changes, and
// does not keep the others: its error comes back after they are done.
func (s *Service) Settle(ctx context.Context, hurried bool, most int) (done int, err error) {
	var waiting []content.PostID
	err = s.Read(ctx, func(r Snapshot) error {
		waiting, err = r.Unsettled(ctx, hurried, most)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("settle posts: %w", err)
	}
	var failed []error
	for len(waiting) > 0 {
		looked, n, err := s.several(ctx, waiting)
		some := waiting[:looked]
		waiting = waiting[looked:]
		done += n
		if err == nil {
			continue
		}
		if passes(ctx, err) {
			return done, fmt.Errorf("settle posts: %w", err)
		}
		n, wrong := s.oneByOne(ctx, some)
		done, failed = done+n, append(failed, wrong...)
	}
	return done, errors.Join(failed...)
}

// passes reports whether an error says nothing of the posts: the database is busy or
// full, or there is no more time.
func passes(ctx context.Context, err error) bool {
	return ctx.Err() != nil || fault.Is(err, fault.Unavailable) || fault.Is(err, fault.Full)
}

// oneByOne settles posts of which one cannot be settled, and sets that one aside.
func (s *Service) oneByOne(ctx context.Context, ids []content.PostID) (done int, failed []error) {
	for _, id := range ids {
		_, n, err := s.several(ctx, []content.PostID{id})
		done += n
		if err == nil {
			continue
		}
		failed = append(failed, fmt.Errorf("settle post %s: %w", id, err))
		if !passes(ctx, err) {
			err = s.Write(ctx, func(tx Tx) error { return tx.SetAside(ctx, id) })
			failed = append(failed, err)
		}
	}
	return done, failed
}

// several settles the first of the posts, as many as one transaction takes, and
// returns how many it looked at. What takes its time is done before the transaction,
// which looks whether each is still what it was.
func (s *Service) several(ctx context.Context, ids []content.PostID) (looked, done int, err error) {
	var found []*survey
	for size := 0; looked < min(len(ids), inOne) && size < fillOne; looked++ {
		one, err := s.look(ctx, ids[looked])
		if err != nil {
			return looked + 1, 0, err
		}
		if one != nil {
			found, size = append(found, one), size+one.size()
		}
	}
	for _, one := range found {
		if err := s.teach(ctx, one); err != nil {
			return looked, 0, err
		}
	}
	err = s.Write(ctx, func(tx Tx) error {
		done = 0
		for _, one := range found {
			ok, err := one.holds(ctx, tx)
			if err == nil && ok {
				err = one.keep(ctx, tx)
				done++
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return looked, 0, err
	}
	return looked, done, nil
}

// look finds out how the translations of a post stand; nil where it was purged.
func (s *Service) look(ctx context.Context, id content.PostID) (one *survey, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		p, err := r.Post(ctx, id)
		if err == nil {
			one, err = look(ctx, r, p)
		} else if fault.Is(err, fault.NotFound) {
			err = nil
		}
		return err
	})
	return one, err
}
