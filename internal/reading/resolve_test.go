package reading_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// A resolution is what the tests look at in an answer of Resolve.
type resolution struct {
	Match    string            `json:"match"`
	Entry    *item             `json:"entry"`
	Redirect *reading.Redirect `json:"redirect"`
}

func TestResolve(t *testing.T) {
	w := newWorld(t)
	w.settings(func(s *content.SiteSettings) { s.Hosts = []string{"old.example", "WWW.site.example:8080"} },
		func(l map[locale.Tag]*content.LocaleSettings) {
			l["en"].BaseURL, l["fr"].BaseURL = "https://site.example", "https://site.example"
		})
	both, english := w.pair(1, "en", "fr"), w.pair(2, "en")
	w.pair(3)
	w.save(made{id: both, shared: content.Shared{Date: day(1)}, live: []locale.Tag{"en", "fr"}, texts: map[locale.Tag]content.Text{
		"fr": {Title: "Été", Slug: "été", Aliases: []string{"/vieux/chemin/"}, Body: "<p>x</p>"},
		"en": {Title: "Summer", Slug: "summer", Path: "/2026/summer.html", Body: "<p>x</p>"},
	}})
	french := reading.Redirect{Status: 301, URL: "https://site.example/fr/%C3%A9t%C3%A9/", Locale: "fr", Slug: "été", ID: both}
	summer := reading.Redirect{Status: 301, URL: "https://site.example/2026/summer.html", Locale: "en", Slug: "summer", ID: both}
	tests := []struct {
		name, url string
		entry     string // slug
		redirect  reading.Redirect
		code      string
	}{
		{name: "path", url: "/fr/été/", entry: "été"},
		{name: "escaped", url: "/fr/%C3%A9t%C3%A9/", entry: "été"},
		{name: "decomposed", url: "/fr/e\u0301te\u0301/", entry: "été"},
		{name: "without final slash", url: "/fr/été", entry: "été"},
		{name: "two final slashes", url: "/fr/été//", entry: "été"},
		{name: "query and fragment", url: "/fr/été/?utm_source=x#bas", entry: "été"},
		{name: "absolute", url: "https://site.example/fr/été/", entry: "été"},
		{name: "absolute, http and another case", url: "HTTP://SITE.example/fr/été/", entry: "été"},
		{name: "without scheme", url: "//site.example/fr/été/", entry: "été"},
		{name: "former host", url: "https://old.example/fr/été/", entry: "été"},
		{name: "other host with port", url: "http://www.site.example:8080/fr/été/", entry: "été"},
		{name: "path of its own", url: "/2026/summer.html", entry: "summer"},
		{name: "where the pattern would put it", url: "/en/summer/", redirect: summer},
		{name: "alias", url: "/vieux/chemin", redirect: french},
		{name: "alias at a former host", url: "https://old.example/vieux/chemin/", redirect: french},
		{name: "old path", url: "/fr/français-1/", redirect: french},
		{name: "old path, escaped, at a former host", url: "https://old.example/fr/fran%C3%A7ais-1", redirect: french},
		{name: "another language's slug", url: "/fr/summer/", redirect: french},
		{name: "another language's slug, not live here", url: "/fr/english-2/",
			redirect: reading.Redirect{Status: 302, URL: "https://site.example/en/english-2/", Locale: "en", Slug: "english-2", ID: english}},
		{name: "not live", url: "/fr/français-2/", code: "resolve.unknown"},
		{name: "draft", url: "/en/english-3/", code: "resolve.unknown"},
		{name: "nothing", url: "/fr/rien/", code: "resolve.unknown"},
		{name: "root", url: "/", code: "resolve.unknown"},
		{name: "another case", url: "/FR/Été/", redirect: french},
		{name: "escaped twice", url: "/fr/%25C3%25A9t%25C3%25A9/", redirect: french},
		{name: "small letters in escapes", url: "/fr/%c3%a9t%c3%a9/", entry: "été"},
		{name: "the file of the page", url: "/fr/été/index.html", redirect: french},
		{name: "two slashes", url: "/fr//été/", redirect: french},
		{name: "slug in another case", url: "/en/Summer/", redirect: summer},
		{name: "a draft in another case", url: "/en/English-3/", code: "resolve.unknown"},
		{name: "stranger's host", url: "https://evil.example/fr/été/", code: "resolve.unknown"},
		{name: "user in front of the host", url: "https://site.example@evil.example/fr/été/", code: "resolve.url"},
		{name: "another port", url: "https://site.example:81/fr/été/", code: "resolve.unknown"},
		{name: "script", url: "javascript:alert(1)", code: "resolve.url"},
		{name: "no slash", url: "fr/été/", code: "resolve.url"},
		{name: "empty", url: "", code: "resolve.url"},
		{name: "broken escape", url: "/fr/%zz/", code: "resolve.url"},
		{name: "broken UTF-8", url: "/fr/%ff/", code: "resolve.url"},
		{name: "zero byte", url: "/fr/%00/", code: "resolve.unknown"},
		{name: "dots", url: "/fr/../fr/été/", redirect: french},
		{name: "dots out of the site", url: "/../../etc/passwd", code: "resolve.unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := w.Resolve(t.Context(), reading.ResolveQuery{URL: tt.url})
			if tt.code != "" {
				kind := fault.NotFound
				if tt.code == "resolve.url" {
					kind = fault.Malformed
				}
				if f := wantFault(t, err, kind, tt.code); len(f.Extra) > 0 {
					t.Errorf("a refusal that tells more: %+v", f)
				}
				return
			}
			got := decode[resolution](t, a, err)
			switch {
			case tt.entry != "" && (got.Match != "entry" || got.Entry == nil || got.Entry.Slug != tt.entry || got.Redirect != nil):
				t.Errorf("Resolve() = %s, want the entry %s", a.Body, tt.entry)
			case tt.entry == "" && (got.Match != "redirect" || got.Entry != nil || got.Redirect == nil):
				t.Errorf("Resolve() = %s, want a redirect", a.Body)
			case tt.entry == "":
				if diff := cmp.Diff(tt.redirect, *got.Redirect); diff != "" {
					t.Errorf("redirect (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// Two languages with a host each: a bare path is looked for in both, x-default
// first, an absolute URL in its own.
func TestResolveHosts(t *testing.T) {
	w := newWorld(t)
	w.settings(func(s *content.SiteSettings) { s.XDefault = "fr" }, func(l map[locale.Tag]*content.LocaleSettings) {
		l["en"].BaseURL, l["fr"].BaseURL = "https://en.example", "https://fr.example"
		l["en"].Paths.Post, l["fr"].Paths.Post = "/{slug}/", "/{slug}/"
	})
	w.save(made{id: postID(1), shared: content.Shared{Date: day(1)}, live: []locale.Tag{"en", "fr"}, texts: map[locale.Tag]content.Text{
		"en": {Title: "Table", Slug: "table", Body: "<p>en</p>"}, "fr": {Title: "Table", Slug: "table", Body: "<p>fr</p>"},
	}})
	w.save(made{id: postID(2), shared: content.Shared{Date: day(1)}, live: []locale.Tag{"en"}, texts: map[locale.Tag]content.Text{
		"en": {Title: "Chair", Slug: "chair", Body: "<p>en</p>"}, "fr": {Title: "Chaise", Slug: "chaise", Body: "<p>fr</p>"},
	}})
	for url, want := range map[string]string{
		"/table/": "fr", "https://en.example/table/": "en", "https://fr.example/table/": "fr", "/chair/": "en",
	} {
		a, err := w.Resolve(t.Context(), reading.ResolveQuery{URL: url})
		if got := decode[resolution](t, a, err); got.Entry == nil || got.Entry.Locale != want {
			t.Errorf("Resolve(%q) = %s, want the entry in %s", url, a.Body, want)
		}
	}
	a, err := w.Resolve(t.Context(), reading.ResolveQuery{URL: "https://fr.example/chair/"})
	if got := decode[resolution](t, a, err); got.Redirect == nil || got.Redirect.URL != "https://en.example/chair/" || got.Redirect.Status != 302 {
		t.Errorf("an English slug at the French host = %s", a.Body)
	}
}

// TestResolveTerms: pages of terms are found by the patterns of the locales, with
// redirects; a term that no live post has, has none.
func TestResolveTerms(t *testing.T) {
	w := newWorld(t)
	w.settings(func(s *content.SiteSettings) {}, func(l map[locale.Tag]*content.LocaleSettings) {
		l["en"].BaseURL, l["fr"].BaseURL = "https://site.example/blog", "https://site.example/blog"
	})
	cloud := w.term(content.Tag, "cloud", map[locale.Tag][2]string{"en": {"cloud", "Cloud"}, "fr": {"nuage", "Nuage"}})
	zoe := w.term(content.Author, "zoe", map[locale.Tag][2]string{"en": {"zoe", "Zoé"}, "fr": {"zoé", "Zoé"}})
	w.term(content.Tag, "draft", map[locale.Tag][2]string{"en": {"draft", "Draft"}, "fr": {"brouillon", "Brouillon"}})
	w.save(made{id: "p", shared: content.Shared{Date: day(1), Tags: []content.TermID{cloud}, Authors: []content.TermID{zoe}}, live: []locale.Tag{"en", "fr"},
		texts: map[locale.Tag]content.Text{"fr": {Title: "Été", Body: "<p>x</p>"}, "en": {Title: "Summer", Body: "<p>x</p>"}}})
	const site = "https://site.example/blog"
	tests := []struct {
		url, name string // of the term
		leads     string
	}{
		{url: site + "/fr/mots-cles/nuage/", name: "Nuage"},
		{url: "/blog/fr/mots-cles/nuage", name: "Nuage"},
		{url: site + "/en/tags/cloud/?page=2", name: "Cloud"},
		{url: site + "/fr/auteurs/zo%C3%A9/", name: "Zoé"},
		{url: site + "/fr/mots-cles/cloud/", leads: site + "/fr/mots-cles/nuage/"},
		{url: site + "/fr/auteurs/zoe/", leads: site + "/fr/auteurs/zo%C3%A9/"},
		{url: site + "/fr/mots-cles/brouillon/"},
		{url: site + "/fr/mots-cles/"},
		{url: site + "/fr/auteurs/nuage/"},
		{url: "/fr/mots-cles/nuage/"},
	}
	for _, tt := range tests {
		a, err := w.Resolve(t.Context(), reading.ResolveQuery{URL: tt.url})
		if tt.name == "" && tt.leads == "" {
			wantFault(t, err, fault.NotFound, "resolve.unknown")
			continue
		}
		got := decode[struct {
			Match    string
			Term     *struct{ Name, Kind string }
			Redirect *reading.Redirect
			Entry    any
		}](t, a, err)
		switch {
		case tt.name != "" && (got.Match != "term" || got.Term == nil || got.Term.Name != tt.name || got.Redirect != nil || got.Entry != nil):
			t.Errorf("%s: %s, want the term %s", tt.url, a.Body, tt.name)
		case tt.leads != "" && (got.Match != "redirect" || got.Redirect == nil || got.Redirect.URL != tt.leads || got.Redirect.Status != 301 || got.Term != nil):
			t.Errorf("%s: %s, want a redirect to %s", tt.url, a.Body, tt.leads)
		}
	}
}
