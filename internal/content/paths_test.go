package content_test

import (
	"slices"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
)

func fresh() content.Paths {
	return content.Paths{
		Post: "/fr/{slug}/", Tag: "/fr/mots-cles/{slug}/", Author: "/fr/auteurs/{slug}/",
		Series: "/fr/series/{slug}/", List: "/fr/", Feed: "/fr/feed.xml",
	}
}

func TestPathsCheck(t *testing.T) {
	tests := []struct {
		name   string
		change func(*content.Paths)
		want   []string // pointer: code
	}{
		{"a fresh site's", func(*content.Paths) {}, nil},
		{"dated", func(p *content.Paths) { p.Post = "/{year}/{month}/{day}/{slug}/" }, nil},
		{"by id", func(p *content.Paths) { p.Post = "/p/{id}" }, nil},
		{"a preview", func(p *content.Paths) { p.Preview = "/preview/{id}" }, nil},
		{"empty", func(p *content.Paths) { p.Post = "" }, []string{"/paths/post: path.relative"}},
		{"no slug", func(p *content.Paths) { p.Post = "/{year}/" }, []string{"/paths/post: path.placeholder_missing"}},
		{"unknown word", func(p *content.Paths) { p.Post = "/{section}/{slug}/" }, []string{"/paths/post: path.placeholder"}},
		{"lone brace", func(p *content.Paths) { p.Post = "/{slug}/}" }, []string{"/paths/post: path.placeholder"}},
		{"dated tag", func(p *content.Paths) { p.Tag = "/{year}/{slug}/" }, []string{"/paths/tag: path.placeholder"}},
		{"other host", func(p *content.Paths) { p.List = "//evil.example/" }, []string{"/paths/list: path.relative"}},
		{"query", func(p *content.Paths) { p.Feed = "/feed?x" }, []string{"/paths/feed: path.character"}},
		{"climbing", func(p *content.Paths) { p.Feed = "/a/../b" }, []string{"/paths/feed: path.dots"}},
		{"two", func(p *content.Paths) { p.Tag, p.Author = "x", "/a/" }, []string{"/paths/tag: path.relative", "/paths/author: path.placeholder_missing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := fresh()
			tt.change(&p)
			var got []string
			for _, f := range p.Check("/paths") {
				got = append(got, f.Pointer+": "+f.Code)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("Check() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestExpandPath(t *testing.T) {
	toronto, err := time.LoadLocation("America/Toronto")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2018, 12, 7, 3, 0, 0, 0, time.UTC).In(toronto) // still the 6th there
	tests := []struct {
		pattern, slug string
		at            time.Time
		want          string
	}{
		{"/fr/{slug}/", "été", time.Time{}, "/fr/été/"},
		{"/fr/{slug}/", "", at, ""},
		{"/{year}/{month}/{day}/{slug}/", "a", at, "/2018/12/06/a/"},
		{"/{year}/{slug}/", "a", time.Time{}, ""},
		{"/p/{id}", "", time.Time{}, "/p/42"},
		{"/{slug}/{slug}", "{id}", at, "/{id}/{id}"},
	}
	for _, tt := range tests {
		if got := content.ExpandPath(tt.pattern, "42", tt.slug, tt.at); got != tt.want {
			t.Errorf("ExpandPath(%q, %q) = %q, want %q", tt.pattern, tt.slug, got, tt.want)
		}
	}
}

func TestURL(t *testing.T) {
	l := content.LocaleSettings{BaseURL: "https://example.org"}
	if got, want := l.URL("/fr/été d’ici/100%/"), "https://example.org/fr/%C3%A9t%C3%A9%20d%E2%80%99ici/100%25/"; got != want {
		t.Errorf("URL() = %q, want %q", got, want)
	}
	if got := (content.LocaleSettings{}).URL("/fr/a/"); got != "/fr/a/" {
		t.Errorf("URL() without base = %q", got)
	}
}

func TestAddressKey(t *testing.T) {
	tests := []struct {
		raw, want string
		ok        bool
	}{
		{"/fr/a/", "/fr/a", true},
		{"/fr/a", "/fr/a", true},
		{"/", "/", true},
		{"https://Example.ORG", "example.org/", true},
		{"https://example.org/", "example.org/", true},
		{"http://example.org:8080/fr/%C3%A9t%C3%A9/?q=1#x", "example.org:8080/fr/été", true},
		{"/fr/e\u0301te\u0301/", "/fr/été", true},
		{"//example.org/a", "example.org/a", true},
		{"a/b", "", false},
		{"", "", false},
		{"#top", "", false},
		{"mailto:a@b.c", "", false},
		{"ftp://example.org/a", "", false},
		{"https://user@example.org/a", "", false},
		{"/a%zz", "", false},
		{"/a%ff", "", false},
	}
	for _, tt := range tests {
		got, ok := content.AddressKey(tt.raw)
		if got != tt.want || ok != tt.ok {
			t.Errorf("AddressKey(%q) = %q, %v, want %q, %v", tt.raw, got, ok, tt.want, tt.ok)
		}
	}
}

// FuzzAddressKey holds that the key of a public URL is that of its path: what
// projection writes is what a reader's request finds.
func FuzzAddressKey(f *testing.F) {
	for _, path := range []string{"/fr/été/", "/a%20b", "/%e2%80%89", "//", "/a:b", "/;x", "/e\u0301"} {
		f.Add(path)
	}
	l := content.LocaleSettings{BaseURL: "https://example.org"}
	f.Fuzz(func(t *testing.T, path string) {
		if content.CheckPath(path).Code != "" {
			return
		}
		key, ok := content.AddressKey(l.URL(path))
		if want := content.PathKey("example.org", path); !ok || key != want {
			t.Errorf("the key of %q is %q, %v, want %q", l.URL(path), key, ok, want)
		}
	})
}

func TestIsWebURL(t *testing.T) {
	for _, good := range []string{"", "a.png", "/a.png", "https://x.org/a", "HTTP://x.org", "//x.org/a", "a%20b.png", "50% off.png", "été: a.png", "a b?x=1:2", ":a"} {
		if !content.IsWebURL(good) {
			t.Errorf("IsWebURL(%q) = false", good)
		}
	}
	for _, bad := range []string{"javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "\x01javascript:alert(1)", "vbscript:x", "ftp://x/y", " \n java\tscript:alert(1)", "a: b.png"} {
		if content.IsWebURL(bad) {
			t.Errorf("IsWebURL(%q) = true", bad)
		}
	}
}

func TestStrictURL(t *testing.T) {
	for raw, want := range map[string]string{
		"":                               "",
		"https://example.org/a?b=c#d%20": "https://example.org/a?b=c#d%20",
		`/a>; rel="x", <b`:               "/a%3E;%20rel=%22x%22,%20%3Cb",
		"/é\r\nX: y":                     "/%C3%A9%0D%0AX:%20y",
		"/[1]'(2)~|{3}\\^`\x7f":          "/[1]'(2)~%7C%7B3%7D%5C%5E%60%7F",
	} {
		if got := content.StrictURL(raw); got != want {
			t.Errorf("%q became %q, want %q", raw, got, want)
		}
	}
}

func TestAsWebURL(t *testing.T) {
	for raw, want := range map[string]string{
		"": "", "https://x.org": "https://x.org", "été.png": "été.png", "a: b.png": "./a: b.png", "javascript:alert(1)": "./javascript:alert(1)",
	} {
		if got := content.AsWebURL(raw); got != want || !content.IsWebURL(got) {
			t.Errorf("AsWebURL(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestCleaning(t *testing.T) {
	if got, want := content.CleanLine("  E\u0301te\u0301\n\u00a0: «\u00a0a\u202f!\x07\u00a0»\u2009 \u00a0"), "Été \u00a0: «\u00a0a\u202f!\u00a0»\u2009 \u00a0"; got != want {
		t.Errorf("CleanLine() = %q, want %q", got, want)
	}
	if got, want := content.CleanBlock("\na\r\nb\rc\x00\n"), "a\nb\nc"; got != want {
		t.Errorf("CleanBlock() = %q, want %q", got, want)
	}
}

func TestParseReference(t *testing.T) {
	tests := []struct {
		url  string
		want content.Reference
		ok   bool
	}{
		{"cms:asset/9f86", content.Reference{Asset: "9f86"}, true},
		{"CMS:post/0197", content.Reference{Post: "0197"}, true},
		{"cms:post/0197#été", content.Reference{Post: "0197", Fragment: "#été"}, true},
		{"cms:asset/9f86#x", content.Reference{}, false},
		{"cms:asset/", content.Reference{}, false},
		{"cms:post/#x", content.Reference{}, false},
		{"cms:term/1", content.Reference{}, false},
		{"https://x.org/cms:asset/1", content.Reference{}, false},
		{"cms", content.Reference{}, false},
	}
	for _, tt := range tests {
		got, ok := content.ParseReference(tt.url)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("ParseReference(%q) = %+v, %v, want %+v, %v", tt.url, got, ok, tt.want, tt.ok)
		}
	}
}
