package lawtest

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
)

// locales are those of the site.
var locales = []locale.Tag{"de", "en", "fr"}

// beginning is when every world begins.
var beginning = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// A clock is the wall clock of a house.
type clock struct{ micros atomic.Int64 }

func (c *clock) now() time.Time          { return time.UnixMicro(c.micros.Load()).UTC() }
func (c *clock) pass(span time.Duration) { c.micros.Add(span.Microseconds()) }

// A world is a house with what is known of it beside: what was asked to be before
// readers, and where they once found it.
type world struct {
	t       *rapid.T
	h       *app.House
	raw     *sql.DB
	clock   *clock
	actors  []access.Actor
	revoked map[string]bool     // who may nothing any more
	alone   bool                // the admin works undisturbed
	columns map[string][]string // of each table
	reads   map[string]*sql.Stmt
	rows    state    // as they are now
	before  table    // translations, before the last command
	lines   []string // of the ledger: those of the last command
	live    liveness // what has to be live
	urls    map[string]content.Part
	held    bool // nothing changed since it was asked what has to hold
	words   int  // marker words used
	keys    int  // idempotency keys used
}

// A founding is a house's data directory that every world begins with, and who
// works there.
type founding struct {
	dir    string
	actors []access.Actor
}

// found makes the site of three languages, with people of every kind.
func found(t *testing.T) founding {
	t.Helper()
	f := founding{dir: t.TempDir()}
	c := new(clock)
	c.micros.Store(beginning.UnixMicro())
	h := house(t, f.dir, c)
	owner := access.System("cli")
	_, err := h.Editing.AddLocale(t.Context(), editing.AddLocale{Actor: owner, Tag: "de"})
	if err != nil {
		t.Fatal(err)
	}
	add := func(admin bool, roles map[locale.Tag][]access.Role) {
		made, err := h.Accounts.Create(t.Context(), accounts.CreateToken{Actor: owner, Name: "t", Admin: admin, Roles: roles})
		if err != nil {
			t.Fatal(err)
		}
		f.actors = append(f.actors, made.Token.Actor())
	}
	everywhere := func(roles ...access.Role) map[locale.Tag][]access.Role {
		return map[locale.Tag][]access.Role{access.Everywhere: roles}
	}
	add(true, map[locale.Tag][]access.Role{})
	add(false, everywhere(access.RoleEditor))
	add(false, everywhere(access.RoleEditor, access.RoleOverride))
	add(false, map[locale.Tag][]access.Role{"fr": {access.RoleEditor}})
	add(false, everywhere(access.RoleAuthor))
	add(false, map[locale.Tag][]access.Role{"fr": {access.RoleTranslator}, "de": {access.RoleTranslator}})
	add(false, everywhere(access.RoleReader))
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return f
}

// house opens the house in the directory.
func house(t testing.TB, dir string, c *clock) *app.House {
	t.Helper()
	h, err := app.Open(t.Context(), dir, app.Options{Create: true, Now: c.now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// open begins a world of its own.
func open(t *testing.T, rt *rapid.T, f founding) *world {
	dir, err := os.MkdirTemp(t.TempDir(), "world")
	if err != nil {
		t.Fatal(err)
	}
	copyFile(t, filepath.Join(f.dir, "diptych.db"), filepath.Join(dir, "diptych.db"))
	w := &world{t: rt, clock: new(clock), actors: f.actors, live: liveness{}, revoked: map[string]bool{}, urls: map[string]content.Part{}}
	w.clock.micros.Store(beginning.UnixMicro())
	w.h = house(t, dir, w.clock)
	w.raw, err = sql.Open("sqlite", "file:"+filepath.Join(dir, "diptych.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	w.raw.SetMaxOpenConns(1)
	rt.Cleanup(func() {
		_ = w.raw.Close()
		_ = w.h.Close()
		_ = os.RemoveAll(dir)
	})
	w.readColumns()
	w.rows = w.read()
	return w
}

func (w *world) ctx() context.Context { return w.t.Context() }

// tick lets a moment pass, or none: two commands may have one instant.
func (w *world) tick() {
	w.clock.pass(draw(w, "moment", time.Second, time.Second, 0))
}

// must ends the test if there is an error that nobody asked for.
func (w *world) must(err error) {
	if err != nil {
		w.t.Fatalf("%+v", err)
	}
}

// draw returns one of the values.
func draw[T any](w *world, what string, values ...T) T {
	return rapid.SampledFrom(values).Draw(w.t, what)
}

// chance is true once in so many times.
func (w *world) chance(what string, n int) bool {
	return rapid.IntRange(1, n).Draw(w.t, what) == n
}

// admin is the actor who may do everything.
func (w *world) admin() access.Actor { return w.actors[0] }

// begin makes a site that has something in it.
func (w *world) begin() {
	w.alone = true
	w.makeTerm()
	w.createTogether()
	w.create()
	for _, id := range w.posts() {
		w.publish(w.heads(w.known(id)))
	}
	w.create()
	w.alone = false
}

// anybody returns who does the next thing: mostly somebody who may.
func (w *world) anybody() access.Actor {
	if w.alone {
		return w.admin()
	}
	if a := w.actors[max(0, rapid.IntRange(-8, len(w.actors)-1).Draw(w.t, "actor"))]; !w.revoked[a.ID] {
		return a
	}
	return w.admin()
}

// word returns a word that was not used before: whoever reads it knows which
// revision it is from.
func (w *world) word() string {
	w.words++
	return fmt.Sprintf("zq%dq", w.words)
}

// some returns a part of the languages, in order, at least one.
func (w *world) some(what string, of ...locale.Tag) []locale.Tag {
	var list []locale.Tag
	for _, tag := range of {
		if rapid.Bool().Draw(w.t, what+" "+string(tag)) {
			list = append(list, tag)
		}
	}
	if len(list) == 0 {
		list = of[:1]
	}
	return list
}
