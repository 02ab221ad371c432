package shortcode

import (
	"html"
	"regexp"
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A figure stands in no paragraph. One that has a paragraph to itself takes its
// place; one among words ends a paragraph, and begins another behind it.

// whole puts a figure in the place of a tag and what follows it up to end.
func (s *scanner) whole(t tag, end int, figure string) {
	start, open := s.opening(t)
	finish, shut := s.closing(t.paragraph, end)
	s.replace(start, finish, open+figure+shut)
}

// before puts the beginning of a figure in the place of a tag.
func (s *scanner) before(t tag, figure string) {
	start, open := s.opening(t)
	s.replace(start, t.end, open+figure)
}

// after puts the end of a figure in the place of a tag.
func (s *scanner) after(t tag, figure string) {
	end, shut := s.closing(t.paragraph, t.end)
	s.replace(t.start, end, figure+shut)
}

// opening returns from where on a figure stands instead of a tag, and what ends the
// paragraph before it.
func (s *scanner) opening(t tag) (start int, ends string) {
	in := t.paragraph
	switch {
	case in == place{}:
		return t.start, ""
	case blankBefore.MatchString(s.source[max(in.end, t.start-maxBlank):t.start]) && t.start-in.end <= maxBlank:
		return in.start, ""
	}
	return t.start, "</p>"
}

// closing returns up to where a figure stands that ends at an offset of a paragraph,
// and what begins the paragraph behind it.
func (s *scanner) closing(in place, end int) (finish int, begins string) {
	if in == (place{}) {
		return end, ""
	}
	if m := blankAfter.FindString(s.source[end:min(len(s.source), end+maxBlank)]); m != "" {
		return end + len(m), ""
	}
	return end, "<p>"
}

// maxBlank is how much white space is looked through, in bytes.
const maxBlank = 500

var (
	blankBefore = regexp.MustCompile(`(?i)^(?:\s|&nbsp;|&#160;|\x{a0}|<br\s*/?>)*$`)
	blankAfter  = regexp.MustCompile(`(?i)^(?:\s|&nbsp;|&#160;|\x{a0}|<br\s*/?>)*</p>`)
	bareURL     = regexp.MustCompile(`^https?://[^\s<>"]+$`)
)

// alone looks whether an address has just ended that stands alone: in a paragraph, in
// the box that WordPress makes for it, or on a line between blocks.
func (s *scanner) alone(t token) {
	last := s.recent[len(s.recent)-1]
	if last.kind == nethtml.TextToken && s.depth == 0 {
		s.lines(last, t)
		return
	}
	if t.kind != nethtml.EndTagToken || t.name != atom.P && t.name != atom.Div {
		return
	}
	at := len(s.recent) - 1
	if isBlank(s, s.recent[at]) {
		at--
	}
	var words token
	if s.recent[at].kind == nethtml.EndTagToken && s.recent[at].name == atom.A { // <a href="X">X</a>
		words = s.recent[at-1]
		if at < 3 || s.recent[at-2].name != atom.A || s.recent[at-2].kind != nethtml.StartTagToken || !s.linksTo(s.recent[at-2], words) {
			return
		}
		at -= 3
		if isBlank(s, s.recent[at]) {
			at--
		}
	} else {
		words = s.recent[at]
		at--
	}
	if at < 0 || words.kind != nethtml.TextToken || s.recent[at].kind != nethtml.StartTagToken || s.recent[at].name != t.name {
		return
	}
	s.bare(s.recent[at], t, words)
}

func isBlank(s *scanner, t token) bool {
	return t.kind == nethtml.TextToken && strings.TrimSpace(s.source[t.start:t.end]) == ""
}

// linksTo reports whether a link leads where its words say.
func (s *scanner) linksTo(link, words token) bool {
	says := html.UnescapeString(strings.TrimSpace(s.source[words.start:words.end]))
	written := html.UnescapeString(s.source[link.start:min(link.end, link.start+maxTag)])
	return says != "" && (strings.Contains(written, `"`+says+`"`) || strings.Contains(written, `'`+says+`'`))
}

// bare shows the page of an address between two tags: instead of a paragraph that
// says nothing else of itself, else in the element.
func (s *scanner) bare(begin, end, words token) {
	f, ok := s.page(s.source[words.start:words.end])
	switch {
	case !ok:
	case strings.EqualFold(s.source[begin.start:begin.end], "<p>"):
		s.replace(begin.start, end.end, figureOf(f))
	case begin.name == atom.Div:
		s.replace(begin.end, end.start, figureOf(f))
	}
}

// page returns the frame of a known page whose address is all that a text says.
func (s *scanner) page(text string) (Frame, bool) {
	text = strings.TrimSpace(text)
	if s.shown == maxFrames || len(text) > maxTag || !bareURL.MatchString(text) {
		return Frame{}, false
	}
	f, ok := s.frames(html.UnescapeString(text))
	if ok = ok && f.Named; ok {
		s.shown++
	}
	return f, ok
}

// lines shows the pages whose addresses stand on lines of their own in a text that
// stands in no element.
func (s *scanner) lines(t, next token) {
	before := s.recent[len(s.recent)-2]
	first := before.kind == nethtml.ErrorToken || before.kind == nethtml.EndTagToken && endsParagraph(before.name) || before.name == atom.P
	last := next.kind == nethtml.ErrorToken || next.kind == nethtml.StartTagToken && (endsParagraph(next.name) || next.name == atom.P)
	for at := t.start; at < t.end; {
		end := t.end
		if i := strings.IndexByte(s.source[at:t.end], '\n'); i >= 0 {
			end = at + i
		}
		whole := (at > t.start || first) && (end < t.end || last)
		if line := s.source[at:end]; whole && strings.Contains(line, "://") {
			if f, ok := s.page(line); ok {
				s.replace(at, end, figureOf(f))
			}
		}
		at = end + 1
	}
}
