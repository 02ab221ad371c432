package reading_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// shownIn is what the whole of reading must agree on: the first of the chain that the
// post is live in; empty where it is not to be seen.
func shownIn(chain, live []locale.Tag) locale.Tag {
	for _, tag := range chain {
		if slices.Contains(live, tag) {
			return tag
		}
	}
	return ""
}

// absentCode is what a reader is told of a post that is live in none of the chain.
func absentCode(live []locale.Tag) string {
	if len(live) == 0 {
		return "post.unknown"
	}
	return "post.not_translated"
}

// everyLiveSet saves one post for each set of three languages, and returns the sets by
// the posts' numbers.
func everyLiveSet(w *world, tags []locale.Tag) map[int][]locale.Tag {
	term := w.term(content.Tag, "all", map[locale.Tag][2]string{"fr": {"tout", "Tout"}, "en": {"all", "All"}, "de": {"alles", "Alles"}})
	sets := make(map[int][]locale.Tag)
	for n := range 1 << len(tags) {
		m := made{id: postID(n), shared: content.Shared{Date: day(n), Tags: []content.TermID{term}}, texts: map[locale.Tag]content.Text{}}
		for i, tag := range tags {
			m.texts[tag] = content.Text{Title: fmt.Sprintf("Zinnia %d %s", n, tag), Slug: fmt.Sprintf("%s-%d", tag, n), Body: "<p>zinnia</p>"}
			if n&(1<<i) != 0 {
				m.live = append(m.live, tag)
			}
		}
		w.save(m)
		sets[n] = m.live
	}
	return sets
}

// A seen is what an answer says of one post.
type seen struct {
	Locale locale.Tag
	Title  string
}

// found returns what the items say, and checks that each says its own language.
func found(t *testing.T, items ...item) []seen {
	t.Helper()
	list := []seen{}
	for _, i := range items {
		list = append(list, seen{locale.Tag(i.Locale), i.Title})
		for part, tag := range i.Languages {
			if tag != i.Locale {
				t.Errorf("%q: %s is said to be in %s", i.Title, part, tag)
			}
		}
		if len(i.Languages) != 3 || !strings.HasPrefix(i.URL, "/"+i.Locale+"/") {
			t.Errorf("%+v does not say its languages, or is not at its own address", i)
		}
	}
	return list
}

// speaks checks that Content-Language names what is shown, in the order of the chain.
func speaks(t *testing.T, a reading.Answer, chain []locale.Tag, shown []seen) {
	t.Helper()
	want := []locale.Tag{}
	for _, tag := range chain {
		if slices.ContainsFunc(shown, func(s seen) bool { return s.Locale == tag }) {
			want = append(want, tag)
		}
	}
	if len(want) == 0 {
		want = chain[:1]
	}
	if d := cmp.Diff(want, a.Languages); d != "" {
		t.Errorf("Content-Language (-want +got):\n%s", d)
	}
}

// TestFallback asks every operation for every post, under every chain: each answers with
// the first language of the chain that is live, and says so.
func TestFallback(t *testing.T) {
	w := newWorld(t)
	w.addLocale("de", "fr", "en")
	tags := []locale.Tag{"fr", "en", "de"}
	sets := everyLiveSet(w, tags)
	w.settings(func(*content.SiteSettings) {}, func(l map[locale.Tag]*content.LocaleSettings) {
		l["fr"].Fallback, l["en"].Fallback = []locale.Tag{"de", "gone", "en", "fr"}, nil // as an old database may have it
	})
	for _, tt := range []struct {
		choice reading.Choice
		chain  []locale.Tag
	}{
		{reading.Choice{Locale: "fr"}, []locale.Tag{"fr"}},
		{reading.Choice{Locale: "FR", Fallback: "none"}, []locale.Tag{"fr"}},
		{reading.Choice{Locale: "fr", Fallback: "EN"}, []locale.Tag{"fr", "en"}},
		{reading.Choice{Locale: "fr", Fallback: "fr"}, []locale.Tag{"fr"}},
		{reading.Choice{Locale: "fr", Fallback: "chain"}, []locale.Tag{"fr", "de", "en"}},
		{reading.Choice{Locale: "en", Fallback: "chain"}, []locale.Tag{"en"}},
		{reading.Choice{Locale: "de", Fallback: "chain"}, []locale.Tag{"de", "fr", "en"}},
		{reading.Choice{Accept: "it, de;q=0.5", Fallback: "chain"}, []locale.Tag{"de", "fr", "en"}},
	} {
		t.Run(fmt.Sprint(tt.choice), func(t *testing.T) {
			var visible []seen // newest first
			for n := len(sets) - 1; n >= 0; n-- {
				if tag := shownIn(tt.chain, sets[n]); tag != "" {
					visible = append(visible, seen{tag, fmt.Sprintf("Zinnia %d %s", n, tag)})
				}
			}
			f := fallbackCase{w: w, t: t, choice: tt.choice, chain: tt.chain, visible: visible}
			f.lists()
			for n := range sets {
				f.entry(n, sets[n])
				f.around(n, sets[n])
			}
		})
	}
}

type fallbackCase struct {
	w       *world
	t       *testing.T
	choice  reading.Choice
	chain   []locale.Tag
	visible []seen
}

func (f fallbackCase) same(what string, want, got []seen) {
	f.t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		f.t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func (f fallbackCase) lists() {
	a, err := f.w.List(f.t.Context(), reading.ListQuery{Choice: f.choice})
	got := found(f.t, decode[list](f.t, a, err).Items...)
	f.same("list", f.visible, got)
	speaks(f.t, a, f.chain, got)
	a, err = f.w.List(f.t.Context(), reading.ListQuery{Choice: f.choice, Fields: "url,title,body,languages"})
	for _, i := range decode[list](f.t, a, err).Items {
		f.body(i)
	}
	a, err = f.w.Search(f.t.Context(), reading.SearchQuery{Choice: f.choice, Text: "zinnia", Limit: "20"})
	var results []item
	for _, r := range decode[struct{ Items []struct{ Post item } }](f.t, a, err).Items {
		results = append(results, r.Post)
	}
	got = found(f.t, results...)
	speaks(f.t, a, f.chain, got)
	byTitle := func(a, b seen) int { return strings.Compare(a.Title, b.Title) }
	f.same("search", slices.SortedFunc(slices.Values(f.visible), byTitle), slices.SortedFunc(slices.Values(got), byTitle))
}

// body checks that a body says its language if that is not the reader's.
func (f fallbackCase) body(i item) {
	f.t.Helper()
	want := "<p>zinnia</p>"
	if i.Locale != string(f.chain[0]) {
		want = `<div lang="` + i.Locale + `">` + want + `</div>`
	}
	if i.Body != want {
		f.t.Errorf("body of %q for %v: %s", i.Title, f.choice, i.Body)
	}
}

func (f fallbackCase) entry(n int, live []locale.Tag) {
	tag := shownIn(f.chain, live)
	a, err := f.w.Entry(f.t.Context(), reading.EntryQuery{Choice: f.choice, Post: postID(n)})
	if tag == "" {
		wantFault(f.t, err, fault.NotFound, absentCode(live))
		return
	}
	got := decode[item](f.t, a, err)
	f.same("entry", []seen{{tag, fmt.Sprintf("Zinnia %d %s", n, tag)}}, found(f.t, got))
	f.body(got)
	if d := cmp.Diff([]locale.Tag{tag}, a.Languages); d != "" || a.Canonical != got.URL || (len(a.Hreflangs) == 0) != (tag != f.chain[0]) {
		f.t.Errorf("entry %d: languages %v, canonical %q, versions %v", n, a.Languages, a.Canonical, a.Hreflangs)
	}
	// By the slug of any language that may be shown, the same is found, or led to.
	for _, by := range live {
		if !slices.Contains(f.chain, by) {
			continue
		}
		a, err := f.w.Entry(f.t.Context(), reading.EntryQuery{Choice: f.choice, Slug: fmt.Sprintf("%s-%d", by, n)})
		if by == tag {
			f.same("entry by slug", []seen{{tag, got.Title}}, found(f.t, decode[item](f.t, a, err)))
		} else if r := redirectOf(f.t, err); r.URL != got.URL {
			f.t.Errorf("by the slug in %s: %+v, want %s", by, r, got.URL)
		}
	}
}

// around checks the posts beside one, and those related to it.
func (f fallbackCase) around(n int, live []locale.Tag) {
	tag := shownIn(f.chain, live)
	q := reading.NeighboursQuery{Choice: f.choice, Post: postID(n)}
	a, err := f.w.Neighbours(f.t.Context(), q)
	b, err2 := f.w.Related(f.t.Context(), reading.RelatedQuery{Choice: f.choice, Post: postID(n), Limit: "20"})
	if tag == "" {
		wantFault(f.t, err, fault.NotFound, absentCode(live))
		wantFault(f.t, err2, fault.NotFound, absentCode(live))
		return
	}
	beside := decode[struct{ Previous, Next *item }](f.t, a, err)
	at := slices.IndexFunc(f.visible, func(s seen) bool { return s.Title == fmt.Sprintf("Zinnia %d %s", n, tag) })
	var want, got []seen
	for _, one := range []struct {
		at  int
		has *item
	}{{at + 1, beside.Previous}, {at - 1, beside.Next}} {
		if one.at >= 0 && one.at < len(f.visible) {
			want = append(want, f.visible[one.at])
		}
		if one.has != nil {
			got = append(got, found(f.t, *one.has)...)
		}
	}
	f.same("neighbours", want, got)
	speaks(f.t, a, f.chain, got)
	related := found(f.t, decode[list](f.t, b, err2).Items...)
	speaks(f.t, b, f.chain, related)
	others := slices.Delete(slices.Clone(f.visible), at, at+1)
	for _, s := range related {
		if !slices.Contains(others, s) {
			f.t.Errorf("related to %d: %+v, which is not to be seen so", n, s)
		}
	}
	if len(related) != len(others) {
		f.t.Errorf("related to %d: %v, of %v", n, related, others)
	}
}

// TestFallbackUnknown: what is no language of the site is none to borrow from.
func TestFallbackUnknown(t *testing.T) {
	w := newWorld(t)
	w.pair(1, "en", "fr")
	for _, fallback := range []string{"it", "**", "Chain", "none,en", "en;q=1", "\u2028"} {
		c := reading.Choice{Locale: "fr", Fallback: fallback}
		for name, ask := range map[string]func() error{
			"entry": func() error {
				_, err := w.Entry(t.Context(), reading.EntryQuery{Choice: c, Post: postID(1)})
				return err
			},
			"list": func() error { _, err := w.List(t.Context(), reading.ListQuery{Choice: c}); return err },
			"neighbours": func() error {
				_, err := w.Neighbours(t.Context(), reading.NeighboursQuery{Choice: c, Post: postID(1)})
				return err
			},
			"related": func() error {
				_, err := w.Related(t.Context(), reading.RelatedQuery{Choice: c, Post: postID(1)})
				return err
			},
			"search": func() error {
				_, err := w.Search(t.Context(), reading.SearchQuery{Choice: c, Text: "english"})
				return err
			},
		} {
			if f, ok := fault.Of(ask()); !ok || f.Kind != fault.NotFound || f.Code != "locale.unknown" || !maps.Equal(f.Args, map[string]any{"locale": fallback}) {
				t.Errorf("%s, fallback %q: %v", name, fallback, f)
			}
		}
	}
}

// TestBorrowedLinks: what is borrowed links as it does in its own language, and says
// which its alternates are.
func TestBorrowedLinks(t *testing.T) {
	w := newWorld(t)
	w.pair(1, "en", "fr")
	w.save(made{id: postID(2), shared: content.Shared{Date: day(2)}, live: []locale.Tag{"en"}, texts: map[locale.Tag]content.Text{
		"en": {Title: "Linking", Slug: "linking", Body: `<p><a href="/fr/français-1/">there</a></p>`},
	}})
	own, err := w.Entry(t.Context(), reading.EntryQuery{Choice: reading.Choice{Locale: "en"}, Post: postID(2)})
	mine := decode[item](t, own, err)
	a, err := w.Entry(t.Context(), reading.EntryQuery{Choice: reading.Choice{Locale: "fr", Fallback: "en"}, Post: postID(2)})
	got := decode[item](t, a, err)
	if got.Body != `<div lang="en">`+mine.Body+`</div>` || !strings.Contains(mine.Body, `href="/en/english-1/"`) {
		t.Errorf("own %s\nborrowed %s", mine.Body, got.Body)
	}
	for _, answer := range []reading.Answer{own, a} {
		whole := decode[struct{ Alternates []struct{ Locale string } }](t, answer, nil)
		if len(whole.Alternates) != 1 || whole.Alternates[0].Locale != "en" {
			t.Errorf("alternates: %+v", whole.Alternates)
		}
	}
}
