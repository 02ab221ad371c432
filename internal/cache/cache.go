// Package cache keeps answers that are ready to be sent: headers, and the body in
// every coding that was asked for. It is weighed in bytes and never holds more than it
// is told to. It knows nothing of HTTP requests: a key says which answer is meant, and
// a generation says how old it is.
package cache

import (
	"fmt"
	"hash/maphash"

	"github.com/maypok86/otter/v2"

	"github.com/diptych-cms/diptych/internal/entry"
)

// refusalShare is the part of the room that refusals have, apart: a flood of names that
// nothing has pushes out nothing that is read.
const refusalShare = 16

// A Cache keeps answers and refusals. It is safe for concurrent use.
type Cache struct {
	seed     maphash.Seed
	answers  *kept
	refusals *kept
	flights  flights
	presses  chan struct{} // held while something is compressed off the request path
}

// kept are items by the hash of their key, which they hold whole: two keys of one hash
// displace each other, and are never taken for each other.
type kept = otter.Cache[uint64, *Item]

// New returns a cache that holds at most so many bytes; one of none keeps nothing.
func New(bytes int64) (*Cache, error) {
	c := &Cache{seed: maphash.MakeSeed(), presses: make(chan struct{}, 1)}
	if bytes <= 0 {
		return c, nil
	}
	var err error
	if c.refusals, err = room(bytes / refusalShare); err != nil {
		return nil, err
	}
	c.answers, err = room(bytes - bytes/refusalShare)
	return c, err
}

// room returns an empty cache of the weight.
func room(bytes int64) (*kept, error) {
	k, err := otter.New(&otter.Options[uint64, *Item]{
		MaximumWeight: uint64(max(bytes, 1)),
		Weigher:       func(_ uint64, i *Item) uint32 { return i.weight() },
	})
	if err != nil {
		return nil, fmt.Errorf("make a cache of %d bytes: %w", bytes, err)
	}
	return k, nil
}

// Answer returns the answer that is kept under the key, however old; nil if none is.
func (c *Cache) Answer(key []byte) *Item { return c.find(c.answers, key) }

// Refusal is Answer for what was refused.
func (c *Cache) Refusal(key []byte) *Item { return c.find(c.refusals, key) }

func (c *Cache) find(in *kept, key []byte) *Item {
	if in == nil {
		return nil
	}
	item, ok := in.GetIfPresent(maphash.Bytes(c.seed, key))
	if !ok || item.Key != string(key) {
		return nil
	}
	return item
}

// Keep keeps the item under its key, in place of an older one; where that has the same
// entity tag, what was made of its body is kept. A newer one stays.
func (c *Cache) Keep(item *Item) {
	in := c.answers
	if item.Refusal {
		in = c.refusals
	}
	if in == nil {
		return
	}
	in.Compute(maphash.String(c.seed, item.Key), func(old *Item, found bool) (*Item, otter.ComputeOp) {
		switch {
		case !found || old.Key != item.Key:
		case newer(old.Generation, item.Generation):
			return old, otter.CancelOp
		case item.Tag != "" && old.Tag == item.Tag:
			item.forms = old.forms
		}
		return item, otter.WriteOp
	})
}

// grown weighs the item anew, if it is still the one that is kept.
func (c *Cache) grown(item *Item) {
	if c.answers == nil || item.Refusal {
		return
	}
	c.answers.ComputeIfPresent(maphash.String(c.seed, item.Key), func(now *Item) (*Item, otter.ComputeOp) {
		if now.forms != item.forms {
			return now, otter.CancelOp
		}
		return now, otter.WriteOp
	})
}

// newer reports whether a is a later state than b. Of states of different lives of a
// database nobody knows which is.
func newer(a, b entry.Generation) bool { return a.Epoch == b.Epoch && a.Seq > b.Seq }
