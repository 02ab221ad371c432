package shortcode

import (
	"html"
	"regexp"
	"slices"
	"strings"
)

// A tag is one pair of square brackets in the source.
type tag struct {
	name       string
	attributes []attribute
	start, end int // with its brackets, doubled ones included
	closes     bool
	escaped    bool // its brackets are doubled
	self       bool // it ends in a slash
	paragraph  place
}

type attribute struct{ key, value string }

// maxTag bounds a tag, in bytes, and maxOpen how many wait for their end at once.
const (
	maxTag  = 4000
	maxOpen = 100
)

// Names that are understood, and those of WordPress that are not.
var (
	names   = []string{"caption", "wp_caption", "gallery", "embed"}
	foreign = []string{"audio", "video", "playlist"}
)

var (
	tagName   = regexp.MustCompile(`^\[\[?(/?)([A-Za-z][A-Za-z0-9_-]*)`)
	looksLike = regexp.MustCompile(`^\s+[A-Za-z_-]+=["'“”«&]`)
	doubled   = regexp.MustCompile(`\[\[((?:caption|wp_caption|gallery|embed)(?:[\s/][^\[\]]*)?\])\]?`)
	hugo      = regexp.MustCompile(`\{\{(?:<|&lt;|%)\s*([A-Za-z][A-Za-z0-9_./-]*)[^{}]{0,200}\}{0,2}`)
	doubleEnd = regexp.MustCompile(`(\[/(?:caption|wp_caption|gallery|embed)\])\]`)
)

// Unescape takes the outer ones of doubled brackets around shortcodes off a text that
// is shown.
func Unescape(text string) string {
	if !strings.Contains(text, "[[") && !strings.Contains(text, "]]") {
		return text
	}
	return doubleEnd.ReplaceAllString(doubled.ReplaceAllString(text, "[$1"), "$1")
}

// text looks for tags in a text. Hugo's are understood where a site is imported, and
// nowhere else.
func (s *scanner) text(t token) {
	if text := s.source[t.start:t.end]; strings.Contains(text, "{{") {
		for _, m := range hugo.FindAllStringSubmatchIndex(text, maxFindings) {
			s.note(t.start+m[0], t.start+m[1], "shortcode.hugo", map[string]any{"name": text[m[2]:m[3]]})
		}
	}
	for at := t.start; at < t.end; {
		i := strings.IndexByte(s.source[at:t.end], '[')
		if i < 0 {
			return
		}
		at += i
		next, ok := s.tagAt(at, t.end)
		if !ok {
			at++
			continue
		}
		next.paragraph = s.paragraph
		s.meet(next)
		at = next.end
	}
}

// tagAt reads the tag that begins at an offset of a text. ok is false for brackets
// that are none.
func (s *scanner) tagAt(at, end int) (t tag, ok bool) {
	rest := s.source[at:min(end, at+maxTag)]
	m := tagName.FindStringSubmatch(rest)
	if m == nil {
		return tag{}, false
	}
	closing := strings.IndexByte(rest, ']')
	if closing < len(m[0]) {
		return tag{}, false
	}
	says := rest[len(m[0]):closing]
	t = tag{name: m[2], closes: m[1] != "", start: at, end: at + closing + 1, escaped: strings.HasPrefix(rest, "[[")}
	if says != "" && !strings.ContainsAny(says[:1], " \t\n\r\f/&\u00a0") {
		return tag{}, false
	}
	if !slices.Contains(names, t.name) {
		if !t.closes && !t.escaped && (slices.Contains(foreign, t.name) || looksLike.MatchString(says)) {
			s.note(t.start, t.end, "shortcode.unknown", map[string]any{"name": t.name})
		}
		return tag{}, false
	}
	if doubled := strings.HasPrefix(s.source[t.end:end], "]"); doubled && (t.escaped || t.closes) {
		t.escaped = true
		t.end++
	} else if t.closes {
		t.escaped = false
	}
	if t.name == "wp_caption" {
		t.name = "caption"
	}
	says, t.self = strings.CutSuffix(strings.TrimRight(html.UnescapeString(says), blanks), "/")
	t.attributes = attributesOf(says)
	return t, true
}

// blanks are what stands between attributes.
const blanks = " \t\n\r\f\u00a0\u202f"

// quotes are the signs that a value may stand between: straight ones, and what
// programs that mend typography make of them.
var quotes = []struct{ open, shut string }{{"\"“”„″«", "\"“”″»"}, {"'‘’‚′", "'‘’′"}}

// attributesOf reads key="value" pairs. What has no key is left out.
func attributesOf(says string) []attribute {
	var list []attribute
	for {
		says = strings.TrimLeft(says, blanks)
		if says == "" {
			return list
		}
		end := strings.IndexAny(says, blanks+"=")
		if end < 0 {
			return list
		}
		key, rest := says[:end], strings.TrimLeft(says[end:], blanks)
		value, isPair := strings.CutPrefix(rest, "=")
		if !isPair {
			says = says[end:]
			continue
		}
		var a attribute
		a.value, says = valueOf(strings.TrimLeft(value, blanks))
		a.key = strings.ToLower(key)
		list = append(list, a)
	}
}

// valueOf cuts the value off that a text begins with.
func valueOf(s string) (value, rest string) {
	for _, q := range quotes {
		for _, open := range q.open {
			inner, ok := strings.CutPrefix(s, string(open))
			if !ok {
				continue
			}
			end := strings.IndexRune(inner, open) // a curly one in straight ones is an apostrophe
			if end < 0 || open > '~' {
				end = strings.IndexAny(inner, q.shut)
			}
			if end >= 0 {
				_, rest, _ = cutRune(inner[end:])
				return strings.Trim(inner[:end], blanks), rest
			}
			s = inner // never shut: it ends as one without quotes does
		}
	}
	if end := strings.IndexAny(s, blanks); end >= 0 {
		return s[:end], s[end:]
	}
	return s, ""
}

// cutRune cuts the first sign off a text.
func cutRune(s string) (first rune, rest string, ok bool) {
	for i, r := range s {
		if i > 0 {
			return first, s[i:], true
		}
		first = r
	}
	return first, "", s != ""
}

// get returns the value of the first attribute of one of the names.
func (t *tag) get(keys ...string) string {
	for _, a := range t.attributes {
		if slices.Contains(keys, a.key) {
			return a.value
		}
	}
	return ""
}
