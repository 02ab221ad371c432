package publishing_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
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
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "diptych.db"), store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time {
		h.now = h.now.Add(time.Second)
		return h.now
	}})
	if err != nil {
		t.Fatal(err)
	}
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
	p, err := h.Live(h.t.Context(), publishing.State{Actor: owner, Post: id})
	if err != nil {
		h.t.Fatal(err)
	}
	return p
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
		for _, table := range []string{"site", "posts", "translations", "revisions", "slugs", "paths", "entries", "listing", "listing_counts", "entry_refs", "rerenders", "changes", "outbox"} {
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

func TestPublishBothAtOnce(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	result := h.publish(ask(id, 1, "en", 1, "fr", 1))
	if want := (content.Change{Shared: true, Locales: []locale.Tag{"en", "fr"}}); !cmp.Equal(want, result.Change) || len(result.Warnings) > 0 {
		t.Errorf("result = %+v", result)
	}
	if got := result.Post.LiveLocales(); !slices.Equal(got, []locale.Tag{"en", "fr"}) || result.Post.Version != 1 || result.Post.Translations[0].Version != 1 {
		t.Errorf("post = %+v: versions must stay", result.Post)
	}
	if diff := cmp.Diff(h.state(id), result.Post); diff != "" {
		t.Errorf("what Publish returned is not what is read:\n%s", diff)
	}
	// One transaction: one seq, one event about the post.
	if got := h.rows("SELECT count(DISTINCT seq), count(*) FROM entries"); got[0] != "1 | 2" {
		t.Errorf("seqs and entries: %v", got)
	}
	if got := h.rows("SELECT type FROM outbox WHERE type LIKE 'post.p%' OR type = 'content.changed'"); len(got) != 2 {
		t.Errorf("events = %v, want the publication and what it changed", got)
	}
	h.unchanged("publishing what is live", func() {
		if result := h.publish(ask(id, 1, "en", 1, "fr", 1)); !result.Change.None() {
			t.Errorf("change = %+v", result.Change)
		}
	})
}

func TestPublishNamesRevisions(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.save(id, "fr", content.Text{Title: "Deux", Body: "<p>2"})
	h.save(id, "fr", content.Text{Title: "Trois", Body: "<p>3"})
	result := h.publish(ask(id, 1, "fr", 2))
	if len(result.Warnings) != 1 || result.Warnings[0].Code != "publication.not_head" || result.Warnings[0].Pointer != "/translations/fr" {
		t.Errorf("warnings = %+v", result.Warnings)
	}
	if got := h.rows("SELECT locale, json_extract(card, '$.title') FROM entries"); !slices.Equal(got, []string{"fr | Deux"}) {
		t.Errorf("entries = %v, want the revision that was named, and it alone", got)
	}
	h.unchanged("an older revision", func() {
		_, err := h.Publish(t.Context(), ask(id, 0, "fr", 1))
		if got := problem(err); got != "publication.overtaken /translations/fr=revision.older_than_live" || fault.KindOf(err) != fault.Conflict {
			t.Errorf("Publish: %s", got)
		}
	})
}

func TestPublishIsRefused(t *testing.T) {
	h := open(t)
	id := h.post(with("token:mine", "author:*"), "en", "fr")
	tests := []struct {
		name  string
		actor access.Actor
		cmd   publishing.Command
		want  string
	}{
		{"no locale", owner, ask(id, 1), "invalid /translations=publication.no_locale"},
		{"first without shared", owner, ask(id, 0, "fr", 1), "invalid /shared=publication.shared_required"},
		{"no such revision", owner, ask(id, 2, "fr", 5), "invalid /shared=revision.unknown /translations/fr=revision.unknown"},
		{"no such translation", owner, ask(id, 1, "de", 1), "invalid /translations/de=translation.missing"},
		{"no such post", owner, ask("none", 1, "fr", 1), "post.not_found"},
		{"the author of it", with("token:mine", "author:*"), ask(id, 1, "fr", 1), "access.forbidden_locale"},
		{"an editor of one", with("token:x", "editor:fr"), ask(id, 1, "fr", 1, "en", 1), "access.forbidden_locale"},
		{"nobody", access.Actor{}, ask(id, 1, "fr", 1), "access.unauthenticated"},
		{"an author, of no locale", with("token:x", "author:*"), ask(id, 1), "access.forbidden"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			tt.cmd.Actor = tt.actor
			h.unchanged(tt.name, func() {
				if _, err := h.Publish(t.Context(), tt.cmd); problem(err) != tt.want {
					t.Errorf("Publish: %s\nwant: %s", problem(err), tt.want)
				}
				if _, err := h.Publish(t.Context(), dry(tt.cmd)); problem(err) != tt.want {
					t.Errorf("dry run: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
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

func TestSharedPartNeedsEveryLiveLocale(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1, "fr", 1))
	h.settle(id, func(w *editing.Whole) { w.Shared.Params = map[string]any{"n": 2} })
	h.save(id, "fr", content.Text{Title: "Deux", Body: "<p>2"})
	french := with("token:f", "editor:fr")

	cmd := ask(id, 2, "fr", 2)
	cmd.Actor = french
	h.unchanged("the shared part by an editor of one language", func() {
		if _, err := h.Publish(t.Context(), cmd); problem(err) != "access.forbidden_locale" {
			t.Errorf("Publish: %v", err)
		}
	})
	cmd.Publication.Shared = 1 // the live one changes nothing for English
	result := h.publish(cmd)
	if result.Change.Shared || !slices.Equal(result.Post.Locales(), []locale.Tag{"fr"}) {
		t.Errorf("result = %+v, %+v", result.Change, result.Post)
	}
	h.publish(ask(id, 2, "fr", 2))
	if got := h.rows("SELECT locale, json_extract(card, '$.params.n') FROM entries ORDER BY locale"); !slices.Equal(got, []string{"en | 2", "fr | 2"}) {
		t.Errorf("params = %v: the shared part is live in all", got)
	}
	if got := h.rows("SELECT locale, cause FROM changes ORDER BY locale"); !slices.Equal(got, []string{"en | shared", "fr | shared"}) {
		t.Errorf("causes = %v", got)
	}
}

func TestBlockers(t *testing.T) {
	tests := []struct {
		name   string
		parity content.Parity
		empty  bool // French has no body
		cmd    []any
		want   string
	}{
		{"independent, one alone", content.Independent, false, []any{"en", 1}, ""},
		{"together, one alone", content.Together, false, []any{"en", 1}, "fr:blocker.translation_not_live"},
		{"together, both", content.Together, false, []any{"en", 1, "fr", 1}, ""},
		{"source first, the source", content.SourceFirst, false, []any{"en", 1}, ""},
		{"source first, the other", content.SourceFirst, false, []any{"fr", 1}, "en:blocker.source_not_live"},
		{"an empty body", content.Independent, true, []any{"en", 1, "fr", 2}, "fr:blocker.body_missing"},
		{"an empty body elsewhere", content.Independent, true, []any{"en", 1}, ""},
		{"all of them", content.Together, true, []any{"fr", 2}, "fr:blocker.body_missing en:blocker.translation_not_live"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t)
			id := h.post(owner, "en", "fr")
			h.settle(id, func(w *editing.Whole) { w.Parity = tt.parity })
			if tt.empty {
				h.save(id, "fr", content.Text{Title: "Vide", Body: "<script>alert(1)</script>"})
			}
			cmd := ask(id, 1, tt.cmd...)
			h.unchanged("a dry run", func() {
				result, err := h.Publish(t.Context(), dry(cmd))
				if err != nil {
					t.Fatal(err)
				}
				if got := strings.Join(codes(result.Blockers), " "); got != tt.want {
					t.Errorf("dry run: %q, want %q", got, tt.want)
				}
			})
			if tt.want == "" {
				h.publish(cmd)
				return
			}
			h.unchanged("a blocked publication", func() {
				_, err := h.Publish(t.Context(), cmd)
				if got := problem(err); got != "publication.blocked "+tt.want || fault.KindOf(err) != fault.Conflict {
					t.Errorf("Publish: %s, want %s", got, tt.want)
				}
			})
		})
	}
}

func TestTermsWithoutName(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	term, err := h.edit.CreateTerm(t.Context(), editing.CreateTerm{Actor: owner, Kind: content.Tag,
		Naming: editing.Naming{Texts: map[locale.Tag]content.TermText{"en": {Name: "Cloud"}}}})
	if err != nil {
		t.Fatal(err)
	}
	h.settle(id, func(w *editing.Whole) { w.Shared.Tags = []content.TermID{term.ID} })
	result := h.publish(ask(id, 2, "en", 1, "fr", 1))
	if len(result.Warnings) != 1 || result.Warnings[0].Code != "publication.term_unnamed" || result.Warnings[0].Pointer != "/translations/fr" {
		t.Errorf("warnings = %+v", result.Warnings)
	}
	h.settle(id, func(w *editing.Whole) { w.Parity, w.Shared.Params = content.Together, map[string]any{"n": 1} })
	if _, err := h.Publish(t.Context(), ask(id, 3, "en", 1)); problem(err) != "publication.blocked fr:blocker.term_unnamed" {
		t.Errorf("together: %v", err)
	}
}

func TestUnpublish(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1, "fr", 1))
	french := ask(id, 0, "fr", 1)
	french.Actor = with("token:f", "editor:fr")
	result, err := h.Unpublish(t.Context(), french)
	if err != nil {
		t.Fatal(err)
	}
	if want := (content.Change{Locales: []locale.Tag{"fr"}}); !cmp.Equal(want, result.Change) {
		t.Errorf("change = %+v", result.Change)
	}
	if got := h.rows("SELECT locale, json_array_length(card, '$.alternates') FROM entries"); !slices.Equal(got, []string{"en | 1"}) {
		t.Errorf("entries and their alternates = %v", got)
	}
	h.unchanged("unpublishing what is not live", func() {
		if _, err := h.Unpublish(t.Context(), french); err != nil {
			t.Error(err)
		}
	})
	h.save(id, "en", content.Text{Title: "Two", Body: "<p>2"})
	h.publish(ask(id, 0, "en", 2))
	h.unchanged("unpublishing another revision than the live one", func() {
		if _, err := h.Unpublish(t.Context(), ask(id, 0, "en", 1)); problem(err) != "unpublication.overtaken /translations/en=revision.not_live" {
			t.Errorf("Unpublish: %v", err)
		}
	})
	if result, err = h.Unpublish(t.Context(), ask(id, 0, "en", 2)); err != nil {
		t.Fatal(err)
	}
	if !result.Change.Shared || h.state(id).Live != 0 {
		t.Errorf("the last language left the shared part live: %+v", result.Change)
	}
	if got := h.rows("SELECT (SELECT count(*) FROM entries) + (SELECT count(*) FROM listing) + (SELECT count(*) FROM entry_refs)"); got[0] != "0" {
		t.Errorf("%v rows are left for readers", got)
	}
	if got := h.rows("SELECT type FROM outbox WHERE type LIKE 'post.un%'"); len(got) != 2 {
		t.Errorf("events = %v", got)
	}
	if _, err := h.Publish(t.Context(), ask(id, 0, "en", 1)); problem(err) != "invalid /shared=publication.shared_required" {
		t.Errorf("publishing again is a first publication: %v", err)
	}
	h.publish(ask(id, 1, "en", 1))
}

func TestUnpublishUnderTogether(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1, "fr", 1))
	h.settle(id, func(w *editing.Whole) { w.Parity = content.Together })
	h.unchanged("unpublishing one of two that belong together", func() {
		if _, err := h.Unpublish(t.Context(), ask(id, 0, "fr", 1)); problem(err) != "publication.blocked fr:blocker.translation_not_live" {
			t.Errorf("Unpublish: %v", err)
		}
		result, err := h.Unpublish(t.Context(), dry(ask(id, 0, "fr", 1)))
		if err != nil || len(result.Blockers) != 1 {
			t.Errorf("dry run: %+v, %v", result, err)
		}
	})
	if _, err := h.Unpublish(t.Context(), ask(id, 0, "fr", 1, "en", 1)); err != nil {
		t.Errorf("both at once: %v", err)
	}
}

func TestFailingHalfway(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1))
	h.save(id, "en", content.Text{Title: "Two", Slug: "two", Body: "<p>2"})
	h.fail = errBroken
	h.unchanged("failing commands", func() {
		if _, err := h.Publish(t.Context(), ask(id, 0, "en", 2, "fr", 1)); !errors.Is(err, errBroken) {
			t.Errorf("Publish: %v", err)
		}
		if _, err := h.Unpublish(t.Context(), ask(id, 0, "en", 1)); !errors.Is(err, errBroken) {
			t.Errorf("Unpublish: %v", err)
		}
	})
}

func TestAddressesMoveAtPublication(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1, "fr", 1))
	h.save(id, "en", content.Text{Title: "Two", Slug: "two", Body: "<p>2"})
	slugs := func() []string { return h.rows("SELECT slug, state FROM slugs WHERE locale = 'en' ORDER BY slug") }
	if got := slugs(); !slices.Equal(got, []string{"one | live", "two | reserved"}) {
		t.Errorf("saved: %v", got)
	}
	h.publish(ask(id, 0, "en", 2))
	if got := slugs(); !slices.Equal(got, []string{"one | old", "two | live"}) {
		t.Errorf("published: %v", got)
	}
}

func TestStateIsForWhoMayKnow(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	for roles, want := range map[string]string{"reader:fr": "", "author:*": "post.not_found", "": "access.forbidden"} {
		p, err := h.Live(t.Context(), publishing.State{Actor: with("token:x", roles), Post: id})
		if problem(err) != want {
			t.Errorf("%q: %v, want %q", roles, err, want)
		}
		if err == nil && !slices.Equal(p.Locales(), []locale.Tag{"fr"}) {
			t.Errorf("%q is shown %v", roles, p.Locales())
		}
	}
}
