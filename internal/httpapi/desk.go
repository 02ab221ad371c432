package httpapi

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// A desk knows what must be known of the site to tell requests apart, in the
// generation of the moment: it is read again when that has moved on.
type desk struct {
	read    func(context.Context, entry.Generation) (reading.Reception, error)
	raise   func(entry.Generation)
	limit   time.Duration
	reading sync.Mutex // held to read, so that one does for all
	known   atomic.Pointer[knowledge]
	changed ledger
}

// A knowledge is what a desk knows. Its memo grows, all else stays.
type knowledge struct {
	reading.Reception
	anyOrigin bool
	everyone  []string // values of headers, ready
	exposed   []string

	mu     sync.RWMutex
	chosen map[string]locale.Tag // by Accept-Language
}

const (
	mostChosen   = 1000 // headers that are remembered
	longestKnown = 200  // bytes of one of them
)

func newDesk(c Config) *desk {
	return &desk{read: c.Reading.Reception, raise: c.Generations.Raise, limit: c.Limits.Request}
}

// at returns what holds in the generation, or in a newer one.
func (d *desk) at(ctx context.Context, seen entry.Generation) (*knowledge, error) {
	if m := d.known.Load(); m != nil && m.Generation == seen {
		return m, nil
	}
	d.reading.Lock()
	defer d.reading.Unlock()
	if m := d.known.Load(); m != nil && m.Generation.Epoch == seen.Epoch && m.Generation.Seq >= seen.Seq {
		return m, nil
	}
	// Others wait for this: that one client leaves must not end it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.limit)
	defer cancel()
	var before entry.Generation
	if m := d.known.Load(); m != nil {
		before = m.Generation
	}
	r, err := d.read(ctx, before)
	if err != nil {
		return nil, err
	}
	d.raise(r.Generation)
	d.changed.write(r)
	m := &knowledge{
		Reception: r, anyOrigin: len(r.Origins) == 0 || slices.Contains(r.Origins, "*"),
		everyone: []string{"*"}, exposed: []string{exposedHeaders}, chosen: make(map[string]locale.Tag),
	}
	d.known.Store(m)
	return m, nil
}

// has reports whether the site has the locale, written as the site does.
func (m *knowledge) has(tag []byte) bool {
	for _, known := range m.Locales {
		if string(known) == string(tag) {
			return true
		}
	}
	return false
}

// choose is [reading.Reception.Choose], remembered.
func (m *knowledge) choose(header string) locale.Tag {
	m.mu.RLock()
	tag, ok := m.chosen[header]
	m.mu.RUnlock()
	if ok {
		return tag
	}
	tag = m.Choose(header)
	if len(header) > longestKnown {
		return tag
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.chosen) >= mostChosen {
		clear(m.chosen) // those in use are back in a moment
	}
	m.chosen[header] = tag
	return tag
}
