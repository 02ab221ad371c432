package recall_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var (
	_ recall.Tx    = (*store.Tx)(nil)
	_ recall.Reads = (*store.Snapshot)(nil)
	_ recall.Reads = (*store.Tx)(nil)
)

// noon is when everything happens, if nothing else is said.
var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// A house is a memory in a database of its own.
type house struct {
	testing.TB
	db *store.DB
}

func open(t testing.TB) *house {
	t.Helper()
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return &house{t, db}
}

// fed returns a translation at a place of its own.
func fed(source, target string, post string, n int) recall.Fed {
	return recall.Fed{Entry: bitext.Entry{
		Source: source, Target: target, Origin: bitext.Human, By: "user:anna", At: noon, Post: content.PostID(post), Segment: fmt.Sprintf("s%d", n),
	}}
}

// feed puts translations from English into French into the memory.
func (h *house) feed(list ...recall.Fed) (added int) {
	h.Helper()
	err := h.db.Write(h.Context(), func(tx *store.Tx) (err error) {
		added, err = recall.Feed(h.Context(), tx, "en", "fr", list)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return added
}

// fill puts n made translations into the memory, and returns them.
func (h *house) fill(n int, seed uint64) []pair {
	h.Helper()
	m := newMaker(seed)
	list := make([]pair, n)
	var batch []recall.Fed
	for i := range list {
		list[i] = m.text()
		batch = append(batch, fed(list[i].en, list[i].fr, fmt.Sprintf("post%d", i/40), i%40))
		if len(batch) == 1000 || i == n-1 {
			h.feed(batch...)
			batch = nil
		}
	}
	return list
}

// ask returns what the memory has for one query.
func (h *house) ask(q memory.Query) []memory.Suggestion {
	h.Helper()
	if q.Source == "" {
		q.Source, q.Target = "en", "fr"
	}
	if q.Now.IsZero() {
		q.Now = noon
	}
	var all [][]memory.Suggestion
	err := h.db.Read(h.Context(), func(s *store.Snapshot) (err error) {
		all, err = recall.Suggest(h.Context(), s, []memory.Query{q})
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return all[0]
}

// entries returns all entries from English into French.
func (h *house) entries() (list []bitext.Entry) {
	h.Helper()
	err := h.db.Read(h.Context(), func(s *store.Snapshot) error {
		directions, err := s.MemoryDirections(h.Context())
		if err != nil {
			return err
		}
		for _, d := range directions {
			if d.Source == "en" && d.Target == "fr" {
				list, err = s.MemoryAfter(h.Context(), d, 0, 1<<30)
			}
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return list
}

func (h *house) write(fn func(ctx context.Context, tx *store.Tx) error) {
	h.Helper()
	if err := h.db.Write(h.Context(), func(tx *store.Tx) error { return fn(h.Context(), tx) }); err != nil {
		h.Fatal(err)
	}
}
