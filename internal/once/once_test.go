package once_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/store"
)

var _ once.Tx = (*store.Tx)(nil)

// A desk does one command over a real database, at a time that tests set.
type desk struct {
	db   *store.DB
	now  atomic.Int64 // seconds
	done atomic.Int64 // how often the command was done
}

func open(t *testing.T, path string) *desk {
	t.Helper()
	d := &desk{}
	d.now.Store(1_000_000)
	var err error
	d.db, err = store.Open(t.Context(), path, store.Options{
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return time.Unix(d.now.Load(), 0) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func key(name, request string) once.Key {
	return once.Key{Name: name}.With(request)
}

// run does the command as the actor: it makes a term, and fails if told to, within
// what is done once or after it.
func (d *desk) run(ctx context.Context, actor string, k once.Key, within, after error) (id content.TermID, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		id, err = once.Do(ctx, tx, actor, k, func() (content.TermID, error) {
			id := content.TermID("t" + strconv.FormatInt(d.done.Add(1), 10))
			if err := tx.AddTerm(ctx, &content.Term{ID: id, Kind: content.Tag}); err != nil {
				return "", err
			}
			return id, within
		})
		return errors.Join(err, after)
	})
	return id, err
}

// terms returns how many terms there are.
func (d *desk) terms(t *testing.T) int {
	t.Helper()
	n := 0
	err := d.db.Read(t.Context(), func(s *store.Snapshot) error {
		list, err := s.Terms(t.Context(), content.Tag, "", 100)
		n = len(list)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDo(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "diptych.db"))
	ctx := t.Context()
	first, err := d.run(ctx, "a", key("k", "one"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := func(name string, actor string, k once.Key, id content.TermID) {
		t.Helper()
		got, err := d.run(ctx, actor, k, nil, nil)
		if err != nil || got != id {
			t.Errorf("%s: %q, %v; want %q", name, got, err, id)
		}
	}
	want("again", "a", key("k", "one"), first)
	want("another actor", "b", key("k", "one"), "t2")
	want("another key", "a", key("K", "one"), "t3")
	want("no key", "a", once.Key{}, "t4")
	want("no key again", "a", once.Key{}, "t5")
	if _, err := d.run(ctx, "a", key("k", "two"), nil, nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("another request under the key: %v", err)
	}
	d.now.Add(int64(once.Kept/time.Second) - 1)
	want("a second before the end", "a", key("k", "one"), first)
	d.now.Add(1)
	want("at the end", "a", key("k", "two"), "t6")
	want("and from then on", "a", key("k", "two"), "t6")
	if n := d.terms(t); n != 6 {
		t.Errorf("%d terms, want 6", n)
	}
}

func TestDoForgetsWhatFailed(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "diptych.db"))
	broken := errors.New("the disk is on fire")
	for name, fail := range map[string][2]error{"within": {broken, nil}, "after": {nil, broken}} {
		before := d.terms(t)
		if _, err := d.run(t.Context(), "a", key(name, "x"), fail[0], fail[1]); !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
		if n := d.terms(t); n != before {
			t.Errorf("%s: a failed command left %d terms", name, n-before)
		}
		if _, err := d.run(t.Context(), "a", key(name, "x"), nil, nil); err != nil || d.terms(t) != before+1 {
			t.Errorf("%s: tried again: %v, %d terms more", name, err, d.terms(t)-before)
		}
	}
}

// TestAtOnce sends one request twenty times at the same moment, from two
// connections as two processes have them.
func TestAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "diptych.db")
	desks := []*desk{open(t, path), open(t, path)}
	desks[1].done.Store(1000)
	ids := make([]content.TermID, 20)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			id, err := desks[i%2].run(t.Context(), "a", key("k", "x"), nil, nil)
			if err != nil {
				t.Error(err)
			}
			ids[i] = id
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("answers differ: %v", ids)
		}
	}
	if n := desks[0].terms(t); n != 1 {
		t.Errorf("%d effects", n)
	}
}

func TestAgain(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "diptych.db"))
	ask := func() (id content.TermID, again bool) {
		err := d.db.Write(t.Context(), func(tx *store.Tx) (err error) {
			id, again, err = once.Again[content.TermID](t.Context(), tx, "a", key("k", "x"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return id, again
	}
	if id, again := ask(); again || id != "" {
		t.Errorf("before: %q, %t", id, again)
	}
	if _, err := d.run(t.Context(), "a", key("k", "x"), nil, nil); err != nil {
		t.Fatal(err)
	}
	if id, again := ask(); !again || id != "t1" {
		t.Errorf("after: %q, %t", id, again)
	}
}

// A result has what JSON is known to lose.
type result struct {
	Params map[string]any
	Text   content.Text
	At     time.Time
	None   []string
	Empty  []string
}

func TestResultsComeBackAsTheyWere(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "diptych.db"))
	made := result{
		Params: map[string]any{"s": "\u2028<b>&", "f": 1.5, "large": 12345678.0, "list": []any{"x", nil, true}, "none": nil},
		Text: content.Text{Body: "<p>a & b</p>", Overrides: content.Overrides{
			Date: content.Instead[*content.Moment](nil), Tags: content.Instead([]content.TermID{}),
		}},
		At: time.Date(2026, 5, 4, 12, 0, 0, 123456000, time.UTC), Empty: []string{},
	}
	var answers []result
	for range 2 {
		err := d.db.Write(t.Context(), func(tx *store.Tx) error {
			got, err := once.Do(t.Context(), tx, "a", key("k", "x"), func() (result, error) { return made, nil })
			answers = append(answers, got)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var texts []string
	for _, a := range answers {
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	if texts[0] != texts[1] {
		t.Errorf("first  %s\nsecond %s", texts[0], texts[1])
	}
	if d := cmp.Diff(answers[0].Text, answers[1].Text); d != "" {
		t.Errorf("what is there and empty differs (-first +second):\n%s", d)
	}
}
