package reading

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// What cannot be seen from outside: cursors, cutting of documents, patterns.

func FuzzParseCursor(f *testing.F) {
	key := &entry.Key{At: time.UnixMicro(1_700_000_000_000_001).UTC(), Post: "01970000-0000-7000-8000-000000000001"}
	f.Add(cursor{key: key}.String("fr"), "fr")
	f.Add(cursor{key: key, backwards: true}.String(`fr>en>"tag"`), `fr>en>"tag"`)
	f.Add(cursor{backwards: true}.String(""), "")
	f.Add("AQAA", "fr")
	f.Add("AQGfRKxqy4o\n3sA", "")
	f.Fuzz(func(t *testing.T, s, binding string) {
		c, err := parseCursor(s, binding)
		if err != nil {
			if f, ok := fault.Of(err); !ok || f.Kind != fault.Malformed || f.Code != "list.cursor" {
				t.Errorf("parseCursor(%q) = %v", s, err)
			}
			return
		}
		if again := c.String(binding); again != s {
			t.Errorf("%q is written back as %q: two cursors for one place", s, again)
		}
		if _, err := parseCursor(s, binding+"x"); err == nil {
			t.Errorf("%q is taken for another list", s)
		}
	})
}

func TestCursorRoundTrip(t *testing.T) {
	for _, c := range []cursor{
		{}, {backwards: true},
		{key: &entry.Key{At: time.UnixMicro(-1).UTC(), Post: "p"}},
		{key: &entry.Key{At: time.UnixMicro(1<<62 - 1).UTC(), Post: content.PostID(strings.Repeat("x", 100))}, backwards: true},
	} {
		got, err := parseCursor(c.String("list"), "list")
		if err != nil || got.backwards != c.backwards || (got.key == nil) != (c.key == nil) || c.key != nil && *got.key != *c.key {
			t.Errorf("%+v came back as %+v, %v", c, got, err)
		}
	}
}

// escapedName matches JSON in which some name has an escape.
var escapedName = regexp.MustCompile(`\\.[^"\\]*":`)

// FuzzTrim holds the cutting of documents against encoding/json.
func FuzzTrim(f *testing.F) {
	f.Add(`{"id":"1","body":"a\"}{,\\","toc":[{"id":"x"},[]],"seo":{"a":{}},"n":-1.5e3,"x":null}`)
	f.Add("")
	f.Add(`{}`)
	f.Add(`{"body":"<p>\u003c</p>"}`)
	f.Add(`{"\u0069d":1,"x":"id"}`)
	f.Fuzz(func(t *testing.T, s string) {
		var whole map[string]json.RawMessage
		var b bytes.Buffer
		if json.Compact(&b, []byte(s)) != nil || json.Unmarshal(b.Bytes(), &whole) != nil {
			trim([]byte(s), map[string]bool{"id": true}) // no document of ours: it must end and not panic
			return
		}
		if escapedName.Match(b.Bytes()) {
			return // ours have none
		}
		keep := map[string]bool{"id": true, "body": true, "toc": true}
		var got map[string]json.RawMessage
		if err := json.Unmarshal(trim(b.Bytes(), keep), &got); err != nil {
			t.Fatalf("trim(%s) = %s: %v", b.Bytes(), trim(b.Bytes(), keep), err)
		}
		maps.DeleteFunc(whole, func(k string, _ json.RawMessage) bool { return !keep[k] })
		if !maps.EqualFunc(whole, got, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
			t.Errorf("trim(%s) = %v, want %v", s, got, whole)
		}
	})
}

func TestText(t *testing.T) {
	doc := []byte(`{"a":"x","seo":{"title":"t","canonical":"https://é.example/\"","image":null}}`)
	for want, names := range map[string][]string{
		"x": {"a"}, `https://é.example/"`: {"seo", "canonical"}, "": {"seo", "image"},
	} {
		if got := text(doc, names...); got != want {
			t.Errorf("text(%v) = %q, want %q", names, got, want)
		}
	}
	for _, names := range [][]string{{"b"}, {"seo"}, {"seo", "b"}, {"a", "b"}} {
		if got := text(doc, names...); got != "" {
			t.Errorf("text(%v) = %q", names, got)
		}
	}
}

func TestSlugIn(t *testing.T) {
	for _, tt := range []struct{ pattern, path, want string }{
		{"/fr/{slug}/", "/fr/été", "été"},
		{"/fr/{slug}/", "/fr/a/b", ""},
		{"/fr/{slug}/", "/en/a", ""},
		{"/{year}/{month}/{day}/{slug}.html", "/2026/05/04/a.html", "a"},
		{"/{year}/{month}/{day}/{slug}.html", "/2026/05/04/axhtml", ""},
		{"/{year}/{slug}/", "/26/a", ""},
		{"/p/{id}/{slug}/", "/p/0197/a", "a"},
		{"/p/{id}/", "/p/0197", ""},
		{"/(.*)/{slug}/", "/(.*)/a", "a"},
		{"", "/a", ""},
	} {
		if got, ok := slugIn(tt.pattern, tt.path); got != tt.want || ok != (tt.want != "") {
			t.Errorf("slugIn(%q, %q) = %q, %t, want %q", tt.pattern, tt.path, got, ok, tt.want)
		}
	}
}

// FuzzAccepted chooses a language by whatever header is sent: one that exists,
// always the same.
func FuzzAccepted(f *testing.F) {
	for _, s := range []string{"", "fr", "FR-ca, en;q=0.5", "*", "fr;q=0", "x-klingon", "de-x-private;q=1.000", strings.Repeat("fr,", 500), "fr;q=\x00"} {
		f.Add(s)
	}
	tags := []locale.Tag{"en", "fr", "fr-CA"}
	f.Fuzz(func(t *testing.T, header string) {
		got, ok := locale.Lookup(header, tags)
		if ok != slices.Contains(tags, got) {
			t.Errorf("Lookup(%q) = %q, %t", header, got, ok)
		}
		if again, _ := locale.Lookup(header, tags); again != got {
			t.Errorf("Lookup(%q) = %q, then %q", header, got, again)
		}
	})
}
