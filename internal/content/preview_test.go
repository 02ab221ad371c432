package content_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
)

func TestPreviewURL(t *testing.T) {
	may := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	full := content.Preview{Token: "dpv_a-b_c", Post: "0197", Slug: "été à l’eau", Locale: "fr-CA", Date: may}
	bare := content.Preview{Token: "dpv_x", Post: "0197", Locale: "fr", Date: may}
	tests := []struct {
		name, base, pattern string
		fill                content.Preview
		want                string
	}{
		{"none", "https://example.org", "", full, ""},
		{"a path", "https://example.org/fr", "/apercu/{id}?jeton={token}", full, "https://example.org/fr/apercu/0197?jeton=dpv_a-b_c"},
		{"root-relative without base URL", "", "/apercu/{id}", full, "/apercu/0197"},
		{"an absolute one", "https://example.org", "https://next.example.com/api/preview?secret={token}&slug={slug}&l={locale}", full,
			"https://next.example.com/api/preview?secret=dpv_a-b_c&slug=%C3%A9t%C3%A9%20%C3%A0%20l%E2%80%99eau&l=fr-CA"},
		{"a fragment", "https://example.org", "/aperçu/{year}/{month}/{slug}#{token}", full,
			"https://example.org/aper%C3%A7u/2026/05/%C3%A9t%C3%A9%20%C3%A0%20l%E2%80%99eau#dpv_a-b_c"},
		{"values stay values", "", "/p/{slug}?t={token}", content.Preview{Token: "x", Slug: `../a?b&c#d"<{id}>%41+`, Post: "0197"},
			"/p/..%2Fa%3Fb%26c%23d%22%3C%7Bid%7D%3E%2541%2B?t=x"},
		{"a host that is no ASCII", "", "https://aperçu.québec/é/{slug}", full, "https://aperçu.québec/%C3%A9/%C3%A9t%C3%A9%20%C3%A0%20l%E2%80%99eau"},
		{"no slug yet", "https://example.org", "/apercu/{slug}", bare, ""},
		{"no slug asked", "https://example.org", "https://example.org?id={id}", bare, "https://example.org?id=0197"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := content.LocaleSettings{BaseURL: tt.base, Paths: content.Paths{Preview: tt.pattern}}
			if got := l.PreviewURL(tt.fill); got != tt.want {
				t.Errorf("PreviewURL() = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestPreviewPattern(t *testing.T) {
	for pattern, want := range map[string]string{
		"":                                       "",
		"/apercu/{slug}?t={token}":               "",
		"/{locale}/{year}/{month}/{day}/{id}":    "",
		"https://next.example.com":               "",
		"https://next.example.com?t={token}":     "",
		"http://localhost:3000/api/p?id={id}#x":  "",
		"https://example.org/a/../b":             "path.dots",
		"apercu/{slug}":                          "path.relative",
		"//evil.example.com/{slug}":              "path.relative",
		"?t={token}":                             "path.relative",
		"javascript:alert({token})":              "path.relative",
		"javascript://x/{token}":                 "path.preview",
		"ftp://example.org/{token}":              "path.preview",
		"https://{slug}.example.org/":            "path.preview",
		"https://user:pw@example.org/":           "path.preview",
		"https:///{slug}":                        "path.preview",
		"https://example.org\\@evil.example.com": "path.preview",
		"/apercu?t=\"{token}\"":                  "path.preview",
		"/apercu?t={token}\u202e":                "path.preview",
		"/apercu/{secret}":                       "path.placeholder",
		"/apercu?x={secret}":                     "path.placeholder",
		"/apercu\\{slug}":                        "path.character",
	} {
		paths := content.FreshLocale("fr").Paths
		paths.Preview = pattern
		got := ""
		for _, f := range paths.Check("/paths") {
			got = f.Code
			if f.Pointer != "/paths/preview" {
				t.Errorf("%q is wrong at %s", pattern, f.Pointer)
			}
		}
		if got != want {
			t.Errorf("%q is %q, want %q", pattern, got, want)
		}
	}
}

func TestWithHeads(t *testing.T) {
	noon := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	before := noon.Add(-time.Hour)
	p := &content.Post{ID: "p", Head: 3, Live: 2, LiveAt: before, Translations: []content.Translation{
		{Locale: "de", Head: 4, Live: 1, LiveAt: before, FirstPublishedAt: before},
		{Locale: "en", Head: 2, Live: 2, LiveAt: before, FirstPublishedAt: before},
		{Locale: "fr", Head: 1},
	}}
	want := &content.Post{ID: "p", Head: 3, Live: 3, LiveAt: noon, Translations: []content.Translation{
		p.Translations[0], p.Translations[1],
		{Locale: "fr", Head: 1, Live: 1, LiveAt: noon, FirstPublishedAt: noon},
	}}
	got, err := p.WithHeads(noon, "en", "es", "fr")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("WithHeads (-want +got):\n%s", diff)
	}
	if p.Live != 2 || p.Translations[2].Live != 0 {
		t.Error("WithHeads changed the post")
	}
}

// FuzzPreviewURL: whatever a pattern that is taken is filled with, the link opens
// the host that the settings name, and nothing in it ends it early.
func FuzzPreviewURL(f *testing.F) {
	f.Add("https://next.example.com/api?t={token}&s={slug}#{id}", "été/../@evil.example", "dpv_a-b_c")
	f.Add("/apercu/{locale}/{year}/{slug}", "a?b#c", "x")
	f.Add("/100%/{slug}", "a", "x")
	f.Add("https://aperçu.québec", "a", "x")
	f.Fuzz(func(t *testing.T, pattern, slug, token string) {
		paths := content.FreshLocale("fr").Paths
		if paths.Preview = pattern; pattern == "" || len(paths.Check("")) > 0 {
			return
		}
		fill := func(slug, token string) *url.URL {
			l := content.LocaleSettings{BaseURL: "https://site.example", Paths: paths}
			raw := l.PreviewURL(content.Preview{Token: token, Slug: slug, Post: "p", Locale: "fr", Date: time.Unix(0, 0).UTC()})
			_, behind, _ := strings.Cut(raw, "://")
			at := strings.IndexAny(behind+"/", "/?#") // the host stays as it is set
			if strings.ContainsFunc(behind[at:], func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"<>\`, r) }) {
				t.Errorf("%q filled with %q is %q", pattern, slug, raw)
			}
			u, err := url.Parse(raw)
			if err != nil {
				t.Fatalf("%q was taken, and filled it is no URL: %v", pattern, err)
			}
			return u
		}
		if slug == "" {
			slug = "x"
		}
		got, want := fill(slug, token), fill("x", "x")
		if got.Scheme != want.Scheme || got.Host != want.Host || got.User != nil || strings.Count(got.EscapedPath(), "/") != strings.Count(want.EscapedPath(), "/") {
			t.Errorf("%q filled with %q and %q opens %s", pattern, slug, token, got)
		}
	})
}
