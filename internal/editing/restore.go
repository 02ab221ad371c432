package editing

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// A RestoreRevision asks that what an earlier revision says be the head again.
type RestoreRevision struct {
	Actor   access.Actor
	Post    content.PostID
	Locale  locale.Tag // of a translation; the shared part has none
	Version int64      // the version that the caller has seen
	N       int
	Slug    string // of a translation: in the place of the revision's own; empty: that one
	Note    string
	Once    once.Key
}

// RestoreRevision saves what an earlier revision of a translation says as its
// newest one, a draft. Other translations and the shared part stay as they are,
// and so does what is live; the revisions between stay too. A slug, alias or path
// that another translation holds by now is a fault.Conflict that names it; of a
// slug the command may give another. What
// the revision names and is gone since is kept, with a warning for each. Restoring
// what the head says changes nothing.
func (s *Service) RestoreRevision(ctx context.Context, cmd RestoreRevision) (Saved, error) {
	saved, err := s.restoreRevision(ctx, cmd)
	if err != nil {
		return Saved{}, fmt.Errorf("restore revision %d of %s of post %s: %w", cmd.N, cmd.Locale, cmd.Post, err)
	}
	return saved, nil
}

func (s *Service) restoreRevision(ctx context.Context, cmd RestoreRevision) (Saved, error) {
	if err := cmd.Actor.CheckBest(access.Write, cmd.Locale); err != nil {
		return Saved{}, err
	}
	// What is refused here is told after the key was looked up: by the time that a
	// request comes again the revision may be pruned.
	rev, text, refused := s.again(ctx, cmd)
	var saved Saved
	err := s.Write(ctx, func(tx Tx) (err error) {
		saved, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Saved, error) {
			if refused != nil {
				return Saved{}, refused
			}
			p, err := writable(ctx, tx, cmd.save())
			if err != nil {
				return Saved{}, err
			}
			o := draft.Options{Meta: cmd.meta(tx), BasedOn: rev.BasedOn, BasedIn: rev.BasedIn, Again: true}
			done, err := draft.Save(ctx, tx, p, text, o)
			if err != nil {
				return Saved{}, err
			}
			if done.Changed {
				e := event.TranslationSaved{Post: p.ID, Locale: cmd.Locale, Revision: done.Revision, Restored: cmd.N, By: cmd.Actor.ID}
				if err := tx.Emit(ctx, e); err != nil {
					return Saved{}, err
				}
			}
			view, err := viewOf(ctx, tx, cmd.Actor, p)
			return Saved{View: view, Warnings: done.Warnings}, err
		})
		return err
	})
	return saved, err
}

// again reads the revision and makes its text ready to be saved once more, under
// today's policy. Its version is compared when it is written.
func (s *Service) again(ctx context.Context, cmd RestoreRevision) (*content.Revision, *draft.Prepared, error) {
	var rev *content.Revision
	var settings content.SiteSettings
	err := s.Read(ctx, func(r Snapshot) error {
		cmd.Version = etag.Any
		p, err := writable(ctx, r, cmd.save())
		if err != nil {
			return err
		}
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		settings = site.Settings
		rev, err = r.Revision(ctx, p.ID, cmd.Locale, cmd.N)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if cmd.Slug != "" {
		rev.Text.Slug = cmd.Slug
	}
	text, err := s.ready(ctx, policyOf(settings), cmd.Actor, writing{cmd.Locale, "", rev.Text})
	if err != nil {
		return nil, nil, err
	}
	text.Submitted = rev.Submitted // what was removed of it then is not lost now
	return rev, text, nil
}

// save is the command as permission and versions see it.
func (cmd RestoreRevision) save() SaveTranslation {
	return SaveTranslation{Actor: cmd.Actor, Post: cmd.Post, Locale: cmd.Locale, Version: cmd.Version}
}

func (cmd RestoreRevision) meta(tx Tx) content.Meta {
	return content.Meta{At: tx.Now(), By: cmd.Actor.ID, Origin: content.FromRestore, Note: cmd.Note}
}

// RestoreShared saves what an earlier revision of a post's shared part says as its
// newest one. No translation is touched, nor the post's own settings, and what is
// live stays. What the revision names and is gone since is kept, with a warning
// for each.
func (s *Service) RestoreShared(ctx context.Context, cmd RestoreRevision) (Saved, error) {
	saved, err := s.restoreShared(ctx, cmd)
	if err != nil {
		return Saved{}, fmt.Errorf("restore shared revision %d of post %s: %w", cmd.N, cmd.Post, err)
	}
	return saved, nil
}

func (s *Service) restoreShared(ctx context.Context, cmd RestoreRevision) (Saved, error) {
	err := cmd.Actor.CheckBest(access.WriteShared)
	if err != nil {
		return Saved{}, err
	}
	var saved Saved
	err = s.Write(ctx, func(tx Tx) error {
		saved, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Saved, error) { return sharedAgain(ctx, tx, cmd) })
		return err
	})
	return saved, err
}

func sharedAgain(ctx context.Context, tx Tx, cmd RestoreRevision) (Saved, error) {
	p, err := mine(ctx, tx, SavePost{Actor: cmd.Actor, Post: cmd.Post, Version: cmd.Version})
	if err != nil {
		return Saved{}, err
	}
	rev, err := tx.SharedRevision(ctx, p.ID, cmd.N)
	if err != nil {
		return Saved{}, err
	}
	shared, err := draft.PrepareShared("", rev.Shared) // quick: there is no body in it
	if err != nil {
		return Saved{}, err
	}
	done, err := draft.SaveShared(ctx, tx, p, shared, draft.Options{Meta: cmd.meta(tx), Again: true})
	if err != nil {
		return Saved{}, err
	}
	if done.Changed {
		if err := tx.Emit(ctx, event.SharedSaved{Post: p.ID, Revision: done.Revision, Restored: cmd.N, By: cmd.Actor.ID}); err != nil {
			return Saved{}, err
		}
	}
	view, err := viewOf(ctx, tx, cmd.Actor, p)
	return Saved{View: view, Warnings: done.Warnings}, err
}
