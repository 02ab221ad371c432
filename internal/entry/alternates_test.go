package entry_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

func TestHreflangs(t *testing.T) {
	en := entry.Alternate{Locale: "en", URL: "/en/a/", Hreflang: "en-CA", XDefault: true}
	fr := entry.Alternate{Locale: "fr", URL: "/fr/a/"}
	hidden := func(a entry.Alternate) entry.Alternate { a.NoIndex = true; return a }
	for _, tt := range []struct {
		name       string
		own        locale.Tag
		alternates []entry.Alternate
		want       []entry.Hreflang
	}{
		{name: "a pair", own: "fr", alternates: []entry.Alternate{en, fr},
			want: []entry.Hreflang{{Language: "en-CA", URL: "/en/a/"}, {Language: "fr", URL: "/fr/a/"}, {Language: "x-default", URL: "/en/a/"}}},
		{name: "the same from the other side", own: "en", alternates: []entry.Alternate{en, fr},
			want: []entry.Hreflang{{Language: "en-CA", URL: "/en/a/"}, {Language: "fr", URL: "/fr/a/"}, {Language: "x-default", URL: "/en/a/"}}},
		{name: "alone", own: "fr", alternates: []entry.Alternate{fr}, want: []entry.Hreflang{{Language: "fr", URL: "/fr/a/"}}},
		{name: "not to be kept", own: "en", alternates: []entry.Alternate{hidden(en), fr}},
		{name: "the other not to be kept", own: "fr", alternates: []entry.Alternate{hidden(en), fr}, want: []entry.Hreflang{{Language: "fr", URL: "/fr/a/"}}},
		{name: "none", own: "fr"},
	} {
		if d := cmp.Diff(tt.want, entry.Hreflangs(tt.own, tt.alternates)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
}

// TestAlternatesToKeep: a page whose canonical URL is another's is none to be kept.
func TestAlternatesToKeep(t *testing.T) {
	for canonical, noindex := range map[string]bool{
		"": false, "https://example.org/en/a/": false, "https://EXAMPLE.org/en/a": false, "/en/a/": false,
		"https://elsewhere.example/en/a/": true, "/en/b/": true, "mailto:a@b.example": true, "%zz": true,
	} {
		in := pair()
		in.Locales[0].Settings.BaseURL = "https://example.org"
		in.Live.Texts[0].Text.Path, in.Live.Texts[0].Text.SEO = "/en/a/", content.SEO{Canonical: canonical}
		got := entry.Render(in)[1].Alternates[0]
		if got.Locale != "en" || got.NoIndex != noindex {
			t.Errorf("canonical %q: %+v, want noindex %t", canonical, got, noindex)
		}
	}
	in := pair()
	in.Live.Texts[0].Text.SEO.NoIndex = true
	if got := entry.Render(in)[1].Alternates[0]; !got.NoIndex {
		t.Errorf("a page that says noindex: %+v", got)
	}
}
