package live_test

import (
	"database/sql"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// TestEntriesAreReadAsTheyStand holds what comes joined in one column against the columns.
func TestEntriesAreReadAsTheyStand(t *testing.T) {
	db, r := open(t, 20)
	pool, err := sql.Open("sqlite", "file:"+db.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	spaced := `[{"locale":"fr","slug":"post-2","url":"/a b/ c/"},{"locale":"en","slug":"post-2","url":"/ /"}]`
	if _, err := pool.ExecContext(t.Context(), "UPDATE entries SET alternates = ? WHERE slug = 'post-2'", spaced); err != nil {
		t.Fatal(err)
	}
	rows, err := pool.QueryContext(t.Context(), `SELECT epoch, s.seq, post_id, locale, slug, etag, date, updated_at, alternates, card, body
		FROM site s, entries WHERE locale = 'fr' ORDER BY date DESC, post_id DESC`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var cards []entry.Stored
	for rows.Next() {
		var e entry.Stored
		var date, updated int64
		var alternates []byte
		if err := rows.Scan(&e.Generation.Epoch, &e.Generation.Seq, &e.Post, &e.Locale, &e.Slug, &e.ETag, &date, &updated, &alternates, &e.Card, &e.Body); err != nil {
			t.Fatal(err)
		}
		e.Date, e.UpdatedAt = time.UnixMicro(date).UTC(), time.UnixMicro(updated).UTC()
		if err := json.Unmarshal(alternates, &e.Alternates); err != nil {
			t.Fatal(err)
		}
		got, ok, err := r.EntryBySlug(t.Context(), "fr", e.Slug)
		if d := cmp.Diff(e, got); d != "" || !ok || err != nil {
			t.Errorf("EntryBySlug(%q): %t, %v (-want +got):\n%s", e.Slug, ok, err, d)
		}
		e.Alternates, e.Body = nil, nil
		cards = append(cards, e)
	}
	if err := rows.Err(); err != nil || len(cards) < 10 {
		t.Fatalf("%d entries: %v", len(cards), err)
	}
	list, err := r.List(t.Context(), entry.Range{Locales: []locale.Tag{"fr"}, Order: entry.NewestFirst, Limit: 100})
	if d := cmp.Diff(cards, list); d != "" || err != nil {
		t.Errorf("List(): %v (-want +got):\n%s", err, d)
	}
}
