// Package shortcode makes HTML of the words in square brackets by which WordPress
// puts captions, galleries and pages of others into posts:
//
//	[caption align="alignright" width="300"]<img …> What it shows[/caption]
//	[gallery ids="harbour, lighthouse" columns="2"]
//	[embed]https://vimeo.com/76979871[/embed]
//
// and of the address of a known page that stands alone in its paragraph. What it
// does not know or cannot place stays as it was written, and is reported. Code
// (pre, code and the like) is never touched, and doubled brackets, [[gallery]], show
// what they hold: they are kept until a text is shown, and [Unescape] takes them off.
package shortcode

import (
	"strings"
	"unicode/utf8"
)

// A Frame is a page of others as it is shown in a post.
type Frame struct {
	Src    string
	Width  int // pixels that it is made for; 0: not known
	Height int
	Named  bool // of a service that every site may show: its address alone in a paragraph is shown
}

// A Frames knows how the page at an address is shown; ok is false where it cannot be.
type Frames func(address string) (f Frame, ok bool)

// A Result is a text with its shortcodes made HTML, which nobody has judged yet.
type Result struct {
	HTML     string // in as many lines as the source, each beginning with what it began with
	Findings []Finding
}

// A Finding is a shortcode that was not, or not wholly, understood.
type Finding struct {
	Code    string         // message key, such as "shortcode.unclosed"
	Args    map[string]any // values for the message
	Excerpt string         // the shortcode, cut
	Line    int            // where it stands, from 1
	Column  int            // in that line, in characters, from 1
}

// maxFindings bounds a report: a hostile text must not become a longer one.
const maxFindings = 200

// maxFrames bounds how many pages of others one text shows by their addresses: a frame is
// far longer than these.
const maxFrames = 1000

// Expand makes HTML of the shortcodes in a source of HTML. It takes any bytes, never
// fails, and takes time in proportion to their number.
func Expand(source string, frames Frames) Result {
	if !strings.Contains(source, "[") && !strings.Contains(source, "://") && !strings.Contains(source, "{{") {
		return Result{HTML: source}
	}
	s := &scanner{source: source, frames: frames}
	s.scan()
	return Result{HTML: s.edited(), Findings: s.findings()}
}

// An edit puts a text in the place of a stretch of the source.
type edit struct {
	start, end int
	text       string
}

// replace notes an edit, whose text is put on one line: what tags and addresses say may
// hold line breaks, escaped ones too. Those that the edit takes away are put behind its
// text, so that what follows keeps its line.
func (s *scanner) replace(start, end int, text string) {
	lost := strings.Repeat("\n", strings.Count(s.source[start:end], "\n"))
	s.edits = append(s.edits, edit{start, end, strings.ReplaceAll(text, "\n", " ") + lost})
}

// edited returns the source with all edits made.
func (s *scanner) edited() string {
	if len(s.edits) == 0 {
		return s.source
	}
	inOrder(s.edits)
	var b strings.Builder
	b.Grow(len(s.source) + 64*len(s.edits))
	at := 0
	for _, e := range s.edits {
		if e.start < at {
			continue // within one that was made
		}
		b.WriteString(s.source[at:e.start])
		b.WriteString(e.text)
		at = e.end
	}
	b.WriteString(s.source[at:])
	return b.String()
}

// note reports the shortcode between two offsets.
func (s *scanner) note(start, end int, code string, args map[string]any) {
	if len(s.found) >= maxFindings {
		return
	}
	s.found = append(s.found, found{start, Finding{Code: code, Args: args, Excerpt: excerpt(s.source[start:end])}})
}

// found is a finding with its place as an offset.
type found struct {
	at int
	Finding
}

// findings returns what was found in order, with lines and columns.
func (s *scanner) findings() []Finding {
	var list []Finding
	line, begin, at := 1, 0, 0
	for _, f := range sorted(s.found) {
		passed := s.source[at:f.at]
		line += strings.Count(passed, "\n")
		if i := strings.LastIndexByte(passed, '\n'); i >= 0 {
			begin = at + i + 1
		}
		at = f.at
		f.Line, f.Column = line, 1+utf8.RuneCountInString(s.source[begin:at])
		list = append(list, f.Finding)
	}
	return list
}

// excerpt returns the beginning of a text on one line.
func excerpt(s string) string {
	const most = 80
	if len(s) > 4*most {
		s = s[:4*most]
	}
	line := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(s, "�")), " "))
	if len(line) > most {
		return string(line[:most-1]) + "…"
	}
	return string(line)
}
