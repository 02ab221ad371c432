package remembering_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/remembering"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var (
	_ remembering.Tx       = (*store.Tx)(nil)
	_ remembering.Snapshot = (*store.Snapshot)(nil)
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

var owner = access.System("cli")

// with returns an actor with roles such as "editor:fr translator:en".
func with(roles string) access.Actor {
	a := access.Actor{ID: "token:t", Name: "Tool", Roles: make(map[locale.Tag][]access.Role)}
	for one := range strings.FieldsSeq(roles) {
		role, tag, _ := strings.Cut(one, ":")
		a.Roles[locale.Tag(tag)] = append(a.Roles[locale.Tag(tag)], access.Role(role))
	}
	return a
}

// A house is the service over a database of its own.
type house struct {
	testing.TB
	*remembering.Service
	db     *store.DB
	fail   error // of every event
	writes int
}

// A failing transaction cannot tell anything.
type failing struct {
	remembering.Tx
	h *house
}

func (f failing) Emit(ctx context.Context, events ...event.Event) error {
	if f.h.fail != nil {
		return f.h.fail
	}
	return f.Tx.Emit(ctx, events...)
}

func open(t testing.TB) *house {
	t.Helper()
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	h := &house{TB: t, db: db}
	h.Service = &remembering.Service{
		Write: func(ctx context.Context, fn func(remembering.Tx) error) error {
			h.writes++
			return db.Write(ctx, func(tx *store.Tx) error { return fn(failing{tx, h}) })
		},
		Read: func(ctx context.Context, fn func(remembering.Snapshot) error) error {
			return db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
		},
	}
	return h
}

// feed puts pairs "source = target" from English into French into the memory.
func (h *house) feed(pairs ...string) {
	h.Helper()
	var list []recall.Fed
	for i, p := range pairs {
		source, target, _ := strings.Cut(p, " = ")
		list = append(list, recall.Fed{Entry: bitext.Entry{
			Source: source, Target: target, Origin: bitext.Human, By: "token:t", At: noon, Post: "0197", Segment: fmt.Sprintf("s%d", i),
		}})
	}
	err := h.db.Write(h.Context(), func(tx *store.Tx) error {
		_, err := recall.Feed(h.Context(), tx, "en", "fr", list)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

// dump returns everything that the database says, and the events.
func (h *house) dump() string {
	h.Helper()
	var b bytes.Buffer
	if err := h.db.Dump(h.Context(), &b); err != nil {
		h.Fatal(err)
	}
	return b.String()
}

// unchanged reports if fn changes anything.
func (h *house) unchanged(name string, fn func()) {
	h.Helper()
	before := h.dump() + fmt.Sprint(h.events())
	fn()
	if after := h.dump() + fmt.Sprint(h.events()); after != before {
		h.Errorf("%s: the database is\n%s\nnot\n%s", name, after, before)
	}
}

// events returns what was told so far, from the audit.
func (h *house) events() (list []string) {
	h.Helper()
	err := h.db.Read(h.Context(), func(s *store.Snapshot) error {
		page, err := s.Audit(h.Context(), event.Query{Oldest: true, Limit: 1000})
		for _, r := range page.Records {
			list = append(list, fmt.Sprintf("%s %v", r.Operation, r.Locales))
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return list
}

// problem names a fault by its kind and code, with its first field.
func problem(err error) string {
	if err == nil {
		return ""
	}
	f, ok := fault.Of(err)
	if !ok {
		return err.Error()
	}
	text := f.Code
	for _, field := range f.Fields {
		text += " " + field.Pointer + ":" + field.Code
	}
	return text
}

func term(source, target string) bitext.Term {
	return bitext.Term{Source: bitext.TermSide{Locale: "en", Term: source}, Target: bitext.TermSide{Locale: "fr", Term: target}}
}

// create makes a term.
func (h *house) create(t bitext.Term) remembering.Term {
	h.Helper()
	made, err := h.CreateTerm(h.Context(), remembering.CreateTerm{Actor: owner, Term: t})
	if err != nil {
		h.Fatal(err)
	}
	return made
}
