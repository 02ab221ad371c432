package live_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
	"github.com/diptych-cms/diptych/internal/store/live"
)

// open returns a database with n made posts, and a reader of it.
func open(t testing.TB, n int) (*store.DB, *live.Reader) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if n > 0 {
		if err := crowd.Fill(t.Context(), db, n); err != nil {
			t.Fatal(err)
		}
	}
	r, err := live.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(r.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return db, r
}

const posts = 60

// dateOf is the date that the crowd gives post i of n.
func dateOf(i, n int) time.Time {
	return time.UnixMicro(1500000000000000 + int64(i*7919%n)*3600000000).UTC()
}

// shown is one row of a list, as tests name it.
type shown struct {
	N      int
	Locale locale.Tag
}

// expected lists the rows of a range by going through all posts.
func expected(rg entry.Range) []shown {
	var numbers []int
	for i := 1; i <= posts; i++ {
		if _, ok := first(i, rg.Locales); ok && fits(i, rg) {
			numbers = append(numbers, i)
		}
	}
	ascending := (rg.Order == entry.OldestFirst) != rg.Backwards
	slices.SortFunc(numbers, func(a, b int) int {
		order := keyOf(a, rg).Compare(keyOf(b, rg))
		if !ascending {
			order = -order
		}
		return order
	})
	if rg.After != nil {
		at := slices.IndexFunc(numbers, func(i int) bool { return crowd.Post(i) == rg.After.Post })
		numbers = numbers[at+1:]
	}
	var rows []shown
	for _, i := range numbers[:min(rg.Limit, len(numbers))] {
		if rg.Locales[0] != entry.Everywhere {
			tag, _ := first(i, rg.Locales)
			rows = append(rows, shown{i, tag})
			continue
		}
		for _, tag := range []locale.Tag{"en", "fr"} {
			if crowd.Live(i, tag) {
				rows = append(rows, shown{i, tag})
			}
		}
	}
	return rows
}

func first(i int, tags []locale.Tag) (locale.Tag, bool) {
	if tags[0] == entry.Everywhere {
		return entry.Everywhere, true
	}
	at := slices.IndexFunc(tags, func(tag locale.Tag) bool { return crowd.Live(i, tag) })
	if at < 0 {
		return "", false
	}
	return tags[at], true
}

func fits(i int, rg entry.Range) bool {
	tags := crowd.TagsOf(i)
	if rg.Facet != "" && !slices.Contains([]content.TermID{crowd.Tag(tags[0]), crowd.Tag(tags[1]), crowd.Author(i % crowd.Authors)}, rg.Facet) {
		return false
	}
	if rg.AvailableIn != "" && !crowd.Live(i, rg.AvailableIn) {
		return false
	}
	at := keyOf(i, rg)
	return (rg.From.IsZero() || !at.Before(rg.From)) && (rg.Before.IsZero() || at.Before(rg.Before))
}

func keyOf(i int, rg entry.Range) time.Time {
	if rg.Order == entry.RecentlyUpdated {
		return time.UnixMicro(1700000000000000 + int64(i)).UTC()
	}
	return dateOf(i, posts)
}

// ranges are every combination that the API allows.
func ranges() []entry.Range {
	var list []entry.Range
	for _, locales := range [][]locale.Tag{{"en"}, {"fr"}, {"fr", "en"}, {"en", "fr"}, {entry.Everywhere}} {
		for _, facet := range []content.TermID{"", crowd.Tag(3), crowd.Author(1), "nobody"} {
			for _, available := range []locale.Tag{"", "en", "fr"} {
				for _, order := range []entry.Order{entry.NewestFirst, entry.OldestFirst} {
					list = append(list, entry.Range{Locales: locales, Facet: facet, AvailableIn: available, Order: order})
				}
			}
		}
	}
	for _, tag := range []locale.Tag{"en", "fr"} {
		list = append(list, entry.Range{Locales: []locale.Tag{tag}, Order: entry.RecentlyUpdated})
	}
	return list
}

func TestListIsWhatGoingThroughAllPostsGives(t *testing.T) {
	_, r := open(t, posts)
	for _, base := range ranges() {
		for _, backwards := range []bool{false, true} {
			for _, within := range [][2]time.Time{{}, {keyOf(20, base), {}}, {{}, keyOf(40, base)}} {
				for _, after := range []int{0, 22, 37} {
					rg := base
					rg.Backwards, rg.From, rg.Before, rg.Limit = backwards, within[0], within[1], 7
					if _, ok := first(after, rg.Locales); after > 0 && (!ok || !fits(after, rg)) {
						continue
					}
					if after > 0 {
						rg.After = &entry.Key{At: keyOf(after, rg), Post: crowd.Post(after)}
					}
					got, err := r.List(t.Context(), rg)
					if err != nil {
						t.Fatalf("List(%+v): %v", rg, err)
					}
					if d := cmp.Diff(expected(rg), numbered(got)); d != "" {
						t.Fatalf("List(%+v) (-want +got):\n%s", rg, d)
					}
				}
			}
		}
	}
}

// numbered names rows by the posts' numbers.
func numbered(list []entry.Stored) []shown {
	var rows []shown
	for _, e := range list {
		for i := range posts + 1 {
			if crowd.Post(i) == e.Post {
				rows = append(rows, shown{i, e.Locale})
			}
		}
	}
	return rows
}

func TestListWalksAllPagesBothWays(t *testing.T) {
	_, r := open(t, posts)
	rg := entry.Range{Locales: []locale.Tag{"fr", "en"}, Order: entry.NewestFirst, Limit: 9}
	var forth []content.PostID
	for {
		page, err := r.List(t.Context(), rg)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, e := range page {
			forth = append(forth, e.Post)
		}
		last := page[len(page)-1]
		rg.After = &entry.Key{At: last.Date, Post: last.Post}
	}
	if len(forth) != posts {
		t.Fatalf("%d posts on all pages, want %d", len(forth), posts)
	}
	rg.Backwards, rg.Limit = true, posts
	rg.After = nil
	back, err := r.List(t.Context(), rg)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range back {
		if e.Post != forth[posts-1-i] {
			t.Fatalf("row %d of the walk back is %s, want %s", i, e.Post, forth[posts-1-i])
		}
	}
}

func TestEntry(t *testing.T) {
	_, r := open(t, posts)
	tests := []struct {
		name    string
		post    int
		locales []locale.Tag
		want    locale.Tag // empty: none
	}{
		{"in the locale asked for", 2, []locale.Tag{"fr"}, "fr"},
		{"not live there", 10, []locale.Tag{"fr"}, ""},
		{"borrowed", 10, []locale.Tag{"fr", "en"}, "en"},
		{"the first of the chain", 2, []locale.Tag{"fr", "en"}, "fr"},
		{"the first of the chain, turned", 2, []locale.Tag{"en", "fr"}, "en"},
		{"no such post", posts + 1, []locale.Tag{"fr", "en"}, ""},
		{"no locale", 2, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, ok, err := r.Entry(t.Context(), crowd.Post(tt.post), tt.locales...)
			if err != nil || ok != (tt.want != "") || e.Locale != tt.want {
				t.Fatalf("Entry() = %s, %t, %v, want %q", e.Locale, ok, err, tt.want)
			}
			if ok && (len(e.Card) == 0 || len(e.Body) == 0 || len(e.Alternates) == 0 || e.ETag == "" || !e.Date.Equal(dateOf(tt.post, posts))) {
				t.Errorf("Entry() is not whole: %+v", e)
			}
		})
	}
	e, ok, err := r.EntryBySlug(t.Context(), "fr", "post-2")
	if err != nil || !ok || e.Post != crowd.Post(2) {
		t.Errorf("EntryBySlug() = %s, %t, %v", e.Post, ok, err)
	}
	if _, ok, err := r.EntryBySlug(t.Context(), "fr", "post-10"); ok || err != nil {
		t.Errorf("EntryBySlug() of an English post in French = %t, %v", ok, err)
	}
	elsewhere, err := r.SlugElsewhere(t.Context(), "fr", "post-10")
	if err != nil || len(elsewhere) != 1 || elsewhere[0].Locale != "en" {
		t.Errorf("SlugElsewhere() = %+v, %v", elsewhere, err)
	}
}

func TestCountsAndTerms(t *testing.T) {
	_, r := open(t, posts)
	for _, tt := range []struct {
		tag       locale.Tag
		facet     content.TermID
		available locale.Tag
		want      int
	}{
		{"en", "", "", 54}, {"fr", "", "", 54}, {entry.Everywhere, "", "", 60},
		{"en", "", "fr", 48}, {"en", "", "en", 54}, {entry.Everywhere, "", "fr", 54},
		{"en", crowd.Author(0), "", 6}, {"fr", crowd.Author(0), "", 0}, {"en", "nobody", "", 0},
	} {
		if n, err := r.Count(t.Context(), tt.tag, tt.facet, tt.available); n != tt.want || err != nil {
			t.Errorf("Count(%s, %s, %s) = %d, %v, want %d", tt.tag, tt.facet, tt.available, n, err, tt.want)
		}
	}
	authors, err := r.Terms(t.Context(), content.Author, "fr")
	if err != nil || len(authors) != crowd.Authors-1 { // author 0 writes English alone
		t.Fatalf("Terms() = %d authors, %v", len(authors), err)
	}
	a, ok, err := r.Term(t.Context(), content.Author, "fr", "author-000")
	if err != nil || !ok || a.Term.ID != crowd.Author(0) || len(a.Term.Texts) != 2 {
		t.Fatalf("Term() = %+v, %t, %v", a.Term, ok, err)
	}
	if d := cmp.Diff(map[locale.Tag]int{"en": 6}, a.Counts); d != "" {
		t.Errorf("counts (-want +got):\n%s", d)
	}
	if _, ok, err := r.Term(t.Context(), content.Tag, "fr", "author-000"); ok || err != nil {
		t.Errorf("an author is found as a tag: %t, %v", ok, err)
	}
	if a, ok, err := r.Term(t.Context(), content.Author, entry.Everywhere, "author-003"); !ok || err != nil || a.Term.ID != crowd.Author(3) {
		t.Errorf("Term() anywhere = %+v, %t, %v", a, ok, err)
	}
}

func TestSnapshotSeesOneState(t *testing.T) {
	db, r := open(t, 0)
	title := func(r *live.Reader) string {
		t.Helper()
		locales, err := r.Locales(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return locales[0].Settings.Title
	}
	err := r.Snapshot(t.Context(), func(s *live.Reader) error {
		before := title(s)
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			l, err := tx.Locale(t.Context(), "en")
			if err != nil {
				return err
			}
			l.Settings.Title = "Changed"
			return tx.SaveLocale(t.Context(), l)
		})
		if after := title(s); after != before {
			t.Errorf("the title changed within a snapshot: %q, then %q", before, after)
		}
		if now := title(r); now != "Changed" {
			t.Errorf("outside the snapshot the title is %q", now)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestReaderGoesOnAfterDoneContexts(t *testing.T) {
	_, r := open(t, posts)
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		err := r.Snapshot(ctx, func(s *live.Reader) error {
			cancel()
			_, err := s.Site(ctx)
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("Snapshot() under a context that is done = %v", err)
		}
	}
	if _, err := r.Site(t.Context()); err != nil {
		t.Errorf("Site() after snapshots that were cut off: %v", err)
	}
}

func TestManyReadersBesideAWriter(t *testing.T) {
	db, r := open(t, posts)
	errs := make([]error, 16)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() {
			for range 20 {
				if i == 0 {
					errs[i] = db.Write(t.Context(), func(tx *store.Tx) error {
						return tx.SetRefs(t.Context(), crowd.Post(2), []entry.Ref{{Kind: entry.ToPath, Target: "/a"}})
					})
				} else {
					errs[i] = r.Snapshot(t.Context(), func(s *live.Reader) error {
						list, err := s.List(t.Context(), entry.Range{Locales: []locale.Tag{"fr", "en"}, Order: entry.NewestFirst, Limit: 20})
						if err == nil && len(list) != 20 {
							err = errors.New("a page is not full")
						}
						return err
					})
				}
				if errs[i] != nil {
					return
				}
			}
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}
