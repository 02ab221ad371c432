package editing

import (
	"context"
	"fmt"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/paging"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/projection"
)

// A ListTrash asks for a page of the trash, the latest deleted first.
type ListTrash struct {
	Actor  access.Actor
	Limit  int // 0 is 20; at most 100
	Cursor string
}

// A TrashPage is one page of the trash.
type TrashPage struct {
	Page
	Days  int               // after which the trash forgets; 0: never
	Names map[string]string // of the actors who put the posts there, by id
}

// A RestorePost asks to take a post out of the trash again.
type RestorePost struct {
	Actor   access.Actor
	Post    content.PostID
	Version int64 // of the shared part
	Once    once.Key
}

// A PurgePost asks to delete a post of the trash for good.
type PurgePost struct {
	Actor   access.Actor
	Post    content.PostID
	Version int64 // of the shared part
}

// TrashReads find what is in the trash.
type TrashReads interface {
	// Trash returns up to limit posts of the trash that the view shows, with all
	// their translations: the latest deleted first, those after the key alone.
	Trash(ctx context.Context, view access.View, after *content.TrashKey, limit int) ([]*content.Post, error)
}

// TrashWrites empty the trash.
type TrashWrites interface {
	parity.Schedules
	// Expired returns up to limit posts that were in the trash at the instant
	// before, the first deleted first.
	Expired(ctx context.Context, before time.Time, limit int) ([]content.PostID, error)
	// PurgePost deletes a post that nobody reads, with all that was saved of it and
	// its addresses, and the posts that it had absorbed, which it returns.
	PurgePost(ctx context.Context, id content.PostID) (absorbed []content.PostID, err error)
}

// Trash returns a page of the posts in the trash that the actor may know of,
// with the heads of those translations that it may read.
func (s *Service) Trash(ctx context.Context, cmd ListTrash) (TrashPage, error) {
	page, err := s.trash(ctx, cmd)
	if err != nil {
		return TrashPage{}, fmt.Errorf("list the trash: %w", err)
	}
	return page, nil
}

func (s *Service) trash(ctx context.Context, cmd ListTrash) (TrashPage, error) {
	var page TrashPage
	if err := cmd.Actor.Check(access.Browse); err != nil {
		return page, err
	}
	limit, err := paging.Limit(cmd.Limit)
	if err != nil {
		return page, err
	}
	place, err := paging.OpenAt(cmd.Cursor, "trash")
	if err != nil {
		return page, err
	}
	var after *content.TrashKey
	if place != nil {
		after = &content.TrashKey{At: place.At, ID: content.PostID(place.ID)}
	}
	err = s.Read(ctx, func(r Snapshot) error {
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		page.Days = site.Settings.TrashDays
		posts, err := r.Trash(ctx, cmd.Actor.View(), after, limit+1)
		if err != nil {
			return err
		}
		if len(posts) > limit {
			posts = posts[:limit]
			last := posts[limit-1]
			page.Next = paging.CursorAt("trash", paging.Place{At: last.DeletedAt, ID: string(last.ID)})
		}
		var by []string
		for _, p := range posts {
			item, err := viewOf(ctx, r, cmd.Actor, p)
			if err != nil {
				return err
			}
			page.Items = append(page.Items, brief(item))
			by = append(by, p.DeletedBy)
		}
		page.Names, err = r.ActorNames(ctx, by)
		return err
	})
	return page, err
}

// RestorePost takes a post out of the trash. It has its texts, its revisions and
// its slugs as before; nothing of it is live, and what was scheduled stays held
// until somebody names another instant. Who may delete it may.
func (s *Service) RestorePost(ctx context.Context, cmd RestorePost) (Saved, error) {
	var saved Saved
	err := cmd.Actor.CheckBest(access.Delete)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error {
			saved, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Saved, error) { return restorePost(ctx, tx, cmd) })
			return err
		})
	}
	if err != nil {
		return Saved{}, fmt.Errorf("restore post %s: %w", cmd.Post, err)
	}
	return saved, nil
}

func restorePost(ctx context.Context, tx Tx, cmd RestorePost) (Saved, error) {
	p, err := trashed(ctx, tx, cmd.Actor, cmd.Post)
	if err != nil {
		return Saved{}, err
	}
	if err := cmd.Actor.CheckOn(access.Delete, access.SubjectOf(p), everywhere(p)...); err != nil {
		return Saved{}, err
	}
	if err := seenShared(ctx, tx, p, cmd.Version); err != nil {
		return Saved{}, err
	}
	p.DeletedAt, p.DeletedBy = time.Time{}, ""
	if err := tx.SavePost(ctx, p); err != nil {
		return Saved{}, err
	}
	if err := projection.RefreshLinking(ctx, tx, p.ID); err != nil {
		return Saved{}, err
	}
	if err := tx.Emit(ctx, event.PostRestored{Post: p.ID, By: cmd.Actor.ID}); err != nil {
		return Saved{}, err
	}
	view, err := viewOf(ctx, tx, cmd.Actor, p)
	return Saved{View: view}, err
}

// trashed returns the post if it is in the trash and the actor may know of it.
func trashed(ctx context.Context, r PostReads, actor access.Actor, id content.PostID) (*content.Post, error) {
	if err := actor.Check(access.Browse); err != nil {
		return nil, err
	}
	p, err := r.Post(ctx, id)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil, access.NoPost(id)
	case err != nil:
		return nil, err
	case !actor.Sees(access.SubjectOf(p)):
		return nil, access.Hidden(access.NoPost(id))
	case p.DeletedAt.IsZero():
		return nil, fault.New(fault.NotFound, "post.not_trashed", "post", string(id))
	}
	return p, nil
}

// PurgePost deletes a post of the trash for good, with all its revisions: its
// slugs and URLs are free, and its assets are not used by it any more. What was
// written down about it stays: events, audit and ledger.
func (s *Service) PurgePost(ctx context.Context, cmd PurgePost) error {
	err := cmd.Actor.CheckBest(access.Purge)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error {
			p, err := trashed(ctx, tx, cmd.Actor, cmd.Post)
			if err != nil {
				return err
			}
			if err := cmd.Actor.CheckOn(access.Purge, access.SubjectOf(p), everywhere(p)...); err != nil {
				return err
			}
			if err := seenShared(ctx, tx, p, cmd.Version); err != nil {
				return err
			}
			return purge(ctx, tx, cmd.Actor.ID, p)
		})
	}
	if err != nil {
		return fmt.Errorf("purge post %s: %w", cmd.Post, err)
	}
	return nil
}

// purge deletes posts, then has those rendered again that link to them.
func purge(ctx context.Context, tx Tx, by string, posts ...*content.Post) error {
	readers, err := projection.Begin(ctx, tx)
	if err != nil {
		return err
	}
	for _, p := range posts {
		held, err := tx.Addresses(ctx, p.ID)
		if err != nil {
			return err
		}
		absorbed, err := tx.PurgePost(ctx, p.ID)
		if err != nil {
			return err
		}
		if err := readers.Freed(ctx, p.ID, held); err != nil {
			return err
		}
		if err := tx.Emit(ctx, event.PostPurged{Post: p.ID, Locales: p.Locales(), Absorbed: absorbed, By: by}); err != nil {
			return err
		}
	}
	return readers.Finish(ctx)
}

const (
	purgedAtOnce = 20      // posts in one transaction, so that no writer waits long
	trashKeeper  = "trash" // who purges when the time is over
)

// PurgeTrash deletes for good what has been in the trash for longer than the
// site's setting says, in transactions of a few posts, and returns their number.
func (s *Service) PurgeTrash(ctx context.Context) (int, error) {
	for total := 0; ; {
		n, err := s.purgeExpired(ctx)
		total += n
		if err != nil {
			return total, fmt.Errorf("empty the trash: %w", err)
		}
		if n < purgedAtOnce {
			return total, nil
		}
	}
}

// purgeExpired purges the next few posts.
func (s *Service) purgeExpired(ctx context.Context) (n int, err error) {
	err = s.Write(ctx, func(tx Tx) error {
		site, err := tx.Site(ctx)
		if err != nil || site.Settings.TrashDays == 0 {
			return err
		}
		ids, err := tx.Expired(ctx, tx.Now().AddDate(0, 0, -site.Settings.TrashDays), purgedAtOnce)
		if err != nil {
			return err
		}
		posts := make([]*content.Post, len(ids))
		for i, id := range ids {
			if posts[i], err = tx.Post(ctx, id); err != nil {
				return err
			}
		}
		n = len(ids)
		return purge(ctx, tx, trashKeeper, posts...)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}
