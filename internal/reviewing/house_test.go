package reviewing_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reviewing"
	"github.com/diptych-cms/diptych/internal/settling"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var (
	_ reviewing.Tx       = (*store.Tx)(nil)
	_ reviewing.Snapshot = (*store.Snapshot)(nil)
)

var admin = access.System("cli")

// translator returns somebody who translates into English; a reviewer approves there.
func translator(id string) access.Actor {
	return access.Actor{ID: "user:" + id, Name: id, Roles: map[locale.Tag][]access.Role{"en": {access.RoleTranslator}}}
}

func reviewer(id string) access.Actor {
	return access.Actor{ID: "user:" + id, Name: id, Roles: map[locale.Tag][]access.Role{"en": {access.RoleReviewer}}}
}

// A house is a fresh database with the services that tests use.
type house struct {
	*reviewing.Service
	t       *testing.T
	db      *store.DB
	editing *editing.Service
	now     time.Time
	fail    error // what the next Emit returns, if not nil
}

// A breaking transaction fails at its end, after everything was written.
type breaking struct {
	*store.Tx
	err error
}

func (b breaking) Emit(ctx context.Context, events ...event.Event) error {
	if b.err != nil {
		return b.err
	}
	return b.Tx.Emit(ctx, events...)
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, now: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time {
		h.now = h.now.Add(time.Second) // so that no two writes share their instant
		return h.now
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	h.db = db
	h.editing = &editing.Service{
		Write: func(ctx context.Context, fn func(editing.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(editing.Snapshot) error) error {
			return db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
		},
	}
	settle := &settling.Service{
		Write: func(ctx context.Context, fn func(settling.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(settling.Snapshot) error) error {
			return db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
		},
	}
	h.Service = &reviewing.Service{
		Write: func(ctx context.Context, fn func(reviewing.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(breaking{tx, h.fail}) })
		},
		Read: func(ctx context.Context, fn func(reviewing.Snapshot) error) error {
			return db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
		},
		Settle: settle.Settle,
	}
	return h
}

// post makes a post in French and English.
func (h *house) post() content.PostID {
	h.t.Helper()
	text := func(title, body string) editing.Translating {
		return editing.Translating{Text: content.Text{Title: title, Format: content.HTML, Body: body}}
	}
	saved, err := h.editing.Create(h.t.Context(), editing.CreatePost{
		Actor: admin, Whole: editing.Whole{Source: "fr"},
		Translations: map[locale.Tag]editing.Translating{"fr": text("Le toit", "<p>Trois ruches.</p>"), "en": text("The roof", "<p>Three hives.</p>")},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return saved.Post.ID
}

// unchanged fails the test if fn changes anything.
func (h *house) unchanged(what string, fn func()) {
	h.t.Helper()
	before := h.dump()
	fn()
	if after := h.dump(); after != before {
		h.t.Errorf("%s changed something:\n%s\n\nbefore:\n%s", what, after, before)
	}
}

func (h *house) dump() string {
	h.t.Helper()
	var b bytes.Buffer
	if err := h.db.Dump(h.t.Context(), &b); err != nil {
		h.t.Fatal(err)
	}
	return b.String()
}

var errBroken = errors.New("broken")
