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
