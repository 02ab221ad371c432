package reading_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// A withHead is an item with the head of its page.
type withHead struct {
	item
	Head *struct {
		Title, PageTitle, HTML string
		Links                  []entry.HeadLink
		JSONLD                 struct {
			InLanguage string
			URL        string
		} `json:"jsonLd"`
	}
}

func TestEntryHead(t *testing.T) {
	w := newWorld(t)
	w.settings(func(*content.SiteSettings) {}, func(l map[locale.Tag]*content.LocaleSettings) {
		l["en"].BaseURL, l["fr"].BaseURL, l["en"].Title = "https://site.example", "https://site.example", "The site"
	})
	both, english := w.pair(1, "en", "fr"), w.pair(2, "en")
	ask := func(q reading.EntryQuery) (withHead, reading.Answer) {
		a, err := w.Entry(t.Context(), q)
		got := decode[withHead](t, a, err)
		if a.ETag != entry.ETag(a.Body) {
			t.Errorf("ETag %s is not that of %s", a.ETag, a.Body)
		}
		return got, a
	}
	plain, without := ask(reading.EntryQuery{Post: both, Choice: reading.Choice{Locale: "en"}})
	if plain.Head != nil {
		t.Errorf("a head that nobody asked for: %s", without.Body)
	}
	got, a := ask(reading.EntryQuery{Post: both, Choice: reading.Choice{Locale: "en"}, Head: true})
	if got.Head == nil || got.Head.PageTitle != "English 1 – The site" || len(got.Head.Links) != 5 || got.Head.JSONLD.InLanguage != "en" || a.ETag == without.ETag {
		t.Errorf("entry with head: %s", a.Body)
	}
	if !strings.HasPrefix(string(a.Body), strings.TrimSuffix(string(without.Body), "}")) {
		t.Errorf("the head is not put behind the entry:\n%s\n%s", without.Body, a.Body)
	}
	got, a = ask(reading.EntryQuery{Slug: "english-2", Choice: reading.Choice{Locale: "fr", Fallback: "en"}, Head: true})
	if l := got.Head.Links; got.Head.JSONLD.InLanguage != "en" || l[0].Href != "https://site.example/en/english-2/" || l[len(l)-1].Hreflang != "" {
		t.Errorf("borrowed, with head: %s", a.Body)
	}
	w.Preview = true
	if got, a = ask(reading.EntryQuery{Post: english, Choice: reading.Choice{Locale: "en"}, Head: true}); !strings.Contains(got.Head.HTML, `content="noindex, nofollow"`) {
		t.Errorf("a preview: %s", a.Body)
	}
}

func TestListHeads(t *testing.T) {
	w := newWorld(t)
	w.pair(1, "en", "fr")
	w.pair(2, "en")
	a, err := w.List(t.Context(), reading.ListQuery{Choice: reading.Choice{Locale: "fr", Fallback: "en"}, Fields: "head,title"})
	items := decode[struct{ Items []withHead }](t, a, err).Items
	if len(items) != 2 || items[0].Head == nil || items[0].Head.JSONLD.InLanguage != "en" || items[1].Head.JSONLD.InLanguage != "fr" || items[0].URL != "" {
		t.Errorf("list with heads: %s", a.Body)
	}
	a, err = w.List(t.Context(), reading.ListQuery{Choice: reading.Choice{Locale: "*"}, Fields: "head"})
	for _, i := range decode[struct{ Items []withHead }](t, a, err).Items {
		if i.Head == nil || i.Head.JSONLD.InLanguage != i.Locale {
			t.Errorf("in every language: %s", a.Body)
		}
	}
	_, err = w.List(t.Context(), reading.ListQuery{Choice: reading.Choice{Locale: "fr"}, Fields: "head", Limit: "21"})
	wantFault(t, err, fault.Malformed, "list.limit")
}
