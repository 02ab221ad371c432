package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var english, shared = content.Part{Post: "p1", Locale: "en"}, content.Part{Post: "p1"}

// past makes a post with ten revisions of each part, one an hour.
func past(t *testing.T) (*store.DB, func(time.Duration)) {
	t.Helper()
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	post := &content.Post{ID: "p1", SourceLocale: "en"}
	for n := 1; n <= 10; n++ {
		now = now.Add(time.Hour)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			post.Head = n
			if err := tx.SavePost(ctx, post); err != nil {
				return err
			}
			s := &content.SharedRevision{Post: "p1", N: n, Version: post.Version, Meta: content.Meta{At: now}}
			if err := tx.AddSharedRevision(ctx, s, nil); err != nil {
				return err
			}
			for _, tag := range []string{"en", "fr"} {
				tr := content.Translation{Locale: english.Locale, Head: n, Version: int64(n - 1)}
				r := &content.Revision{Post: "p1", N: n, Version: int64(n), Meta: content.Meta{At: now}, Text: content.Text{Title: fmt.Sprint(tag, n)}}
				if tag == "fr" {
					tr.Locale, r.BasedOn = "fr", max(1, n-3) // the newest is made from revision 7
				}
				r.Locale = tr.Locale
				if err := tx.SaveTranslation(ctx, "p1", &tr); err != nil {
					return err
				}
				if err := tx.AddRevision(ctx, r, nil); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return db, func(d time.Duration) { now = now.Add(d) }
}

// lines returns the first column of what a query finds.
func lines(t *testing.T, db *store.DB, query string) (list []string) {
	t.Helper()
	found, err := raw(t, db.Path()).QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	for found.Next() {
		var s string
		if err := found.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

func prunable(t *testing.T, db *store.DB, part content.Part, keep content.Retention) (list []int) {
	t.Helper()
	read(t, db, func(ctx context.Context, s *store.Snapshot) (err error) {
		list, err = s.Prunable(ctx, part, keep, 100)
		return err
	})
	return list
}

func TestPrunable(t *testing.T) {
	db, pass := past(t)
	pass(24 * time.Hour)
	tests := []struct {
		name string
		part content.Part
		keep content.Retention
		want []int
	}{
		{"all are kept", shared, content.Retention{}, nil},
		{"the newest three", shared, content.Retention{Keep: 3}, []int{1, 2, 3, 4, 5, 6, 7}},
		{"more than there are", shared, content.Retention{Keep: 11}, nil},
		{"exactly as many", shared, content.Retention{Keep: 10}, nil},
		{"the newest is kept by itself", shared, content.Retention{Keep: 1}, []int{1, 2, 3, 4, 5, 6, 7, 8, 9}},
		{"a day: until then none was replaced", shared, content.Retention{Days: 2}, nil},
		{"a day", shared, content.Retention{Days: 1}, []int{1, 2, 3, 4, 5, 6, 7, 8}}, // 9 was replaced a day ago, not longer
		{"what either keeps", shared, content.Retention{Keep: 4, Days: 1}, []int{1, 2, 3, 4, 5, 6}},
		{"what the other language is made from", english, content.Retention{Keep: 2}, []int{1, 2, 3, 4, 5, 6, 8}},
		{"another part", content.Part{Post: "p1", Locale: "fr"}, content.Retention{Keep: 2}, []int{1, 2, 3, 4, 5, 6, 7, 8}},
		{"no such part", content.Part{Post: "p1", Locale: "de"}, content.Retention{Keep: 2}, nil},
	}
	for _, tt := range tests {
		if got := prunable(t, db, tt.part, tt.keep); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestPrunedKeepers tries each reason why a revision stays, alone.
func TestPrunedKeepers(t *testing.T) {
	tests := []struct {
		name, sql string
		part      content.Part
		kept      []int // beside what is kept anyway
	}{
		{"live", "UPDATE translations SET live = 3 WHERE post_id = 'p1' AND locale = 'en'", english, []int{3}},
		{"live shared", "UPDATE posts SET live = 3 WHERE id = 'p1'", shared, []int{3}},
		{"scheduled", `INSERT INTO schedules VALUES ('s', 1, 'p1', 'publish', '{"shared":2,"translations":{"en":4}}', '', 'pending', 1, '', '', 'hold', '', '', 1, 0, 'null')`, english, []int{4}},
		{"scheduled shared", `INSERT INTO schedules VALUES ('s', 1, 'p1', 'publish', '{"shared":2,"translations":{"en":4}}', '', 'held', 1, '', '', 'hold', '', '', 1, 0, 'null')`, shared, []int{2}},
		{"released", `INSERT INTO releases VALUES ('r', 1, '', 'draft', '', 1, '', 1, 0, '', 'null');
			INSERT INTO release_items VALUES ('r', 0, 'p1', 'publish', '{"translations":{"en":5,"fr":2}}')`, english, []int{1, 5}},
		{"confirmed", "INSERT INTO confirmations VALUES ('p1', 'en', 6, 'fr', 2, 1, '')", english, []int{1, 6}},
		{"confirmed beside", "INSERT INTO confirmations VALUES ('p1', 'fr', 2, 'en', 6, 1, '')", english, []int{1, 6}},
		{"agreed on", `INSERT INTO ledger VALUES (1, 'p1', 1, 1, 'diverged', '', '', '', '', '', '', 0, 1, '[{"locale":"fr","why":"unconfirmed","beside":"en","agreed":4}]', '', '[]')`, english, []int{4}},
		{"what a scheduled text is made from", `INSERT INTO schedules VALUES ('s', 1, 'p1', 'publish', '{"translations":{"fr":6}}', '', 'pending', 1, '', '', 'hold', '', '', 1, 0, 'null')`, english, []int{3}},
		{"what a confirmed text is made from", "INSERT INTO confirmations VALUES ('p1', 'fr', 6, 'en', 10, 1, '')", english, []int{3}},
		{"what the same text was made from before", "UPDATE revisions SET means = 8 WHERE locale = 'fr' AND n IN (8, 10)", english, []int{5}},
		{"the same text, made from another", "UPDATE revisions SET means = 8 WHERE locale = 'fr' AND n IN (8, 10)", content.Part{Post: "p1", Locale: "fr"}, []int{8}},
		{"what a live text is made from", "UPDATE translations SET live = 5 WHERE post_id = 'p1' AND locale = 'fr'", english, []int{2}},
		{"made from, by name", "UPDATE translations SET live = 5 WHERE post_id = 'p1' AND locale = 'fr'; UPDATE revisions SET based_in = 'en' WHERE locale = 'fr'", english, []int{2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db, _ := past(t)
			before := prunable(t, db, tt.part, content.Retention{Keep: 2})
			execute(t, db, tt.sql)
			after := prunable(t, db, tt.part, content.Retention{Keep: 2})
			want := slices.DeleteFunc(slices.Clone(before), func(n int) bool { return slices.Contains(tt.kept, n) })
			if len(want) != len(before)-len(tt.kept) || !slices.Equal(after, want) {
				t.Errorf("before %v, after %v, want %v", before, after, want)
			}
		})
	}
	t.Run("done", func(t *testing.T) {
		db, _ := past(t)
		execute(t, db, `INSERT INTO schedules VALUES ('s', 1, 'p1', 'publish', '{"translations":{"en":4}}', '', 'done', 1, '', '', 'hold', '', '', 1, 0, 'null')`)
		if got := prunable(t, db, english, content.Retention{Keep: 2}); !slices.Contains(got, 4) {
			t.Errorf("a schedule that is over keeps a revision: %v", got)
		}
	})
}

func TestPrune(t *testing.T) {
	db, _ := past(t)
	execute(t, db, `INSERT INTO assets (id, type, bytes, width, height, name, version, created_at) VALUES ('a', 't', 1, 0, 0, '', 1, 1);
		INSERT INTO asset_uses VALUES ('a', 'p1', 'en', 3), ('a', 'p1', 'en', 10), ('a', 'p1', 'fr', 3), ('a', 'p1', '', 3)`)
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Prune(ctx, english, []int{2, 3}) })
	got := lines(t, db, "SELECT part || n FROM asset_uses ORDER BY 1")
	if want := []string{"3", "en10", "fr3"}; !slices.Equal(got, want) {
		t.Errorf("uses %v, want %v", got, want)
	}
	if got := strings.Join(lines(t, db, "SELECT n FROM revisions WHERE locale = 'en' ORDER BY n"), " "); got != "1 4 5 6 7 8 9 10" {
		t.Errorf("revisions %s", got)
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Prune(ctx, shared, []int{1, 3}) })
	if got := strings.Join(lines(t, db, "SELECT n FROM shared_revisions ORDER BY n"), " "); got != "2 4 5 6 7 8 9 10" {
		t.Errorf("shared revisions %s", got)
	}
}

func TestRevised(t *testing.T) {
	db, _ := past(t)
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		var got []content.Part
		after := content.Part{}
		for range 10 {
			list, err := s.Revised(ctx, after, 1)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				break
			}
			got, after = append(got, list...), list[0]
		}
		want := []content.Part{shared, english, {Post: "p1", Locale: "fr"}}
		if !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		return nil
	})
}

func TestPast(t *testing.T) {
	db, _ := past(t)
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Prune(ctx, english, []int{5}) })
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		list, err := s.Revisions(ctx, "p1", "en", 7, 3)
		if err != nil {
			return err
		}
		var titles []string
		for _, r := range list {
			titles = append(titles, r.Text.Title)
		}
		if want := []string{"en6", "en4", "en3"}; !slices.Equal(titles, want) {
			t.Errorf("titles %v, want %v", titles, want)
		}
		for version, want := range map[int64]int{0: 0, 1: 1, 4: 0, 5: 0, 6: 6, 10: 10, 12: 10} { // 4 may have been followed by the version of 5
			if n, err := s.RevisionAt(ctx, "p1", "en", version); n != want || err != nil {
				t.Errorf("version %d was revision %d, want %d (%v)", version, n, want, err)
			}
		}
		n, err := s.RevisionAt(ctx, "p1", "", 3)
		if n != 3 {
			t.Errorf("version 3 of the shared part was revision %d", n)
		}
		return err
	})
}
