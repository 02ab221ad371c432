package previewing_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/previewing"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var (
	_ previewing.Tx       = (*store.Tx)(nil)
	_ previewing.Snapshot = (*store.Snapshot)(nil)
)

var (
	noon      = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	owner     = access.System("cli")
	errBroken = errors.New("the disk is on fire")
)

// A house is a fresh database with the service, and editing to fill it.
type house struct {
	*previewing.Service
	edit *editing.Service
	t    *testing.T
	db   *store.DB
	dir  string
	now  time.Time
	fail error // what the next Emit or UsePreviewLink returns, if not nil
}

// A breaking transaction fails at its end, after everything was written.
type breaking struct {
	*store.Tx
	err error
}

func (b breaking) Emit(ctx context.Context, events ...event.Event) error {
	return errors.Join(b.err, b.Tx.Emit(ctx, events...))
}

func (b breaking) UsePreviewLink(ctx context.Context, id string, at time.Time) error {
	return errors.Join(b.err, b.Tx.UsePreviewLink(ctx, id, at))
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, now: noon, dir: t.TempDir()}
	clock := func() time.Time { return h.now }
	path := filepath.Join(h.dir, "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	h.db = db
	h.edit = &editing.Service{
		Write: func(ctx context.Context, fn func(editing.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(editing.Snapshot) error) error {
			return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
	}
	h.Service = &previewing.Service{
		Write: func(ctx context.Context, fn func(previewing.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(breaking{tx, h.fail}) })
		},
		Read: func(ctx context.Context, fn func(previewing.Snapshot) error) error {
			return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
		Now: clock,
	}
	return h
}

// roles reads roles written as "editor:fr author:*".
func roles(words string) map[locale.Tag][]access.Role {
	m := make(map[locale.Tag][]access.Role)
	for _, one := range strings.Fields(words) {
		role, tag, _ := strings.Cut(one, ":")
		m[locale.Tag(tag)] = append(m[locale.Tag(tag)], access.Role(role))
	}
	return m
}

// user makes somebody with the roles.
func (h *house) user(id, words string) access.User {
	h.t.Helper()
	u := access.User{ID: id, Email: id, Folded: id, Name: strings.ToUpper(id), Roles: roles(words), CreatedAt: h.now}
	h.write(func(ctx context.Context, tx *store.Tx) error { return tx.AddUser(ctx, &u) })
	return u
}

func (h *house) write(fn func(context.Context, *store.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(h.t.Context(), func(tx *store.Tx) error { return fn(h.t.Context(), tx) }); err != nil {
		h.t.Fatal(err)
	}
}

// pair makes a post of the actor in French, the source, and English.
func (h *house) pair(actor access.Actor) content.PostID {
	h.t.Helper()
	saying := func(title string) editing.Translating {
		return editing.Translating{Text: content.Text{Title: title, Format: content.HTML, Body: "<p>" + title + "</p>"}}
	}
	saved, err := h.edit.Create(h.t.Context(), editing.CreatePost{
		Actor: actor, Whole: editing.Whole{Source: "fr"},
		Translations: map[locale.Tag]editing.Translating{"fr": saying("Le vent"), "en": saying("The wind")},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return saved.Post.ID
}

func (h *house) link(actor access.Actor, post content.PostID, tags ...locale.Tag) previewing.Created {
	h.t.Helper()
	made, err := h.Create(h.t.Context(), previewing.CreateLink{Actor: actor, Post: post, Locales: tags})
	if err != nil {
		h.t.Fatal(err)
	}
	return made
}

// shown returns the languages in which a token shows the post, or the code of the
// fault that it is refused with.
func (h *house) shown(token string, post content.PostID) string {
	h.t.Helper()
	pass, err := h.Enter(h.t.Context(), token)
	if f, ok := fault.Of(err); ok {
		return f.Code
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return h.seen(pass, post)
}

// seen returns the languages in which the pass shows the post.
func (h *house) seen(pass previewing.Pass, post content.PostID) string {
	h.t.Helper()
	var tags []string
	err := h.Look(h.t.Context(), pass, func(s *previewing.Sight) error {
		for _, tag := range []locale.Tag{"en", "fr"} {
			var e entry.Stored
			e, ok, err := s.Entry(h.t.Context(), post, tag)
			if err != nil {
				return err
			}
			if ok {
				tags = append(tags, string(e.Locale))
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.Join(tags, " ")
}

// told returns the outbox, an event a line.
func (h *house) told() string {
	h.t.Helper()
	pool, err := h.db.OpenReaders(h.t.Context(), 1)
	if err != nil {
		h.t.Fatal(err)
	}
	defer pool.Close()
	var all sql.NullString
	row := pool.QueryRowContext(h.t.Context(), "SELECT group_concat(type || ' ' || body, char(10)) FROM outbox WHERE type LIKE 'preview%'")
	if err := row.Scan(&all); err != nil {
		h.t.Fatal(err)
	}
	return all.String
}
