package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// findings returns the codes of what Check tells, in order.
func findings(t testing.TB, db *store.DB) []string {
	t.Helper()
	var found []string
	if err := db.Check(t.Context(), func(code, _ string) { found = append(found, code) }); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestCheckFindsWhatIsBroken(t *testing.T) {
	one, other := string(crowd.Post(2)), string(crowd.Post(3))
	tests := []struct {
		name, breaks string
		want         []string
	}{
		{"nothing", "SELECT 1", nil},
		{"a post that a row names", "PRAGMA foreign_keys(0); UPDATE imports SET post_id = ''; INSERT INTO asset_uses VALUES ('a', '" + one + "', '', 1)", []string{"check.foreign_key"}},
		{"a head", "UPDATE translations SET head = 2 WHERE locale = 'fr' AND post_id = '" + one + "'", []string{"check.head", "check.heads"}},
		{"a shared head", "UPDATE posts SET head = 2 WHERE id = '" + one + "'", []string{"check.shared_head", "check.heads", "check.heads", "check.heads", "check.term_use", "check.term_use", "check.term_use"}},
		{"a live revision", "DELETE FROM revisions WHERE locale = 'fr' AND post_id = '" + one + "'", []string{"check.head", "check.live", "check.heads"}},
		{"a live shared revision", "UPDATE posts SET live = 2 WHERE id = '" + one + "'", []string{"check.shared_live", "check.entry_old", "check.entry_old"}},
		{"a half", "UPDATE posts SET live = 0 WHERE id = '" + one + "'", []string{"check.half", "check.entry_old", "check.entry_old", "check.heads", "check.heads"}},
		{"trash", "UPDATE posts SET deleted_at = 1 WHERE id = '" + one + "'", []string{"check.gone_but_live", "check.heads", "check.heads", "check.heads"}},
		{"a document", "UPDATE revisions SET doc = '{' WHERE locale = 'fr' AND post_id = '" + one + "'", []string{"check.document"}},
		{"a slug", "UPDATE slugs SET state = 'reserved' WHERE locale = 'fr' AND post_id = '" + one + "'", []string{"check.slug"}},
		{"a slug that is live without its entry", "UPDATE slugs SET slug = 'other' WHERE locale = 'fr' AND post_id = '" + one + "'", []string{"check.slug", "check.address"}},
		{"alternates", "UPDATE entries SET alternates = '[{\"locale\":\"fr\"}]' WHERE locale = 'fr' AND post_id = '" + one + "'", []string{"check.alternates", "check.alternates"}},
		{"a reference", "DELETE FROM changes WHERE post_id = '" + one + "' AND locale = 'fr'", []string{"check.change"}},
		{"a place", "DELETE FROM listing WHERE post_id = '" + one + "' AND locale = 'fr' AND facet = '' AND avail = ''", []string{"check.unlisted", "check.count", "check.month"}},
		{"a place too many", "INSERT INTO listing VALUES ('fr', 'x', '', 1, '" + other + "')", []string{"check.listed", "check.count", "check.month"}},
		{"a month", "UPDATE listing_months SET n = n + 1 WHERE locale = 'fr' AND facet = '' AND month = (SELECT max(month) FROM listing_months)", []string{"check.month"}},
		{"a series without its order", "UPDATE entry_ties SET series = 's', place = 3 WHERE locale = 'fr' AND post_id = '" + one + "'", []string{"check.unlisted", "check.unlisted", "check.unlisted", "check.unlisted", "check.unlisted"}},
		{"ties", "DELETE FROM entry_ties WHERE locale = 'fr' AND post_id = '" + one + "'", []string{"check.month", "check.month", "check.month", "check.month", "check.ties"}},
		{"a row of lists", "UPDATE heads SET state = 'draft' WHERE part = 'fr' AND post_id = '" + one + "'", []string{"check.heads"}},
		{"words too many", "INSERT INTO head_words (title) VALUES ('x')", []string{"check.words"}},
		{"words too few", "UPDATE heads SET doc = 9, worded = 1 WHERE part = 'fr' AND post_id = '" + one + "'", []string{"check.words"}},
		{"words for readers too many", "INSERT INTO search_words (rowid, title) VALUES (9999, 'x')", []string{"check.search"}},
		{"words for readers too few", "DELETE FROM unsearched WHERE id = 3", []string{"check.search"}},
		{"a use of a term", "DELETE FROM term_uses WHERE post_id = '" + one + "' AND part = '' AND term_id LIKE '01970000-0003%'", []string{"check.term_use"}},
		{"a use too many", "INSERT INTO term_uses VALUES ('x', '" + one + "', 'fr')", []string{"check.term_use"}},
		{"a count", "UPDATE listing_counts SET n = n + 1 WHERE locale = 'fr' AND facet = '' AND avail = ''", []string{"check.count"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db := open(t)
			if err := crowd.Fill(t.Context(), db, 30); err != nil {
				t.Fatal(err)
			}
			if _, err := raw(t, db.Path()).ExecContext(t.Context(), tt.breaks); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, findings(t, db)); d != "" {
				t.Errorf("Check() (-want +got):\n%s", d)
			}
		})
	}
}

func TestCheckFindsAMissingEntry(t *testing.T) {
	db := open(t)
	if err := crowd.Fill(t.Context(), db, 30); err != nil {
		t.Fatal(err)
	}
	if _, err := raw(t, db.Path()).ExecContext(t.Context(), "DELETE FROM entries WHERE post_id = ?", string(crowd.Post(10))); err != nil {
		t.Fatal(err)
	}
	got := make(map[string]bool)
	for _, code := range findings(t, db) {
		got[code] = true
	}
	want := map[string]bool{
		"check.entry_missing": true, "check.foreign_key": true, "check.address": true, "check.reference": true, "check.change": true, "check.listed": true,
		"check.anchor": true, "check.ties": true,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("codes (-want +got):\n%s", d)
	}
}

// addNamed makes a post that names another one by id and has a slug.
func addNamed(t testing.TB, db *store.DB, id, other, slug string) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		post := content.PostID(id)
		return errors.Join(
			tx.SavePost(ctx, &content.Post{ID: post, SourceLocale: "en", Head: 1}),
			tx.AddSharedRevision(ctx, &content.SharedRevision{
				Post: post, N: 1, Meta: content.Meta{At: tx.Now()}, Shared: content.Shared{Related: []content.PostID{content.PostID(other)}},
			}, nil),
			tx.PutAddresses(ctx, []content.Address{{Kind: content.AddressSlug, Locale: "en", Key: slug, Post: post, State: content.AddressReserved}}),
		)
	})
}

func TestDumpIsTheSameForTheSameContent(t *testing.T) {
	var dumps []string
	for _, ids := range [][2]string{
		{"01970000-0000-7000-8000-00000000000a", "01970000-0000-7000-8000-00000000000b"},
		{"01970000-0000-7000-8000-00000000000d", "01970000-0000-7000-8000-00000000000c"},
	} {
		db := open(t)
		for i, id := range ids {
			addNamed(t, db, id, ids[1-i], []string{"one", "two"}[i])
		}
		dumps = append(dumps, dumped(t, db))
	}
	if d := cmp.Diff(dumps[0], dumps[1]); d != "" {
		t.Errorf("two databases that say the same (-first +second):\n%s", d)
	}
	db := open(t)
	if dumped(t, db) == dumps[0] {
		t.Error("an empty database gives the same dump")
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		l, err := tx.Locale(ctx, "fr")
		if err != nil {
			return err
		}
		l.Settings.Title = "Autre"
		return tx.SaveLocale(ctx, l)
	})
	if before, after := dumped(t, open(t)), dumped(t, db); before == after {
		t.Error("another title gives the same dump")
	}
}

// An index of words that was made anew is sound to a connection that checked the
// one before, which was built of many writes.
func TestCheckAfterReindex(t *testing.T) {
	db := open(t)
	if err := crowd.Fill(t.Context(), db, 30); err != nil {
		t.Fatal(err)
	}
	for _, atOnce := range []int{1, 100} {
		write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.DropWords(ctx) })
		for n := 1; n > 0; {
			write(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
				n, err = tx.WordHeads(ctx, atOnce)
				return err
			})
		}
		if d := cmp.Diff([]string(nil), findings(t, db)); d != "" {
			t.Errorf("Check() (-want +got):\n%s", d)
		}
	}
}

// So it is with the words that readers search, which are written anew in their places.
func TestCheckAfterReindexOfSearch(t *testing.T) {
	db := open(t)
	if err := crowd.Fill(t.Context(), db, 30); err != nil {
		t.Fatal(err)
	}
	for sum, atOnce := range []int{1, 100} {
		for first := 0; first < 30; first += atOnce {
			write(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
				for i := first; i < min(30, first+atOnce) && err == nil; i++ {
					err = tx.WriteWords(ctx, entry.Words{Post: crowd.Post(i), Locale: "fr", Title: "fr:ruche", Body: "fr:abeille", Sum: int64(sum)})
				}
				return err
			})
		}
		if d := cmp.Diff([]string(nil), findings(t, db)); d != "" {
			t.Errorf("Check() (-want +got):\n%s", d)
		}
	}
}
