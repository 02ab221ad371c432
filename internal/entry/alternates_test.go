package entry_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

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

// TestReadAlternates holds the reading by hand against encoding/json.
func TestReadAlternates(t *testing.T) {
	full := entry.Alternate{Locale: "en", Slug: "a", URL: "https://example.org/en/a/?b&c", Hreflang: "en-CA", XDefault: true, NoIndex: true}
	for name, list := range map[string][]entry.Alternate{
		"none": nil, "an empty list": {}, "one": {full}, "two": {full, {Locale: "fr", Slug: "é", URL: "/fr/é/"}},
		"what escapes": {full, {Locale: "fr", Slug: `a"},{\`, URL: "<\n"}}, "what is empty": {{}, {XDefault: true}, {NoIndex: true}, {Hreflang: "x"}},
	} {
		b, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		got, err := entry.ReadAlternates(string(b))
		if d := cmp.Diff(list, got); d != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, d)
		}
	}
}

// FuzzReadAlternates: whatever stands there is read as encoding/json reads it, or refused
// as it is.
func FuzzReadAlternates(f *testing.F) {
	f.Add(`[{"locale":"en","slug":"a","url":"/a","hreflang":"en-CA","xDefault":true,"noindex":true},{"locale":"fr","slug":"","url":"/b"}]`)
	f.Add(`[{"locale":"en","slug":"a","url":"/a"},]`)
	f.Add(`[{"locale":"en","slug":"a\u0026","url":"/a","noindex":false}] `)
	f.Add(`[{"url":"/a","locale":"en"}]`)
	f.Add("null")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			t.Skip("encoding/json writes no such text")
		}
		var want []entry.Alternate
		wrong := json.Unmarshal([]byte(text), &want) != nil
		got, err := entry.ReadAlternates(text)
		if (err != nil) != wrong || err == nil && !cmp.Equal(want, got) {
			t.Errorf("%q is read as %v, %v, want %v", text, got, err, want)
		}
	})
}
