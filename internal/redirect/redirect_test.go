package redirect_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/redirect"
)

// hostile are paths that have a way of leaving their place in some file.
var hostile = []string{
	"/fr/été", "/a b", `/a"b`, "/a'b", "/a`b", `/a\b`, `/a\`, `/a\"; }`, "/a;b", "/a{b}", "/{$HOME}", "/{env.HOME}", "/a$1b", "/$uri", "/${x}", "/a%b", "/100%",
	"/a%20b", "/a#b", "/a&b", "/a*", "/:splat", "/a.b", "/a+b", "/(a|b)", "/[a-z]", "/^a$", "/a,b", "/a=b", "/a@b", "/a~b", "/!a", "/<a>", "/a|b",
	"/日本語/ページ", "/é", "/e\u0301", "/a\u00a0b", "/\U0001f600", "/" + strings.Repeat("x", 190), "/" + strings.Repeat("é", 400), "/" + strings.Repeat("{", 300),
	"/A/B", "/a/b", "/-F", "/_", "/RewriteRule ^ - [F]", "/}\nlocation / { return 444; }", "/a\r\nb", "/a\x00b", "/a\u2028b", "//evil.example/x", "relative", "", "/a\xff",
}

// addressable reports whether browsers can ask for the path at all.
func addressable(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && utf8.ValidString(path) && !strings.ContainsAny(path, "\n\r\x00\u2028")
}

const to = "https://example.org/fr/%C3%A9t%C3%A9/"

func formats() []redirect.Format {
	return []redirect.Format{redirect.Netlify, redirect.Nginx, redirect.Apache, redirect.Caddy, redirect.Hugo}
}

func write(t testing.TB, f redirect.Format, rules ...redirect.Rule) string {
	t.Helper()
	file, err := redirect.New(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		file.Add(r)
	}
	return string(file.Bytes())
}

func TestFormats(t *testing.T) {
	rule := redirect.Rule{From: "/fr/a.b", To: to}
	for f, want := range map[redirect.Format]string{
		redirect.Netlify: "/fr/a.b " + to + " 301\n/fr/a.b/ " + to + " 301\n",
		redirect.Nginx:   `location = "/fr/a.b" { return 301 "` + to + "\"; }\n" + `location = "/fr/a.b/" { return 301 "` + to + "\"; }\n",
		redirect.Apache:  "RewriteEngine On\n" + `RewriteRule "^/?fr/a\x2eb/?$" "https://example.org/fr/\%C3\%A9t\%C3\%A9/" [R=301,L,NE]` + "\n",
		redirect.Caddy: "map {path} {diptych_redirect} {\n\t\"/fr/a.b\" " + to + "\n\t\"/fr/a.b/\" " + to + "\n\tdefault \"\"\n}\n" +
			"@diptych_redirect expression `{diptych_redirect} != \"\"`\nredir @diptych_redirect {diptych_redirect} 301\n",
		redirect.Hugo: `{"/fr/été/":["/fr/a.b"]}` + "\n",
	} {
		if got := write(t, f, rule, redirect.Rule{From: "/fr/a.b/", To: "/elsewhere/"}, redirect.Rule{From: "/x", To: "javascript:alert(1)"}); f != redirect.Hugo && !strings.HasPrefix(got, want+"# 2 more") || f == redirect.Hugo && got != want {
			t.Errorf("%s:\n%s\nwant\n%s", f, got, want)
		}
	}
	if _, err := redirect.New("iis"); !fault.Is(err, fault.Malformed) {
		t.Errorf("an unknown format: %v", err)
	}
}

// lines are the forms that each line of a file may have, whatever is in it.
var lines = map[redirect.Format]*regexp.Regexp{
	redirect.Netlify: regexp.MustCompile(`^[/\w.~%-]+ (https?://\[[0-9A-Fa-f:.]+\])?[\w:/.~%-]+ 301$|^# \d+ more`),
	redirect.Nginx:   regexp.MustCompile(`^location (= "(\\\\|\\"|[^"\\])+"|~ "\^[/\w\\-]+/\?\$") \{ return 301 "(https?://\[[0-9A-Fa-f:.]+\])?[\w:/.~%-]+"; \}$|^# \d+ more`),
	redirect.Apache:  regexp.MustCompile(`^RewriteEngine On$|^RewriteRule "\^/\?[/\w\\-]*(/\?)?\$" "(https?://\[[0-9A-Fa-f:.]+\])?[\w:/.~\\%-]+" \[R=301,L,NE\]$|^# \d+ more`),
	redirect.Caddy: regexp.MustCompile("^\\t\"[^\"{}`\\\\]+\" (https?://\\[[0-9A-Fa-f:.]+\\])?[\\w:/.~%-]+$|^\\t`~\\^[^`{}\"]+/\\?\\$` (https?://\\[[0-9A-Fa-f:.]+\\])?[\\w:/.~%-]+$|^map \\{path\\} \\{diptych_redirect\\} \\{$|^\\tdefault \"\"$|^\\}$" +
		"|^@diptych_redirect expression `[^`]*`$|^redir @diptych_redirect \\{diptych_redirect\\} 301$|^# \\d+ more"),
}

func checkLines(t *testing.T, f redirect.Format, file string) {
	t.Helper()
	if f == redirect.Hugo {
		var aliases map[string][]string
		if err := json.Unmarshal([]byte(file), &aliases); err != nil {
			t.Errorf("%v: %s", err, file)
		}
		return
	}
	for line := range strings.Lines(file) {
		if !lines[f].MatchString(strings.TrimSuffix(line, "\n")) {
			t.Errorf("%s: a line of another form: %q", f, line)
		}
	}
}

func TestHostileLines(t *testing.T) {
	for _, path := range hostile {
		for _, f := range formats() {
			checkLines(t, f, write(t, f, redirect.Rule{From: path, To: to}, redirect.Rule{From: "/x", To: path}, redirect.Rule{From: "/y", To: "https://example.org" + path}))
		}
	}
}

func FuzzFile(f *testing.F) {
	for _, path := range hostile {
		f.Add(path, "https://example.org"+path)
	}
	f.Add("/", "https://ex]mple.org/a")
	f.Add("/", "http://[::1]:8080/a")
	f.Add("/x", "http://[::1]:80/a?b#c")
	f.Fuzz(func(t *testing.T, from, to string) {
		for _, format := range formats() {
			checkLines(t, format, write(t, format, redirect.Rule{From: from, To: to}))
		}
	})
}
