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
				Read:  over(h.Store, func(s *store.Snapshot) relay.Snapshot { return s }),
				Now:   h.Store.Now,
				Log:   h.Log,
				Hint:  func() <-chan struct{} { return h.Store.Moved(h.Store.Generation()) },
				Told:  counts.Relayed,
			}
			service.Run(ctx, consumers...)
		}
	}
}

// consumers are those who are told by this process.
func (s Serving) consumers() []relay.Consumer {
	if s.PurgeURL == "" {
		return nil
	}
	// Who runs the server names the cache: it may be of the inner network, and nobody else
	// is called, wherever it leads.
	var hosts []string
	if u, err := url.Parse(s.PurgeURL); err == nil {
		hosts = []string{u.Host}
	}
	return []relay.Consumer{&relay.Purge{
		URL: s.PurgeURL, Secret: s.PurgeSecret, Call: outbound.New(outbound.Options{Allow: hosts, Hosts: hosts}),
	}}
}

// pruneOutbox deletes some events that everybody was told of long ago.
func (h *House) pruneOutbox(ctx context.Context, tx *store.Tx) (int, error) {
	return tx.PruneOutbox(ctx, tx.Now().Add(-outboxKept), upkeepBatch)
}
