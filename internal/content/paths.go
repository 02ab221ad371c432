package content

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/fault"
)

const maxPathBytes = 2000 // of a public path or a pattern

// placeholders are the words that a pattern may hold.
func placeholders() []string { return []string{"slug", "id", "year", "month", "day"} }

// Check returns what is wrong with the patterns, each at a pointer below at,
// such as "/paths/post". An empty preview pattern is none.
func (p Paths) Check(at string) []fault.Field {
	var wrong []fault.Field
	for _, one := range []struct {
		name, pattern string
		needs         []string // it must hold one of them
		dated         bool     // it may hold a date
	}{
		{"post", p.Post, []string{"{slug}", "{id}"}, true},
		{"tag", p.Tag, []string{"{slug}", "{id}"}, false},
		{"author", p.Author, []string{"{slug}", "{id}"}, false},
		{"series", p.Series, []string{"{slug}", "{id}"}, false},
		{"list", p.List, nil, false},
		{"feed", p.Feed, nil, false},
	} {
		if problem := checkPattern(one.pattern, one.needs, one.dated); problem.Code != "" {
			wrong = append(wrong, fault.Field{Pointer: at + "/" + one.name, Code: problem.Code, Args: problem.Args})
		}
	}
	if problem := checkPreview(p.Preview); p.Preview != "" && problem.Code != "" {
		wrong = append(wrong, fault.Field{Pointer: at + "/preview", Code: problem.Code, Args: problem.Args})
	}
	return wrong
}

func checkPattern(pattern string, needs []string, dated bool) Problem {
	plain := pattern
	for _, word := range placeholders() {
		if !dated && word != "slug" && word != "id" {
			continue
		}
		plain = strings.ReplaceAll(plain, "{"+word+"}", "x")
	}
	if problem := CheckPath(plain); problem.Code != "" {
		return problem
	}
	if strings.ContainsAny(plain, "{}") {
		return Problem{Code: "path.placeholder", Args: map[string]any{"pattern": pattern}}
	}
	if len(needs) > 0 && !slices.ContainsFunc(needs, func(n string) bool { return strings.Contains(pattern, n) }) {
		return Problem{Code: "path.placeholder_missing", Args: map[string]any{"pattern": pattern}}
	}
	return Problem{}
}

// CheckPath returns what is wrong with a decoded public path: it begins with one
// slash and holds no query, no fragment, no "." or ".." segment, and nothing
// that cannot be seen.
func CheckPath(path string) Problem {
	switch {
	case !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//"):
		return Problem{Code: "path.relative"}
	case len(path) > maxPathBytes:
		return Problem{Code: "path.too_long", Args: map[string]any{"max": maxPathBytes, "bytes": len(path)}}
	case !utf8.ValidString(path):
		return Problem{Code: "text.encoding"}
	}
	for _, r := range path {
		if r == '?' || r == '\\' || invisible(r) {
			return Problem{Code: "path.character", Args: map[string]any{"character": visible(r)}}
		}
	}
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return Problem{Code: "path.dots"}
		}
	}
	return Problem{}
}

// ExpandPath fills a pattern; the day is that of at in its own zone. It returns ""
// if the pattern asks for a slug or a date that is not there.
func ExpandPath(pattern string, id, slug string, at time.Time) string {
	if slug == "" && strings.Contains(pattern, "{slug}") {
		return ""
	}
	dated := strings.Contains(pattern, "{year}") || strings.Contains(pattern, "{month}") || strings.Contains(pattern, "{day}")
	if dated && at.IsZero() {
		return ""
	}
	year, month, day := at.Date()
	return strings.NewReplacer(
		"{slug}", slug, "{id}", id,
		"{year}", fmt.Sprintf("%04d", year), "{month}", fmt.Sprintf("%02d", month), "{day}", fmt.Sprintf("%02d", day),
	).Replace(pattern)
}

// URL returns the public URL of a decoded path: the locale's base URL and the
// escaped path. It is root-relative without a base URL.
func (l LocaleSettings) URL(path string) string {
	return l.BaseURL + (&url.URL{Path: path}).EscapedPath()
}

// AddressKey returns the form in which a public URL is kept and looked up: host
// in lower case (port included; empty for a bare path), then the decoded path in
// NFC without final slash. Query and fragment do not count. ok is false for what
// is neither an http(s) URL nor a path from the root.
func AddressKey(raw string) (key string, ok bool) {
	u, err := url.Parse(raw)
	if err != nil || u.Opaque != "" || u.User != nil || !utf8.ValidString(u.Path) {
		return "", false
	}
	switch {
	case u.Host != "" && (u.Scheme == "" || u.Scheme == "http" || u.Scheme == "https"):
	case u.Host == "" && u.Scheme == "" && strings.HasPrefix(u.Path, "/"):
	default:
		return "", false
	}
	return PathKey(u.Host, u.Path), true
}

// PathKey is [AddressKey] of a host and a decoded path.
func PathKey(host, path string) string {
	path = norm.NFC.String(path)
	if trimmed := strings.TrimRight(path, "/"); trimmed != "" {
		path = trimmed
	} else {
		path = "/"
	}
	return strings.ToLower(host) + path
}

// IsWebURL reports whether a browser would take the URL for a web page's or a
// path: it has no scheme, or http(s). Nothing that could run is one. What else
// may be wrong with it is not looked at.
func IsWebURL(raw string) bool {
	scheme := schemeOf(raw)
	return scheme == "" || scheme == "http" || scheme == "https"
}

// AsWebURL returns the URL if it is a web page's or a path. Anything else, such
// as a file named "a: b.png", becomes a path by "./" before it (RFC 3986 §4.2).
func AsWebURL(raw string) string {
	if IsWebURL(raw) {
		return raw
	}
	return "./" + raw
}

// StrictURL returns the URL with what no URL holds (RFC 3986 §2) percent-encoded: so it
// cannot end the brackets or quotes that it is put into.
func StrictURL(raw string) string {
	i := 0
	for i < len(raw) && !foreign(raw[i]) {
		i++
	}
	if i == len(raw) {
		return raw
	}
	b := []byte(raw[:i])
	for ; i < len(raw); i++ {
		if foreign(raw[i]) {
			b = fmt.Appendf(b, "%%%02X", raw[i])
		} else {
			b = append(b, raw[i])
		}
	}
	return string(b)
}

// foreign reports whether a byte stands in no URL.
func foreign(c byte) bool { return c <= ' ' || c >= 0x7f || strings.IndexByte("<>\"\\^`{|}", c) >= 0 }

// schemeOf finds the scheme of a URL as browsers do (URL Standard §4.4): control
// characters and spaces before it, tabs and line breaks in it do not count.
func schemeOf(raw string) string {
	raw = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(raw)
	raw = strings.TrimLeftFunc(raw, func(r rune) bool { return r <= ' ' })
	scheme, _, found := strings.Cut(raw, ":")
	if !found || scheme == "" {
		return ""
	}
	for i, r := range scheme {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", r)) {
			return ""
		}
	}
	return strings.ToLower(scheme)
}

// trimASCII removes white space as HTML knows it: a no-break space at the edge
// is the author's.
func trimASCII(s string) string { return strings.Trim(s, " \t\r\n\f") }

// CleanBlock is [CleanLine] for a text that may have several lines.
func CleanBlock(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(trimASCII(s))
}

// CleanLine returns a title or another text of one line in NFC: trimmed, line
// breaks as spaces, control characters gone. No-break and thin spaces stay.
func CleanLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(trimASCII(s))
}
