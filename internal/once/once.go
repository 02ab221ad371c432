// Package once answers a repeated request with the result of the first
// (Idempotency-Key, draft-ietf-httpapi-idempotency-key-header): the key and what
// the command returned are written in the command's own transaction, so that
// either both are there or neither, whenever the process dies.
package once

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
)

// Kept is how long a key is remembered.
const Kept = 24 * time.Hour

// A Key names one request of one actor. The zero Key remembers nothing.
type Key struct {
	Name string            // as the client chose it; empty: none
	Hash [sha256.Size]byte // of the request: a key stands for one request only
}

// With returns the key for the request with something more in it, such as the
// hash of a file that was not looked at before.
func (k Key) With(more string) Key {
	k.Hash = sha256.Sum256(append(k.Hash[:], more...))
	return k
}

// A Record is a key that was used, with what the command returned.
type Record struct {
	Actor  string
	Key    string
	Hash   [sha256.Size]byte
	Result []byte // JSON
	Until  time.Time
}

// A Tx is what remembering needs of one write transaction.
type Tx interface {
	// Once returns what the actor's key stands for; ok is false if it was not used.
	Once(ctx context.Context, actor, key string) (r Record, ok bool, err error)
	// PutOnce remembers a key, in the place of an outdated one.
	PutOnce(ctx context.Context, r Record) error
	// Now returns the instant of the transaction.
	Now() time.Time
}

// Do runs fn, unless the actor's key was used in the last [Kept]: then it
// returns what fn returned at that time. A key that stands for another request
// is Invalid, "once.other_request". What fails is not remembered, since it did
// nothing: it may be tried again. T must come back from its JSON as it was.
func Do[T any](ctx context.Context, tx Tx, actor string, k Key, fn func() (T, error)) (T, error) {
	var result T
	if k.Name == "" {
		return fn()
	}
	before, used, err := tx.Once(ctx, actor, k.Name)
	if err != nil {
		return result, err
	}
	if used && tx.Now().Before(before.Until) {
		if before.Hash != k.Hash {
			return result, fault.New(fault.Invalid, "once.other_request", "key", k.Name)
		}
		err = read(before, &result)
		return result, err
	}
	if result, err = fn(); err != nil {
		return result, err
	}
	doc, err := json.Marshal(result)
	if err != nil {
		return result, fmt.Errorf("keep the result under key %q: %w", k.Name, err)
	}
	return result, tx.PutOnce(ctx, Record{Actor: actor, Key: k.Name, Hash: k.Hash, Result: doc, Until: tx.Now().Add(Kept)})
}

// read decodes what the command returned. Numbers of no type stay as they were
// written: as floats, large ones would be written otherwise.
func read(r Record, result any) error {
	d := json.NewDecoder(bytes.NewReader(r.Result))
	d.UseNumber()
	if err := d.Decode(result); err != nil {
		return fmt.Errorf("read the result under key %q: %w", r.Key, err)
	}
	return nil
}

// Again returns what [Do] returned under the actor's key; again is false if the
// key was not used. It is for commands of several transactions, of which the last
// one remembers: one that broke off is done from its beginning.
func Again[T any](ctx context.Context, tx Tx, actor string, k Key) (result T, again bool, err error) {
	again = true
	result, err = Do(ctx, tx, actor, k, func() (T, error) {
		again = false
		return result, errFirst
	})
	if !again {
		err = nil
	}
	return result, again, err
}

// errFirst says that a request comes for the first time.
var errFirst = errors.New("the key was not used")
