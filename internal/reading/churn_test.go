package reading_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// TestListWhilePostsComeAndGo walks lists to the end and back while every third post
// goes or comes back between two pages: all others are shown once, in their order.
func TestListWhilePostsComeAndGo(t *testing.T) {
	w := newWorld(t)
	samples := scatter(t, w)
	random := rand.New(rand.NewPCG(3, 4))
	churn := func() {
		for range 4 {
			s := samples[random.IntN(len(samples)/3)*3]
			if random.IntN(2) == 0 {
				w.goLive(s.id)
			} else {
				w.goLive(s.id, s.live...)
			}
		}
	}
	steady := func(cards []string) []string {
		return slices.DeleteFunc(slices.Clone(cards), func(card string) bool {
			return slices.ContainsFunc(samples, func(s sample) bool {
				return slices.IndexFunc(samples, func(o sample) bool { return o.id == s.id })%3 == 0 && card[:len(s.id)] == string(s.id)
			})
		})
	}
	for _, q := range []reading.ListQuery{
		{Choice: reading.Choice{Locale: "fr"}},
		{Choice: reading.Choice{Locale: "fr"}, Sort: "date", Tag: "nuage"},
		{Choice: reading.Choice{Locale: "fr", Fallback: "chain"}, Tag: "nuage"},
		{Choice: reading.Choice{Locale: "fr", Fallback: "en"}, Sort: "date", AvailableIn: "de"},
		{Choice: reading.Choice{Locale: "de", Fallback: "chain"}, Since: "2026-01-03", Until: "2026-01-10"},
		{Choice: reading.Choice{Locale: "*"}, AvailableIn: "en"},
		{Choice: reading.Choice{Locale: "*"}, Sort: "date", Tag: "pluie"},
	} {
		q.Limit = "3"
		whole, _, _ := walk(t, w, q)
		want := steady(whole)
		forth, back := stroll(t, w, q, churn)
		if diff := cmp.Diff(want, steady(forth)); diff != "" {
			t.Errorf("%+v, to the end: %s", q, diff)
		}
		if diff := cmp.Diff(want, steady(back)); diff != "" {
			t.Errorf("%+v, and back: %s", q, diff)
		}
	}
}

// stroll reads pages to the end and back to the beginning, and lets between happen after
// each. What a page shows once more on the way back is left out: the last page is read
// only once.
func stroll(t *testing.T, w *world, q reading.ListQuery, between func()) (forth, back []string) {
	t.Helper()
	read := func() list {
		a, err := w.List(t.Context(), q)
		between()
		return decode[list](t, a, err)
	}
	var l list
	for range 100 {
		l = read()
		cards, _ := cardsOf(l)
		forth = append(forth, cards...)
		if l.Next == nil {
			break
		}
		q.Cursor = *l.Next
	}
	back, _ = cardsOf(l)
	for range 100 {
		if l.Previous == nil {
			return forth, back
		}
		q.Cursor = *l.Previous
		l = read()
		cards, _ := cardsOf(l)
		back = append(cards, back...)
	}
	t.Fatalf("%+v: the way does not end", q)
	return nil, nil
}

// TestEmptiedPages reads on from cursors whose posts have all gone.
func TestEmptiedPages(t *testing.T) {
	w := newWorld(t)
	for n := range 9 {
		w.pair(n, locale.English)
	}
	q := reading.ListQuery{Choice: reading.Choice{Locale: "en"}, Limit: "3"}
	page := func(cursor string) list {
		q := q
		q.Cursor = cursor
		a, err := w.List(t.Context(), q)
		return decode[list](t, a, err)
	}
	first := page("")
	second := page(*first.Next)
	for n := range 3 { // the last page
		w.goLive(postID(n))
	}
	last := page(*second.Next)
	if len(last.Items) != 0 || last.Next != nil || last.Previous == nil {
		t.Fatalf("past the end: %+v", last)
	}
	if got := ids(page(*last.Previous)); got != "5en 4en 3en" {
		t.Errorf("back from past the end: %s", got)
	}
	for n := 6; n < 9; n++ { // the first page
		w.goLive(postID(n))
	}
	before := page(*second.Previous)
	if len(before.Items) != 0 || before.Previous != nil || before.Next == nil {
		t.Fatalf("before the beginning: %+v", before)
	}
	if got := ids(page(*before.Next)); got != "5en 4en 3en" {
		t.Errorf("on from before the beginning: %s", got)
	}
}
