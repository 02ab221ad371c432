package reviewing

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// An EditComment asks to change a comment, or to resolve its thread.
type EditComment struct {
	Actor    access.Actor
	Post     content.PostID
	Locale   locale.Tag
	Comment  string
	Version  int64   // that the caller has seen
	Text     *string // nil: it stays
	Resolved *bool   // of the thread, by its first comment; nil: it stays
}

// A RemoveComment asks to take a comment away.
type RemoveComment struct {
	Actor   access.Actor
	Post    content.PostID
	Locale  locale.Tag
	Comment string
	Version int64
}

// EditComment changes what one said oneself, and, by the first comment of a thread,
// whether the thread is resolved, which all may who may comment.
func (s *Service) EditComment(ctx context.Context, cmd EditComment) (Commented, error) {
	done, err := s.editComment(ctx, cmd)
	if err != nil {
		return Commented{}, fmt.Errorf("change comment %s: %w", cmd.Comment, err)
	}
	return done, nil
}

func (s *Service) editComment(ctx context.Context, cmd EditComment) (done Commented, err error) {
	if err := cmd.Actor.CheckBest(access.Comment, cmd.Locale); err != nil {
		return done, err
	}
	if cmd.Text != nil {
		text, err := said("/text", *cmd.Text, true)
		if err != nil {
			return done, err
		}
		cmd.Text = &text
	}
	err = s.Write(ctx, func(tx Tx) error {
		done, err = edit(ctx, tx, cmd)
		return err
	})
	if err != nil {
		return done, err
	}
	done.Thread, err = s.shown(ctx, cmd.Actor, done.Thread)
	return done, err
}

func edit(ctx context.Context, tx Tx, cmd EditComment) (Commented, error) {
	if _, err := commentable(ctx, tx, cmd.Actor, cmd.Post, cmd.Locale); err != nil {
		return Commented{}, err
	}
	t, c, err := commentIn(ctx, tx, cmd.Post, cmd.Locale, cmd.Comment)
	if err != nil {
		return Commented{}, err
	}
	switch {
	case cmd.Text != nil && c.By.ID != cmd.Actor.ID:
		return Commented{}, fault.New(fault.Forbidden, "comment.not_yours")
	case cmd.Resolved != nil && c.ID != t.ID:
		return Commented{}, fault.Wrong("/resolved", "comment.not_first", "comment", t.ID)
	}
	if err := etag.Check("comment.stale", cmd.Version, c.Version); err != nil {
		return Commented{}, err
	}
	reworded := cmd.Text != nil && *cmd.Text != c.Text
	turned := cmd.Resolved != nil && *cmd.Resolved == t.Open()
	if reworded {
		c.Text, c.EditedAt = *cmd.Text, tx.Now()
	}
	if reworded || turned {
		if err := tx.SaveComment(ctx, &c); err != nil {
			return Commented{}, err
		}
	}
	if reworded {
		if err := tx.Emit(ctx, event.CommentChanged{Remark: remark(t, c.ID, cmd.Actor.ID)}); err != nil {
			return Commented{}, err
		}
	}
	if turned {
		if err := resolve(ctx, tx, t, cmd.Actor.ID, *cmd.Resolved); err != nil {
			return Commented{}, err
		}
	}
	t, err = tx.Thread(ctx, t.ID)
	return Commented{Thread: t, Comment: c.ID}, err
}

// commentIn returns the comment and its thread, if both are about the translation.
func commentIn(ctx context.Context, r CommentReads, post content.PostID, tag locale.Tag, id string) (work.Thread, work.Comment, error) {
	t, err := r.ThreadOf(ctx, id)
	if err != nil {
		return t, work.Comment{}, err
	}
	for _, c := range t.Comments {
		if c.ID == id && t.Post == post && t.Locale == tag {
			return t, c, nil
		}
	}
	return t, work.Comment{}, fault.New(fault.NotFound, "comment.not_found", "comment", id)
}

// RemoveComment takes a comment away: one's own, or anybody's for an editor. What
// others answered to stays until the answers are gone.
func (s *Service) RemoveComment(ctx context.Context, cmd RemoveComment) error {
	err := cmd.Actor.CheckBest(access.Comment, cmd.Locale)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error { return remove(ctx, tx, cmd) })
	}
	if err != nil {
		return fmt.Errorf("remove comment %s: %w", cmd.Comment, err)
	}
	return nil
}

func remove(ctx context.Context, tx Tx, cmd RemoveComment) error {
	p, err := commentable(ctx, tx, cmd.Actor, cmd.Post, cmd.Locale)
	if err != nil {
		return err
	}
	t, c, err := commentIn(ctx, tx, cmd.Post, cmd.Locale, cmd.Comment)
	if err != nil {
		return err
	}
	if c.By.ID != cmd.Actor.ID && cmd.Actor.CheckOn(access.Delete, access.SubjectOf(p), cmd.Locale) != nil {
		return fault.New(fault.Forbidden, "comment.not_yours")
	}
	if err := etag.Check("comment.stale", cmd.Version, c.Version); err != nil {
		return err
	}
	if c.ID == t.ID && len(t.Comments) > 1 {
		return fault.New(fault.Conflict, "comment.answered")
	}
	if err := tx.DropComment(ctx, c); err != nil {
		return err
	}
	return tx.Emit(ctx, event.CommentRemoved{Remark: remark(t, c.ID, cmd.Actor.ID)})
}
