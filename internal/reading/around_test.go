package reading_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/store"
)

// beside is what the tests look at in an answer of neighbours.
type beside struct {
	Previous *item `json:"previous"`
	Next     *item `json:"next"`
}

// card writes a neighbour as "id locale".
func (i *item) card() string {
	if i == nil {
		return ""
	}
	return i.ID + " " + i.Locale
}

// TestNeighboursAreThoseOfTheList asks for the neighbours of every post of lists in
// every combination of filters, and of posts that are not in them.
func TestNeighboursAreThoseOfTheList(t *testing.T) {
	w := newWorld(t)
	samples := scatter(t, w)
	slugs := map[string]string{"fr": "nuage", "en": "cloud", "de": "wolke"}
	for _, c := range []reading.Choice{
		{Locale: "fr"}, {Locale: "fr", Fallback: "en"}, {Locale: "fr", Fallback: "chain"}, {Locale: "en"}, {Locale: "de", Fallback: "chain"},
	} {
		for mask := range 4 {
			list := reading.ListQuery{Choice: c, Limit: "7"}
			q := reading.NeighboursQuery{Choice: c}
			if mask&1 != 0 {
				list.Tag, q.Tag = slugs[c.Locale], slugs[c.Locale]
			}
			if mask&2 != 0 {
				list.AvailableIn, q.AvailableIn = "de", "de"
			}
			shown, _, _ := walk(t, w, list)
			for _, s := range samples {
				q.Post = s.id
				a, err := w.Neighbours(t.Context(), q)
				i := slices.IndexFunc(shown, func(card string) bool { return strings.HasPrefix(card, string(s.id)) })
				if i < 0 {
					if f, ok := fault.Of(err); !ok || !slices.Contains([]string{"neighbours.elsewhere", "post.not_translated", "post.unknown"}, f.Code) {
						t.Fatalf("%+v of a post that is not in the list: %s, %v", q, a.Body, err)
					}
					continue
				}
				got := decode[beside](t, a, err)
				want := [2]string{}
				if i+1 < len(shown) {
					want[0] = shown[i+1]
				}
				if i > 0 {
					want[1] = shown[i-1]
				}
				if have := [2]string{got.Previous.card(), got.Next.card()}; have != want {
					t.Fatalf("%+v: %v, want %v", q, have, want)
				}
			}
		}
	}
}

func TestNeighboursOfNothing(t *testing.T) {
	w := newWorld(t)
	seen, draft := w.pair(1, "fr"), w.pair(2)
	for _, tt := range []struct {
		q    reading.NeighboursQuery
		kind fault.Kind
		code string
	}{
		{reading.NeighboursQuery{Choice: reading.Choice{Locale: "fr"}, Post: draft}, fault.NotFound, "post.unknown"},
		{reading.NeighboursQuery{Choice: reading.Choice{Locale: "en"}, Post: seen}, fault.NotFound, "post.not_translated"},
		{reading.NeighboursQuery{Choice: reading.Choice{Locale: "*"}, Post: seen}, fault.Malformed, "locale.one"},
		{reading.NeighboursQuery{Choice: reading.Choice{Locale: "fr"}, Post: seen, Tag: "x"}, fault.NotFound, "neighbours.elsewhere"},
		{reading.NeighboursQuery{Choice: reading.Choice{Locale: "fr"}, Post: seen, AvailableIn: "en"}, fault.NotFound, "neighbours.elsewhere"},
		{reading.NeighboursQuery{Choice: reading.Choice{Locale: "fr"}, Post: seen, Tag: "x", Author: "y"}, fault.Malformed, "list.combination"},
	} {
		_, err := w.Neighbours(t.Context(), tt.q)
		wantFault(t, err, tt.kind, tt.code)
	}
	a, err := w.Neighbours(t.Context(), reading.NeighboursQuery{Choice: reading.Choice{Locale: "fr"}, Post: seen})
	if err != nil || string(a.Body) != `{"previous":null,"next":null}` {
		t.Errorf("alone: %s, %v", a.Body, err)
	}
}

// part saves a post of a series, its date days after the first of 2026.
func (w *world) part(n, place, days int, shared content.Shared, live ...locale.Tag) content.PostID {
	w.t.Helper()
	shared.Date, shared.Series = day(days), &content.SeriesPlace{Term: "01970000-0000-7000-9000-00000000000a", Place: place}
	m := made{id: postID(n), shared: shared, live: live, texts: map[locale.Tag]content.Text{}}
	for _, tag := range []locale.Tag{"en", "fr"} {
		m.texts[tag] = content.Text{Title: fmt.Sprintf("%s %d", tag, n), Slug: fmt.Sprintf("%s-%d", tag, n), Body: "<p>x</p>"}
	}
	w.save(m)
	return m.id
}

// ids returns the numbers of the posts of a list.
func ids(l list) string {
	var out []string
	for _, i := range l.Items {
		out = append(out, strings.TrimLeft(i.ID[len(i.ID)-12:], "0")+i.Locale)
	}
	return strings.Join(out, " ")
}

func TestSeriesInItsOrder(t *testing.T) {
	w := newWorld(t)
	w.term(content.Series, "01970000-0000-7000-9000-00000000000a", map[locale.Tag][2]string{"en": {"tour", "Tour"}, "fr": {"tournee", "Tournée"}})
	w.pair(9, "en", "fr") // in no series
	for _, p := range []struct{ n, place, days int }{{1, 3, 0}, {2, 1, 5}, {3, 2, 9}, {4, 2, 7}, {5, 10, -400}, {6, 1 << 50, 1}} {
		tags := []locale.Tag{"en", "fr"}
		if p.n == 3 {
			tags = tags[:1]
		}
		w.part(p.n, p.place, p.days, content.Shared{}, tags...)
	}
	for _, tt := range []struct {
		q    reading.ListQuery
		want string
	}{
		{reading.ListQuery{Choice: reading.Choice{Locale: "en"}, Series: "tour", Sort: "place"}, "2en 4en 3en 1en 5en 6en"},
		{reading.ListQuery{Choice: reading.Choice{Locale: "fr"}, Series: "tournee", Sort: "place"}, "2fr 4fr 1fr 5fr 6fr"},
		{reading.ListQuery{Choice: reading.Choice{Locale: "fr", Fallback: "en"}, Series: "tournee", Sort: "place"}, "2fr 4fr 3en 1fr 5fr 6fr"},
		{reading.ListQuery{Choice: reading.Choice{Locale: "en"}, Series: "tour", Sort: "place", AvailableIn: "fr"}, "2en 4en 1en 5en 6en"},
		{reading.ListQuery{Choice: reading.Choice{Locale: "*"}, Series: "tour", Sort: "place"}, "2en 2fr 4en 4fr 3en 1en 1fr 5en 5fr 6en 6fr"},
		{reading.ListQuery{Choice: reading.Choice{Locale: "en"}, Series: "tour"}, "3en 4en 2en 6en 1en 5en"},
	} {
		a, err := w.List(t.Context(), tt.q)
		if got := ids(decode[list](t, a, err)); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.q, got, tt.want)
		}
		tt.q.Limit, tt.q.Total = "2", "true"
		forth, back, total := walk(t, w, tt.q)
		if diff := cmp.Diff(forth, back); diff != "" || len(forth) != len(strings.Fields(tt.want)) || *total > len(forth) {
			t.Errorf("%+v: page by page %v, total %d, %s", tt.q, forth, *total, diff)
		}
	}
	q := reading.NeighboursQuery{Choice: reading.Choice{Locale: "fr", Fallback: "en"}, Post: postID(4), Series: "tournee"}
	a, err := w.Neighbours(t.Context(), q)
	if got := decode[beside](t, a, err); got.Previous.card() != string(postID(2))+" fr" || got.Next.card() != string(postID(3))+" en" {
		t.Errorf("neighbours in the series: %s", a.Body)
	}
	if !slices.Equal(a.Languages, []locale.Tag{"fr", "en"}) {
		t.Errorf("languages = %v", a.Languages)
	}
	for _, q := range []reading.ListQuery{{Sort: "place"}, {Sort: "place", Tag: "x"}, {Sort: "place", Series: "tour", Since: "2026-01-01"}} {
		if _, err := w.List(t.Context(), q); !fault.Is(err, fault.Malformed) {
			t.Errorf("%+v is answered with %v", q, err)
		}
	}
}

func TestRelated(t *testing.T) {
	w := newWorld(t)
	rare := w.term(content.Tag, "01970000-0000-7000-9000-000000000001", map[locale.Tag][2]string{"en": {"rare", "Rare"}, "fr": {"rare", "Rare"}})
	common := w.term(content.Tag, "01970000-0000-7000-9000-000000000002", map[locale.Tag][2]string{"en": {"all", "All"}, "fr": {"tout", "Tout"}})
	w.term(content.Series, "01970000-0000-7000-9000-00000000000a", map[locale.Tag][2]string{"en": {"tour", "Tour"}, "fr": {"tournee", "Tournée"}})
	tagged := func(n int, body string, tags []content.TermID, live ...locale.Tag) {
		w.save(made{id: postID(n), shared: content.Shared{Date: day(n), Tags: tags}, live: live, texts: map[locale.Tag]content.Text{
			"en": {Title: "t", Slug: fmt.Sprintf("e-%d", n), Body: body}, "fr": {Title: "t", Slug: fmt.Sprintf("f-%d", n), Body: body},
		}})
	}
	w.part(20, 1, 20, content.Shared{})                                                  // others link to it
	tagged(1, "<p>x</p>", nil, "en")                                                     // the editor's, English alone
	tagged(2, "<p>x</p>", []content.TermID{rare, common}, "en", "fr")                    // rare
	tagged(3, "<p>x</p>", []content.TermID{common}, "en", "fr")                          // common
	tagged(4, `<p><a href="cms:post/`+string(postID(20))+`">x</a></p>`, nil, "en", "fr") // links to it
	tagged(5, "<p>x</p>", []content.TermID{rare, common})                                // a draft
	tagged(6, "<p>x</p>", []content.TermID{common}, "en", "fr")                          // common, later
	w.part(7, 2, 40, content.Shared{}, "en", "fr")                                       // the next part
	w.part(20, 1, 20, content.Shared{Tags: []content.TermID{rare, common}, Related: []content.PostID{postID(1), postID(5), postID(3)}}, "en", "fr")
	w.pair(30, "en", "fr") // nothing in common

	for _, tt := range []struct {
		choice reading.Choice
		limit  string
		want   string
	}{
		{reading.Choice{Locale: "en"}, "", "1en 3en 7en 2en 4en"},
		{reading.Choice{Locale: "en"}, "20", "1en 3en 7en 2en 4en 6en"},
		{reading.Choice{Locale: "en"}, "2", "1en 3en"},
		{reading.Choice{Locale: "fr"}, "20", "3fr 7fr 2fr 4fr 6fr"},
		{reading.Choice{Locale: "fr", Fallback: "en"}, "20", "1en 3fr 7fr 2fr 4fr 6fr"},
	} {
		a, err := w.Related(t.Context(), reading.RelatedQuery{Choice: tt.choice, Post: postID(20), Limit: tt.limit})
		if got := ids(decode[list](t, a, err)); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.choice, got, tt.want)
		}
		if strings.Contains(string(a.Body), string(postID(5))) {
			t.Error("a draft is told of")
		}
	}
	for _, limit := range []string{"0", "21", "x"} {
		_, err := w.Related(t.Context(), reading.RelatedQuery{Post: postID(20), Limit: limit})
		wantFault(t, err, fault.Malformed, "list.limit")
	}
	_, err := w.Related(t.Context(), reading.RelatedQuery{Choice: reading.Choice{Locale: "en"}, Post: postID(5)})
	wantFault(t, err, fault.NotFound, "post.unknown")
}

// months writes an archive as "2026-01:3".
func months(t *testing.T, w *world, q reading.ArchivesQuery) string {
	t.Helper()
	a, err := w.Archives(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Items []struct {
			Year, Month, Count int
			Since, Until       string
		}
	}
	if err := json.Unmarshal(a.Body, &got); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range got.Items {
		out = append(out, fmt.Sprintf("%d-%02d:%d", m.Year, m.Month, m.Count))
		a, err := w.List(t.Context(), reading.ListQuery{Choice: q.Choice, Tag: q.Tag, Since: m.Since, Until: m.Until, Limit: "100"})
		if l := decode[list](t, a, err); len(l.Items) != m.Count {
			t.Errorf("%+v: the list from %s to %s has %d posts", m, m.Since, m.Until, len(l.Items))
		}
	}
	return strings.Join(out, " ")
}

func TestArchives(t *testing.T) {
	w := newWorld(t)
	tag := w.term(content.Tag, "01970000-0000-7000-9000-000000000001", map[locale.Tag][2]string{"en": {"cloud", "Cloud"}, "fr": {"nuage", "Nuage"}})
	w.pair(0, "en", "fr") // midnight in Greenwich, still December in Montreal
	w.pair(3, "en", "fr")
	w.pair(31, "en")
	w.save(made{id: postID(40), shared: content.Shared{Date: day(60), Tags: []content.TermID{tag}}, live: []locale.Tag{"fr"}, texts: map[locale.Tag]content.Text{
		"en": {Title: "t", Slug: "e", Body: "x"}, "fr": {Title: "t", Slug: "f", Body: "x"},
	}})
	check := func(q reading.ArchivesQuery, want string) {
		t.Helper()
		if got := months(t, w, q); got != want {
			t.Errorf("%+v: %s, want %s", q, got, want)
		}
	}
	en, fr := reading.ArchivesQuery{Choice: reading.Choice{Locale: "en"}}, reading.ArchivesQuery{Choice: reading.Choice{Locale: "fr"}}
	tagged := reading.ArchivesQuery{Choice: reading.Choice{Locale: "fr"}, Tag: "nuage"}
	check(en, "2026-02:1 2026-01:2")
	check(fr, "2026-03:1 2026-01:2")
	check(tagged, "2026-03:1")
	check(reading.ArchivesQuery{Choice: reading.Choice{Locale: "fr"}, Tag: "unknown"}, "")

	before := w.generation()
	w.settings(func(s *content.SiteSettings) { s.TimeZone = "America/Montreal" }, func(map[locale.Tag]*content.LocaleSettings) {})
	if w.generation() == before {
		t.Error("caches do not learn that months are others")
	}
	check(en, "2026-01:2 2025-12:1")
	check(fr, "2026-03:1 2026-01:1 2025-12:1")

	w.goLive(postID(40), "en", "fr")
	check(reading.ArchivesQuery{Choice: reading.Choice{Locale: "en"}, Tag: "cloud"}, "2026-03:1")
	w.goLive(postID(0))
	w.goLive(postID(40))
	check(en, "2026-01:2")
	check(fr, "2026-01:1")
	check(tagged, "")
	var broken []string
	if err := w.db.Check(t.Context(), func(code, subject string) { broken = append(broken, code+" "+subject) }); err != nil || broken != nil {
		t.Errorf("%v, %v", broken, err)
	}
	_, err := w.Archives(t.Context(), reading.ArchivesQuery{Choice: reading.Choice{Locale: "*"}})
	wantFault(t, err, fault.Malformed, "locale.one")
}

// TestMonthsAfterAnUpgrade renders anew what an earlier version wrote without ties, and
// tells no month and no order before all are known.
func TestMonthsAfterAnUpgrade(t *testing.T) {
	w := newWorld(t)
	w.term(content.Series, "01970000-0000-7000-9000-00000000000a", map[locale.Tag][2]string{"en": {"tour", "Tour"}})
	w.part(1, 1, 0, content.Shared{}, "en", "fr")
	w.part(2, 2, 40, content.Shared{}, "en")
	w.settings(func(*content.SiteSettings) {}, func(l map[locale.Tag]*content.LocaleSettings) { l["en"].BaseURL = "https://example.org" })
	w.damage("DELETE FROM entry_ties WHERE post_id LIKE '%2'", "DELETE FROM listing_months WHERE month = 202602",
		"DELETE FROM listing WHERE facet LIKE '%#' AND post_id LIKE '%2'", "UPDATE entries SET format = 4")
	en := reading.Choice{Locale: "en"}
	for name, ask := range map[string]func() (reading.Answer, error){
		"archives": func() (reading.Answer, error) { return w.Archives(t.Context(), reading.ArchivesQuery{Choice: en}) },
		"of a series": func() (reading.Answer, error) {
			return w.Archives(t.Context(), reading.ArchivesQuery{Choice: en, Series: "tour"})
		},
		"order": func() (reading.Answer, error) {
			return w.List(t.Context(), reading.ListQuery{Choice: en, Series: "tour", Sort: "place"})
		},
		"order of all": func() (reading.Answer, error) {
			return w.List(t.Context(), reading.ListQuery{Choice: reading.Choice{Locale: "*"}, Series: "tour", Sort: "place"})
		},
		"neighbours": func() (reading.Answer, error) {
			return w.Neighbours(t.Context(), reading.NeighboursQuery{Choice: en, Series: "tour", Post: postID(1)})
		},
		"archive of feed": func() (reading.Answer, error) {
			return w.Feed(t.Context(), reading.FeedQuery{Locale: "en", File: "rss.xml", Archive: "1"})
		},
		"parts of sitemap": func() (reading.Answer, error) { return w.SitemapCut(t.Context(), 1, 1, "") },
	} {
		_, err := ask()
		if f := wantFault(t, err, fault.Unavailable, "list.unsettled"); f.Args["seconds"] != 30 {
			t.Errorf("%s: come back after %v seconds", name, f.Args["seconds"])
		}
	}
	if a, err := w.Feed(t.Context(), reading.FeedQuery{Locale: "en", File: "rss.xml"}); err != nil || !strings.Contains(string(a.Body), "en 2") {
		t.Errorf("the feed lacks the newest posts: %s, %v", a.Body, err)
	}
	w.write(func(ctx context.Context, tx *store.Tx) (err error) {
		if err = projection.RefreshSettings(ctx, tx); err != nil {
			return err
		}
		for more := true; more && err == nil; {
			_, more, err = projection.Work(ctx, tx)
		}
		return err
	})
	if got := months(t, w, reading.ArchivesQuery{Choice: reading.Choice{Locale: "en"}}); got != "2026-02:1 2026-01:1" {
		t.Errorf("months = %s", got)
	}
}

// damage does to the database what nobody else would.
func (w *world) damage(statements ...string) {
	w.t.Helper()
	pool, err := sql.Open("sqlite", w.db.Path())
	if err != nil {
		w.t.Fatal(err)
	}
	defer pool.Close()
	for _, s := range statements {
		if _, err := pool.ExecContext(w.t.Context(), s); err != nil {
			w.t.Fatalf("%s: %v", s, err)
		}
	}
}

// generation returns the number of the state that readers see.
func (w *world) generation() (seq int64) {
	w.t.Helper()
	err := w.Snapshot(w.t.Context(), func(src reading.Source) error {
		g, err := src.Generation(w.t.Context())
		seq = g.Seq
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return seq
}
