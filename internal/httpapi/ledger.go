package httpapi

import (
	"maps"
	"sync"

	"github.com/diptych-cms/diptych/internal/cache"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/reading"
)

// A ledger remembers which posts changed lately. An answer that one post alone decides
// stands until that post changes, whatever else is published: without it, editors who
// publish would have all that is kept read again.
type ledger struct {
	mu    sync.RWMutex
	epoch string
	from  int64                    // answers of an earlier seq do not stand: too much changed since
	last  map[content.PostID]int64 // the seq of the last change of each post that changed after from
}

// mostRemembered bounds the posts of a ledger. Beyond, it begins anew: what is kept then is
// read once more.
const mostRemembered = 10_000

// write adds what a reception found.
func (l *ledger) write(r reading.Reception) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.Anew || len(l.last)+len(r.Changed) > mostRemembered {
		l.epoch, l.from, l.last = r.Generation.Epoch, r.Generation.Seq, make(map[content.PostID]int64)
		return
	}
	maps.Copy(l.last, r.Changed)
}

// stands reports whether an answer of an earlier generation is true in that of m still.
// The ledger may know of later changes: then it says no where yes would do.
func (l *ledger) stands(item *cache.Item, m *knowledge) bool {
	if item.Post == "" || item.Generation.Epoch != m.Generation.Epoch {
		return false
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	made := item.Generation.Seq
	return l.epoch == m.Generation.Epoch && l.from <= made && l.last[item.Post] <= made
}
