package accounts

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
)

const (
	mostSessions = 20 // of one user; the oldest end

	// seenEvery is how often it is noted that a credential is in use.
	seenEvery = 5 * time.Minute
)

// A Door is where somebody comes in: from where, with what, and the cookie of the
// session that the same browser had, which ends when another begins in it.
type Door struct {
	Address string
	Agent   string // bounded by whoever opens the door
	Cookie  string
}

// A SignIn asks for a session.
type SignIn struct {
	Email    string
	Password string
	Door     Door
}

// A SignedIn is a session that began, with the cookie that nobody can ask for again.
type SignedIn struct {
	User    access.User
	Session access.Session
	Cookie  string // "dps_" and 43 signs of base64url
}

// SignIn begins a session. A wrong password, an unknown address and somebody who
// is disabled get the same answer after the same work: Unauthenticated,
// "login.wrong". Whoever fails too often from one address is Throttled; the browser
// in which the person was signed in before counts by itself, so that a stranger
// behind the same address is not in the way.
func (s *Service) SignIn(ctx context.Context, cmd SignIn) (SignedIn, error) {
	in, err := s.signIn(ctx, cmd)
	if err != nil {
		return SignedIn{}, fmt.Errorf("sign in: %w", err)
	}
	return in, nil
}

func (s *Service) signIn(ctx context.Context, cmd SignIn) (SignedIn, error) {
	folded := foldEmail(cmd.Email)
	var user access.User
	var before access.Session // that the same browser had
	err := s.Read(ctx, func(r Snapshot) (err error) {
		if cookie, ok := access.HashOf(access.SessionSecret, cmd.Door.Cookie); ok {
			if before, _, err = r.SessionByHash(ctx, cookie); err != nil {
				return err
			}
		}
		user, _, err = r.UserByEmail(ctx, folded)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	place := network(cmd.Door.Address)
	if user.ID != "" && before.User == user.ID {
		place = "session " + before.ID
	}
	forgive, err := s.admit(place, folded)
	if err != nil {
		return SignedIn{}, err
	}
	hash := user.Password
	if !user.DisabledAt.IsZero() {
		hash = ""
	}
	ok, outdated, err := s.Passwords.Verify(ctx, cmd.Password, hash)
	if err != nil {
		forgive()
		return SignedIn{}, err
	}
	if !ok {
		s.refusedSignIn(user, cmd.Door)
		return SignedIn{}, wrongSignIn()
	}
	forgive()
	fresh := ""
	if outdated {
		if fresh, err = s.Passwords.Hash(ctx, cmd.Password); err != nil {
			return SignedIn{}, err
		}
	}
	return s.enter(ctx, user, fresh, cmd.Door)
}

// enter begins a session for who knew the password, unless that, or whether they
// may sign in, has changed meanwhile. fresh is another form of its hash, or empty.
func (s *Service) enter(ctx context.Context, user access.User, fresh string, door Door) (SignedIn, error) {
	var in SignedIn
	err := s.Write(ctx, func(tx Tx) error {
		now, err := tx.User(ctx, user.ID)
		if err != nil {
			return err
		}
		if now.Password != user.Password || !now.DisabledAt.IsZero() {
			return wrongSignIn()
		}
		if fresh != "" {
			if err := tx.Rehash(ctx, user.ID, user.Password, fresh); err != nil {
				return err
			}
		}
		in, err = begin(ctx, tx, now, door)
		return err
	})
	return in, err
}

func wrongSignIn() error { return fault.New(fault.Unauthenticated, "login.wrong") }

// admit counts a try to sign in, from the place and there to the account. What it
// returns takes the try back.
func (s *Service) admit(place, account string) (forgive func(), err error) {
	now := s.Now()
	address, pair := "address "+place, "account "+place+" "+account
	wait, ok := s.Desk.try(pair, toAccount(), now)
	if !ok {
		return nil, throttled(wait)
	}
	if wait, ok = s.Desk.try(address, fromAddress(), now); !ok {
		s.Desk.forgive(pair)
		return nil, throttled(wait)
	}
	return func() { s.Desk.forgive(pair); s.Desk.forgive(address) }, nil
}

// begin starts a session for the user, in the place of the one that the same
// browser had. Its secret is always new, so that nobody can have planted it.
func begin(ctx context.Context, tx Tx, user access.User, door Door) (SignedIn, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return SignedIn{}, err
	}
	if old, ok := access.HashOf(access.SessionSecret, door.Cookie); ok {
		if err := tx.ReplaceSession(ctx, old); err != nil {
			return SignedIn{}, err
		}
	}
	cookie, hash := access.NewSecret(access.SessionSecret)
	now := tx.Now()
	session := access.Session{
		ID: id.String(), Hash: hash, User: user.ID, Address: door.Address, Agent: door.Agent,
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(access.SessionLife),
	}
	if err := tx.AddSession(ctx, &session, mostSessions); err != nil {
		return SignedIn{}, err
	}
	if err := tx.SeeUser(ctx, user.ID, now); err != nil {
		return SignedIn{}, err
	}
	user.SeenAt = now
	ctx = event.WithOrigin(ctx, event.Origin{Via: access.SessionActor + session.ID, Address: door.Address, Agent: door.Agent})
	return SignedIn{User: user, Session: session, Cookie: cookie},
		tx.Emit(ctx, event.SignedIn{User: user.ID, Session: session.ID, By: access.UserActor + user.ID})
}

// refusedSignIn notes a wrong password in the audit. What was typed instead of an
// address that is known is nowhere: it may be a password.
func (s *Service) refusedSignIn(user access.User, door Door) {
	r := event.Record{
		Operation: "session.began", Outcome: event.Refused, Detail: json.RawMessage("{}"),
		Origin: event.Origin{Address: door.Address, Agent: door.Agent},
	}
	if user.ID != "" {
		r.About = access.UserActor + user.ID
	}
	s.note("sign-in "+network(door.Address), r)
}

// note writes an attempt that was refused into the audit, a moment later: an
// answer must not take longer for it. Each key is bounded by its own pace.
func (s *Service) note(key string, r event.Record) {
	if _, ok := s.Desk.try("refused "+key, ofRefusals(), s.Now()); !ok {
		return
	}
	s.Desk.later(func(ctx context.Context, tx Tx) error { return tx.AddRecord(ctx, r) })
}

// Refused notes that the actor was refused the operation: for the audit. It takes
// no time, and is bounded for each actor.
func (s *Service) Refused(actor access.Actor, r event.Record) {
	r.Actor, r.Outcome = actor.ID, event.Refused
	s.note(actor.ID, r)
}

// SignOut ends the session by which the actor asks.
func (s *Service) SignOut(ctx context.Context, actor access.Actor) error {
	user, session, err := signedIn(actor)
	if err == nil {
		err = s.endSession(ctx, actor, user, session)
	}
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

func (s *Service) endSession(ctx context.Context, actor access.Actor, user, session string) error {
	return s.Write(ctx, func(tx Tx) error {
		if err := tx.EndSession(ctx, user, session); err != nil {
			return err
		}
		return tx.Emit(ctx, event.SignedOut{User: user, Session: session, By: actor.ID})
	})
}
