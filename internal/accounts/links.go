package accounts

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// How long one-time links can be taken up.
const (
	setupLife  = 24 * time.Hour
	resetLife  = 24 * time.Hour
	inviteLife = 7 * 24 * time.Hour
	mostInvite = 30 * 24 * time.Hour
)

// A LinkMade is a new one-time link with its secret, which nobody can ask for again.
type LinkMade struct {
	Link   access.Link
	Secret string // "dpl_" and 43 signs of base64url
	ByName string // what people call its maker
}

// Path is where the page of a link stands, after a base URL. The secret is in the
// fragment, which browsers keep to themselves.
func (m LinkMade) Path() string {
	return "/auth/accept#for=" + string(m.Link.Kind) + "&token=" + m.Secret
}

// An Invite asks for somebody new.
type Invite struct {
	Actor   access.Actor
	Email   string
	Name    string // empty: they will say
	Admin   bool
	Roles   map[locale.Tag][]access.Role
	Expires time.Duration // from now; 0: a week
}

// Invite makes a one-time link for somebody new, and undoes an earlier one to the
// same address. Nothing is sent: whoever asked passes it on.
func (s *Service) Invite(ctx context.Context, cmd Invite) (LinkMade, error) {
	link := access.Link{
		Kind: access.LinkInvite, Email: strings.TrimSpace(cmd.Email), Folded: foldEmail(cmd.Email), Name: cmd.Name,
		Admin: cmd.Admin, Roles: tidy(cmd.Roles), CreatedBy: cmd.Actor.ID,
	}
	err := cmd.Actor.Check(access.Users)
	var made LinkMade
	if err == nil {
		made, err = s.link(ctx, &link, func(tx Tx) error {
			var bad wrongs
			bad.email("/email", link.Email)
			if link.Name != "" {
				bad.name(link.Name)
			}
			locales, err := tx.Locales(ctx)
			if err != nil {
				return err
			}
			bad.roles("/roles", cmd.Roles, locales)
			if cmd.Expires < 0 || cmd.Expires > mostInvite {
				bad.add("/expiresIn", "invitation.expires")
			}
			if err := bad.fault(); err != nil {
				return err
			}
			if other, taken, err := tx.UserByEmail(ctx, link.Folded); err != nil || taken {
				return orTaken(err, link.Email, other.ID)
			}
			link.ExpiresAt = tx.Now().Add(inviteLife)
			if cmd.Expires > 0 {
				link.ExpiresAt = tx.Now().Add(cmd.Expires)
			}
			return nil
		})
	}
	if err != nil {
		return LinkMade{}, fmt.Errorf("invite: %w", err)
	}
	made.ByName = cmd.Actor.Name
	return made, nil
}

func orTaken(err error, email, user string) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "user.email_taken", "email", email, "user", user)
}

// Reset makes a one-time link by which the user chooses another password, and
// undoes earlier ones. The present password stays good until then.
func (s *Service) Reset(ctx context.Context, actor access.Actor, user string) (LinkMade, error) {
	link := access.Link{Kind: access.LinkReset, User: user, CreatedBy: actor.ID}
	err := actor.Check(access.Users)
	var made LinkMade
	if err == nil {
		made, err = s.link(ctx, &link, func(tx Tx) error {
			u, err := tx.User(ctx, user)
			if err == nil && !u.DisabledAt.IsZero() {
				err = fault.New(fault.Conflict, "user.disabled", "user", user)
			}
			link.ExpiresAt = tx.Now().Add(resetLife)
			return err
		})
	}
	if err != nil {
		return LinkMade{}, fmt.Errorf("reset %s: %w", user, err)
	}
	return made, nil
}

// SetUp makes the one-time link by which the first admin comes, and undoes an
// earlier one. Once there is somebody it is a Conflict, "setup.done".
func (s *Service) SetUp(ctx context.Context, actor access.Actor) (LinkMade, error) {
	link := access.Link{Kind: access.LinkSetup, Admin: true, CreatedBy: actor.ID}
	err := actor.Check(access.Users)
	var made LinkMade
	if err == nil {
		made, err = s.link(ctx, &link, func(tx Tx) error {
			users, _, err := tx.Peopled(ctx)
			if err == nil && users {
				err = fault.New(fault.Conflict, "setup.done")
			}
			link.ExpiresAt = tx.Now().Add(setupLife)
			return err
		})
	}
	if err != nil {
		return LinkMade{}, fmt.Errorf("set up: %w", err)
	}
	return made, nil
}

// Untouched reports whether nobody can ask over HTTP yet: there is neither a user
// nor a token.
func (s *Service) Untouched(ctx context.Context) (bool, error) {
	var users, tokens bool
	err := s.Read(ctx, func(r Snapshot) (err error) {
		users, tokens, err = r.Peopled(ctx)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look for people: %w", err)
	}
	return !users && !tokens, nil
}

// link writes a link, once judge has found nothing wrong with it.
func (s *Service) link(ctx context.Context, link *access.Link, judge func(Tx) error) (LinkMade, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return LinkMade{}, err
	}
	secret, hash := access.NewSecret(access.LinkSecret)
	link.ID, link.Hash = id.String(), hash
	err = s.Write(ctx, func(tx Tx) error {
		link.CreatedAt = tx.Now()
		if err := judge(tx); err != nil {
			return err
		}
		if err := tx.AddLink(ctx, link); err != nil {
			return err
		}
		return tx.Emit(ctx, event.LinkMade{Kind: string(link.Kind), Link: link.ID, User: link.User, Email: link.Email, By: link.CreatedBy})
	})
	return LinkMade{Link: *link, Secret: secret}, err
}

// Withdraw takes an invitation back: its link is dead.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, invitation string) error {
	err := actor.Check(access.Users)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error {
			if err := tx.DropInvitation(ctx, invitation); err != nil {
				return err
			}
			return tx.Emit(ctx, event.InvitationWithdrawn{Invitation: invitation, By: actor.ID})
		})
	}
	if err != nil {
		return fmt.Errorf("withdraw invitation %s: %w", invitation, err)
	}
	return nil
}
