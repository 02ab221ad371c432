package store

import (
	"fmt"
	"maps"
	"sync"

	"github.com/diptych-cms/diptych/internal/bitext"
)

const (
	// mostSums bounds how many sums a process remembers: a few hundred bytes each.
	mostSums = 8192
	// mostWarmed bounds how often a transaction begins anew, since sums were missing.
	mostWarmed = 200
)

// A coldError says that the sums of a pairing are not known.
type coldError struct{ of bitext.Pairing }

// Error implements error.
func (e *coldError) Error() string {
	return fmt.Sprintf("the sums of %s %s %d beside %s %d are not known", e.of.Post, e.of.Target, e.of.TargetN, e.of.Source, e.of.SourceN)
}

// A sumsMemory remembers the sums of pairings, which never change. It is safe for
// concurrent use.
type sumsMemory struct {
	mu    sync.Mutex
	known map[bitext.Pairing]bitext.Sums
	old   map[bitext.Pairing]bitext.Sums // what was known before it was too much
}

// find returns the sums, if they are remembered. What is asked for stays.
func (m *sumsMemory) find(p bitext.Pairing) (bitext.Sums, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s, ok := m.known[p]; ok {
		return s, true
	}
	s, ok := m.old[p]
	if ok {
		m.put(p, s)
	}
	return s, ok
}

// keep remembers sums. With half of all that is remembered new, the older half goes.
func (m *sumsMemory) keep(p bitext.Pairing, s bitext.Sums) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(p, s)
}

func (m *sumsMemory) put(p bitext.Pairing, s bitext.Sums) {
	if m.known == nil || len(m.known) >= mostSums/2 {
		m.known, m.old = make(map[bitext.Pairing]bitext.Sums), m.known
	}
	m.known[p] = s
}

// A sums is what one reader knows of sums. A transaction keeps what it finds out to
// itself until it has committed: its revisions may never come to be.
type sums struct {
	all   *sumsMemory
	own   map[bitext.Pairing]bitext.Sums // nil in a snapshot
	quick bool                           // what is not known is not to be found out
}

func (s sums) find(p bitext.Pairing) (bitext.Sums, bool) {
	if found, ok := s.own[p]; ok {
		return found, true
	}
	return s.all.find(p)
}

func (s sums) keep(p bitext.Pairing, found bitext.Sums) {
	if s.own != nil {
		s.own[p] = found
		return
	}
	s.all.keep(p, found)
}

// share tells all what a transaction found out, after it has committed.
func (s sums) share() {
	for p, found := range maps.All(s.own) {
		s.all.keep(p, found)
	}
}
