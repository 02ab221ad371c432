package hugo

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzContent reads any bytes as a content file: it is refused, or it comes out as
// UTF-8 that can be written as JSON.
func FuzzContent(f *testing.F) {
	for _, s := range []string{
		"---\ntitle: a\ntags: [a, b]\ndate: 2020-01-02\n---\nBody {{< x >}}", "+++\na = 2020-01-02\n[b]\nc = 1.5\n+++\n", `{"a": [1, {"b": null}]} x`,
		"---\na: &a [x]\nb: *a\n---\n", "\xFF\xFE", "\xE9t\xE9", "---\n", "#+x", "- a", "---\r\na: 1\r\n---\r\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := split(data)
		if err != nil {
			return
		}
		if !utf8.ValidString(s.body) || strings.Contains(s.body, "\x00") || strings.Contains(s.body, "\r") {
			t.Errorf("body %q", s.body)
		}
		fields, err := s.decode()
		if err != nil {
			return
		}
		text, err := json.Marshal(fields.values)
		if err != nil || len(text) > 16*MaxFrontMatter {
			t.Errorf("%d bytes of JSON, %v", len(text), err)
		}
		for name := range fields.values {
			fields.lineOf(name)
		}
	})
}

// FuzzDate reads any text as a date: what is one can be written as RFC 3339 and read again.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"2020-01-02", "2018-10-03 09:00:00 -0400", "Mon, 02 Jan 2006 15:04:05 MST", "0001-01-01", "9999-12-31T23:59:59+23:59"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, ok := parseDate(s, time.UTC)
		if !ok {
			return
		}
		again, err := time.Parse(time.RFC3339Nano, m.At.Format(time.RFC3339Nano))
		if err != nil || !again.Equal(m.At) {
			t.Errorf("%q: %v is %v again, %v", s, m.At, again, err)
		}
	})
}

// FuzzShortcodes keeps any text: nothing but spaces and one sign is added, and a second
// time nothing at all.
func FuzzShortcodes(f *testing.F) {
	for _, s := range []string{"{{< a >}}", "{{<a \"<b>\" >}}{{</a>}}", "{{%/* x */%}}", "{{<{{<>}}>}}", "{{< `>}}` >}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, _ := keepShortcodes(s, nil)
		if twice, _ := keepShortcodes(once, nil); twice != once {
			t.Errorf("%q became %q, then %q", s, once, twice)
		}
	})
}

// FuzzAddress makes a public path of any names: it begins with a slash and does not panic.
func FuzzAddress(f *testing.F) {
	f.Add("blog/Été d’or.fr.md", "", "", "/:year/:slug/")
	f.Add("a/b/index.md", "-x-", "../y?z#a", "")
	f.Add("%e2/%.md", "/%zz", "/:title:", "/:sections[1:]/:filename")
	f.Fuzz(func(t *testing.T, rel, slug, address, pattern string) {
		l := &language{ugly: uglyRule(nil), prefix: "fr", permalinks: newPermalinks(map[string]any{"/": pattern, "a": pattern, "blog": pattern}, "page")}
		where := place{logical: parseLogical(rel, func(s string) bool { return s == "fr" }), title: slug, slug: slug, section: "/a"}
		got, err := l.target(address, where)
		if err != nil {
			got, err = l.placeTarget("", where)
		}
		if err == nil && !strings.HasPrefix(l.public(got.link), "/") {
			t.Errorf("path %q", l.public(got.link))
		}
		for _, a := range l.aliases([]string{slug, address}, got, false) {
			if !strings.HasPrefix(a, "/") {
				t.Errorf("alias %q", a)
			}
		}
	})
}
