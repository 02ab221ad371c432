package content

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// WithHeads returns the post as it would be if its newest revisions in the
// languages, and of the shared part, went live at that instant. Languages that it
// does not have are passed over; others stay as they are, and so does p.
func (p *Post) WithHeads(at time.Time, tags ...locale.Tag) (*Post, error) {
	after := *p
	after.Translations = slices.Clone(p.Translations)
	pub := Publication{Shared: p.Head, Translations: make(map[locale.Tag]int, len(tags))}
	for _, tag := range tags {
		if t := p.Translation(tag); t != nil {
			pub.Translations[tag] = t.Head
		}
	}
	if len(pub.Translations) == 0 {
		return &after, nil
	}
	_, err := after.Publish(at, pub)
	return &after, err
}

// A Preview is what fills the preview pattern of a locale.
type Preview struct {
	Token  string
	Post   PostID
	Slug   string
	Locale locale.Tag
	Date   time.Time // in the site's zone
}

// PreviewURL returns the address at which the public site shows a draft: the
// locale's pattern with its values percent-encoded, behind the base URL where it
// is a path. It is "" without a pattern, or if that asks for a slug that is not
// there.
func (l LocaleSettings) PreviewURL(p Preview) string {
	pattern := l.Paths.Preview
	if pattern == "" || p.Slug == "" && strings.Contains(pattern, "{slug}") {
		return ""
	}
	host, rest := splitPreview(pattern)
	if host == "" {
		host = l.BaseURL
	}
	rest = strings.NewReplacer("{token}", encoded(p.Token), "{locale}", encoded(string(p.Locale))).Replace(rest)
	return host + ascii(ExpandPath(rest, encoded(string(p.Post)), encoded(p.Slug), p.Date))
}

// checkPreview returns what is wrong with a preview pattern: it is a path, or an
// http(s) URL, perhaps with query and fragment, written as in a browser. Its host
// is fixed: a value could lead elsewhere.
func checkPreview(pattern string) Problem {
	host, rest := splitPreview(pattern)
	for _, word := range append(placeholders(), "token", "locale") {
		rest = strings.ReplaceAll(rest, "{"+word+"}", "x")
	}
	path, after := rest, ""
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		path, after = rest[:i], rest[i:]
	}
	switch {
	case host != "" && !baseURL(host), strings.ContainsAny(after, ` <>"\`), strings.ContainsFunc(after, invisible):
		return Problem{Code: "path.preview", Args: map[string]any{"pattern": pattern}}
	case strings.ContainsAny(rest, "{}"):
		return Problem{Code: "path.placeholder", Args: map[string]any{"pattern": pattern}}
	case !parses(rest): // such as a % alone: the link could not be opened
		return Problem{Code: "path.preview", Args: map[string]any{"pattern": pattern}}
	case host != "" && path == "":
		return Problem{}
	}
	return CheckPath(path)
}

// parses reports whether the filled rest of a pattern can be read as a URL.
func parses(rest string) bool {
	_, err := url.Parse(ascii(rest))
	return err == nil
}

// splitPreview parts a preview pattern into scheme and host, if it has them, and
// the rest.
func splitPreview(pattern string) (host, rest string) {
	scheme, after, ok := strings.Cut(pattern, "://")
	if !ok || strings.ContainsAny(scheme, "/?#") {
		return "", pattern
	}
	if i := strings.IndexAny(after, "/?#"); i >= 0 {
		return scheme + "://" + after[:i], after[i:]
	}
	return pattern, ""
}

// encoded returns a value as it can stand in any part of a URL (RFC 3986 §2.1).
func encoded(value string) string {
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}

// ascii percent-encodes what cannot stand in a URL.
func ascii(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`"<>\^|`+"`", c) >= 0 {
			b.WriteString(encoded(s[i : i+1]))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
