package accounts

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
)

// An Accept takes up a one-time link.
type Accept struct {
	Token    string
	Password string
	Name     string // empty: as the invitation has it; not of a reset
	Email    string // at the first start alone
	Door     Door
}

// Accept takes up a one-time link: somebody comes to be, or has another password,
// and is signed in. A link that was used, taken back or is too old, or whose maker
// may not hand out such links any more, is NotFound, "link.gone". The link is used
// up in the transaction that does what it is for.
func (s *Service) Accept(ctx context.Context, cmd Accept) (SignedIn, error) {
	in, err := s.accept(ctx, cmd)
	if err != nil {
		return SignedIn{}, fmt.Errorf("take up a one-time link: %w", err)
	}
	return in, nil
}

func (s *Service) accept(ctx context.Context, cmd Accept) (SignedIn, error) {
	hash, ok := access.HashOf(access.LinkSecret, cmd.Token)
	if !ok {
		return SignedIn{}, noLink()
	}
	// First what takes no time, so that only who holds a good link has a password hashed.
	err := s.Read(ctx, func(r Snapshot) error {
		link, found, err := r.LinkByHash(ctx, hash)
		if err != nil {
			return err
		}
		if err := s.stands(ctx, r, link, found); err != nil {
			return err
		}
		_, err = person(ctx, r, link, cmd)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	phc, err := s.Passwords.Hash(ctx, cmd.Password)
	if err != nil {
		return SignedIn{}, err
	}
	var in SignedIn
	err = s.Write(ctx, func(tx Tx) (err error) {
		in, err = s.takeUp(ctx, tx, hash, phc, cmd)
		return err
	})
	return in, err
}

func noLink() error { return fault.New(fault.NotFound, "link.gone") }

// stands returns nil if the link can be taken up: it is there, in time, and its
// maker may still hand out such links.
func (s *Service) stands(ctx context.Context, r People, l access.Link, found bool) error {
	if !found || !s.Now().Before(l.ExpiresAt) {
		return noLink()
	}
	maker, err := r.Actor(ctx, l.CreatedBy)
	if fault.Is(err, fault.NotFound) || err == nil && maker.Check(access.Users) != nil {
		return noLink()
	}
	if err != nil {
		return err
	}
	users, _, err := r.Peopled(ctx)
	if err == nil && l.Kind == access.LinkSetup && users {
		err = noLink()
	}
	return err
}

// person returns who signs in by the link, judged whole.
func person(ctx context.Context, r People, l access.Link, cmd Accept) (access.User, error) {
	var bad wrongs
	u := access.User{Email: l.Email, Folded: l.Folded, Name: cmp.Or(strings.TrimSpace(cmd.Name), l.Name), Admin: l.Admin, Roles: l.Roles}
	if l.Kind == access.LinkReset {
		var err error
		if u, err = r.User(ctx, l.User); fault.Is(err, fault.NotFound) || err == nil && !u.DisabledAt.IsZero() {
			return u, noLink()
		}
		if err != nil {
			return u, err
		}
	}
	if l.Kind == access.LinkSetup {
		u.Email, u.Folded = strings.TrimSpace(cmd.Email), foldEmail(cmd.Email)
		bad.email("/email", u.Email)
	}
	bad.name(u.Name)
	bad.password("/password", cmd.Password, u)
	return u, bad.fault()
}

// takeUp does what the link is for.
func (s *Service) takeUp(ctx context.Context, tx Tx, hash [sha256.Size]byte, phc string, cmd Accept) (SignedIn, error) {
	link, found, err := tx.TakeLink(ctx, hash)
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.stands(ctx, tx, link, found); err != nil {
		return SignedIn{}, err
	}
	u, err := person(ctx, tx, link, cmd)
	if err != nil {
		return SignedIn{}, err
	}
	u.Password = phc
	var told event.Event
	if link.Kind == access.LinkReset {
		told, err = event.UserChanged{User: u.ID, Changed: []string{"password"}, By: access.UserActor + u.ID}, tx.SaveUser(ctx, &u)
		if err == nil {
			err = tx.EndCredentials(ctx, u.ID, "")
		}
	} else {
		var id uuid.UUID
		if id, err = uuid.NewV7(); err != nil {
			return SignedIn{}, err
		}
		u.ID, u.CreatedAt = id.String(), tx.Now()
		told, err = event.UserJoined{User: u.ID, By: access.UserActor + u.ID}, tx.AddUser(ctx, &u)
	}
	if err != nil {
		return SignedIn{}, err
	}
	from := event.WithOrigin(ctx, event.Origin{Via: string(link.Kind) + ":" + link.ID, Address: cmd.Door.Address, Agent: cmd.Door.Agent})
	if err := tx.Emit(from, told); err != nil {
		return SignedIn{}, err
	}
	return begin(ctx, tx, u, cmd.Door)
}
