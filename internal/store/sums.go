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

// A Cold pairing is one of which something is not known that a transaction needs.
type Cold struct {
	Of     bitext.Pairing
	Errors bool // what checks find; else the sums
}

// Error implements error.
func (c *Cold) Error() string {
	return fmt.Sprintf("%s %s %d beside %s %d was not looked at yet", c.Of.Post, c.Of.Target, c.Of.TargetN, c.Of.Source, c.Of.SourceN)
}

// A sumsMemory remembers the sums of pairings, which never change. It is safe for
// concurrent use.
type sumsMemory struct {
	mu    sync.Mutex
	known map[bitext.Pairing]bitext.Sums
	old   map[bitext.Pairing]bitext.Sums // what was known before it was too much

	errors map[bitext.Pairing]int // that checks found
	asOf   int64                  // outbox_seq: what was found before any later change is forgotten
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

// errorsAt returns what checks found in a pairing, if it was found in the very state
// of the database that the number names.
func (m *sumsMemory) errorsAt(asOf int64, p bitext.Pairing) (n int, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.asOf != asOf {
		return 0, false
	}
	n, ok = m.errors[p]
	return n, ok
}

// keepErrors remembers what checks found. A state that is older than the one known is
// of no use to anybody.
func (m *sumsMemory) keepErrors(asOf int64, p bitext.Pairing, n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.errors == nil || asOf > m.asOf || len(m.errors) >= mostSums {
		m.errors, m.asOf = make(map[bitext.Pairing]int), asOf
	}
	if asOf == m.asOf {
		m.errors[p] = n
	}
}
