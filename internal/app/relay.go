package app

import (
	"context"
	"net/url"
	"time"

	"github.com/diptych-cms/diptych/internal/metrics"
	"github.com/diptych-cms/diptych/internal/outbound"
	"github.com/diptych-cms/diptych/internal/relay"
	"github.com/diptych-cms/diptych/internal/store"
)

// outboxKept is how long events stay in the outbox after everybody was told.
const outboxKept = 7 * 24 * time.Hour

// relay tells those who are to be told what happened, until ctx ends.
func (h *House) relay(s Serving, counts *metrics.Metrics) func(context.Context) {
	return func(ctx context.Context) {
		if consumers := s.consumers(); len(consumers) > 0 {
			service := &relay.Service{
				Write: in(h.Store, func(tx *store.Tx) relay.Tx { return tx }),
				Read:  h.relayReads(),
				Now:   h.Store.Now,
				Log:   h.Log,
				Hint:  func() <-chan struct{} { return h.Store.Moved(h.Store.Generation()) },
				Told:  counts.Relayed,
			}
			service.Run(ctx, consumers...)
		}
	}
}

// relayReads reads what is to be told. What others wrote is known to this process then: a
// cache that is told of it asks for it at once, and must not be told what was before.
func (h *House) relayReads() func(context.Context, func(relay.Snapshot) error) error {
	read := over(h.Store, func(s *store.Snapshot) relay.Snapshot { return s })
	return func(ctx context.Context, fn func(relay.Snapshot) error) error {
		if err := read(ctx, fn); err != nil {
			return err
		}
		g, err := h.live.Generation(ctx)
		if err == nil {
			h.Store.Raise(g)
		}
		return err
	}
}

// undelivered says how many events consumers have yet to be told of again, and of how
// many they never will be.
func (h *House) undelivered(ctx context.Context) (waiting, dead int, err error) {
	err = h.Store.Read(ctx, func(s *store.Snapshot) (err error) {
		waiting, dead, err = s.Undelivered(ctx)
		return err
	})
	return waiting, dead, err
}

// consumers are those who are told by this process.
func (s Serving) consumers() []relay.Consumer {
	if s.PurgeURL == "" {
		return nil
	}
	// Who runs the server names the cache: it may be of the inner network, and nobody else
	// is called, wherever it leads.
	hosts := calledFor(s.PurgeURL)
	return []relay.Consumer{&relay.Purge{
		URL: s.PurgeURL, Secret: s.PurgeSecret, Call: outbound.New(outbound.Options{Allow: hosts, Hosts: hosts}),
	}}
}

// calledFor returns the host that an address names, as package outbound has it: with its
// port, or in any port without brackets.
func calledFor(address string) []string {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil
	case u.Port() == "":
		return []string{u.Hostname()}
	}
	return []string{u.Host}
}

// pruneOutbox deletes some events that everybody was told of long ago.
func (h *House) pruneOutbox(ctx context.Context, tx *store.Tx) (int, error) {
	return tx.PruneOutbox(ctx, tx.Now().Add(-outboxKept), upkeepBatch)
}
