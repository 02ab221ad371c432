// Package accounts knows who may ask: people with their passwords, sessions and
// one-time links, and API tokens. It makes and ends what they ask with, and
// recognises it. Secrets are told once, when they are made; only a hash of each
// is kept.
//
// It also keeps what the audit cannot learn from events: attempts that were
// refused.
package accounts

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
)

// A Service carries out the commands about people and tokens, and recognises
// them. It is safe for concurrent use.
type Service struct {
	Write func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read  func(context.Context, func(Snapshot) error) error // runs a function over one state of the database
	Now   func() time.Time                                  // decides what has expired

	Passwords *Passwords // hashes; see [NewPasswords]
	Desk      *Desk      // limits sign-ins, and keeps what is written a moment later; see [NewDesk]
}

// known returns nil if the actor is somebody.
func known(actor access.Actor) error {
	if actor.ID == "" {
		return unauthenticated()
	}
	return nil
}
