package reading_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

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
		{"available in all", list(func(q *reading.ListQuery) { q.AvailableIn = "*" }), "locale.one", nil},
		{"fallback to all", list(func(q *reading.ListQuery) { q.Locale, q.Fallback = "fr", "*" }), "locale.one", nil},
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
