package accounts

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Person is what others set of a user.
type Person struct {
	Name     string
	Email    string
	Admin    bool
	Roles    map[locale.Tag][]access.Role
	Disabled bool
}

// A SaveUser asks to change what somebody may do.
type SaveUser struct {
	Actor   access.Actor
	ID      string
	Version int64 // that the caller has seen; 0: none named
	Change  func(Person) (Person, error)
}

// SaveUser carries out cmd and returns the user as it then is. Other roles, and
// being disabled, end at once all that the user signed in with. The last admin
// stays one: a Conflict, "user.last_admin".
func (s *Service) SaveUser(ctx context.Context, cmd SaveUser) (access.User, error) {
	var user access.User
	err := cmd.Actor.Check(access.Users)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) (err error) {
			user, err = saveUser(ctx, tx, cmd)
			return err
		})
	}
	if err != nil {
		return access.User{}, fmt.Errorf("save user %s: %w", cmd.ID, err)
	}
	return user, nil
}

func saveUser(ctx context.Context, tx Tx, cmd SaveUser) (access.User, error) {
	u, err := tx.User(ctx, cmd.ID)
	if err != nil {
		return u, err
	}
	if err := etag.Check("user.stale", cmd.Version, u.Version); err != nil {
		return u, err
	}
	before := Person{Name: u.Name, Email: u.Email, Admin: u.Admin, Roles: maps.Clone(u.Roles), Disabled: !u.DisabledAt.IsZero()}
	after, err := cmd.Change(before)
	if err != nil {
		return u, err
	}
	changed, err := judged(ctx, tx, before, &after)
	if err != nil || len(changed) == 0 {
		return u, err
	}
	u.Name, u.Email, u.Folded, u.Admin, u.Roles = after.Name, after.Email, foldEmail(after.Email), after.Admin, after.Roles
	if after.Disabled != before.Disabled {
		u.DisabledAt = time.Time{}
		if after.Disabled {
			u.DisabledAt = tx.Now()
		}
	}
	if err := tx.SaveUser(ctx, &u); err != nil {
		return u, err
	}
	if !u.Admin || after.Disabled {
		if err := oneAdminStays(ctx, tx, u, before); err != nil {
			return u, err
		}
	}
	if slices.ContainsFunc(changed, func(what string) bool { return what != "name" && what != "email" }) {
		if err := tx.EndCredentials(ctx, u.ID, ""); err != nil {
			return u, err
		}
	}
	return u, tx.Emit(ctx, event.UserChanged{User: u.ID, Changed: changed, By: cmd.Actor.ID})
}

// oneAdminStays refuses to take the last admin away.
func oneAdminStays(ctx context.Context, r People, u access.User, before Person) error {
	if !before.Admin || before.Disabled {
		return nil
	}
	others, err := r.OtherAdmins(ctx, u.ID)
	if err == nil && others == 0 {
		err = fault.New(fault.Conflict, "user.last_admin", "name", u.Name)
	}
	return err
}

// judged tidies what the person would be, and returns what is different about it,
// or everything that is wrong with it.
func judged(ctx context.Context, tx Tx, before Person, after *Person) (changed []string, err error) {
	var bad wrongs
	after.Email = strings.TrimSpace(after.Email)
	bad.name(after.Name)
	bad.email("/email", after.Email)
	locales, err := tx.Locales(ctx)
	if err != nil {
		return nil, err
	}
	bad.roles("/roles", after.Roles, locales)
	if err := bad.fault(); err != nil {
		return nil, err
	}
	after.Roles = tidy(after.Roles)
	for _, member := range []struct {
		name string
		same bool
	}{
		{"name", after.Name == before.Name},
		{"email", after.Email == before.Email},
		{"admin", after.Admin == before.Admin},
		{"roles", maps.EqualFunc(after.Roles, before.Roles, slices.Equal[[]access.Role])},
		{"disabled", after.Disabled == before.Disabled},
	} {
		if !member.same {
			changed = append(changed, member.name)
		}
	}
	return changed, nil
}

// User returns the user, or a fault.NotFound.
func (s *Service) User(ctx context.Context, actor access.Actor, id string) (access.User, error) {
	var user access.User
	err := actor.Check(access.Users)
	if err == nil {
		err = s.Read(ctx, func(r Snapshot) (err error) {
			user, err = r.User(ctx, id)
			return err
		})
	}
	if err != nil {
		return access.User{}, fmt.Errorf("read user %s: %w", id, err)
	}
	return user, nil
}

// UserByEmail returns whose address it is, or a fault.NotFound.
func (s *Service) UserByEmail(ctx context.Context, actor access.Actor, email string) (access.User, error) {
	var user access.User
	err := actor.Check(access.Users)
	if err == nil {
		err = s.Read(ctx, func(r Snapshot) error {
			u, ok, err := r.UserByEmail(ctx, foldEmail(email))
			if err == nil && !ok {
				err = fault.New(fault.NotFound, "user.not_found", "user", email)
			}
			user = u
			return err
		})
	}
	if err != nil {
		return access.User{}, fmt.Errorf("read user: %w", err)
	}
	return user, nil
}
