package reading_test

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// A urlset is what the tests read of a sitemap or its index.
type urlset struct {
	XMLName xml.Name
	URLs    []struct {
		Loc   string `xml:"loc"`
		Links []struct {
			Hreflang string `xml:"hreflang,attr"`
			Href     string `xml:"href,attr"`
		} `xml:"http://www.w3.org/1999/xhtml link"`
	} `xml:"url"`
	Parts []string `xml:"sitemap>loc"`
}

func readSitemap(t testing.TB, a reading.Answer, err error) urlset {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var set urlset
	if err := xml.Unmarshal(a.Body, &set); err != nil {
		t.Fatal(err)
	}
	return set
}

func TestSitemapGolden(t *testing.T) {
	w := published(t)
	a, err := w.Sitemap(t.Context())
	set := readSitemap(t, a, err)
	golden.Equal(t, "sitemap.xml", string(a.Body))
	for _, not := range []string{"cach%C3%A9", "elsewhere", "rachat", "brouillon", "BROUILLON"} {
		if strings.Contains(strings.ReplaceAll(string(a.Body), "elsewhere.example", ""), not) {
			t.Errorf("the sitemap tells of %s", not)
		}
	}
	// What a page names names it.
	names := make(map[string][]string)
	for _, u := range set.URLs {
		for _, l := range u.Links {
			names[u.Loc] = append(names[u.Loc], l.Hreflang+" "+l.Href)
		}
	}
	for at, own := range names {
		for _, other := range own {
			_, to, _ := strings.Cut(other, " ")
			if !slices.Equal(names[to], own) {
				t.Errorf("%s names %v, and %s names %v", at, own, to, names[to])
			}
		}
	}
}

func TestSitemapWithoutAddress(t *testing.T) {
	w := newWorld(t)
	w.pair(1, "en", "fr")
	_, err := w.Sitemap(t.Context())
	wantFault(t, err, fault.NotFound, "sitemap.base_url")
	_, err = w.SitemapPart(t.Context(), "fr-2026-01.xml")
	wantFault(t, err, fault.NotFound, "sitemap.base_url")
	// A language without an address is left out, and named by no other.
	w.settings(func(*content.SiteSettings) {}, func(l map[locale.Tag]*content.LocaleSettings) { l["fr"].BaseURL = "https://site.example" })
	a, err := w.Sitemap(t.Context())
	set := readSitemap(t, a, err)
	for _, u := range set.URLs {
		if !strings.HasPrefix(u.Loc, "https://site.example/fr/") || len(u.Links) > 0 {
			t.Errorf("%+v", u)
		}
	}
	if len(set.URLs) != 2 {
		t.Errorf("%d URLs in %s", len(set.URLs), a.Body)
	}
}

// The parts together are the whole, and a change touches the part of its month alone.
func TestSitemapParts(t *testing.T) {
	w := newWorld(t)
	w.at()
	for n := range 30 {
		w.pair(n+1, "en", "fr") // 30 days of January
	}
	for n := range 5 {
		w.pair(60+n, "en", "fr")
	}
	a, err := w.Sitemap(t.Context())
	whole := readSitemap(t, a, err)
	if len(whole.URLs) != 72 {
		t.Fatalf("%d URLs", len(whole.URLs))
	}
	small, err := w.SmallSitemap(t.Context(), len(a.Body)-1)
	if index := readSitemap(t, small, err); len(index.Parts) != 5 {
		t.Errorf("where one document would be too large, the index has %q", index.Parts)
	}
	parts := func() (names []string, tags map[string]string, urls []string) {
		a, err := w.SitemapCut(t.Context(), 50, 20, "")
		index := readSitemap(t, a, err)
		tags = make(map[string]string)
		for _, at := range index.Parts {
			name := strings.TrimPrefix(at, "https://api.example/content/v1/sitemaps/")
			a, err := w.SitemapCut(t.Context(), 50, 20, name)
			part := readSitemap(t, a, err)
			if len(part.URLs) > 20 {
				t.Errorf("%s has %d URLs", name, len(part.URLs))
			}
			for _, u := range part.URLs {
				urls = append(urls, u.Loc)
			}
			names, tags[name] = append(names, name), a.ETag
		}
		return names, tags, urls
	}
	names, before, urls := parts()
	if want := []string{"pages.xml", "en-2026-01.xml", "en-2026-01-2.xml", "en-2026-03.xml", "fr-2026-01.xml", "fr-2026-01-2.xml", "fr-2026-03.xml"}; !slices.Equal(names, want) {
		t.Errorf("parts %q, want %q", names, want)
	}
	var all []string
	for _, u := range whole.URLs {
		all = append(all, u.Loc)
	}
	slices.Sort(all)
	slices.Sort(urls)
	if !slices.Equal(all, urls) {
		t.Errorf("the parts have %d URLs, the whole %d", len(urls), len(all))
	}
	w.goLive(postID(63))
	w.pair(90, "fr")
	_, after, _ := parts()
	for name, tag := range before {
		if changed := after[name] != tag; changed != strings.HasSuffix(name, "2026-03.xml") {
			t.Errorf("%s changed: %t", name, changed)
		}
	}
	for _, name := range []string{
		"fr-2026-02.xml", "fr-2026-01-3.xml", "fr-2026-1.xml", "fr-2026-13.xml", "fr-2026-01-1.xml", "fr-2026-01-02.xml", "fr-2026-01", "2026-01.xml", "de-2026-01.xml",
		"pages-2.xml", "pages", "pages-1.xml", "x", "fr--1-1.xml", "fr-2026-01--1.xml", "fr-2026-01-99999999999.xml", "fr-",
	} {
		_, err := w.SitemapCut(t.Context(), 50, 20, name)
		wantFault(t, err, fault.NotFound, "sitemap.part")
	}
}

// Terms beyond one part go on in the next.
func TestSitemapPages(t *testing.T) {
	w := newWorld(t)
	w.at()
	var tags []content.TermID
	for n := range 7 {
		tags = append(tags, w.term(content.Tag, fmt.Sprintf("01970000-0000-7000-8000-0000000000a%d", n), map[locale.Tag][2]string{"fr": {fmt.Sprint("mot-", n), "Mot"}}))
	}
	w.save(made{id: postID(1), live: []locale.Tag{"fr"}, shared: content.Shared{Date: day(1), Tags: tags}, texts: map[locale.Tag]content.Text{"fr": {Title: "A", Slug: "a", Body: "<p>x</p>"}}})
	a, err := w.SitemapCut(t.Context(), 5, 3, "")
	index := readSitemap(t, a, err)
	total := 0
	for _, at := range index.Parts {
		_, name, _ := strings.Cut(at, "/sitemaps/")
		a, err := w.SitemapCut(t.Context(), 5, 3, name)
		total += len(readSitemap(t, a, err).URLs)
	}
	if len(index.Parts) != 4 || total != 9 {
		t.Errorf("%d URLs in %q", total, index.Parts)
	}
}
