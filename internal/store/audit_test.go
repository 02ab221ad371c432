package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// clocked opens a database whose clock the test turns.
func clocked(t *testing.T) (*store.DB, *time.Time) {
	t.Helper()
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path,
		store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db, &now
}

func audit(t *testing.T, db *store.DB, q event.Query) event.Page {
	t.Helper()
	var page event.Page
	err := db.Read(t.Context(), func(s *store.Snapshot) (err error) {
		page, err = s.Audit(t.Context(), q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// TestEventsAreAudited emits what somebody did, and what follows from it.
func TestEventsAreAudited(t *testing.T) {
	db, now := clocked(t)
	token := access.Token{ID: "t1", Name: "Robot"}
	ctx := event.WithOrigin(t.Context(), event.Origin{Via: "session:s1", Address: "2001:db8::1", Agent: "curl/8"})
	err := db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddToken(ctx, &token); err != nil {
			return err
		}
		return tx.Emit(ctx,
			event.PostPublished{Post: "p1", Shared: 1, Translations: map[locale.Tag]int{"fr": 2, "en": 3}, At: *now, By: "token:t1"},
			event.ContentChanged{Seq: 1},
			event.SettingsSaved{Locale: "fr", By: "cli"})
	})
	if err != nil {
		t.Fatal(err)
	}
	execute(t, db, "UPDATE tokens SET name = 'Other'") // the name is that of the time
	origin := event.OriginOf(ctx)
	want := []event.Record{
		{ID: 2, At: *now, Actor: "cli", Name: "cli", Operation: "settings.saved", Outcome: event.Succeeded, Locales: []locale.Tag{"fr"},
			About: "locale:fr", Origin: origin, Detail: json.RawMessage(`{"locale":"fr","by":"cli"}`)},
		{ID: 1, At: *now, Actor: "token:t1", Name: "Robot", Operation: "post.published", Outcome: event.Succeeded, Post: "p1",
			Locales: []locale.Tag{"en", "fr"}, Origin: origin,
			Detail: json.RawMessage(`{"post":"p1","shared":1,"translations":{"en":3,"fr":2},"at":"2026-05-04T12:00:00Z","by":"token:t1"}`)},
	}
	if diff := cmp.Diff(event.Page{Records: want}, audit(t, db, event.Query{Limit: 10})); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
	err = db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Emit(ctx, event.PostDeleted{Post: "p1", By: "cli"}); err != nil {
			return err
		}
		return context.Canceled
	})
	if err == nil || len(audit(t, db, event.Query{Limit: 10}).Records) != 2 {
		t.Errorf("what was undone stands in the audit (%v)", err)
	}
}

func TestAuditIsAppendOnly(t *testing.T) {
	db, _ := clocked(t)
	if err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.Emit(t.Context(), event.SettingsSaved{By: "cli"}) }); err != nil {
		t.Fatal(err)
	}
	pool := raw(t, db.Path())
	for _, statement := range []string{
		"UPDATE audit SET actor = 'x'", "DELETE FROM audit", "REPLACE INTO audit SELECT * FROM audit", "UPDATE audit SET id = 7",
	} {
		if _, err := pool.ExecContext(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v, want to be refused", statement, err)
		}
	}
}

// TestAuditIsFiltered asks every combination of the members of a query, in pages
// of two, and compares with what a plain loop chooses.
func TestAuditIsFiltered(t *testing.T) {
	db, now := clocked(t)
	start := *now
	for i := range 60 {
		*now = start.Add(time.Duration(i/3) * time.Minute) // three rows an instant
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.AddRecord(t.Context(), event.Record{
				Actor: []string{"a", "b"}[i%2], Operation: []string{"x", "y", "z"}[i%3], Outcome: []event.Outcome{event.Succeeded, event.Refused}[i/7%2],
				Post: "p", Locales: []locale.Tag{[]locale.Tag{"en", "fr"}[i/2%2]}, Detail: json.RawMessage("{}"),
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	all := audit(t, db, event.Query{Limit: 100}).Records
	for mask := range 1 << 8 {
		q := event.Query{Limit: 2, Oldest: mask>>7 == 1}
		on := func(bit int) bool { return mask>>bit&1 == 1 }
		if on(0) {
			q.Actor = "b"
		}
		if on(1) {
			q.Operation = "y"
		}
		if on(2) {
			q.Outcome = event.Refused
		}
		if on(3) {
			q.Post = "p"
		}
		if on(4) {
			q.Locale = "fr"
		}
		if on(5) {
			q.Since = start.Add(4 * time.Minute)
		}
		if on(6) {
			q.Until = start.Add(15 * time.Minute)
		}
		var want, got []int64
		for _, r := range all {
			if (q.Actor == "" || r.Actor == q.Actor) && (q.Operation == "" || r.Operation == q.Operation) &&
				(q.Outcome == "" || r.Outcome == q.Outcome) && (q.Locale == "" || r.Locales[0] == q.Locale) &&
				!r.At.Before(q.Since) && (q.Until.IsZero() || r.At.Before(q.Until)) {
				want = append(want, r.ID)
			}
		}
		if q.Oldest {
			slices.Reverse(want)
		}
		for range 100 {
			page := audit(t, db, q)
			for _, r := range page.Records {
				got = append(got, r.ID)
			}
			if q.From = page.Next; q.From == nil {
				break
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", q, diff)
		}
	}
}

// TestAuditPageIsBounded looks for one row behind more than a page looks at.
func TestAuditPageIsBounded(t *testing.T) {
	db, _ := clocked(t)
	const many = 12_000
	execute(t, db, `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
		INSERT INTO audit SELECT i, i, 'a', 'a', '', 'x', 'done', '', iif(i = 1, ' fr ', ' en '), '', '', '', '{}' FROM n`)
	q, pages, found := event.Query{Actor: "a", Locale: "fr", Limit: 10}, 0, 0
	for {
		page := audit(t, db, q)
		pages, found = pages+1, found+len(page.Records)
		if q.From = page.Next; q.From == nil {
			break
		}
	}
	if found != 1 || pages != 3 {
		t.Errorf("found %d rows in %d pages of %d rows looked at", found, pages, many)
	}
}

// TestAuditIsOneRange asks SQLite how it would look for each combination: by one
// index, in its order.
func TestAuditIsOneRange(t *testing.T) {
	db, now := clocked(t)
	pool := raw(t, db.Path())
	for mask := range 1 << 6 {
		on := func(bit int, value string) string { return map[bool]string{true: value}[mask>>bit&1 == 1] }
		q := event.Query{Actor: on(0, "a"), Operation: on(1, "o"), Post: content.PostID(on(2, "p")), Outcome: event.Outcome(on(3, "refused")), Oldest: on(4, "x") != ""}
		if on(5, "x") != "" {
			q.Since, q.Until, q.From = *now, now.Add(time.Hour), &event.Place{At: *now, ID: 1}
		}
		spans, args := store.AuditSpans(q)
		var id, parent, unused int
		var plan string
		rows, err := pool.QueryContext(t.Context(), "EXPLAIN QUERY PLAN SELECT * "+spans[0]+" LIMIT 5000", args[0]...)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			if err := rows.Scan(&id, &parent, &unused, &plan); err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(plan, "SEARCH audit USING INDEX audit_by_") {
				t.Errorf("%+v: %s", q, plan)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
}
