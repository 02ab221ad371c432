package i18n

import (
	"sync"

	"github.com/diptych-cms/diptych/internal/locale"
)

// The bounds of a memo: headers come from strangers.
const (
	maxMatches = 1024 // headers kept; a browser's users send a few hundred different ones
	maxHeader  = 256  // bytes; a longer header is matched each time
)

// A memo remembers which language a header asked for, since parsing one costs
// more than all else that a cached answer does.
type memo struct {
	mu   sync.RWMutex
	tags map[string]locale.Tag
}

func newMemo() *memo { return &memo{tags: make(map[string]locale.Tag)} }

func (m *memo) get(header string) (locale.Tag, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	tag, ok := m.tags[header]
	return tag, ok
}

// put keeps the answer. A full memo starts over: the headers in use are back in
// a moment, and who floods it gains nothing.
func (m *memo) put(header string, tag locale.Tag) {
	if len(header) > maxHeader {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.tags) >= maxMatches {
		clear(m.tags)
	}
	m.tags[header] = tag
}
