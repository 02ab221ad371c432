package accounts

import (
	"context"
	"fmt"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Me is who asks, and what they may do.
type Me struct {
	Actor       access.Actor
	User        *access.User // nil: no person
	Permissions map[access.Operation]map[locale.Tag]access.Reach
}

// Me returns who asks, and what the table of package access lets them do in each
// of the site's locales.
func (s *Service) Me(ctx context.Context, actor access.Actor) (Me, error) {
	me := Me{Actor: actor}
	err := known(actor)
	if err == nil {
		err = s.Read(ctx, func(r Snapshot) error {
			locales, err := r.Locales(ctx)
			if err != nil {
				return err
			}
			me.Permissions = actor.Permissions(tags(locales))
			if id, person := strings.CutPrefix(actor.ID, access.UserActor); person {
				user, err := r.User(ctx, id)
				me.User = &user
				return err
			}
			return nil
		})
	}
	if err != nil {
		return Me{}, fmt.Errorf("tell who asks: %w", err)
	}
	return me, nil
}

func tags(locales []content.Locale) []locale.Tag {
	list := make([]locale.Tag, len(locales))
	for i, l := range locales {
		list[i] = l.Tag
	}
	return list
}

// A Rename asks for another name of one's own.
type Rename struct {
	Actor   access.Actor
	Version int64
	Name    string
}

// Rename carries out cmd. A token that acts for nobody has no name to change:
// Forbidden.
func (s *Service) Rename(ctx context.Context, cmd Rename) error {
	id, person := strings.CutPrefix(cmd.Actor.ID, access.UserActor)
	err := known(cmd.Actor)
	if err == nil && !person {
		err = fault.New(fault.Forbidden, "me.nobody")
	}
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error {
			u, err := tx.User(ctx, id)
			if err != nil {
				return err
			}
			if err := etag.Check("user.stale", cmd.Version, u.Version); err != nil {
				return err
			}
			var bad wrongs
			bad.name(cmd.Name)
			if err := bad.fault(); err != nil || cmd.Name == u.Name {
				return err
			}
			u.Name = cmd.Name
			if err := tx.SaveUser(ctx, &u); err != nil {
				return err
			}
			return tx.Emit(ctx, event.UserChanged{User: id, Changed: []string{"name"}, By: cmd.Actor.ID})
		})
	}
	if err != nil {
		return fmt.Errorf("rename: %w", err)
	}
	return nil
}

// A ChangePassword asks for another password of one's own.
type ChangePassword struct {
	Actor   access.Actor
	Current string
	New     string
}

// ChangePassword carries out cmd, and ends every other session, every token and
// every preview link of the user. Only who asks by a session can, and knows the
// present password.
func (s *Service) ChangePassword(ctx context.Context, cmd ChangePassword) error {
	id, session, err := signedIn(cmd.Actor)
	if err == nil {
		err = s.changePassword(ctx, cmd, id, session)
	}
	if err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	return nil
}

func (s *Service) changePassword(ctx context.Context, cmd ChangePassword, id, session string) error {
	key := "password " + session // not of the user: who stole a session slows nobody else down
	if wait, ok := s.Desk.try(key, ofSession(), s.Now()); !ok {
		return throttled(wait)
	}
	var user access.User
	err := s.Read(ctx, func(r Snapshot) (err error) {
		user, err = r.User(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	var bad wrongs
	bad.password("/new", cmd.New, user)
	if err := bad.fault(); err != nil {
		return err
	}
	right, _, err := s.Passwords.Verify(ctx, cmd.Current, user.Password)
	if err != nil {
		return err
	}
	if !right {
		return fault.Wrong("/current", "password.wrong")
	}
	s.Desk.forgive(key)
	phc, err := s.Passwords.Hash(ctx, cmd.New)
	if err != nil {
		return err
	}
	return s.Write(ctx, func(tx Tx) error {
		u, err := tx.User(ctx, id)
		if err != nil {
			return err
		}
		if u.Password != user.Password {
			return fault.Wrong("/current", "password.wrong")
		}
		u.Password = phc
		if err := tx.SaveUser(ctx, &u); err != nil {
			return err
		}
		if err := tx.EndCredentials(ctx, id, session); err != nil {
			return err
		}
		return tx.Emit(ctx, event.UserChanged{User: id, Changed: []string{"password"}, By: cmd.Actor.ID})
	})
}

// Sessions returns where the actor is signed in, newest first, and which of them
// it asks by: only who asks by a session is told.
func (s *Service) Sessions(ctx context.Context, actor access.Actor) (list []access.Session, current string, err error) {
	id, current, err := signedIn(actor)
	if err == nil {
		err = s.Read(ctx, func(r Snapshot) error {
			all, err := r.Sessions(ctx, id)
			for _, session := range all {
				if session.Good(s.Now()) {
					list = append(list, session)
				}
			}
			return err
		})
	}
	if err != nil {
		return nil, "", fmt.Errorf("list sessions: %w", err)
	}
	return list, current, nil
}

// EndSession ends a session of the actor's own; another's is NotFound.
func (s *Service) EndSession(ctx context.Context, actor access.Actor, session string) error {
	id, _, err := signedIn(actor)
	if err == nil {
		err = s.endSession(ctx, actor, id, session)
	}
	if err != nil {
		return fmt.Errorf("end session %s: %w", session, err)
	}
	return nil
}
