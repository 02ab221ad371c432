package reading_test

import (
	"slices"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// TestFormerPages: where settings move the pages of terms and lists, their old addresses
// lead to the new ones, by resolve and in the lists for servers; those that nobody saw
// are not remembered.
func TestFormerPages(t *testing.T) {
	w := newWorld(t)
	french := func(change func(*content.LocaleSettings)) {
		w.settings(func(*content.SiteSettings) {}, func(l map[locale.Tag]*content.LocaleSettings) { change(l["fr"]) })
	}
	french(func(l *content.LocaleSettings) { l.Paths.Tag = "/fr/unseen/{slug}/" })
	french(func(l *content.LocaleSettings) {
		l.BaseURL, l.Paths.Tag = "https://site.example", "/fr/mots-cles/{slug}/"
	})
	cloud := w.term(content.Tag, "cloud", map[locale.Tag][2]string{"en": {"cloud", "Cloud"}, "fr": {"nuage", "Nuage"}})
	w.term(content.Tag, "hidden", map[locale.Tag][2]string{"fr": {"cachée", "Cachée"}})
	w.save(made{id: "p", shared: content.Shared{Date: day(1), Tags: []content.TermID{cloud}}, live: []locale.Tag{"en", "fr"},
		texts: map[locale.Tag]content.Text{"fr": {Title: "Été", Slug: "été"}, "en": {Title: "Summer", Slug: "summer"}}})
	w.settings(func(s *content.SiteSettings) { s.Hosts = []string{"site.example"} }, func(map[locale.Tag]*content.LocaleSettings) {})
	french(func(l *content.LocaleSettings) { l.Title = "Le fleuve" })
	if rules := w.redirects("1", "fr"); len(rules) != 0 {
		t.Fatalf("before anything moved: %v", rules)
	}
	french(func(l *content.LocaleSettings) { l.Paths.Tag, l.Paths.List = "/fr/sujets/{slug}/", "/fr/billets/" })
	french(func(l *content.LocaleSettings) { l.BaseURL = "https://fr.example" })

	const tag, list = "https://fr.example/fr/sujets/nuage/", "https://fr.example/fr/billets/"
	for url, want := range map[string]string{
		"https://site.example/fr/mots-cles/nuage/": tag,
		"https://fr.example/fr/mots-cles/nuage":    tag,
		"/fr/mots-cles/cloud/":                     tag, // as another language calls it
		"https://site.example/fr/sujets/nuage/":    "",  // the page itself: the host is the site's
		"https://site.example/fr/":                 list,
		"/fr/":                                     list,
	} {
		a, err := w.Resolve(t.Context(), reading.ResolveQuery{URL: url})
		got := decode[resolution](t, a, err)
		if (got.Redirect == nil) != (want == "") || want != "" && (got.Redirect.URL != want || got.Redirect.Status != 301) {
			t.Errorf("%s: %s, want a redirect to %q", url, a.Body, want)
		}
	}
	for _, url := range []string{"/fr/unseen/nuage/", "/fr/mots-cles/cachée/", "https://stranger.example/fr/mots-cles/nuage/"} {
		_, err := w.Resolve(t.Context(), reading.ResolveQuery{URL: url})
		wantFault(t, err, fault.NotFound, "resolve.unknown")
	}
	whole := w.redirects("", "fr")
	for _, want := range []rule{
		{From: "https://site.example/fr/mots-cles/nuage", To: tag, Status: 301, Locale: "fr"},
		{From: "https://site.example/fr/sujets/nuage", To: tag, Status: 301, Locale: "fr"},
		{From: "https://site.example/fr", To: list, Status: 301, Locale: "fr"},
	} {
		if !slices.Contains(whole, want) {
			t.Errorf("%v is not among %v", want, whole)
		}
	}
	if parts := w.redirects("1", "fr"); !slices.Equal(parts, whole) {
		t.Errorf("by one: %v, whole: %v", parts, whole)
	}
}

// TestFormerPagesByID: a page that its id was the address of moved once, whatever its slugs
// were.
func TestFormerPagesByID(t *testing.T) {
	w := newWorld(t)
	moves := func(pattern string) {
		w.settings(func(*content.SiteSettings) {}, func(l map[locale.Tag]*content.LocaleSettings) { l["fr"].Paths.Tag = pattern })
	}
	moves("/fr/t/{id}/")
	cloud := w.term(content.Tag, "cloud", map[locale.Tag][2]string{"fr": {"nuage", "Nuage"}})
	w.save(made{id: "p", shared: content.Shared{Date: day(1), Tags: []content.TermID{cloud}}, live: []locale.Tag{"fr"},
		texts: map[locale.Tag]content.Text{"fr": {Title: "Été", Slug: "été"}}})
	for _, slug := range []string{"nuages", "nues"} {
		w.renamed(cloud, "fr", slug)
	}
	moves("/fr/sujets/{slug}/")
	var from []string
	for _, r := range w.redirects("", "fr") {
		from = append(from, r.From)
	}
	if want := []string{"/fr/sujets/nuage", "/fr/sujets/nuages", "/fr/t/cloud"}; !slices.Equal(from, want) {
		t.Errorf("rules from %q, want %q", from, want)
	}
}
