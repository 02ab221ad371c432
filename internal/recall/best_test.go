package recall_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
)

// The size of the memory that the best matches are looked for in:
//
//	go test ./internal/recall -run TestBestMatch -v -entries 100000 -queries 1000
var (
	howMany = flag.Int("entries", 2000, "entries of the memory")
	asked   = flag.Int("queries", 100, "queries")
)

// worked returns the processor time that the process has used.
func worked(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// brute compares the query with every entry.
func brute(q memory.Query, entries []bitext.Entry) []memory.Suggestion {
	text := memory.Read(q.Text, q.Source)
	var candidates []memory.Candidate
	for _, e := range entries {
		if c, ok := q.Candidate(text, e); ok {
			candidates = append(candidates, c)
		}
	}
	return q.Judge(text, candidates)
}

// TestBestMatch holds what the index finds to what a look at every entry finds: the
// best match is as good in at least 98 of 100.
func TestBestMatch(t *testing.T) {
	h := open(t)
	began := time.Now()
	pairs := h.fill(*howMany, 1)
	entries := h.entries()
	file, err := os.Stat(h.db.Path())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d entries of %d texts in %v, %d bytes each", len(entries), *howMany, time.Since(began).Round(time.Millisecond), file.Size()/int64(len(entries)))
	m := newMaker(2)
	found, worse, none := 0, 0, 0
	var exact, alike []time.Duration
	for i := range *asked {
		known := pairs[m.IntN(len(pairs))].en
		began := worked(t)
		if got := h.ask(memory.Query{Text: known, Threshold: memory.Exact}); len(got) == 0 || got[0].Score < memory.Exact {
			t.Errorf("%q is not found: %+v", known, got)
		}
		exact = append(exact, worked(t)-began)
		q := memory.Query{Source: "en", Target: "fr", Text: m.edited(known), Now: noon}
		if i%10 == 0 {
			q.Text = m.text().en
		}
		began = worked(t)
		got := h.ask(q)
		alike = append(alike, worked(t)-began)
		want := brute(q, entries)
		switch {
		case len(want) == 0:
			none++ // but perhaps sentences that make one
		case len(got) > 0 && got[0].Score >= want[0].Score:
			found++
		default:
			worse++
			t.Logf("%q: missed %q (%d)", q.Text, want[0].Source, want[0].Score)
		}
	}
	t.Logf("best match found of %d, worse or missed %d, no match at all %d", found, worse, none)
	t.Logf("processor time: the very same %s; the best five like it %s", spread(exact), spread(alike))
	if found+worse == 0 || 100*found < 98*(found+worse) {
		t.Errorf("the best match was found for %d of %d", found, found+worse)
	}
}

// spread writes how long things took: half of them, 99 of 100, all.
func spread(took []time.Duration) string {
	slices.Sort(took)
	return fmt.Sprintf("half within %v, 99 of 100 within %v, all within %v", took[len(took)/2], took[len(took)*99/100], took[len(took)-1])
}

// BenchmarkSuggest asks a memory of 100,000 texts with -entries 100000.
func BenchmarkSuggest(b *testing.B) {
	b.ReportAllocs()
	h := open(b)
	pairs := h.fill(*howMany, 1)
	m := newMaker(2)
	b.Run("exact", func(b *testing.B) {
		for b.Loop() {
			q := memory.Query{Text: pairs[m.IntN(len(pairs))].en, Threshold: memory.Exact}
			if found := h.ask(q); len(found) == 0 || found[0].Score < memory.Exact {
				b.Fatalf("%q is not found", q.Text)
			}
		}
	})
	b.Run("fuzzy", func(b *testing.B) {
		for b.Loop() {
			h.ask(memory.Query{Text: m.edited(pairs[m.IntN(len(pairs))].en)})
		}
	})
}
