package reviewing

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// An Assign asks that somebody do a translation, which may still be missing.
type Assign struct {
	Actor    access.Actor
	Post     content.PostID
	Locale   locale.Tag
	Version  int64     // of the assignment that the caller has seen; 0 where nobody has it
	Assignee string    // an actor's id, or a user's; Me for oneself
	Due      time.Time // zero: whenever
	Note     string
}

// Me names the actor where somebody is named.
const Me = "me"

// An Unassign asks that nobody have a translation any more.
type Unassign struct {
	Actor   access.Actor
	Post    content.PostID
	Locale  locale.Tag
	Version int64
}

// Assign gives a translation to somebody who may write or review it: editors and
// reviewers to anybody, whoever may write it to themselves, where nobody has it. A
// date that another set stays theirs to change.
func (s *Service) Assign(ctx context.Context, cmd Assign) (work.Assignment, error) {
	a, err := s.assign(ctx, cmd)
	if err != nil {
		return work.Assignment{}, fmt.Errorf("assign translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return a, nil
}

func (s *Service) assign(ctx context.Context, cmd Assign) (a work.Assignment, err error) {
	cmd.Assignee = ActorID(cmd.Actor, cmd.Assignee)
	err = cmd.Actor.CheckBest(access.Assign, cmd.Locale)
	if err != nil && cmd.Assignee == cmd.Actor.ID {
		err = cmd.Actor.CheckBest(access.Write, cmd.Locale)
	}
	if err != nil {
		return a, err
	}
	if cmd.Note = plain(cmd.Note); utf8.RuneCountInString(cmd.Note) > work.MaxNote {
		return a, fault.Wrong("/note", "assignment.note", "most", work.MaxNote)
	}
	err = s.Write(ctx, func(tx Tx) error {
		a, err = assign(ctx, tx, cmd)
		return err
	})
	return a, err
}

// ActorID returns the actor's id that somebody is named by: an id, that of a user
// without what comes before it, or [Me].
func ActorID(me access.Actor, name string) string {
	switch {
	case name == Me:
		return me.ID
	case name == "" || strings.ContainsRune(name, ':'):
		return name
	}
	return access.UserActor + name
}

func assign(ctx context.Context, tx Tx, cmd Assign) (work.Assignment, error) {
	p, err := access.Known(ctx, tx, cmd.Actor, cmd.Post)
	if err != nil {
		return work.Assignment{}, err
	}
	if err := mayAssign(cmd, p); err != nil {
		return work.Assignment{}, err
	}
	if err := wanted(ctx, tx, p, cmd.Locale); err != nil {
		return work.Assignment{}, err
	}
	a, had, err := tx.Assignment(ctx, p.ID, cmd.Locale)
	if err != nil {
		return a, err
	}
	if err := free(cmd, p, a, had); err != nil {
		return a, err
	}
	if err := able(ctx, tx, cmd, p); err != nil {
		return a, err
	}
	if !had || a.Assignee.ID != cmd.Assignee || !a.Due.Equal(cmd.Due) || a.Note != cmd.Note {
		if a, err = give(ctx, tx, cmd, a); err != nil {
			return a, err
		}
	}
	return a, name(ctx, tx, &a)
}

// mayAssign returns nil if the actor may give the translation to whom the command says.
func mayAssign(cmd Assign, p *content.Post) error {
	subject := access.SubjectOf(p)
	err := cmd.Actor.CheckOn(access.Assign, subject, cmd.Locale)
	if err != nil && cmd.Assignee == cmd.Actor.ID {
		err = cmd.Actor.CheckOn(access.Write, subject, cmd.Locale)
	}
	return err
}

// free returns nil if what there is may be changed as asked: by who has seen it, and
// without taking anything from others.
func free(cmd Assign, p *content.Post, a work.Assignment, had bool) error {
	if !had {
		if cmd.Version != 0 {
			return fault.New(fault.Stale, "assignment.ended")
		}
		return nil
	}
	gives := cmd.Actor.CheckOn(access.Assign, access.SubjectOf(p), cmd.Locale) == nil
	if !gives && a.Assignee.ID != cmd.Actor.ID {
		return fault.New(fault.Conflict, "assignment.taken")
	}
	if err := etag.Check("assignment.stale", cmd.Version, a.Version); err != nil {
		return err
	}
	if !gives && a.By.ID != cmd.Actor.ID && !a.Due.Equal(cmd.Due) {
		return fault.New(fault.Forbidden, "assignment.due")
	}
	return nil
}

// able returns nil if the assignee is there and may do the work.
func able(ctx context.Context, tx Tx, cmd Assign, p *content.Post) error {
	if cmd.Assignee == cmd.Actor.ID {
		return nil // who asks is there, and permission was asked
	}
	who, err := tx.Actor(ctx, cmd.Assignee)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	subject := access.SubjectOf(p)
	if err != nil || who.CheckOn(access.Write, subject, cmd.Locale) != nil && who.CheckOn(access.Review, subject, cmd.Locale) != nil {
		return fault.Wrong("/assignee", "assignment.assignee", "locale", string(cmd.Locale))
	}
	return nil
}

// give writes the assignment and tells of it. Who has it and changes their note does
// not give it.
func give(ctx context.Context, tx Tx, cmd Assign, before work.Assignment) (work.Assignment, error) {
	a := work.Assignment{
		Post: cmd.Post, Locale: cmd.Locale, Version: before.Version, Assignee: work.Person{ID: cmd.Assignee},
		Due: cmd.Due, Note: cmd.Note, By: work.Person{ID: cmd.Actor.ID},
	}
	if before.Assignee.ID == cmd.Actor.ID && a.Assignee.ID == cmd.Actor.ID {
		a.By = before.By
	}
	if err := tx.PutAssignment(ctx, &a); err != nil {
		return a, err
	}
	e := event.AssignmentPut{Post: a.Post, Locale: a.Locale, Assignee: a.Assignee.ID, Due: a.Due, By: cmd.Actor.ID}
	if before.Assignee.ID != a.Assignee.ID {
		e.Before = before.Assignee.ID
	}
	return a, tx.Emit(ctx, e)
}

// name says who the people of the assignment are.
func name(ctx context.Context, r PeopleReads, list ...*work.Assignment) error {
	var ids []string
	for _, a := range list {
		ids = append(ids, a.Assignee.ID, a.By.ID)
	}
	people, err := r.People(ctx, ids)
	if err != nil {
		return err
	}
	for _, a := range list {
		a.Assignee, a.By = people[a.Assignee.ID], people[a.By.ID]
	}
	return nil
}

// Unassign takes the translation from whoever has it, or gives one's own back.
func (s *Service) Unassign(ctx context.Context, cmd Unassign) error {
	err := cmd.Actor.Check(access.Browse)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error { return unassign(ctx, tx, cmd) })
	}
	if err != nil {
		return fmt.Errorf("unassign translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return nil
}

func unassign(ctx context.Context, tx Tx, cmd Unassign) error {
	p, err := access.Known(ctx, tx, cmd.Actor, cmd.Post)
	if err != nil {
		return err
	}
	a, had, err := tx.Assignment(ctx, p.ID, cmd.Locale)
	if err != nil {
		return err
	}
	// Who has it may give it back, whatever became of their roles.
	if !had || a.Assignee.ID != cmd.Actor.ID {
		if err := cmd.Actor.CheckOn(access.Assign, access.SubjectOf(p), cmd.Locale); err != nil {
			return err
		}
	}
	if !had {
		return fault.New(fault.NotFound, "assignment.not_found", "locale", string(cmd.Locale))
	}
	if err := etag.Check("assignment.stale", cmd.Version, a.Version); err != nil {
		return err
	}
	if err := tx.DropAssignment(ctx, p.ID, cmd.Locale); err != nil {
		return err
	}
	return tx.Emit(ctx, event.AssignmentEnded{Post: p.ID, Locale: cmd.Locale, Assignee: a.Assignee.ID, By: cmd.Actor.ID})
}

// A ListAssignments asks who is to do what of a post.
type ListAssignments struct {
	Actor access.Actor
	Post  content.PostID
}

// Assignments returns the assignments of the post in languages that the actor may read
// or work on, and its own.
func (s *Service) Assignments(ctx context.Context, cmd ListAssignments) ([]work.Assignment, error) {
	var list []work.Assignment
	err := s.Read(ctx, func(r Snapshot) error {
		p, err := access.Known(ctx, r, cmd.Actor, cmd.Post)
		if err != nil {
			return err
		}
		all, err := r.Assignments(ctx, p.ID)
		if err != nil {
			return err
		}
		subject := access.SubjectOf(p)
		var named []*work.Assignment
		for i, a := range all {
			if a.Assignee.ID == cmd.Actor.ID || cmd.Actor.CheckOn(access.Read, subject, a.Locale) == nil {
				named = append(named, &all[i])
			}
		}
		err = name(ctx, r, named...)
		for _, a := range named {
			list = append(list, *a)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list assignments of post %s: %w", cmd.Post, err)
	}
	return list, nil
}
