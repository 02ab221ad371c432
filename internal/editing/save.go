package editing

import (
	"context"
	"fmt"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/projection"
)

// SavePost changes the shared part of a post and the post's own settings. The
// translations stay as they are, and so does what is live; but for a changed
// source locale, which readers are told of. What changes nothing makes no
// revision and leaves the version.
func (s *Service) SavePost(ctx context.Context, cmd SavePost) (Saved, error) {
	saved, err := s.savePost(ctx, cmd)
	if err != nil {
		return Saved{}, fmt.Errorf("save post %s: %w", cmd.Post, err)
	}
	return saved, nil
}

func (s *Service) savePost(ctx context.Context, cmd SavePost) (Saved, error) {
	if err := cmd.Actor.CheckBest(access.WriteShared); err != nil {
		return Saved{}, err
	}
	after, err := s.changedWhole(ctx, &cmd)
	if err != nil {
		return Saved{}, err
	}
	shared, err := draft.PrepareShared("", after.Shared)
	if err != nil {
		return Saved{}, err
	}
	var saved Saved
	err = s.Write(ctx, func(tx Tx) error {
		p, err := mine(ctx, tx, cmd)
		if err != nil {
			return err
		}
		if err := (wholeSave{cmd, after, shared}).write(ctx, tx, p); err != nil {
			return err
		}
		saved.View, err = viewOf(ctx, tx, cmd.Actor, p)
		return err
	})
	return saved, err
}

// mine returns the post if the actor may change its shared part and has seen
// its version.
func mine(ctx context.Context, r Reads, cmd SavePost) (*content.Post, error) {
	p, err := access.Known(ctx, r, cmd.Actor, cmd.Post)
	if err != nil {
		return nil, err
	}
	if err := cmd.Actor.CheckOn(access.WriteShared, access.SubjectOf(p), p.SourceLocale); err != nil {
		return nil, err
	}
	return p, seenShared(ctx, r, p, cmd.Version)
}

// changedWhole applies the change to the version that the caller has seen, and
// judges it. That version is noted in the command, for the write to compare:
// while it is the same, so is what was changed here.
func (s *Service) changedWhole(ctx context.Context, cmd *SavePost) (Whole, error) {
	var after Whole
	err := s.Read(ctx, func(r Snapshot) error {
		p, err := mine(ctx, r, *cmd)
		if err != nil {
			return err
		}
		cmd.Version = p.Version
		head, err := r.SharedRevision(ctx, p.ID, p.Head)
		if err != nil {
			return err
		}
		after, err = cmd.Change(Whole{Shared: head.Shared, Source: p.SourceLocale, Targets: p.Targets, Parity: p.Parity})
		if err != nil {
			return err
		}
		tags, err := tagsOf(ctx, r)
		if err != nil {
			return err
		}
		if after.Targets, err = after.targets(ctx, r); err != nil {
			return err
		}
		var bad wrongs
		tags = append(slices.Clip(tags), p.Targets...) // it may keep one that the site had once
		after.judge(&bad, tags, p.Locales())
		if err := bad.fault(); err != nil || after.Source == p.SourceLocale {
			return err
		}
		return cmd.Actor.CheckOn(access.WriteShared, access.SubjectOf(p), after.Source)
	})
	return after, err
}

// A wholeSave is one save of a shared part and settings, ready to be written.
type wholeSave struct {
	cmd    SavePost
	after  Whole
	shared *draft.PreparedShared
}

// write saves what differs from the post.
func (s wholeSave) write(ctx context.Context, tx Tx, p *content.Post) error {
	moved, before := s.after.Source != p.SourceLocale, p.Clone()
	settled := moved || s.after.Parity != p.Parity || !sameTargets(s.after.Targets, p.Targets)
	p.SourceLocale, p.Targets, p.Parity = s.after.Source, s.after.Targets, s.after.Parity
	if err := loosen(ctx, tx, s.cmd.Actor, before, p); err != nil {
		return err
	}
	if moved {
		if err := checkRead(ctx, tx, before, p.SourceLocale); err != nil {
			return err
		}
		if err := turn(ctx, tx, before, p, s.cmd.Actor.ID); err != nil {
			return err
		}
	}
	done, err := draft.SaveShared(ctx, tx, p, s.shared, draft.Options{Meta: meta(tx, s.cmd.Actor, s.cmd.Note), Own: s.cmd.Actor.OwnOnly()})
	if err != nil || !done.Changed && !settled {
		return err
	}
	if !done.Changed {
		if err := tx.SavePost(ctx, p); err != nil {
			return err
		}
	}
	if moved {
		if err := projection.Refresh(ctx, tx, p.ID, entry.ByTranslation); err != nil {
			return err
		}
	}
	if settled {
		if err := resettle(ctx, tx, before, p, parity.Deed{By: s.cmd.Actor.ID, Cause: content.BySettings}); err != nil {
			return err
		}
	}
	return tx.Emit(ctx, event.SharedSaved{Post: p.ID, Revision: p.Head, By: s.cmd.Actor.ID})
}

// SaveTranslation changes a translation, or makes it where there is none. Other
// translations and the shared part stay as they are, and so does what is live.
// A text that says what the head says makes no revision and leaves the version.
func (s *Service) SaveTranslation(ctx context.Context, cmd SaveTranslation) (Saved, error) {
	saved, err := s.saveTranslation(ctx, cmd)
	if err != nil {
		return Saved{}, fmt.Errorf("save translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return saved, nil
}

func (s *Service) saveTranslation(ctx context.Context, cmd SaveTranslation) (Saved, error) {
	if err := cmd.Actor.CheckBest(access.Write, cmd.Locale); err != nil {
		return Saved{}, err
	}
	text, err := s.prepared(ctx, &cmd)
	if err != nil {
		return Saved{}, err
	}
	var saved Saved
	err = s.Write(ctx, func(tx Tx) error {
		p, err := writable(ctx, tx, cmd)
		if err != nil {
			return err
		}
		done, err := draft.Save(ctx, tx, p, text, options(tx, cmd.Actor, cmd.Edit))
		if err != nil {
			return err
		}
		saved.Warnings = done.Warnings
		if done.Changed {
			e := event.TranslationSaved{Post: p.ID, Locale: cmd.Locale, Revision: done.Revision, By: cmd.Actor.ID}
			if err := tx.Emit(ctx, e); err != nil {
				return err
			}
		}
		saved.View, err = viewOf(ctx, tx, cmd.Actor, p)
		return err
	})
	return saved, err
}

// writable returns the post if the actor may write the translation and has
// seen its version, or may make it.
func writable(ctx context.Context, r Reads, cmd SaveTranslation) (*content.Post, error) {
	p, err := access.Known(ctx, r, cmd.Actor, cmd.Post)
	if err != nil {
		return nil, err
	}
	if err := cmd.Actor.CheckOn(access.Write, access.SubjectOf(p), cmd.Locale); err != nil {
		return nil, err
	}
	switch t := p.Translation(cmd.Locale); {
	case t != nil:
		return p, seenText(ctx, r, p, t, cmd.Version)
	case !cmd.Create:
		return nil, translationNotFound(p.ID, cmd.Locale)
	case cmd.Version > 0:
		return nil, fault.New(fault.Stale, "translation.gone", "locale", string(cmd.Locale))
	}
	return p, nil
}

// prepared applies the change to the version that the caller has seen and does
// the slow part. That version is noted in the command, for the write to
// compare: while it is the same, so is what was changed here.
func (s *Service) prepared(ctx context.Context, cmd *SaveTranslation) (*draft.Prepared, error) {
	var text content.Text
	var settings content.SiteSettings
	err := s.Read(ctx, func(r Snapshot) error {
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		settings = site.Settings
		p, err := writable(ctx, r, *cmd)
		if err != nil {
			return err
		}
		if t := p.Translation(cmd.Locale); t != nil {
			cmd.Version = t.Version
			head, err := r.Revision(ctx, p.ID, cmd.Locale, t.Head)
			if err != nil {
				return err
			}
			text = head.Text
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	path := text.Path
	if text, err = cmd.Change(text); err != nil {
		return nil, err
	}
	if text.Path != "" && text.Path != path {
		return nil, fault.Wrong("/path", "path.import_only")
	}
	return s.ready(ctx, policyOf(settings), cmd.Actor, writing{cmd.Locale, "", text})
}

// sameTargets tells a list from none: none means all of the site's locales.
func sameTargets[T comparable](a, b []T) bool {
	return slices.Equal(a, b) && (a == nil) == (b == nil)
}
