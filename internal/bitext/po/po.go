// Package po writes and reads translations as PO files of GNU gettext. Tags are in
// the small markup of package segment; msgctxt is the place in the post and the id
// of the segment. The reader is our own, since the libraries there are leave out
// comments and flags, and those say who a unit is and whether it is done.
package po

import (
	"bufio"
	"io"
	"net/url"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
)

// stamp is the form of instants in a header.
const stamp = "2006-01-02 15:04+0000"

// The fields of the header that are ours.
const (
	fieldFile   = "X-Diptych-File"
	fieldSource = "X-Source-Language"
)

// Write writes one file.
func Write(w io.Writer, f *exchange.File) error {
	p := &pen{w: bufio.NewWriter(w)}
	p.comment("#", f.Title)
	p.field("msgid", "")
	p.field("msgstr", header(f))
	for i := range f.Units {
		p.unit(&f.Units[i])
	}
	return p.w.Flush()
}

// header returns the text of the first entry, which speaks of the file.
func header(f *exchange.File) string {
	var b strings.Builder
	for _, field := range [][2]string{
		{"Project-Id-Version", f.Post},
		{"POT-Creation-Date", f.At.UTC().Format(stamp)},
		{"PO-Revision-Date", f.At.UTC().Format(stamp)},
		{"Last-Translator", "Diptych <>"},
		{"Language-Team", string(f.Target)},
		{"Language", strings.ReplaceAll(string(f.Target), "-", "_")},
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=UTF-8"},
		{"Content-Transfer-Encoding", "8bit"},
		{"X-Generator", "Diptych"},
		{fieldFile, f.Name()},
		{fieldSource, string(f.Source)},
	} {
		b.WriteString(field[0] + ": " + field[1] + "\n")
	}
	return b.String()
}

// A pen writes lines. The writer under it keeps the first error.
type pen struct{ w *bufio.Writer }

func (p *pen) line(parts ...string) {
	for _, part := range parts {
		_, _ = p.w.WriteString(part)
	}
	_ = p.w.WriteByte('\n')
}

// comment writes each line of a text as a comment.
func (p *pen) comment(mark, text string) {
	if text == "" {
		return
	}
	for line := range strings.Lines(exchange.Plain(text)) {
		p.line(mark, " ", strings.TrimRight(line, "\n"))
	}
}

// field writes a keyword with its text, in several lines where the text has several.
func (p *pen) field(keyword, text string) {
	lines := strings.SplitAfter(exchange.Plain(text), "\n")
	if last := len(lines) - 1; last > 0 && lines[last] == "" {
		lines = lines[:last]
	}
	if len(lines) == 1 {
		p.line(keyword, " ", quote(lines[0]))
		return
	}
	p.line(keyword, ` ""`)
	mark := ""
	if strings.HasPrefix(keyword, "#|") {
		mark = "#| "
	}
	for _, line := range lines {
		p.line(mark, quote(line))
	}
}

var escapes = strings.NewReplacer("\\", `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`)

func quote(s string) string { return `"` + escapes.Replace(s) + `"` }

func (p *pen) unit(u *exchange.Unit) {
	p.line()
	for _, note := range u.Notes {
		p.comment("#.", note)
	}
	for _, s := range u.Suggestions {
		p.comment("#.", suggestion(s))
	}
	p.comment("#.", exchange.Legend(u.Tags))
	p.comment("#.", u.String())
	if place := (&url.URL{Path: u.Place}).EscapedPath(); place != "" {
		p.line("#: ", place)
	}
	if u.State == exchange.NeedsReview {
		p.line("#, fuzzy")
	}
	if u.Previous != "" {
		p.field("#| msgid", u.Previous)
	}
	p.field("msgctxt", u.Place+contextMark+u.Segment)
	p.field("msgid", u.Source)
	p.field("msgstr", u.Target)
}

// contextMark stands between place and segment in a msgctxt.
const contextMark = " #"

// suggestion returns a suggestion in a line; PO has no place of its own for it.
func suggestion(s exchange.Suggestion) string {
	return "~ " + s.Origin + ": " + s.Target
}
