package change

import (
	"iter"
	"net/url"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
)

// A piece is a tag of the small markup, or a run of text without one.
type piece struct {
	text   string // of a run: with & < > as they are
	tag    int    // its number; 0 of a run
	closes bool
	alone  bool
	raw    string
}

// pieces cuts a text in the small markup at its tags.
func pieces(text string) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		for text != "" {
			i := strings.IndexByte(text, '<')
			p, n := piece{}, 0
			if i == 0 {
				p, n = tagAt(text)
			}
			if n == 0 {
				n = len(text)
				if j := strings.IndexByte(text[1:], '<'); j >= 0 {
					n = j + 1
				}
				p = piece{text: unescaped(text[:n]), raw: text[:n]}
			}
			if !yield(p) {
				return
			}
			text = text[n:]
		}
	}
}

// tagAt reads the tag that the text begins with, and its length: 0 if it is none.
func tagAt(text string) (p piece, length int) {
	i := 1
	if strings.HasPrefix(text[i:], "/") {
		p.closes = true
		i++
	}
	start := i
	for i < len(text) && text[i] >= '0' && text[i] <= '9' && i-start < 6 {
		p.tag = p.tag*10 + int(text[i]-'0')
		i++
	}
	if i == start || p.tag == 0 {
		return piece{}, 0
	}
	if !p.closes && strings.HasPrefix(text[i:], "/") {
		p.alone = true
		i++
	}
	if !strings.HasPrefix(text[i:], ">") {
		return piece{}, 0
	}
	p.raw = text[:i+1]
	return p, i + 1
}

func unescaped(text string) string {
	if !strings.Contains(text, "&") {
		return text
	}
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}

func hasTag(text string) bool {
	for p := range pieces(text) {
		if p.tag != 0 {
			return true
		}
	}
	return false
}

func tagOf(s segment.Segment, number int) (segment.Tag, bool) {
	if number > len(s.Tags) {
		return segment.Tag{}, false
	}
	return s.Tags[number-1], true
}

// A target is what a tag says beside its words: where a link leads, which picture it is.
type target struct {
	reason Reason
	value  string
}

// targetsOf returns what the tag says.
func targetsOf(t segment.Tag) []target {
	var list []target
	add := func(reason Reason, value string) {
		if value != "" {
			list = append(list, target{reason, value})
		}
	}
	add(Link, address(t.Attrs["href"]))
	for _, name := range []string{"src", "data", "poster"} {
		add(Picture, address(t.Attrs[name]))
	}
	add(Date, t.Attrs["datetime"])
	if t.Opaque {
		add(Code, t.Element+" "+strings.Join(strings.Fields(t.Text), " "))
	}
	return list
}

// address returns the normal form of where a link leads: what is not seen of a
// change in it leads to the same place.
func address(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		return link
	}
	if u.Scheme == "http" {
		u.Scheme = "https"
	}
	u.Host = strings.ToLower(u.Host)
	u.Path = strings.TrimSuffix(u.Path, "/")
	if u.RawQuery != "" {
		query := u.Query()
		for name := range query {
			if strings.HasPrefix(name, "utm_") || name == "gclid" || name == "fbclid" {
				query.Del(name)
			}
		}
		u.RawQuery = query.Encode()
	}
	u.RawPath = ""
	return u.String()
}

// compareTargets finds links, pictures and code that are others now, or in another order.
func compareTargets(from, to []target, found map[Reason]bool) {
	for _, reason := range []Reason{Link, Picture, Date, Code} {
		if !slices.EqualFunc(valuesOf(from, reason), valuesOf(to, reason), sameTarget) {
			found[reason] = true
		}
	}
}

// sameTarget reports whether the target stayed. Saving puts references in the place of
// addresses that the site knows, which nobody wrote: a web address or a path that
// became a reference to a post, to the same place in it, is the same. Which post it
// was is not known here; whether two languages lead to the same is for the checks.
func sameTarget(from, to string) bool {
	if from == to {
		return true
	}
	ref, ok := content.ParseReference(to)
	u, err := url.Parse(from)
	if !ok || err != nil || u.Scheme != "" && u.Scheme != "https" || u.Host == "" && !strings.HasPrefix(u.Path, "/") {
		return false
	}
	if ref.Asset != "" {
		return strings.Contains(u.Path, "/media/"+string(ref.Asset)+"/")
	}
	fragment := ""
	if u.Fragment != "" {
		fragment = "#" + u.EscapedFragment()
	}
	return fragment == ref.Fragment
}

func valuesOf(targets []target, reason Reason) []string {
	var values []string
	for _, t := range targets {
		if t.reason == reason {
			values = append(values, t.value)
		}
	}
	return slices.Compact(values) // one link cut in two is one
}
