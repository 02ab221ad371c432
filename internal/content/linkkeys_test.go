package content_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

const fileID = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

// twoHosts is a site with a host for each language, another one and a former one.
func twoHosts() *content.SiteLinks {
	return content.NewSiteLinks(content.SiteSettings{
		XDefault: "en", Hosts: []string{"www.example.ca", "old.example.ca:8080"}, MediaBaseURL: "https://media.example.ca",
	}, []content.Locale{
		{Tag: "en", Settings: content.LocaleSettings{BaseURL: "https://example.ca", Paths: content.Paths{Post: "/{year}/{month}/{day}/{slug}/", List: "/blog/"}}},
		{Tag: "fr", Settings: content.LocaleSettings{BaseURL: "https://exemple.ca", Paths: content.Paths{Post: "/{year}/{month}/{day}/{slug}/", List: "/blogue/"}}},
	})
}

// oneHost is a site without a base URL, with French in a folder.
func oneHost() *content.SiteLinks {
	return content.NewSiteLinks(content.SiteSettings{XDefault: "en", Hosts: []string{"example.ca"}}, []content.Locale{
		{Tag: "en", Settings: content.LocaleSettings{Paths: content.Paths{Post: "/blog/{slug}/", List: "/blog/"}}},
		{Tag: "fr-CA", Settings: content.LocaleSettings{Paths: content.Paths{Post: "/fr/blog/{slug}/", List: "/fr/blog/"}}},
	})
}

func TestReadLinks(t *testing.T) {
	tests := []struct {
		name, href string
		first      string // key; empty: no link inside
		also       []string
		fragment   string
	}{
		{"absolute", "https://example.ca/2019/03/04/tides/", "example.ca/2019/03/04/tides", []string{"/2019/03/04/tides"}, ""},
		{"http and capitals", "HTTP://Example.CA/x", "example.ca/x", nil, ""},
		{"no scheme", "//example.ca/x", "example.ca/x", nil, ""},
		{"port of the scheme", "https://example.ca:443/x", "example.ca/x", nil, ""},
		{"another port", "https://example.ca:8443/x", "", nil, ""},
		{"a port of ours", "http://old.example.ca:8080/x", "old.example.ca:8080/x", []string{"exemple.ca/x", "example.ca/x", "www.example.ca/x", "/x"}, ""},
		{"other host", "https://www.example.ca/x", "www.example.ca/x", []string{"exemple.ca/x", "example.ca/x", "/x"}, ""},
		{"from the root", "/x", "exemple.ca/x", []string{"example.ca/x", "www.example.ca/x", "/x"}, ""},
		{"no final slash", "/x/y", "exemple.ca/x/y", nil, ""},
		{"two final slashes", "/x/y//", "exemple.ca/x/y", nil, ""},
		{"slashes inside", "/x//y/./z/../w", "exemple.ca/x//y/./z/../w", []string{"exemple.ca/x/y/w"}, ""},
		{"index.html", "/x/index.html", "exemple.ca/x/index.html", []string{"exemple.ca/x"}, ""},
		{"escaped accents", "/%C3%A9t%c3%a9/", "exemple.ca/été", nil, ""},
		{"bare accents, decomposed", "/e\u0301te\u0301", "exemple.ca/été", nil, ""},
		{"escaped twice", "/%25C3%25A9t%25C3%25A9", "exemple.ca/%C3%A9t%C3%A9", []string{"exemple.ca/été"}, ""},
		{"of the sentence", "/2019/x/)", "exemple.ca/2019/x/)", []string{"exemple.ca/2019/x"}, ""},
		{"capitals", "/The-Whole", "exemple.ca/The-Whole", []string{"exemple.ca/the-whole"}, ""},
		{"fragment", "/x#the-details", "exemple.ca/x", nil, "#the-details"},
		{"fragment with accents", "/x#d%C3%A9tails", "exemple.ca/x", nil, "#d%C3%A9tails"},
		{"campaign", "/x?utm_source=a&UTM_medium=b&fbclid=1#y", "exemple.ca/x", nil, "#y"},
		{"empty query", "/x?", "exemple.ca/x", nil, ""},
		{"space around, line broken", " https://example.ca/\n x ", "example.ca/ x", nil, ""},
		{"the home page", "https://example.ca", "example.ca/", nil, ""},
		{"query that tells", "/?p=123", "", nil, ""},
		{"query that may tell", "/x?utm_source=a&page=2", "", nil, ""},
		{"host of others", "https://example.org/x", "", nil, ""},
		{"a host that ends alike", "https://notexample.ca/x", "", nil, ""},
		{"somebody before the host", "https://example.ca@evil.example/x", "", nil, ""},
		{"user of our host", "https://me@example.ca/x", "", nil, ""},
		{"relative", "x/y", "", nil, ""},
		{"parent", "../x", "", nil, ""},
		{"fragment alone", "#x", "", nil, ""},
		{"empty", "", "", nil, ""},
		{"mail", "mailto:a@example.ca", "", nil, ""},
		{"telephone", "tel:+15145550100", "", nil, ""},
		{"script", "javascript://example.ca/x", "", nil, ""},
		{"reference", "cms:post/1", "", nil, ""},
		{"broken escape", "/%zz", "", nil, ""},
		{"no UTF-8", "/%E9t%E9", "", nil, ""},
		{"another's file", "https://media.example.ca/content/v1/media/x/original", "", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			keys, ok := twoHosts().Read("fr", tt.href)
			if ok != (tt.first != "") {
				t.Fatalf("Read(%q) = %+v, %t", tt.href, keys, ok)
			}
			if !ok {
				return
			}
			if keys.Paths[0] != tt.first || keys.Fragment != tt.fragment {
				t.Errorf("Read(%q) = %q %q, want first %q and %q", tt.href, keys.Paths, keys.Fragment, tt.first, tt.fragment)
			}
			for _, key := range tt.also {
				if !slices.Contains(keys.Paths, key) {
					t.Errorf("Read(%q) = %q, want %q too", tt.href, keys.Paths, key)
				}
			}
		})
	}
}

func TestReadLinksToFiles(t *testing.T) {
	path := "/content/v1/media/" + fileID
	for _, tt := range []struct {
		site *content.SiteLinks
		href string
		want content.Variant
		ok   bool
	}{
		{twoHosts(), "https://media.example.ca" + path + "/original", content.Variant{}, true},
		{twoHosts(), path + "/original", content.Variant{}, true},
		{twoHosts(), "https://media.example.ca" + path + "/w640h360.webp", content.Variant{Width: 640, Height: 360, Format: "webp"}, true},
		{twoHosts(), "https://media.example.ca" + path + "/w640.gif", content.Variant{}, false},
		{twoHosts(), "https://media.example.ca" + path, content.Variant{}, false},
		{twoHosts(), "https://other.example" + path + "/original", content.Variant{}, false},
		{twoHosts(), "https://media.example.ca" + strings.ToUpper(path) + "/original", content.Variant{}, false},
		{oneHost(), path + "/original", content.Variant{}, true},
		{oneHost(), "https://example.ca" + path + "/original", content.Variant{}, true},
		{oneHost(), "https://other.example" + path + "/original", content.Variant{}, false},
	} {
		keys, _ := tt.site.Read("en", tt.href)
		if got := keys.Asset == fileID; got != tt.ok || got && (keys.Variant != tt.want || len(keys.Wanted()) > 0) {
			t.Errorf("Read(%q) = %+v", tt.href, keys)
		}
	}
}

func TestSlugGuess(t *testing.T) {
	guess := func(s *content.SiteLinks, own locale.Tag, host, path string) (list []string) {
		for _, a := range s.SlugGuess(own, host, path) {
			list = append(list, string(a.Locale)+" "+a.Key)
		}
		return list
	}
	for _, tt := range []struct {
		site       *content.SiteLinks
		host, path string
		want       []string
	}{
		{twoHosts(), "", "/tides", []string{"fr tides", "en tides"}},
		{twoHosts(), "example.ca", "/2019/3/tides/", []string{"en tides", "fr tides"}},
		{twoHosts(), "", "/blogue/e\u0301te\u0301", []string{"fr été", "en été"}},
		{twoHosts(), "", "/en/2019/03/04/tides", []string{"en tides", "fr tides"}},
		{twoHosts(), "", "/products/tides", nil},
		{twoHosts(), "", "/blog/", nil},
		{twoHosts(), "", "/2019/03/", nil},
		{twoHosts(), "", "/fr", nil},
		{twoHosts(), "", "/", nil},
		{twoHosts(), "", "", nil},
		{oneHost(), "", "/fr/2019/12/tides", []string{"fr-CA tides", "en tides"}},
		{oneHost(), "", "/fr-ca/blog/tides", []string{"fr-CA tides", "en tides"}},
		{oneHost(), "", "/blog/tides", []string{"en tides", "fr-CA tides"}}, // fr is no locale of the site: the default one first
		{oneHost(), "", "/tag/tides", nil},
	} {
		if diff := cmp.Diff(tt.want, guess(tt.site, "fr", tt.host, tt.path)); diff != "" {
			t.Errorf("SlugGuess(%q, %q): %s", tt.host, tt.path, diff)
		}
	}
}

func TestChoose(t *testing.T) {
	keys, _ := twoHosts().Read("fr", "/2019/03/04/tides")
	page := content.Address{Kind: content.AddressPage, Locale: "en", Key: "example.ca/2019/03/04/tides", Post: "page"}
	alias := content.Address{Kind: content.AddressAlias, Locale: "fr", Key: "exemple.ca/2019/03/04/tides", Post: "alias"}
	slug := content.Address{Kind: content.AddressSlug, Locale: "en", Key: "tides", Post: "slug"}
	other := content.Address{Kind: content.AddressSlug, Locale: "en", Key: "exemple.ca/2019/03/04/tides", Post: "no"}
	for _, tt := range []struct {
		list []content.Address
		want content.PostID
	}{
		{[]content.Address{slug, page, alias, other}, "alias"}, // the text's own host first
		{[]content.Address{slug, page}, "page"},
		{[]content.Address{other, slug}, "slug"},
		{[]content.Address{other}, ""},
		{nil, ""},
	} {
		if got, ok := keys.Choose(content.HoldersOf(tt.list)); got.Post != tt.want || ok != (tt.want != "") {
			t.Errorf("Choose(%v) = %v, %t", tt.list, got, ok)
		}
	}
}

// FuzzLinkKeys reads any href: what it may mean is bounded and can be looked up, and
// read as an address again each key is among what it means.
func FuzzLinkKeys(f *testing.F) {
	for _, s := range []string{"/2019/03/04/tides/#x", "https://example.ca/%25C3%25A9", "//example.ca:80//a/../b?utm_x=1", "/x/)", "\t/\n", "/%2e%2e/x", "https://example.ca"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, href string, one bool) {
		site, own := twoHosts(), locale.Tag("fr")
		if one {
			site, own = oneHost(), "fr-CA"
		}
		keys, ok := site.Read(own, href)
		if !ok {
			return
		}
		if keys.Asset == "" && (len(keys.Paths) == 0 || len(keys.Paths) > 40 || len(keys.Slugs) > 2) {
			t.Errorf("Read(%q) = %q %q", href, keys.Paths, keys.Slugs)
		}
		again, _ := site.Read(own, href)
		if diff := cmp.Diff(keys, again); diff != "" {
			t.Errorf("read twice, %q is not the same: %s", href, diff)
		}
		for _, key := range keys.Paths {
			host, path, _ := strings.Cut(key, "/")
			if !utf8.ValidString(key) || content.PathKey(host, "/"+path) != key {
				t.Errorf("Read(%q): %q is no key", href, key)
			}
		}
	})
}
