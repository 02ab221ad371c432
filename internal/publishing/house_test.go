package publishing_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var (
	_ publishing.Tx       = (*store.Tx)(nil)
	_ publishing.Snapshot = (*store.Snapshot)(nil)
	_ publishing.Snapshot = publishing.Tx(nil) // a dry run judges as the real command does
)

var (
	noon      = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	owner     = access.System("cli")
	errBroken = errors.New("the disk is on fire")
)

// A house is a fresh database with the service, and editing to fill it.
type house struct {
	*publishing.Service
	edit *editing.Service
	t    *testing.T
	db   *store.DB
	path string
	pool *sql.DB
	now  time.Time
	fail error // what the next Emit returns, if not nil
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
	h := &house{t: t, now: noon, path: filepath.Join(t.TempDir(), "diptych.db")}
	if err := crowd.Blank(h.path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), h.path, store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time {
		h.now = h.now.Add(time.Second)
		return h.now
	}})
	if err != nil {
		t.Fatal(err)
	}
	h.db = db
	if h.pool, err = db.OpenReaders(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(h.pool.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	h.Service = &publishing.Service{
		Write: func(ctx context.Context, fn func(publishing.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(breaking{tx, h.fail}) })
		},
		Read: func(ctx context.Context, fn func(publishing.Snapshot) error) error {
			return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
		Now: db.Now,
	}
	h.edit = &editing.Service{
		Write: func(ctx context.Context, fn func(editing.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(editing.Snapshot) error) error {
			return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
	}
	return h
}

// post makes a post of the actor in English, the source, and French.
func (h *house) post(actor access.Actor, tags ...locale.Tag) content.PostID {
	h.t.Helper()
	cmd := editing.CreatePost{Actor: actor, Whole: editing.Whole{Source: tags[0]}, Translations: make(map[locale.Tag]editing.Translating)}
	for _, tag := range tags {
		cmd.Translations[tag] = editing.Translating{Text: content.Text{Title: "One", Body: "<p>One"}}
	}
	saved, err := h.edit.Create(h.t.Context(), cmd)
	if err != nil {
		h.t.Fatal(err)
	}
	return saved.Post.ID
}

// save gives the translation a new head.
func (h *house) save(id content.PostID, tag locale.Tag, text content.Text) {
	h.t.Helper()
	_, err := h.edit.SaveTranslation(h.t.Context(), editing.SaveTranslation{
		Actor: owner, Post: id, Locale: tag, Version: h.state(id).Translation(tag).Version, Change: editing.Replace(text),
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// settle changes the post's shared part or its settings.
func (h *house) settle(id content.PostID, change func(*editing.Whole)) {
	h.t.Helper()
	_, err := h.edit.SavePost(h.t.Context(), editing.SavePost{Actor: owner, Post: id, Version: h.state(id).Version,
		Change: func(w editing.Whole) (editing.Whole, error) {
			change(&w)
			return w, nil
		}})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) state(id content.PostID) *content.Post {
	h.t.Helper()
	standing, err := h.Standing(h.t.Context(), publishing.State{Actor: owner, Post: id})
	if err != nil {
		h.t.Fatal(err)
	}
	return standing.Post
}

// ask is a command of the owner: the shared revision, then locale, revision, ….
func ask(id content.PostID, shared int, revisions ...any) publishing.Command {
	pub := content.Publication{Shared: shared, Translations: map[locale.Tag]int{}}
	for i := 0; i < len(revisions); i += 2 {
		pub.Translations[locale.Tag(revisions[i].(string))] = revisions[i+1].(int)
	}
	return publishing.Command{Actor: owner, Post: id, Publication: pub}
}

func (h *house) publish(cmd publishing.Command) publishing.Result {
	h.t.Helper()
	result, err := h.Publish(h.t.Context(), cmd)
	if err != nil {
		h.t.Fatal(err)
	}
	return result
}

// rows returns the rows of a query as text, in order.
func (h *house) rows(query string) []string {
	h.t.Helper()
	rows, err := h.pool.QueryContext(h.t.Context(), query)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() {
		if err := rows.Close(); err != nil {
			h.t.Error(err)
		}
	}()
	columns, err := rows.Columns()
	if err != nil {
		h.t.Fatal(err)
	}
	var list []string
	for rows.Next() {
		values, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			h.t.Fatal(err)
		}
		cells := make([]string, len(columns))
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			cells[i] = fmt.Sprint(v)
		}
		list = append(list, strings.Join(cells, " | "))
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	return list
}

// unchanged runs fn and fails if it changed any table that publishing writes.
func (h *house) unchanged(name string, fn func()) {
	h.t.Helper()
	dump := func() string {
		var b strings.Builder
		for _, table := range []string{"site", "posts", "translations", "revisions", "slugs", "paths", "entries", "listing", "listing_counts", "entry_refs", "rerenders", "changes", "outbox", "schedules", "releases", "release_items", "ledger", "once"} {
			fmt.Fprintln(&b, table, strings.Join(h.rows("SELECT * FROM "+table), "\n"))
		}
		return b.String()
	}
	before := dump()
	fn()
	if diff := cmp.Diff(before, dump()); diff != "" {
		h.t.Errorf("%s changed the database (-before +after):\n%s", name, diff)
	}
}

// problem is a fault as tests compare it: code, the wrong fields, the blockers.
func problem(err error) string {
	if err == nil {
		return ""
	}
	f, ok := fault.Of(err)
	if !ok {
		return "no fault: " + err.Error()
	}
	words := []string{f.Code}
	for _, field := range f.Fields {
		words = append(words, field.Pointer+"="+field.Code)
	}
	list, _ := f.Extra["blockers"].([]content.Blocker)
	return strings.Join(append(words, codes(list)...), " ")
}

func codes(list []content.Blocker) []string {
	var words []string
	for _, b := range list {
		words = append(words, string(b.Locale)+":"+b.Code)
	}
	return words
}

func dry(cmd publishing.Command) publishing.Command {
	cmd.DryRun = true
	return cmd
}

// with returns an actor with roles written as "editor:fr author:*".
func with(id, roles string) access.Actor {
	a := access.Actor{ID: id, Roles: make(map[locale.Tag][]access.Role)}
	for _, one := range strings.Fields(roles) {
		role, tag, _ := strings.Cut(one, ":")
		a.Roles[locale.Tag(tag)] = append(a.Roles[locale.Tag(tag)], access.Role(role))
	}
	return a
}
