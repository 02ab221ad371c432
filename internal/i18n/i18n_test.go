package i18n

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/diptych-cms/diptych/internal/locale"
)

// sample returns a catalog of a few messages that show what a message can be.
func sample(t *testing.T) *Catalog {
	t.Helper()
	c, err := load(fstest.MapFS{
		"a.en.toml": {Data: []byte(`"hello" = "Hello, {{.name}}"
"only.english" = "Only here"
["posts"]
one = "{{.count}} post"
other = "{{.count}} posts"
`)},
		"a.fr.toml": {Data: []byte(`"hello" = "Bonjour, {{.name}}"
["posts"]
one = "{{.count}} billet"
many = "{{.count}} de billets"
other = "{{.count}} billets"
`)},
		"b.en.toml": {Data: []byte(`"bye" = "Bye"`)},
		"b.fr.toml": {Data: []byte(`"bye" = "Au revoir"`)},
		"c.en.toml": {Data: []byte(`"ours" = "An area in English"`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSay(t *testing.T) {
	c := sample(t)
	tests := []struct {
		name string
		tag  locale.Tag
		key  string
		args map[string]any
		want string
	}{
		{"English", "en", "hello", map[string]any{"name": "Ann"}, "Hello, Ann"},
		{"French", "fr", "hello", map[string]any{"name": "Zoé"}, "Bonjour, Zoé"},
		{"a region of French", "fr-CA", "hello", map[string]any{"name": "Zoé"}, "Bonjour, Zoé"},
		{"a language we do not speak", "de", "hello", map[string]any{"name": "Jan"}, "Hello, Jan"},
		{"no language", "", "bye", nil, "Bye"},
		{"second area", "fr", "bye", nil, "Au revoir"},
		{"unknown key", "fr", "no.such.key", nil, "no.such.key"},
		{"message of one language", "fr", "only.english", nil, "Only here"},
		{"area of one language", "fr", "ours", nil, "An area in English"},
		{"value is never a template", "en", "hello", map[string]any{"name": "{{.x}}"}, "Hello, {{.x}}"},
		{"English zero is plural", "en", "posts", map[string]any{"count": 0}, "0 posts"},
		{"French zero is singular", "fr", "posts", map[string]any{"count": 0}, "0 billet"},
		{"French plural", "fr", "posts", map[string]any{"count": int64(2)}, "2 billets"},
		{"French million", "fr", "posts", map[string]any{"count": 1_000_000}, "1000000 de billets"},
		{"count out of JSON", "en", "posts", map[string]any{"count": 1.0}, "1 post"},
		{"count that is no number", "en", "posts", map[string]any{"count": "some"}, "some posts"},
		{"count beside a plain message", "fr", "bye", map[string]any{"count": 1}, "Au revoir"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := c.Say(tt.tag, tt.key, tt.args); got != tt.want {
				t.Errorf("Say(%q, %q, %v) = %q, want %q", tt.tag, tt.key, tt.args, got, tt.want)
			}
		})
	}
}

func TestLoadRefusesBrokenFiles(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"none":       {},
		"no English": {"a.fr.toml": {Data: []byte(`"a" = "b"`)}},
		"not TOML":   {"a.en.toml": {Data: []byte(`"a" = `)}},
		"no area":    {"en.toml": {Data: []byte(`"a" = "b"`)}},
		"other form": {"a.en.toml": {Data: []byte("\"a\" = \"\"\"\nb\"\"\"\nc\n")}},
	} {
		if _, err := load(files); err == nil {
			t.Errorf("%s: load took it", name)
		}
	}
}

func TestMatch(t *testing.T) {
	c := sample(t)
	tests := []struct {
		header string
		want   locale.Tag
	}{
		{"", "en"},
		{"fr", "fr"},
		{"fr-CA,fr;q=0.9,en;q=0.8", "fr"},
		{"en-CA,fr;q=0.9", "en"},
		{"de, fr;q=0.5, en;q=0.7", "en"},
		{"de", "en"},
		{"fr;q=0, en", "en"},
		{"!!!", "en"},
	}
	for range 2 { // the second round answers from memory
		for _, tt := range tests {
			if got := c.Match(tt.header); got != tt.want {
				t.Errorf("Match(%q) = %q, want %q", tt.header, got, tt.want)
			}
		}
	}
}

func TestMatchKeepsBounds(t *testing.T) {
	c := sample(t)
	for i := range 3 * maxMatches {
		c.Match(fmt.Sprintf("fr;q=0.%d", i))
		if n := len(c.matches.tags); n > maxMatches {
			t.Fatalf("%d headers are kept, more than %d", n, maxMatches)
		}
	}
	long := "fr" + strings.Repeat(",de", maxHeader)
	if got := c.Match(long); got != "fr" {
		t.Errorf("Match of a long header = %q, want fr", got)
	}
	if _, kept := c.matches.get(long); kept {
		t.Errorf("a header of %d bytes is kept", len(long))
	}
}

func TestLoad(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(c.Languages()); got != "[en fr]" {
		t.Errorf("Languages() = %s, want [en fr]", got)
	}
	if c.Has("no.such.key") || !c.Has("cli.error") {
		t.Error("Has does not tell what exists")
	}
}

func BenchmarkMatch(b *testing.B) {
	c, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	const header = "fr-CA,fr;q=0.9,en-US;q=0.8,en;q=0.7"
	b.Run("memo", func(b *testing.B) {
		for b.Loop() {
			c.Match(header)
		}
	})
	b.Run("baseline lookup", func(b *testing.B) {
		for b.Loop() {
			locale.Lookup(header, c.languages)
		}
	})
}
