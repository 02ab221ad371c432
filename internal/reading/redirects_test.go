package reading_test

import (
	"context"
	"maps"
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

// A rule is one line of the list of redirects.
type rule struct {
	From, To string
	Status   int
	Locale   string
}

type ruleList struct {
	Items []rule
	Next  *string
}

// redirects walks the list of redirects in pages of limit.
func (w *world) redirects(limit string, tag string) []rule {
	w.t.Helper()
	var all []rule
	for cursor := ""; ; {
		a, err := w.Redirects(w.t.Context(), reading.RedirectsQuery{Locale: tag, Limit: limit, Cursor: cursor})
		page := decode[ruleList](w.t, a, err)
		all = append(all, page.Items...)
		if page.Next == nil {
			return all
		}
		cursor = *page.Next
	}
}

// renamed gives the term another slug and name in the locale.
func (w *world) renamed(id content.TermID, tag locale.Tag, slug string) {
	w.t.Helper()
	w.write(func(ctx context.Context, tx *store.Tx) error {
		t, err := tx.Term(ctx, id)
		if err != nil {
			return err
		}
		text := t.Texts[tag]
		text.Slug = slug
		t.Texts[tag] = text
		if err := tx.SaveTerm(ctx, t); err != nil {
			return err
		}
		return projection.RefreshTerm(ctx, tx, id)
	})
}

// moves makes a site where much has moved: slugs twice, a base URL that came later, a
// pattern, aliases of all kinds, terms.
func moves(t *testing.T) *world {
	w := newWorld(t)
	cloud := w.term(content.Tag, "cloud", map[locale.Tag][2]string{"en": {"cloud", "Cloud"}, "fr": {"nuage", "Nuage"}})
	draft := w.term(content.Tag, "draft", map[locale.Tag][2]string{"en": {"hidden", "Hidden"}, "fr": {"cachée", "Cachée"}})
	save := func(n int, fr, en string, aliases []string, live ...locale.Tag) {
		w.save(made{id: postID(n), shared: content.Shared{Date: day(n), Tags: []content.TermID{cloud}}, live: live, texts: map[locale.Tag]content.Text{
			"fr": {Title: "T", Slug: fr, Body: "<p>x</p>", Aliases: aliases}, "en": {Title: "T", Slug: en, Body: "<p>x</p>"},
		}})
	}
	save(1, "premier", "first", nil, "en", "fr")
	save(1, "deuxième", "first", nil, "en", "fr")
	save(2, "autre", "other", []string{"/vieux/", "/fr/", "https://former.example/x y/", "https://stranger.example/x/"}, "en", "fr")
	save(3, "troisième", "third", nil, "en")
	save(4, "brouillon", "draft", []string{"/secret/"})
	w.settings(func(s *content.SiteSettings) { s.Hosts = []string{"former.example"} }, func(l map[locale.Tag]*content.LocaleSettings) {
		l["en"].BaseURL, l["fr"].BaseURL = "https://site.example", "https://site.example"
	})
	save(1, "3e", "first", nil, "en", "fr")
	w.settings(func(*content.SiteSettings) {}, func(l map[locale.Tag]*content.LocaleSettings) { l["en"].Paths.Post = "/en/posts/{slug}/" })
	w.renamed(cloud, "fr", "nuages")
	w.renamed(draft, "fr", "encore-cachée")
	w.save(made{id: postID(5), shared: content.Shared{Date: day(5), Tags: []content.TermID{draft}}, live: []locale.Tag{"fr"}, texts: map[locale.Tag]content.Text{"fr": {Title: "T", Slug: "cinq", Body: "<p>x</p>"}}})
	return w
}

func TestRedirects(t *testing.T) {
	w := moves(t)
	const site = "https://site.example"
	want := []rule{
		{site + "/en/first", site + "/en/posts/first/", 301, "en"},
		{site + "/en/other", site + "/en/posts/other/", 301, "en"},
		{site + "/en/third", site + "/en/posts/third/", 301, "en"},
		{site + "/fr/deuxi%C3%A8me", site + "/fr/3e/", 301, "fr"},
		{site + "/fr/premier", site + "/fr/3e/", 301, "fr"},
		{site + "/vieux", site + "/fr/autre/", 301, "fr"},
		{"https://former.example/x%20y", site + "/fr/autre/", 301, "fr"},
		{site + "/fr/mots-cles/nuage", site + "/fr/mots-cles/nuages/", 301, "fr"},
	}
	got := w.redirects("", "")
	sorted := slices.SortedFunc(slices.Values(got), func(a, b rule) int { return strings.Compare(a.Locale+a.From, b.Locale+b.From) })
	wantSorted := slices.SortedFunc(slices.Values(want), func(a, b rule) int { return strings.Compare(a.Locale+a.From, b.Locale+b.From) })
	if d := cmp.Diff(wantSorted, sorted); d != "" {
		t.Fatalf("redirects (-want +got):\n%s", d)
	}
	for _, limit := range []string{"1", "2", "3", "1000"} {
		if again := w.redirects(limit, ""); !cmp.Equal(again, got) {
			t.Errorf("in pages of %s: %v", limit, again)
		}
	}
	if one := append(w.redirects("2", "en"), w.redirects("2", "FR")...); !cmp.Equal(one, got) {
		t.Errorf("language by language: %v", one)
	}
	// What is listed is what is answered.
	for _, r := range got {
		for _, from := range []string{r.From, r.From + "/"} {
			a, err := w.Resolve(t.Context(), reading.ResolveQuery{URL: from})
			if res := decode[resolution](t, a, err); res.Redirect == nil || res.Redirect.URL != r.To || res.Redirect.Status != r.Status {
				t.Errorf("%s leads to %s, and is listed to lead to %s", from, a.Body, r.To)
			}
		}
	}
}

func TestRedirectFiles(t *testing.T) {
	w := moves(t)
	for format, line := range map[string]string{
		"netlify": "/fr/deuxi%C3%A8me/ https://site.example/fr/3e/ 301\n", "nginx": `location = "/fr/deuxième" { return 301 "https://site.example/fr/3e/"; }`,
		"apache": `RewriteRule "^/?fr/deuxi\xc3\xa8me/?$" "https://site.example/fr/3e/" [R=301,L,NE]`, "caddy": `"/fr/deuxième/" https://site.example/fr/3e/`,
		"hugo": `"/fr/3e/":["/fr/deuxième","/fr/premier"]`,
	} {
		a, err := w.Redirects(t.Context(), reading.RedirectsQuery{Format: format})
		if err != nil {
			t.Fatal(err)
		}
		if text := string(a.Body); !strings.Contains(text, line) || strings.Contains(text, "former") || strings.Contains(text, "secret") || strings.Contains(text, "cach") {
			t.Errorf("%s:\n%s", format, a.Body)
		}
		if !strings.HasPrefix(a.Type, "text/plain") || format != "hugo" && !strings.Contains(string(a.Body), "# 1 more") {
			t.Errorf("%s of type %q:\n%s", format, a.Type, a.Body)
		}
	}
	w.settings(func(*content.SiteSettings) {}, func(l map[locale.Tag]*content.LocaleSettings) { l["fr"].BaseURL = "https://fr.example" })
	for q, code := range map[reading.RedirectsQuery]string{
		{Format: "nginx"}:                              "redirects.hosts",
		{Format: "iis"}:                                "redirects.hosts",
		{Format: "iis", Locale: "fr"}:                  "redirects.format",
		{Format: "nginx", Locale: "fr", Limit: "5"}:    "list.combination",
		{Limit: "0"}:                                   "list.limit",
		{Limit: "1001"}:                                "list.limit",
		{Cursor: "x"}:                                  "list.cursor",
		{Cursor: "eyJsIjoiZnIiLCJzIjo5LCJhIjoiIn0"}:    "list.cursor",
		{Cursor: "eyJsIjoiZnIiLCJzIjowLCJhIjoiIn0=\n"}: "list.cursor",
	} {
		_, err := w.Redirects(t.Context(), q)
		wantFault(t, err, fault.Malformed, code)
	}
	_, err := w.Redirects(t.Context(), reading.RedirectsQuery{Locale: "de"})
	wantFault(t, err, fault.NotFound, "locale.unknown")
	if a, err := w.Redirects(t.Context(), reading.RedirectsQuery{Format: "nginx", Locale: "fr"}); err != nil || !strings.Contains(string(a.Body), `"https://fr.example/fr/3e/"`) {
		t.Errorf("one language of two hosts: %s, %v", a.Body, err)
	}
}

// TestSwitch walks from each page of the site to the same one in the other language.
func TestSwitch(t *testing.T) {
	w := moves(t)
	const site = "https://site.example"
	for from, want := range map[string]map[string]string{
		site + "/en/posts/first/":             {"fr": site + "/fr/3e/", "en": ""},
		site + "/en/first/":                   {"fr": site + "/fr/3e/", "en": site + "/en/posts/first/"},
		site + "/fr/premier":                  {"en": site + "/en/posts/first/", "fr": site + "/fr/3e/"},
		site + "/en/posts/third/":             {"fr": "en"},
		site + "/fr/mots-cles/nuages/?page=2": {"en": site + "/en/tags/cloud/"},
		site + "/fr/mots-cles/nuage/":         {"en": site + "/en/tags/cloud/", "fr": site + "/fr/mots-cles/nuages/"},
		site + "/fr/#haut":                    {"en": site + "/en/", "fr": ""},
		"/en/feed.xml":                        {"fr": site + "/fr/feed.xml"},
		"https://former.example/x%20y/":       {"en": site + "/en/posts/other/"},
	} {
		for _, tag := range slices.Sorted(maps.Keys(want)) {
			a, err := w.Resolve(t.Context(), reading.ResolveQuery{URL: from, Locale: tag})
			switch to := want[tag]; to {
			case "en": // in that language alone
				list, _ := wantFault(t, err, fault.NotFound, "resolve.not_translated").Extra["alternates"]
				if list == nil {
					t.Errorf("%s in %s: %v", from, tag, err)
				}
			case "":
				if got := decode[resolution](t, a, err); got.Redirect != nil {
					t.Errorf("%s in %s: %s", from, tag, a.Body)
				}
			default:
				if got := decode[resolution](t, a, err); got.Redirect == nil || got.Redirect.URL != to || got.Redirect.Locale != locale.Tag(tag) {
					t.Errorf("%s in %s: %s, want %s", from, tag, a.Body, to)
				}
			}
		}
	}
	for _, tag := range []string{"de", "x-y-z"} {
		_, err := w.Resolve(t.Context(), reading.ResolveQuery{URL: site + "/fr/3e/", Locale: tag})
		wantFault(t, err, fault.NotFound, "locale.unknown")
	}
}

// TestRedirectsAreFoundStepByStep lists the redirects of a site most of whose old
// addresses are at a host that is not its own any more: no page looks through all of them.
func TestRedirectsAreFoundStepByStep(t *testing.T) {
	w := moves(t)
	want := w.redirects("", "")
	w.damage("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) " +
		"INSERT INTO paths (url, post_id, locale, kind, state) SELECT 'gone.example/' || i, '" + string(postID(1)) + "', 'fr', 'current', 'old' FROM n")
	if diff := cmp.Diff(want, w.redirects("1", "")); diff != "" {
		t.Error(diff)
	}
	pages := 0
	for cursor := ""; ; pages++ {
		a, err := w.Redirects(t.Context(), reading.RedirectsQuery{Limit: "1", Cursor: cursor})
		page := decode[ruleList](t, a, err)
		if page.Next == nil {
			break
		}
		cursor = *page.Next
	}
	if pages <= len(want) {
		t.Errorf("%d pages for %d redirects among 300 addresses that lead nowhere", pages, len(want))
	}
}

// TestHiddenTermsKeepTheirAddress renames a term while no post has it, twice, and saves it
// once more as it is: then the address that readers knew leads to it, and no other.
func TestHiddenTermsKeepTheirAddress(t *testing.T) {
	w := newWorld(t)
	cloud := w.term(content.Tag, "cloud", map[locale.Tag][2]string{"fr": {"nuage", "Nuage"}})
	w.save(made{id: postID(1), shared: content.Shared{Tags: []content.TermID{cloud}}, live: []locale.Tag{"fr"}, texts: map[locale.Tag]content.Text{"fr": {Title: "T", Slug: "a", Body: "<p>x</p>"}}})
	w.goLive(postID(1))
	for _, slug := range []string{"nuage", "secret", "nuages"} {
		w.renamed(cloud, "fr", slug)
	}
	w.goLive(postID(1), "fr")
	for slug, code := range map[string]string{"nuage": "term.moved", "secret": "term.unknown"} {
		_, err := w.Term(t.Context(), reading.TermQuery{Choice: reading.Choice{Locale: "fr"}, Kind: content.Tag, Slug: slug})
		wantFault(t, err, fault.NotFound, code)
	}
	if got := w.redirects("", "fr"); len(got) != 1 || got[0].From != "/fr/mots-cles/nuage" {
		t.Errorf("redirects: %v", got)
	}
}
