package reviewing

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/work"
)

// A Comment says something about a translation, which may still be missing.
type Comment struct {
	Actor   access.Actor
	Post    content.PostID
	Locale  locale.Tag
	Text    string
	Segment string // about this one; empty: about the whole
	ReplyTo string // a thread, instead of Segment; empty: it begins one
	Once    once.Key
}

// A Commented is a thread after something was said in it.
type Commented struct {
	Thread  work.Thread
	Comment string // the id of what was said or changed
}

// Comment keeps what the actor says. Who answers in a thread that is resolved opens it
// again. A segment keeps what is said about it through all edits; one that goes leaves
// an excerpt.
func (s *Service) Comment(ctx context.Context, cmd Comment) (Commented, error) {
	done, err := s.comment(ctx, cmd)
	if err != nil {
		return Commented{}, fmt.Errorf("comment on translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return done, nil
}

func (s *Service) comment(ctx context.Context, cmd Comment) (done Commented, err error) {
	if err := cmd.Actor.CheckBest(access.Comment, cmd.Locale); err != nil {
		return done, err
	}
	if cmd.Segment != "" && cmd.ReplyTo != "" {
		return done, fault.Wrong("/replyTo", "comment.one_of")
	}
	if cmd.Text, err = said("/text", cmd.Text, true); err != nil {
		return done, err
	}
	var about work.Thread
	if cmd.Segment != "" {
		if about, err = s.about(ctx, cmd); err != nil {
			return done, err
		}
	}
	err = s.Write(ctx, func(tx Tx) error {
		done, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Commented, error) { return comment(ctx, tx, cmd, about) })
		return err
	})
	if err != nil {
		return done, err
	}
	done.Thread, err = s.shown(ctx, cmd.Actor, done.Thread)
	return done, err
}

// about finds the segment, and what it says now.
func (s *Service) about(ctx context.Context, cmd Comment) (about work.Thread, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		p, err := commentable(ctx, r, cmd.Actor, cmd.Post, cmd.Locale)
		if err != nil {
			return err
		}
		if err := cmd.Actor.CheckOn(access.ReadSource, access.SubjectOf(p), cmd.Locale); err != nil {
			return err
		}
		pair, err := pairOf(ctx, r, p, cmd.Locale)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(pair.Rows, func(row standing.Row) bool { return row.ID == cmd.Segment })
		if i < 0 {
			return fault.Wrong("/segment", "comment.segment", "segment", cmd.Segment)
		}
		text := pair.Rows[i].TargetText()
		if about.OfSource = text == ""; about.OfSource {
			text = pair.Rows[i].SourceText()
		}
		about.Segment, about.Excerpt = cmd.Segment, excerpt(segment.Plain(text))
		return nil
	})
	return about, err
}

// pairOf returns how the heads stand to each other. The source, which stands beside
// nothing, has no segments to speak of.
func pairOf(ctx context.Context, r Snapshot, p *content.Post, tag locale.Tag) (*standing.Pair, error) {
	if tag == p.SourceLocale {
		return new(standing.Pair), nil
	}
	return standing.Of(ctx, r, standing.Heads(p, tag))
}

// commentable returns the post if the actor may say something about its translation.
func commentable(ctx context.Context, r Reads, actor access.Actor, id content.PostID, tag locale.Tag) (*content.Post, error) {
	p, err := access.Known(ctx, r, actor, id)
	if err != nil {
		return nil, err
	}
	if err := actor.CheckOn(access.Comment, access.SubjectOf(p), tag); err != nil {
		return nil, err
	}
	return p, wanted(ctx, r, p, tag)
}

func comment(ctx context.Context, tx Tx, cmd Comment, about work.Thread) (Commented, error) {
	p, err := commentable(ctx, tx, cmd.Actor, cmd.Post, cmd.Locale)
	if err != nil {
		return Commented{}, err
	}
	if cmd.ReplyTo != "" {
		return reply(ctx, tx, cmd)
	}
	about.Post, about.Locale = p.ID, cmd.Locale
	if t := p.Translation(cmd.Locale); t != nil {
		about.Revision = t.Head
	}
	id, err := begin(ctx, tx, about, cmd.Actor.ID, cmd.Text)
	if err != nil {
		return Commented{}, err
	}
	t, err := tx.Thread(ctx, id)
	return Commented{Thread: t, Comment: id}, err
}

// begin writes a thread with its first comment, whose id is that of the thread.
func begin(ctx context.Context, tx Tx, t work.Thread, by, text string) (id string, err error) {
	n, err := tx.CountThreads(ctx, t.Post, t.Locale)
	if err != nil {
		return "", err
	}
	if n >= work.MaxThreads {
		return "", fault.New(fault.Conflict, "comment.too_many", "most", work.MaxThreads)
	}
	v7, err := uuid.NewV7()
	if err != nil {
		return "", err
	}
	t.ID = v7.String()
	if err := tx.AddThread(ctx, t); err != nil {
		return "", err
	}
	first := &work.Comment{ID: t.ID, Thread: t.ID, Text: text, By: work.Person{ID: by}}
	if err := tx.AddComment(ctx, first); err != nil {
		return "", err
	}
	return t.ID, tx.Emit(ctx, event.CommentAdded{Remark: remark(t, t.ID, by)})
}

// remark is what events tell of something said.
func remark(t work.Thread, comment, by string) event.Remark {
	return event.Remark{Post: t.Post, Locale: t.Locale, Thread: t.ID, Comment: comment, Segment: t.Segment, By: by}
}

// reply answers in a thread.
func reply(ctx context.Context, tx Tx, cmd Comment) (Commented, error) {
	t, err := tx.Thread(ctx, cmd.ReplyTo)
	if fault.Is(err, fault.NotFound) || err == nil && (t.Post != cmd.Post || t.Locale != cmd.Locale) {
		return Commented{}, fault.Wrong("/replyTo", "comment.no_thread", "thread", cmd.ReplyTo)
	}
	if err != nil {
		return Commented{}, err
	}
	if len(t.Comments) >= work.MaxReplies {
		return Commented{}, fault.New(fault.Conflict, "comment.too_many", "most", work.MaxReplies)
	}
	v7, err := uuid.NewV7()
	if err != nil {
		return Commented{}, err
	}
	c := &work.Comment{ID: v7.String(), Thread: t.ID, Text: cmd.Text, By: work.Person{ID: cmd.Actor.ID}}
	if err := tx.AddComment(ctx, c); err != nil {
		return Commented{}, err
	}
	if err := tx.Emit(ctx, event.CommentAdded{Remark: remark(t, c.ID, cmd.Actor.ID)}); err != nil {
		return Commented{}, err
	}
	if !t.Open() {
		if err := resolve(ctx, tx, t, cmd.Actor.ID, false); err != nil {
			return Commented{}, err
		}
	}
	t, err = tx.Thread(ctx, t.ID)
	return Commented{Thread: t, Comment: c.ID}, err
}

// resolve writes whether the thread is resolved.
func resolve(ctx context.Context, tx Tx, t work.Thread, by string, resolved bool) error {
	t.ResolvedAt, t.ResolvedBy = tx.Now(), work.Person{ID: by}
	if !resolved {
		t.ResolvedAt, t.ResolvedBy = work.Thread{}.ResolvedAt, work.Person{}
	}
	if err := tx.SaveThread(ctx, t); err != nil {
		return err
	}
	if resolved {
		return tx.Emit(ctx, event.ThreadResolved{Remark: remark(t, "", by)})
	}
	return tx.Emit(ctx, event.ThreadReopened{Remark: remark(t, "", by)})
}
