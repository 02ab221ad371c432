package reading_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// A history is what happened to the addresses of a site, by chance, and which of them
// readers have seen.
type history struct {
	*world
	chance *rand.Rand
	terms  map[content.TermKind]content.TermID
	seen   map[string]bool
	did    []string // in words
}

func newHistory(t *testing.T, seed uint64) *history {
	h := &history{world: newWorld(t), chance: rand.New(rand.NewPCG(seed, 5)), terms: make(map[content.TermKind]content.TermID), seen: make(map[string]bool)}
	h.settings(func(s *content.SiteSettings) { s.Hosts = []string{"one.example", "two.example"} }, func(l map[locale.Tag]*content.LocaleSettings) {
		l["en"].BaseURL, l["fr"].BaseURL = "https://one.example", "https://one.example"
	})
	for _, kind := range []content.TermKind{content.Tag, content.Author, content.Series} {
		h.terms[kind] = h.term(kind, string(kind), map[locale.Tag][2]string{"en": {"first", "First"}, "fr": {"premier", "Premier"}})
	}
	for n := range 3 {
		h.publishes(n, fmt.Sprint("post", n), "en", "fr")
	}
	return h
}

// publishes saves a post under slugs that begin so, with all terms, and makes it live.
func (h *history) publishes(n int, slug string, live ...locale.Tag) {
	h.t.Helper()
	h.save(made{id: postID(n), live: live, texts: map[locale.Tag]content.Text{
		"en": {Title: "T", Slug: slug + "-en", Body: "<p>x</p>"}, "fr": {Title: "T", Slug: slug, Body: "<p>x</p>"},
	}, shared: content.Shared{
		Date: day(n), Tags: []content.TermID{h.terms[content.Tag]}, Authors: []content.TermID{h.terms[content.Author]},
		Series: &content.SeriesPlace{Term: h.terms[content.Series]},
	}})
}

// step does one thing to the site.
func (h *history) step() {
	h.t.Helper()
	tag, n := []locale.Tag{"en", "fr"}[h.chance.IntN(2)], h.chance.IntN(4)
	prefix := fmt.Sprintf("/%s/%s/", tag, []string{"a", "b", "c", "d"}[n])
	did := ""
	switch h.chance.IntN(7) {
	case 0:
		did = fmt.Sprintf("post %d is called s%d", n%3, n)
		h.publishes(n%3, fmt.Sprint("s", n), "en", "fr")
	case 1:
		did = fmt.Sprintf("post %d is live in %s alone", n%3, tag)
		h.goLive(postID(n%3), tag)
	case 2:
		kind := slices.Sorted(maps.Keys(h.terms))[h.chance.IntN(3)]
		did = fmt.Sprintf("the %s is called t%d in %s", kind, n, tag)
		h.renamed(h.terms[kind], tag, fmt.Sprint("t", n))
	case 3:
		did = fmt.Sprintf("posts of %s are at %s", tag, prefix)
		h.moves(tag, func(l *content.LocaleSettings) { l.Paths.Post = prefix + "{slug}/" })
	case 4:
		kind := h.chance.IntN(3)
		did = fmt.Sprintf("terms %d of %s are at %s", kind, tag, prefix)
		h.moves(tag, func(l *content.LocaleSettings) {
			path := prefix + []string{"tag", "author", "series"}[kind] + "/{slug}/"
			*[]*string{&l.Paths.Tag, &l.Paths.Author, &l.Paths.Series}[kind] = path
		})
	case 5:
		did = fmt.Sprintf("list and feed of %s are at %s", tag, prefix)
		h.moves(tag, func(l *content.LocaleSettings) { l.Paths.List, l.Paths.Feed = prefix, prefix+"feed.xml" })
	case 6:
		host := []string{"https://one.example", "https://two.example"}[n%2]
		did = fmt.Sprintf("%s is at %s", tag, host)
		h.moves(tag, func(l *content.LocaleSettings) { l.BaseURL = host })
	}
	h.did = append(h.did, did)
}

func (h *history) moves(tag locale.Tag, change func(*content.LocaleSettings)) {
	h.t.Helper()
	h.settings(func(*content.SiteSettings) {}, func(l map[locale.Tag]*content.LocaleSettings) { change(l[tag]) })
}

// look notes the addresses at which something stands.
func (h *history) look() {
	h.t.Helper()
	note := func(a reading.Answer, err error) {
		for _, i := range decode[list](h.t, a, err).Items {
			h.seen[i.URL] = true
		}
	}
	note(h.List(h.t.Context(), reading.ListQuery{Choice: reading.Choice{Locale: "*"}, Limit: "100"}))
	for _, tag := range []string{"en", "fr"} {
		for kind := range h.terms {
			note(h.Terms(h.t.Context(), reading.TermQuery{Choice: reading.Choice{Locale: tag}, Kind: kind}))
		}
		a, err := h.Locales(h.t.Context())
		for _, l := range decode[struct {
			Items []struct {
				BaseURL string
				Paths   struct{ List, Feed string }
			}
		}](h.t, a, err).Items {
			h.seen[l.BaseURL+l.Paths.List], h.seen[l.BaseURL+l.Paths.Feed] = true, true
		}
	}
}

// leads returns the address at which stands what a URL is answered with, and whether it
// leads there for good: at another host of the site may be the thing itself. The address
// is empty if nothing is there, or nothing in the language.
func (h *history) leads(url string) (to string, on bool) {
	h.t.Helper()
	a, err := h.Resolve(h.t.Context(), reading.ResolveQuery{URL: url})
	if err != nil {
		return "", false
	}
	got := decode[struct {
		Entry, Term, Page *struct{ URL string }
		Redirect          *reading.Redirect
	}](h.t, a, err)
	for _, thing := range []*struct{ URL string }{got.Entry, got.Term, got.Page} {
		if thing != nil {
			return thing.URL, false
		}
	}
	return got.Redirect.URL, got.Redirect.Status == 301
}

// TestEveryOldAddressIsListed walks random histories: where resolve leads on from an
// address that readers saw, the list of redirects has it, and what is in that list is what
// resolve answers. It leads there in one step.
func TestEveryOldAddressIsListed(t *testing.T) {
	led := 0
	for seed := range uint64(20) {
		h := newHistory(t, seed)
		h.look()
		for range 14 {
			h.step()
			h.look()
		}
		listed := make(map[string]string)
		for _, r := range h.redirects("", "") {
			to, _ := h.leads(r.From)
			if _, on := h.leads(to); to != r.To || on {
				t.Errorf("seed %d: %s is listed to lead to %s, and leads to %s", seed, r.From, r.To, to)
			}
			listed[r.From] = r.To
		}
		for at := range h.seen {
			to, on := h.leads(at)
			if !on {
				continue
			}
			led++
			if from := strings.TrimRight(at, "/"); listed[from] != to {
				t.Errorf("seed %d: %s leads to %s, and is listed to lead to %q", seed, from, to, listed[from])
			}
		}
		if t.Failed() {
			t.Fatalf("what happened:\n%s", strings.Join(h.did, "\n"))
		}
	}
	if led < 200 {
		t.Errorf("only %d addresses led anywhere", led)
	}
}
