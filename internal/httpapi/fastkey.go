package httpapi

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	// usualKey is the room for a key that needs no memory of its own.
	usualKey = 512
	// longestKey is the longest one that is kept.
	longestKey = 4 << 10
)

// A question is what a public request asks, in its canonical form: requests that ask
// the same have the same key, and an answer depends on nothing that the key lacks, since
// it is made for the request that [errand.request] writes from these members. The key is
// canonical path and query, then what chooses among answers to them.
type question struct {
	path     string // decoded
	from, to int    // of the query in the key
	wild     bool   // the query is nothing that the operation takes: it stands in the key as it came
	chosen   locale.Tag
	asked    bool // for Markdown
	seeks    bool // it is a search
}

// ask reads the question of a request, and appends its key. The key is handed back and
// stored nowhere, so that it can stay on the caller's stack.
func (known *read) ask(key []byte, r *http.Request, m *knowledge) ([]byte, question) {
	q := question{path: known.spell(r.URL.Path, m), seeks: known.seeks}
	key = append(appendPath(key, q.path), '?')
	q.from = len(key)
	var language string
	key, language, q.wild = known.query(key, r.URL.RawQuery, m)
	q.to = len(key)
	if q.wild {
		key = append(key, 0) // which no canonical key holds
	}
	if known.locale >= 0 && language == "" {
		q.chosen = m.choose(r.Header.Get("Accept-Language"))
		key = append(append(key, '#'), q.chosen...)
	}
	if known.markdown && wantsMarkdown(strings.Join(r.Header["Accept"], ",")) {
		q.asked = true
		key = append(key, "#md"...)
	}
	return key, q
}

// spell returns the path with the language that it names as the site writes it.
func (known *read) spell(path string, m *knowledge) string {
	if known.step < 0 {
		return path
	}
	steps := strings.Split(path[len(deliveryPrefix)+1:], "/")
	tag, ok := m.Named(steps[known.step])
	if !ok || string(tag) == steps[known.step] {
		return path
	}
	steps[known.step] = string(tag)
	return deliveryPrefix + "/" + strings.Join(steps, "/")
}

// query appends the canonical form of a query: parameters in the operation's order, what
// needs no escape unescaped, languages as the site writes them, campaigns left out. What
// the operation does not take is wild, and appended as it came. It returns the language
// that the query names.
func (known *read) query(key []byte, raw string, m *knowledge) (longer []byte, language string, wild bool) {
	if raw == "" {
		return key, "", false
	}
	var given [mostParameters]string
	var there [mostParameters]bool
	from := len(key)
	if !known.sort(raw, &given, &there) {
		return append(key, raw...), "", true
	}
	for i, name := range known.parameters {
		if !there[i] {
			continue
		}
		if len(key) > from {
			key = append(key, '&')
		}
		key = append(append(key, name...), '=')
		var ok bool
		value := len(key)
		if key, ok = appendValue(key, given[i]); !ok {
			return append(key[:from], raw...), "", true
		}
		if known.tags[i] && !m.has(key[value:]) {
			if tag, ok := m.Named(string(key[value:])); ok {
				key = append(key[:value], tag...)
			}
		}
	}
	if known.locale >= 0 {
		language = given[known.locale]
	}
	return key, language, false
}

// sort finds the value of each parameter, still escaped. It reports false for a query
// that has another one, or one twice, or is none. Names that are escaped count as others:
// the routes take them, and their answers are not kept.
func (known *read) sort(raw string, given *[mostParameters]string, there *[mostParameters]bool) bool {
	if strings.IndexByte(raw, ';') >= 0 || len(raw) > maxQuery {
		return false
	}
	for more := true; more; {
		var pair string
		pair, raw, more = strings.Cut(raw, "&")
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		i := indexOf(known.parameters, name)
		switch {
		case i < 0 && strings.HasPrefix(name, "utm_"):
			continue
		case i < 0 || there[i]:
			return false
		}
		given[i], there[i] = value, true
	}
	return true
}

func indexOf(names []string, name string) int {
	for i := range names {
		if names[i] == name {
			return i
		}
	}
	return -1
}

// appendValue appends an escaped value of a query in its canonical form: that of
// [net/url.QueryEscape] of what it stands for.
func appendValue(b []byte, escaped string) ([]byte, bool) {
	for i := 0; i < len(escaped); i++ {
		c := escaped[i]
		switch c {
		case '+':
			b = append(b, '+')
			continue
		case '%':
			if i+2 >= len(escaped) || !isHex(escaped[i+1]) || !isHex(escaped[i+2]) {
				return b, false
			}
			c = unhex(escaped[i+1])<<4 | unhex(escaped[i+2])
			i += 2
		}
		switch {
		case unreserved(c):
			b = append(b, c)
		case c == ' ':
			b = append(b, '+')
		default:
			b = appendEscape(b, c)
		}
	}
	return b, true
}

// appendPath appends a decoded path, escaped.
func appendPath(b []byte, plain string) []byte {
	for i := range len(plain) {
		if c := plain[i]; unreserved(c) || c == '/' {
			b = append(b, c)
		} else {
			b = appendEscape(b, c)
		}
	}
	return b
}

func appendEscape(b []byte, c byte) []byte {
	const hex = "0123456789ABCDEF"
	return append(b, '%', hex[c>>4], hex[c&15])
}

// unreserved are the signs that mean the same escaped and not (RFC 3986 §2.3).
func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.' || c == '~'
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// canonicalPath reports whether the path of a request says one thing only: decoded and
// not it has the same parts, which are text.
func canonicalPath(decoded, escaped string) bool {
	if !utf8.ValidString(decoded) || strings.IndexByte(decoded, 0) >= 0 {
		return false
	}
	return escaped == "" || strings.Count(decoded, "/") == strings.Count(escaped, "/")
}
