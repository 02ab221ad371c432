package client

import (
	"context"
	"fmt"
	"strings"
)

// A Replica is a copy of the posts that are live, which [Client.Sync] keeps up to
// date. It can be stored as JSON, its Token with it. The zero Replica is empty and
// of all languages. It is not safe for many goroutines at once.
type Replica struct {
	Locale string       `json:"locale"` // BCP 47; empty: all
	Token  string       `json:"token"`  // how far it has come
	Posts  map[Key]Post `json:"posts"`
}

// A Key names a post in one language.
type Key struct{ ID, Locale string }

// MarshalText writes the key as ID/LOCALE.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.ID + "/" + k.Locale), nil }

// UnmarshalText reads a key that was written by MarshalText.
func (k *Key) UnmarshalText(text []byte) error {
	id, locale, ok := strings.Cut(string(text), "/")
	if !ok {
		return fmt.Errorf("diptych: %q names no post in a language", text)
	}
	*k = Key{ID: id, Locale: locale}
	return nil
}

// Apply brings one answer of the change feed into the replica. It has to be
// the next one, with entries. Without a Token it is the first of a full copy.
func (r *Replica) Apply(c Changes) {
	if c.Reset || r.Token == "" || r.Posts == nil {
		r.Posts = make(map[Key]Post)
	}
	for _, item := range c.Items {
		at := Key{ID: item.ID, Locale: item.Locale}
		switch {
		case item.Kind != "post":
		case item.Gone():
			delete(r.Posts, at)
		case item.Entry != nil:
			r.Posts[at] = *item.Entry
		}
	}
	r.Token = c.Next
}

// Sync asks for what changed since the replica's token until there is nothing new.
// After an error the replica stands where the last whole answer brought it, and
// can be synced again.
func (c *Client) Sync(ctx context.Context, r *Replica) error {
	for answer, err := range c.Changes(ctx, Feed{Locale: r.Locale, Since: r.Token, Entries: true}) {
		if err != nil {
			return err
		}
		r.Apply(answer)
	}
	return nil
}
