package reading_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// A sample is a post of the property test, as the test itself knows it.
type sample struct {
	id      content.PostID
	date    time.Time
	updated time.Time
	tags    map[locale.Tag][]content.TermID // of each language, whether live or not
	live    []locale.Tag
}

func (s sample) isLive(tag locale.Tag) bool { return slices.Contains(s.live, tag) }

// scatter fills a world with posts in three languages: some live in all, some in
// none, days shared, tags that differ between the languages.
func scatter(t *testing.T, w *world) []sample {
	t.Helper()
	w.addLocale("de")
	w.settings(func(*content.SiteSettings) {}, func(l map[locale.Tag]*content.LocaleSettings) {
		l["fr"].Fallback = []locale.Tag{"en", "de"}
		l["de"].Fallback = []locale.Tag{"fr"}
	})
	tags := []content.TermID{
		w.term(content.Tag, "01970000-0000-7000-9000-000000000001", map[locale.Tag][2]string{"en": {"cloud", "Cloud"}, "fr": {"nuage", "Nuage"}, "de": {"wolke", "Wolke"}}),
		w.term(content.Tag, "01970000-0000-7000-9000-000000000002", map[locale.Tag][2]string{"en": {"rain", "Rain"}, "fr": {"pluie", "Pluie"}}),
	}
	random := rand.New(rand.NewPCG(1, 2))
	some := func(all []content.TermID) []content.TermID {
		return slices.DeleteFunc(slices.Clone(all), func(content.TermID) bool { return random.IntN(2) == 0 })
	}
	var samples []sample
	for n := range 40 {
		s := sample{id: postID(n), tags: map[locale.Tag][]content.TermID{}}
		s.date = day(random.IntN(12)).At
		shared := some(tags)
		m := made{id: s.id, shared: content.Shared{Date: &content.Moment{At: s.date}, Tags: shared}, texts: map[locale.Tag]content.Text{}}
		for _, tag := range []locale.Tag{"de", "en", "fr"} {
			text := content.Text{Title: fmt.Sprintf("%s %d", tag, n), Body: "<p>x</p>"}
			s.tags[tag] = shared
			if random.IntN(4) == 0 {
				s.tags[tag] = some(tags)
				text.Overrides.Tags = content.Instead(s.tags[tag])
			}
			m.texts[tag] = text
			if tag == "de" { // a term without a name is left out there
				s.tags[tag] = slices.DeleteFunc(slices.Clone(s.tags[tag]), func(id content.TermID) bool { return id == tags[1] })
			}
			if random.IntN(5) > 1 {
				m.live = append(m.live, tag)
			}
		}
		s.live = m.live
		w.save(m)
		s.updated = w.now
		samples = append(samples, s)
	}
	return samples
}

// shows returns the languages in which the list shows the post, in order: an
// oracle in words, beside the ranges of the real thing.
func (s sample) shows(q reading.ListQuery, chain []locale.Tag, facet content.TermID) []locale.Tag {
	if q.Locale == "*" {
		tagged := facet == "" || slices.ContainsFunc(s.live, func(l locale.Tag) bool { return slices.Contains(s.tags[l], facet) })
		if !tagged || q.AvailableIn != "" && !s.isLive(locale.Tag(q.AvailableIn)) {
			return nil
		}
		return s.live
	}
	for _, tag := range chain {
		if !s.isLive(tag) {
			continue
		}
		if facet != "" && !slices.Contains(s.tags[tag], facet) || q.AvailableIn != "" && !s.isLive(locale.Tag(q.AvailableIn)) {
			return nil
		}
		return []locale.Tag{tag}
	}
	return nil
}

// want returns the cards of the whole list, as "post locale".
func want(samples []sample, q reading.ListQuery, chain []locale.Tag, facet content.TermID) (cards []string, posts int) {
	key := func(s sample) time.Time {
		if q.Sort == "-updated" {
			return s.updated
		}
		return s.date
	}
	sorted := slices.Clone(samples)
	slices.SortFunc(sorted, func(a, b sample) int {
		c := key(a).Compare(key(b))
		if c == 0 {
			c = strings.Compare(string(a.id), string(b.id))
		}
		if q.Sort == "date" {
			return c
		}
		return -c
	})
	since, until := day(3).At, day(9).At.AddDate(0, 0, 1)
	for _, s := range sorted {
		if q.Since != "" && key(s).Before(since) || q.Until != "" && !key(s).Before(until) {
			continue
		}
		shown := s.shows(q, chain, facet)
		if len(shown) > 0 {
			posts++
		}
		for _, tag := range shown {
			cards = append(cards, string(s.id)+" "+string(tag))
		}
	}
	return cards, posts
}

// A page of the walk: the posts that it shows, and its cards.
func cardsOf(l list) (cards []string, posts int) {
	last := ""
	for _, i := range l.Items {
		cards = append(cards, i.ID+" "+i.Locale)
		if i.ID != last {
			posts, last = posts+1, i.ID
		}
	}
	return cards, posts
}

// walk reads all pages to the end, and then back to the beginning.
func walk(t *testing.T, w *world, q reading.ListQuery) (forth, back []string, total *int) {
	t.Helper()
	limit, _ := strconv.Atoi(q.Limit)
	var pages []string
	for {
		a, err := w.List(t.Context(), q)
		l := decode[list](t, a, err)
		cards, posts := cardsOf(l)
		if posts > limit || (posts < limit && l.Next != nil) {
			t.Errorf("a page of %d posts, next %v, at limit %d", posts, l.Next, limit)
		}
		forth, total = append(forth, cards...), l.Total
		pages = append(pages, string(a.Body))
		if (q.Cursor == "") != (l.Previous == nil) {
			t.Errorf("previous = %v on the page at cursor %q", l.Previous, q.Cursor)
		}
		if l.Next == nil {
			break
		}
		q.Cursor = *l.Next
	}
	for i := len(pages) - 1; ; i-- {
		a, err := w.List(t.Context(), q)
		l := decode[list](t, a, err)
		cards, _ := cardsOf(l)
		back = append(cards, back...)
		if l.Previous == nil {
			if i != 0 {
				t.Errorf("the way back ends %d pages too early", i)
			}
			return forth, back, total
		}
		if i == 0 {
			t.Fatal("the way back does not end")
		}
		q.Cursor = *l.Previous
	}
}

func TestListShowsEachPostOnce(t *testing.T) {
	w := newWorld(t)
	samples := scatter(t, w)
	chains := map[string]map[string][]locale.Tag{
		"fr": {"": {"fr"}, "none": {"fr"}, "en": {"fr", "en"}, "chain": {"fr", "en", "de"}},
		"en": {"": {"en"}, "fr": {"en", "fr"}, "chain": {"en"}},
		"de": {"": {"de"}, "chain": {"de", "fr"}},
		"*":  {"": {"*"}},
	}
	slugs := map[string]string{"fr": "nuage", "en": "cloud", "de": "wolke", "*": "pluie"}
	facets := map[string]content.TermID{"nuage": "01970000-0000-7000-9000-000000000001", "pluie": "01970000-0000-7000-9000-000000000002"}
	facets["cloud"], facets["wolke"] = facets["nuage"], facets["nuage"]
	tried := 0
	for tag, byFallback := range chains {
		for fallback, chain := range byFallback {
			for _, sort := range []string{"", "-date", "date", "-updated"} {
				for mask := range 16 {
					q := reading.ListQuery{Choice: reading.Choice{Locale: tag, Fallback: fallback}, Sort: sort, Limit: "4"}
					if mask&1 != 0 {
						q.Tag = slugs[tag]
					}
					if mask&2 != 0 {
						q.AvailableIn = "de"
					}
					if mask&4 != 0 {
						q.Since = "2026-01-04T00:00:00Z"
					}
					if mask&8 != 0 {
						q.Until = "2026-01-10"
					}
					borrows := fallback != "" && fallback != "none"
					if sort == "-updated" && (mask&3 != 0 || borrows || tag == "*") {
						_, err := w.List(t.Context(), q)
						wantFault(t, err, fault.Malformed, "list.combination")
						continue
					}
					tried++
					check(t, w, samples, q, chain, facets[q.Tag])
				}
			}
		}
	}
	if tried < 300 {
		t.Fatalf("only %d combinations tried", tried)
	}
}

// check walks one list both ways, and counts it where it can be counted.
func check(t *testing.T, w *world, samples []sample, q reading.ListQuery, chain []locale.Tag, facet content.TermID) {
	t.Helper()
	cards, posts := want(samples, q, chain, facet)
	if q.Since == "" && q.Until == "" && len(chain) < 3 {
		third := q.AvailableIn != "" && len(chain) == 2 && !slices.Contains(chain, locale.Tag(q.AvailableIn))
		q.Total = "true"
		if third {
			_, err := w.List(t.Context(), q)
			wantFault(t, err, fault.Malformed, "list.combination")
			q.Total = ""
		}
	}
	forth, back, total := walk(t, w, q)
	if diff := cmp.Diff(cards, forth); diff != "" {
		t.Fatalf("%+v forth (-want +got):\n%s", q, diff)
	}
	if diff := cmp.Diff(cards, back); diff != "" {
		t.Fatalf("%+v back (-want +got):\n%s", q, diff)
	}
	if q.Total != "" && (total == nil || *total != posts) {
		t.Fatalf("%+v: total = %v, want %d", q, total, posts)
	}
}

func TestListRefuses(t *testing.T) {
	w := newWorld(t)
	w.addLocale("de", "fr", "en")
	list := func(change func(*reading.ListQuery)) reading.ListQuery {
		q := reading.ListQuery{Choice: reading.Choice{Locale: "fr"}}
		change(&q)
		return q
	}
	tests := []struct {
		name string
		q    reading.ListQuery
		code string
		args []string // the two that clash
	}{
		{"tag and author", list(func(q *reading.ListQuery) { q.Tag, q.Author = "a", "b" }), "list.combination", []string{"tag", "author"}},
		{"tag and series", list(func(q *reading.ListQuery) { q.Tag, q.Series = "a", "b" }), "list.combination", []string{"tag", "series"}},
		{"updated by tag", list(func(q *reading.ListQuery) { q.Sort, q.Tag = "-updated", "b" }), "list.combination", []string{"sort=-updated", "tag"}},
		{"updated by availability", list(func(q *reading.ListQuery) { q.Sort, q.AvailableIn = "-updated", "en" }), "list.combination", []string{"sort=-updated", "available_in"}},
		{"updated with fallback", list(func(q *reading.ListQuery) { q.Sort, q.Fallback = "-updated", "en" }), "list.combination", []string{"sort=-updated", "fallback"}},
		{"updated everywhere", list(func(q *reading.ListQuery) { q.Sort, q.Locale = "-updated", "*" }), "list.combination", []string{"sort=-updated", "locale=*"}},
		{"everywhere with fallback", list(func(q *reading.ListQuery) { q.Fallback, q.Locale = "en", "*" }), "list.combination", []string{"locale=*", "fallback"}},
		{"total since", list(func(q *reading.ListQuery) { q.Total, q.Since = "true", "2026-01-01" }), "list.combination", []string{"total", "since"}},
		{"total until", list(func(q *reading.ListQuery) { q.Total, q.Until = "true", "2026-01-01" }), "list.combination", []string{"total", "until"}},
		{"total over a chain of three", list(func(q *reading.ListQuery) { q.Total, q.Locale, q.Fallback = "true", "de", "chain" }), "list.combination", []string{"total", "fallback"}},
		{"sort", list(func(q *reading.ListQuery) { q.Sort = "title; DROP TABLE entries" }), "list.order", nil},
		{"since", list(func(q *reading.ListQuery) { q.Since = "yesterday" }), "list.date", nil},
		{"since without zone", list(func(q *reading.ListQuery) { q.Since = "2026-01-01T00:00:00" }), "list.date", nil},
		{"until of no day", list(func(q *reading.ListQuery) { q.Until = "2026-02-30" }), "list.date", nil},
		{"fields", list(func(q *reading.ListQuery) { q.Fields = "title,etag" }), "list.fields", nil},
		{"no field", list(func(q *reading.ListQuery) { q.Fields = "title," }), "list.fields", nil},
		{"limit 0", list(func(q *reading.ListQuery) { q.Limit = "0" }), "list.limit", nil},
		{"limit 101", list(func(q *reading.ListQuery) { q.Limit = "101" }), "list.limit", nil},
		{"limit of words", list(func(q *reading.ListQuery) { q.Limit = "ten" }), "list.limit", nil},
		{"limit out of range", list(func(q *reading.ListQuery) { q.Limit = "99999999999999999999" }), "list.limit", nil},
		{"limit with bodies", list(func(q *reading.ListQuery) { q.Limit, q.Fields = "21", "body" }), "list.limit", nil},
		{"limit with contents", list(func(q *reading.ListQuery) { q.Limit, q.Fields = "21", "toc" }), "list.limit", nil},
		{"total", list(func(q *reading.ListQuery) { q.Total = "yes" }), "list.total", nil},
		{"cursor", list(func(q *reading.ListQuery) { q.Cursor = "MjAyNg" }), "list.cursor", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := w.List(t.Context(), tt.q)
			f := wantFault(t, err, fault.Malformed, tt.code)
			if tt.args != nil && (f.Args["first"] != tt.args[0] || f.Args["second"] != tt.args[1]) {
				t.Errorf("clash of %v, want %v", f.Args, tt.args)
			}
		})
	}
	for _, q := range []reading.ListQuery{
		{Choice: reading.Choice{Locale: "it"}},
		{Choice: reading.Choice{Locale: "fr", Fallback: "it"}},
		{Choice: reading.Choice{Locale: "fr"}, AvailableIn: "it"},
		{Choice: reading.Choice{Locale: "fr"}, AvailableIn: "*"},
	} {
		_, err := w.List(t.Context(), q)
		wantFault(t, err, fault.NotFound, "locale.unknown")
	}
}

func TestListFields(t *testing.T) {
	w := newWorld(t)
	w.pair(1, "en", "fr")
	w.pair(2, "en")
	french := reading.Choice{Locale: "fr"}
	tests := []struct {
		name string
		q    reading.ListQuery
		want string // the items
	}{
		{"two", reading.ListQuery{Choice: french, Fields: "title,slug"},
			`[{"id":"01970000-0000-7000-8000-000000000001","locale":"fr","slug":"français-1","title":"Français 1"}]`},
		{"spaces", reading.ListQuery{Choice: french, Fields: " title , slug "},
			`[{"id":"01970000-0000-7000-8000-000000000001","locale":"fr","slug":"français-1","title":"Français 1"}]`},
		{"body", reading.ListQuery{Choice: french, Fields: "body"},
			`[{"id":"01970000-0000-7000-8000-000000000001","locale":"fr","body":"<p>Corps de 1</p>"}]`},
		{"borrowed", reading.ListQuery{Choice: reading.Choice{Locale: "fr", Fallback: "en"}, Fields: "body"},
			`[{"id":"01970000-0000-7000-8000-000000000002","locale":"en","languages":{"title":"en","summary":"en","body":"en"},"body":"<div lang=\"en\"><p>Body of 2</p></div>"},` +
				`{"id":"01970000-0000-7000-8000-000000000001","locale":"fr","languages":{"title":"fr","summary":"fr","body":"fr"},"body":"<p>Corps de 1</p>"}]`},
		{"everywhere", reading.ListQuery{Choice: reading.Choice{Locale: "*"}, Fields: "body", Limit: "1", Sort: "date"},
			`[{"id":"01970000-0000-7000-8000-000000000001","locale":"en","body":"<p>Body of 1</p>"},{"id":"01970000-0000-7000-8000-000000000001","locale":"fr","body":"<p>Corps de 1</p>"}]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := w.List(t.Context(), tt.q)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(a.Body), `{"items":`+tt.want+`,"previous":`) {
				t.Errorf("List() = %s\nwant items %s", a.Body, tt.want)
			}
			if a.ETag != entry.ETag(a.Body) {
				t.Error("the ETag is not that of the bytes sent")
			}
		})
	}
}

func TestListAnswer(t *testing.T) {
	w := newWorld(t)
	w.pair(1, "en", "fr")
	w.pair(2, "en")
	w.pair(3)
	tests := []struct {
		name      string
		q         reading.ListQuery
		languages []locale.Tag
		varied    bool
		items     int
	}{
		{"one language", reading.ListQuery{Choice: reading.Choice{Locale: "fr"}}, []locale.Tag{"fr"}, false, 1},
		{"accepted", reading.ListQuery{Choice: reading.Choice{Accept: "fr"}}, []locale.Tag{"fr"}, true, 1},
		{"borrowed from", reading.ListQuery{Choice: reading.Choice{Locale: "fr", Fallback: "en"}}, []locale.Tag{"fr", "en"}, false, 2},
		{"everywhere", reading.ListQuery{Choice: reading.Choice{Locale: "*"}}, []locale.Tag{"en", "fr"}, false, 3},
		{"empty", reading.ListQuery{Choice: reading.Choice{Locale: "fr"}, Until: "2020-01-01"}, []locale.Tag{"fr"}, false, 0},
		{"unknown tag", reading.ListQuery{Choice: reading.Choice{Locale: "fr"}, Tag: "nothing"}, []locale.Tag{"fr"}, false, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := w.List(t.Context(), tt.q)
			got := decode[list](t, a, err)
			if !slices.Equal(a.Languages, tt.languages) || a.Varied != tt.varied || len(got.Items) != tt.items {
				t.Errorf("List() = %d items in %v, varied %t", len(got.Items), a.Languages, a.Varied)
			}
			if strings.Contains(string(a.Body), `"items":null`) || strings.Contains(string(a.Body), "total") {
				t.Errorf("List() = %s", a.Body)
			}
		})
	}
}

// Days are the site's: the first of January begins at five o'clock UTC in Toronto.
func TestListDaysOfTheSite(t *testing.T) {
	w := newWorld(t)
	w.settings(func(s *content.SiteSettings) { s.TimeZone = "America/Toronto" }, func(map[locale.Tag]*content.LocaleSettings) {})
	for n, at := range []string{"2026-01-01T04:59:59.999999Z", "2026-01-01T05:00:00Z", "2026-01-02T04:59:59.999999Z", "2026-01-02T05:00:00Z"} {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		w.save(made{id: postID(n), live: []locale.Tag{"en"}, shared: content.Shared{Date: &content.Moment{At: when}},
			texts: map[locale.Tag]content.Text{"en": {Title: at}}})
	}
	for _, tt := range []struct {
		since, until string
		want         []string
	}{
		{"2026-01-01", "2026-01-01", []string{"2026-01-01T05:00:00Z", "2026-01-02T04:59:59.999999Z"}},
		{"2026-01-02", "", []string{"2026-01-02T05:00:00Z"}},
		{"2026-01-01T05:00:00Z", "2026-01-02T05:00:00Z", []string{"2026-01-01T05:00:00Z", "2026-01-02T04:59:59.999999Z", "2026-01-02T05:00:00Z"}},
		{"2026-01-01T00:00:00-05:00", "2026-01-02T04:59:59.999998Z", []string{"2026-01-01T05:00:00Z"}},
		{"2026-01-03", "2026-01-01", nil},
	} {
		a, err := w.List(t.Context(), reading.ListQuery{Choice: reading.Choice{Locale: "en"}, Since: tt.since, Until: tt.until, Sort: "date"})
		var got []string
		for _, i := range decode[list](t, a, err).Items {
			got = append(got, i.Title)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("since %q until %q = %v, want %v", tt.since, tt.until, got, tt.want)
		}
	}
}

// A cursor belongs to its list: changed, or sent with another query, it is
// refused; what its posts became meanwhile does not matter.
func TestListCursor(t *testing.T) {
	w := newWorld(t)
	for n := range 6 {
		w.pair(n, "en", "fr")
	}
	q := reading.ListQuery{Choice: reading.Choice{Locale: "en"}, Limit: "2"}
	first, err := w.List(t.Context(), q)
	next := *decode[list](t, first, err).Next
	if first.Next != next {
		t.Errorf("Next = %q beside %q", first.Next, next)
	}
	for i := range next {
		broken := next[:i] + string(rune(next[i])^1) + next[i+1:]
		q.Cursor = broken
		_, err := w.List(t.Context(), q)
		wantFault(t, err, fault.Malformed, "list.cursor")
	}
	q.Cursor = next
	for name, change := range map[string]func(*reading.ListQuery){
		"locale": func(q *reading.ListQuery) { q.Locale = "fr" }, "order": func(q *reading.ListQuery) { q.Sort = "date" },
		"since": func(q *reading.ListQuery) { q.Since = "2020-01-01" }, "fallback": func(q *reading.ListQuery) { q.Fallback = "fr" },
		"available": func(q *reading.ListQuery) { q.AvailableIn = "fr" }, "tag": func(q *reading.ListQuery) { q.Tag = "x" },
	} {
		other := q
		change(&other)
		if _, err := w.List(t.Context(), other); !fault.Is(err, fault.Malformed) {
			t.Errorf("another %s takes the cursor: %v", name, err)
		}
	}
	q.Limit, q.Fields = "3", "title" // page size and fields may change
	w.goLive(postID(4))              // the post that the cursor stands at is gone
	a, err := w.List(t.Context(), q)
	if got := decode[list](t, a, err); len(got.Items) != 3 || got.Items[0].Title != "English 3" {
		t.Errorf("the page after = %+v", got.Items)
	}
	for n := range 4 {
		w.goLive(postID(n)) // so is everything after it
	}
	a, err = w.List(t.Context(), q)
	got := decode[list](t, a, err)
	if len(got.Items) != 0 || got.Next != nil || got.Previous == nil {
		t.Fatalf("an emptied page = %s", a.Body)
	}
	q.Cursor = *got.Previous
	a, err = w.List(t.Context(), q)
	if got := decode[list](t, a, err); len(got.Items) != 1 || got.Items[0].Title != "English 5" || got.Next != nil {
		t.Errorf("the page before an emptied one = %s", a.Body)
	}
}
