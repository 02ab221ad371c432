package content_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/content"
)

func TestMakeSlug(t *testing.T) {
	long := strings.Repeat("abcdefghi ", 12)
	tests := []struct{ title, want string }{
		{"", ""},
		{"Été", "ete"},
		{"Hello, World!", "hello-world"},
		{"L’œuvre d'un été", "l-oeuvre-d-un-ete"},
		{"Qu’est-ce que c’est\u00a0?", "qu-est-ce-que-c-est"},
		{"« Straße »\u202f: Æther", "strasse-aether"},
		{"  --a---b  ", "a-b"},
		{"Kubernetes 1.13 et AKS", "kubernetes-1-13-et-aks"},
		{"C++ & Go", "c-go"},
		{"½ prix ™", "1-2-prix-tm"},
		{"Ærø Łódź Þór", "aero-lodz-thor"},
		{"日本語 のブログ", "日本語-のブログ"},
		{"Привет, Йога", "привет-йога"},
		{"Ελλάδα", "ελλαδα"},
		{"हिन्दी", "हिन्दी"},
		{"?!… –", ""},
		{"E\u0301te\u0301", "ete"},
		{"bad\xffbytes", "bad-bytes"},
		{long, strings.TrimSuffix(strings.Repeat("abcdefghi-", 10), "-")},
		{strings.Repeat("a", 150), strings.Repeat("a", 100)},
	}
	for _, tt := range tests {
		if got := content.MakeSlug(tt.title); got != tt.want {
			t.Errorf("MakeSlug(%q) = %q, want %q", tt.title, got, tt.want)
		}
	}
}

func TestCheckSlug(t *testing.T) {
	tests := []struct{ slug, want string }{
		{"", ""},
		{"été-2018", ""},
		{"日本語", ""},
		{"c#_1.0~+@", ""},
		{".", "slug.dots"},
		{"..", "slug.dots"},
		{"...", ""},
		{"a/b", "slug.character"},
		{`a\b`, "slug.character"},
		{"a b", "slug.character"},
		{"a\u00a0b", "slug.character"},
		{"a\u202eb", "slug.character"},
		{"a\x00b", "slug.character"},
		{"what?", "slug.character"},
		{"\xff", "text.encoding"},
		{strings.Repeat("é", 128), "slug.too_long"},
		{strings.Repeat("é", 127), ""},
	}
	for _, tt := range tests {
		if got := content.CheckSlug(tt.slug).Code; got != tt.want {
			t.Errorf("CheckSlug(%q) = %q, want %q", tt.slug, got, tt.want)
		}
	}
	if got := content.CheckSlug("a\u00a0b").Args["character"]; got != "U+00A0" {
		t.Errorf("a no-break space is shown as %q", got)
	}
}

func FuzzSlug(f *testing.F) {
	for _, s := range []string{"Été à l’œuvre", "İstanbul ﬁ ½", "हिन्दी", "a\u0301\u0301-", strings.Repeat("mot ", 40), "\xff", "ǅ ẞ ſ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, title string) {
		slug := content.MakeSlug(title)
		if problem := content.CheckSlug(slug); problem.Code != "" && problem.Code != "slug.too_long" {
			t.Errorf("MakeSlug(%q) = %q, which is refused: %v", title, slug, problem)
		}
		if again := content.MakeSlug(slug); again != slug {
			t.Errorf("MakeSlug(%q) = %q, and again %q", title, slug, again)
		}
		if n := utf8.RuneCountInString(slug); n > 100 {
			t.Errorf("MakeSlug(%q) has %d characters", title, n)
		}
		if strings.HasPrefix(slug, "-") || strings.HasSuffix(slug, "-") || strings.Contains(slug, "--") {
			t.Errorf("MakeSlug(%q) = %q", title, slug)
		}
	})
}
