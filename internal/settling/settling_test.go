package settling_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
	"github.com/diptych-cms/diptych/internal/settling"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var (
	_ settling.Tx       = (*store.Tx)(nil)
	_ settling.Snapshot = (*store.Snapshot)(nil)
)

var owner = access.System("cli")

// A house is a database with who works on it.
type house struct {
	settling.Service
	t       *testing.T
	db      *store.DB
	edit    editing.Service
	publish publishing.Service
	now     time.Time
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, now: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { h.now = h.now.Add(time.Second); return h.now },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	h.db = db
	h.Write = func(ctx context.Context, fn func(settling.Tx) error) error {
		return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}
	h.Read = func(ctx context.Context, fn func(settling.Snapshot) error) error {
		return db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
	}
	h.edit.Write = func(ctx context.Context, fn func(editing.Tx) error) error {
		return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}
	h.edit.Read = func(ctx context.Context, fn func(editing.Snapshot) error) error {
		return db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
	}
	h.publish.Write = func(ctx context.Context, fn func(publishing.Tx) error) error {
		return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}
	h.publish.Now = db.Now
	return h
}

func text(title, body string) content.Text { return content.Text{Title: title, Body: body} }

// post makes a post with these texts; English is the source.
func (h *house) post(texts map[locale.Tag]content.Text) *content.Post {
	h.t.Helper()
	cmd := editing.CreatePost{Actor: owner, Whole: editing.Whole{Source: "en"}, Translations: make(map[locale.Tag]editing.Translating)}
	for tag, text := range texts {
		cmd.Translations[tag] = editing.Translating{Text: text}
	}
	saved, err := h.edit.Create(h.t.Context(), cmd)
	if err != nil {
		h.t.Fatal(err)
	}
	return saved.Post
}

func (h *house) save(id content.PostID, tag locale.Tag, t content.Text) {
	h.t.Helper()
	p := h.read(id)
	_, err := h.edit.SaveTranslation(h.t.Context(), editing.SaveTranslation{
		Actor: owner, Post: id, Locale: tag, Version: p.Translation(tag).Version, Change: editing.Replace(t),
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) goLive(id content.PostID, revisions map[locale.Tag]int) {
	h.t.Helper()
	_, err := h.publish.Publish(h.t.Context(), publishing.Command{Actor: owner, Post: id, Publication: content.Publication{Shared: 1, Translations: revisions}})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) read(id content.PostID) (p *content.Post) {
	h.t.Helper()
	err := h.db.Read(h.t.Context(), func(s *store.Snapshot) (err error) {
		p, err = s.Post(h.t.Context(), id)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// stands returns what lists see: "fr head missing 0/2 stale 1".
func (h *house) stands(id content.PostID) []string {
	h.t.Helper()
	words := []string{}
	err := h.db.Read(h.t.Context(), func(s *store.Snapshot) error {
		list, err := s.Stands(h.t.Context(), id)
		for _, one := range list {
			basis := "head"
			if one.Live {
				basis = "live"
			}
			n := one.Sums
			words = append(words, fmt.Sprintf("%s %s %s: %d of %d, current %d stale %d missing %d", one.Target, basis, one.State,
				one.TargetN, one.SourceN, n.Current, n.Minor+n.Substantive, n.Missing))
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return words
}

func (h *house) settle(want int) {
	h.t.Helper()
	if n, err := h.Settle(h.t.Context(), false, 100); n != want || err != nil {
		h.t.Errorf("settled %d, %v, want %d", n, err, want)
	}
}

func (h *house) shows(id content.PostID, want ...string) {
	h.t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), h.stands(id)); diff != "" {
		h.t.Errorf("lists see (-want +got):\n%s", diff)
	}
}

func TestSettle(t *testing.T) {
	h := open(t)
	p := h.post(map[locale.Tag]content.Text{"en": text("One", "<p>The first paragraph.<p>The second one.")})
	h.shows(p.ID)
	h.settle(1)
	h.shows(p.ID, "fr head missing: 0 of 1, current 0 stale 0 missing 3")
	h.settle(0)

	p = h.post(map[locale.Tag]content.Text{
		"en": text("Two", "<p>The first paragraph.<p>The second one."), "fr": text("Deux", "<p>Le premier alinéa.<p>Le deuxième."),
	})
	h.goLive(p.ID, map[locale.Tag]int{"en": 1, "fr": 1})
	h.save(p.ID, "en", text("Two", "<p>The first paragraph.<p>The third one."))
	h.settle(1)
	h.shows(p.ID, "fr head stale: 1 of 2, current 2 stale 1 missing 0", "fr live current: 1 of 1, current 3 stale 0 missing 0")
	h.goLive(p.ID, map[locale.Tag]int{"en": 2})
	h.settle(1)
	h.shows(p.ID, "fr head stale: 1 of 2, current 2 stale 1 missing 0", "fr live stale: 1 of 2, current 2 stale 1 missing 0")

	// Into the trash.
	if err := h.edit.RemovePost(t.Context(), editing.RemovePost{Actor: owner, Post: h.post(map[locale.Tag]content.Text{"en": text("x", "<p>x")}).ID, Version: 1}); err != nil {
		t.Fatal(err)
	}
	h.settle(1)
}

// What changes while a post is looked at is settled the next time.
func TestSettleMeanwhile(t *testing.T) {
	h := open(t)
	p := h.post(map[locale.Tag]content.Text{"en": text("One", "<p>The first."), "fr": text("Un", "<p>Le premier.")})
	read := h.Read
	h.Read = func(ctx context.Context, fn func(settling.Snapshot) error) error {
		err := read(ctx, fn)
		if h.read(p.ID).Translation("en").Head == 1 && h.db != nil {
			h.save(p.ID, "en", text("One", "<p>The second."))
		}
		return err
	}
	if n, err := h.Settle(t.Context(), true, 10); n != 1 || err != nil {
		t.Errorf("settled %d, %v", n, err)
	}
	h.Read = read
	h.shows(p.ID, "fr head stale: 1 of 2, current 1 stale 1 missing 0")
	h.settle(0)
}

// The memos say what is computed from scratch, whatever was done.
func TestMemosSayWhatIsComputed(t *testing.T) {
	h := open(t)
	p := h.post(map[locale.Tag]content.Text{
		"en": text("One", "<p>The first paragraph.<p>The second one.<p>The last of all."), "fr": text("Un", "<p>Le premier alinéa.<p>Le deuxième.<p>Le tout dernier."),
	})
	h.goLive(p.ID, map[locale.Tag]int{"en": 1, "fr": 1})
	h.settle(1)
	for i := range 6 {
		if i%2 == 0 {
			h.save(p.ID, "en", text("One", fmt.Sprintf("<p>The first paragraph.<p>The second one of %d.<p>The last of all.", i)))
		} else {
			h.save(p.ID, "fr", text("Un", fmt.Sprintf("<p>Le premier alinéa.<p>Le deuxième.<p>Le tout dernier de %d.", i)))
		}
		h.settle(1)
	}
	kept := h.stands(p.ID)
	of := standing.Heads(h.read(p.ID), "fr")
	whole := func() (pair *standing.Pair) {
		err := h.db.Read(t.Context(), func(s *store.Snapshot) (err error) {
			pair, err = standing.Of(t.Context(), s, of)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return pair
	}
	before := whole()
	if err := h.db.Write(t.Context(), func(tx *store.Tx) error { return tx.DropStandings(t.Context()) }); err != nil {
		t.Fatal(err)
	}
	after := whole()
	if diff := cmp.Diff(before.Sums, after.Sums); diff != "" || before.Sums.Substantive != 1 {
		t.Errorf("with memos %+v\nwithout:\n%s", before.Sums, diff)
	}
	for i := range before.Rows {
		if before.Rows[i].ID != after.Rows[i].ID || before.Rows[i].State != after.Rows[i].State {
			t.Errorf("row %d: %+v with memos, %+v without", i, before.Rows[i], after.Rows[i])
		}
	}
	h.settle(1)
	h.shows(p.ID, kept...)
}

// A decision is settled like a save.
func TestDecisionsAreSettled(t *testing.T) {
	h := open(t)
	p := h.post(map[locale.Tag]content.Text{"en": text("One", "<p>The first."), "fr": text("Un", "<p>Le premier.")})
	h.save(p.ID, "en", text("One", "<p>The second."))
	h.settle(1)
	var pair *standing.Pair
	err := h.db.Read(t.Context(), func(s *store.Snapshot) (err error) {
		pair, err = standing.Of(t.Context(), s, standing.Heads(h.read(p.ID), "fr"))
		return err
	})
	if err != nil || len(pair.Rows) != 2 || pair.Rows[1].State != bitext.Stale {
		t.Fatalf("%+v, %v", pair, err)
	}
	row := pair.Rows[1]
	err = h.db.Write(t.Context(), func(tx *store.Tx) error {
		return tx.AddDecisions(t.Context(), p.ID, "fr", []bitext.Decision{{
			Kind: bitext.Confirmed, SourceN: 2, TargetN: 1, Source: []string{row.Source[0].ID}, Target: []string{row.Target[0].ID}, SourceText: row.SourceText(), By: "user:a",
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	h.settle(1)
	h.shows(p.ID, "fr head current: 1 of 2, current 2 stale 0 missing 0")
}

// A check tells of a memo that says what is not so.
func TestCheck(t *testing.T) {
	h := open(t)
	p := h.post(map[locale.Tag]content.Text{"en": text("One", "<p>The first."), "fr": text("Un", "<p>Le premier.")})
	h.save(p.ID, "fr", text("Un", "<p>Le tout premier."))
	h.settle(1)
	told := func() (list []string) {
		err := h.Check(t.Context(), func(code, subject string) { list = append(list, code+" "+subject) })
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := told(); got != nil {
		t.Errorf("told of what is right: %q", got)
	}
	err := h.db.Write(t.Context(), func(tx *store.Tx) error {
		list, err := tx.Stands(t.Context(), p.ID)
		if err != nil {
			return err
		}
		list[0].Sums.Missing++
		return tx.PutStands(t.Context(), p.ID, list)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := told(), []string{"check.standing " + string(p.ID) + " fr"}; !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}

// A post that cannot be settled keeps no other from being settled; a database that is
// busy is nothing that posts can be blamed for.
func TestSettleWhatFails(t *testing.T) {
	h := open(t)
	good := h.post(map[locale.Tag]content.Text{"en": text("One", "<p>x")})
	bad := h.post(map[locale.Tag]content.Text{"en": text("Two", "<p>x")})
	write := h.Write
	h.Write = func(context.Context, func(settling.Tx) error) error {
		return fault.New(fault.Unavailable, "store.busy")
	}
	if n, err := h.Settle(t.Context(), false, 10); n != 0 || !fault.Is(err, fault.Unavailable) {
		t.Errorf("settled %d, %v while the database is busy", n, err)
	}
	h.Write = func(ctx context.Context, fn func(settling.Tx) error) error {
		return write(ctx, func(tx settling.Tx) error { return fn(&failing{tx, bad.ID}) })
	}
	if n, err := h.Settle(t.Context(), false, 10); n != 1 || err == nil {
		t.Errorf("settled %d, %v, want one, and an error", n, err)
	}
	h.shows(good.ID, "fr head missing: 0 of 1, current 0 stale 0 missing 2")
	h.settle(0) // it is set aside
	h.Write = write
	h.save(bad.ID, "en", text("Two", "<p>y"))
	h.settle(1)
}

// A failing transaction cannot keep what is known of a post.
type failing struct {
	settling.Tx
	bad content.PostID
}

func (f *failing) PutStands(ctx context.Context, post content.PostID, list []bitext.Stand) error {
	if post == f.bad {
		return errors.New("broken")
	}
	return f.Tx.PutStands(ctx, post, list)
}
