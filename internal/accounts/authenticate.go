package accounts

import (
	"context"
	"fmt"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
)

func unauthenticated() error { return fault.New(fault.Unauthenticated, "access.unauthenticated") }

// Authenticate returns who asks with the secret of a token: the token itself, or
// the person for whom it acts, with the roles that both have now. One that is
// unknown, expired or revoked, or whose owner may nothing any more, is
// Unauthenticated, always in the same words.
func (s *Service) Authenticate(ctx context.Context, secret string) (access.Actor, error) {
	hash, ok := access.HashOf(access.TokenSecret, secret)
	if !ok {
		return access.Actor{}, unauthenticated()
	}
	var actor access.Actor
	var token access.Token
	err := s.Read(ctx, func(r Snapshot) error {
		var found bool
		var err error
		token, found, err = r.TokenByHash(ctx, hash)
		if err != nil {
			return err
		}
		if !found || token.Hash != hash || !token.Good(s.Now()) {
			return unauthenticated()
		}
		if token.Owner == "" {
			actor = token.Actor()
			return nil
		}
		owner, err := r.Actor(ctx, token.Owner)
		if fault.Is(err, fault.NotFound) {
			return unauthenticated()
		}
		actor = token.For(owner)
		return err
	})
	if err != nil {
		return access.Actor{}, fmt.Errorf("authenticate: %w", err)
	}
	if now := s.Now(); now.Sub(token.UsedAt) > seenEvery {
		s.Desk.once("used "+token.ID, now, func(ctx context.Context, tx Tx) error { return tx.UseToken(ctx, token.ID, now) })
	}
	return actor, nil
}

// Session returns who asks with the cookie of a session. One that is unknown or
// over, or whose user is disabled, is Unauthenticated.
func (s *Service) Session(ctx context.Context, cookie string) (access.Actor, error) {
	hash, ok := access.HashOf(access.SessionSecret, cookie)
	if !ok {
		return access.Actor{}, unauthenticated()
	}
	var actor access.Actor
	var session access.Session
	err := s.Read(ctx, func(r Snapshot) error {
		var found bool
		var err error
		session, found, err = r.SessionByHash(ctx, hash)
		if err != nil {
			return err
		}
		if !found || session.Hash != hash || !session.Good(s.Now()) {
			return unauthenticated()
		}
		actor, err = r.Actor(ctx, access.UserActor+session.User)
		if fault.Is(err, fault.NotFound) {
			return unauthenticated()
		}
		actor.Via = access.SessionActor + session.ID
		return err
	})
	if err != nil {
		return access.Actor{}, fmt.Errorf("authenticate: %w", err)
	}
	if now := s.Now(); now.Sub(session.SeenAt) > seenEvery {
		s.Desk.once("seen "+session.ID, now, func(ctx context.Context, tx Tx) error {
			if err := tx.SeeUser(ctx, session.User, now); err != nil {
				return err
			}
			return tx.SeeSession(ctx, session.ID, now)
		})
	}
	return actor, nil
}

// signedIn returns the user and the session by which the actor asks; whoever asks
// by no session is Forbidden.
func signedIn(actor access.Actor) (user, session string, err error) {
	if err := known(actor); err != nil {
		return "", "", err
	}
	user, person := strings.CutPrefix(actor.ID, access.UserActor)
	session, here := strings.CutPrefix(actor.Via, access.SessionActor)
	if !person || !here {
		return "", "", fault.New(fault.Forbidden, "session.required")
	}
	return user, session, nil
}
