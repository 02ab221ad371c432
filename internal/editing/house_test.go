package editing_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

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
	_ editing.Tx       = (*store.Tx)(nil)
	_ editing.Snapshot = (*store.Snapshot)(nil)
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// A house is a fresh database with the services that tests use.
type house struct {
	*editing.Service
	t    *testing.T
	db   *store.DB
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
	h := &house{t: t, now: noon}
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	var ticking sync.Mutex
	db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time {
		ticking.Lock() // editors work side by side
		defer ticking.Unlock()
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
	if h.pool, err = db.OpenReaders(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.pool.Close(); err != nil {
			t.Error(err)
		}
	})
	h.Service = &editing.Service{
		Write: func(ctx context.Context, fn func(editing.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(breaking{tx, h.fail}) })
		},
		Read: func(ctx context.Context, fn func(editing.Snapshot) error) error {
			return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
	}
	return h
}

var errBroken = errors.New("the disk is on fire")

var owner = access.System("cli")

// with returns an actor with roles written as "editor:fr author:*".
func with(id, roles string) access.Actor {
	a := access.Actor{ID: id, Roles: make(map[locale.Tag][]access.Role)}
	for _, one := range strings.Fields(roles) {
		role, tag, _ := strings.Cut(one, ":")
		a.Roles[locale.Tag(tag)] = append(a.Roles[locale.Tag(tag)], access.Role(role))
	}
	return a
}

func text(title, body string) content.Text {
	return content.Text{Title: title, Format: content.HTML, Body: body}
}

// post makes a post of the actor with one text a locale, the first the source.
func (h *house) post(actor access.Actor, texts ...any) editing.Saved {
	h.t.Helper()
	cmd := editing.CreatePost{Actor: actor, Translations: make(map[locale.Tag]editing.Translating)}
	for i := 0; i < len(texts); i += 2 {
		tag := locale.Tag(texts[i].(string))
		if i == 0 {
			cmd.Whole.Source = tag
		}
		cmd.Translations[tag] = editing.Translating{Text: text(texts[i+1].(string), "<p>"+texts[i+1].(string)+"</p>")}
	}
	saved, err := h.Create(h.t.Context(), cmd)
	if err != nil {
		h.t.Fatal(err)
	}
	return saved
}

// publish makes the heads of the post live in the locales.
func (h *house) publish(id content.PostID, tags ...locale.Tag) {
	h.t.Helper()
	p := h.get(id).Post
	cmd := publishing.Command{Actor: owner, Post: id, Publication: content.Publication{Shared: p.Head, Translations: make(map[locale.Tag]int)}}
	for _, tag := range tags {
		cmd.Publication.Translations[tag] = p.Translation(tag).Head
	}
	s := &publishing.Service{Write: func(ctx context.Context, fn func(publishing.Tx) error) error {
		return h.db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}}
	if _, err := s.Publish(h.t.Context(), cmd); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) get(id content.PostID) editing.View {
	h.t.Helper()
	view, err := h.Get(h.t.Context(), editing.GetPost{Actor: owner, Post: id})
	if err != nil {
		h.t.Fatal(err)
	}
	return view
}

// tables of everything that is true, and of what readers get of it.
var (
	truth   = []string{"site", "locales", "posts", "shared_revisions", "translations", "revisions", "slugs", "paths", "terms", "term_texts", "term_slugs", "asset_uses", "outbox"}
	readers = []string{"entries", "listing", "listing_counts", "entry_refs", "rerenders", "changes"}
)

// dump writes out the rows of the tables that meet the condition, ordered.
func (h *house) dump(condition string, tables ...string) string {
	h.t.Helper()
	var b strings.Builder
	for _, table := range tables {
		fmt.Fprintf(&b, "%s\n", table)
		for _, row := range h.rows("SELECT * FROM " + table + " WHERE " + condition) {
			fmt.Fprintf(&b, "  %s\n", row)
		}
	}
	return b.String()
}

// rows returns the rows of a query as text, ordered.
func (h *house) rows(query string, args ...any) []string {
	h.t.Helper()
	rows, err := h.pool.QueryContext(h.t.Context(), query, args...)
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
	slices.Sort(list)
	return list
}

// events returns the types in the outbox after the first n.
func (h *house) events(n int) []string {
	h.t.Helper()
	var types []string
	for _, row := range h.rows("SELECT printf('%08d.%04d', seq, i), type FROM outbox") {
		_, kind, _ := strings.Cut(row, " | ")
		types = append(types, kind)
	}
	return types[n:]
}

// problem is a fault as tests compare it: kind, code, then the wrong fields.
func problem(err error) string {
	if err == nil {
		return ""
	}
	f, ok := fault.Of(err)
	if !ok {
		return "no fault: " + err.Error()
	}
	words := []string{kindName(f.Kind), f.Code}
	for _, field := range f.Fields {
		words = append(words, field.Pointer+"="+field.Code)
	}
	return strings.Join(words, " ")
}

func kindName(k fault.Kind) string {
	names := map[fault.Kind]string{
		fault.Malformed: "malformed", fault.Invalid: "invalid", fault.Unauthenticated: "unauthenticated",
		fault.Forbidden: "forbidden", fault.NotFound: "not found", fault.Conflict: "conflict",
		fault.Stale: "stale", fault.Required: "required",
	}
	return names[k]
}

// unchanged runs fn and fails if it changed any table.
func (h *house) unchanged(name string, fn func()) {
	h.t.Helper()
	before := h.dump("true", slices.Concat(truth, readers)...)
	fn()
	if after := h.dump("true", slices.Concat(truth, readers)...); after != before {
		h.t.Errorf("%s changed the database:\n%s\nbecame\n%s", name, before, after)
	}
}

// etagOf returns the ETag that a fault tells.
func etagOf(err error) any {
	f, ok := fault.Of(err)
	if !ok {
		return nil
	}
	return f.Extra["etag"]
}

// mergedInto returns the post that a fault leads to.
func mergedInto(err error) any {
	f, ok := fault.Of(err)
	if !ok {
		return nil
	}
	return f.Extra["mergedInto"]
}
