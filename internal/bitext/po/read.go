package po

import (
	"io"
	"net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Read reads a file, in UTF-8 or what its header says. What is no PO is a fault
// that names the line; a unit that cannot be taken has a Problem.
func Read(r io.Reader) (*exchange.File, error) {
	raw, err := io.ReadAll(exchange.Limit(r, exchange.MaxBytes))
	if err != nil {
		return nil, err
	}
	text := strings.TrimPrefix(string(raw), "\uFEFF")
	if !utf8.ValidString(text) {
		if text, err = decoded(text); err != nil {
			return nil, err
		}
	}
	p := &parser{f: &exchange.File{}}
	for line := range strings.Lines(text) {
		p.n++
		if err := p.line(strings.TrimSpace(line)); err != nil {
			return nil, err
		}
	}
	if err := p.flush(); err != nil {
		return nil, err
	}
	if !p.any {
		return nil, fault.New(fault.Malformed, "exchange.not_po", "line", 1)
	}
	return p.f, nil
}

// decoded turns a file into UTF-8 by the charset that its header names. The header
// is ASCII in every charset that gettext takes.
func decoded(text string) (string, error) {
	_, rest, _ := strings.Cut(text, "charset=")
	label, _, _ := strings.Cut(rest, `\n`)
	label, _, _ = strings.Cut(label, `"`)
	enc, err := htmlindex.Get(strings.TrimSpace(label))
	if err != nil || len(label) > 40 {
		return "", fault.New(fault.Malformed, "exchange.encoding", "encoding", exchange.Excerpt(label))
	}
	out, err := enc.NewDecoder().String(text)
	if err != nil {
		return "", fault.New(fault.Malformed, "exchange.encoding", "encoding", label)
	}
	return out, nil
}

// An entry is what stands between two msgids.
type entry struct {
	line   int // of the first of its lines
	notes  []string
	fuzzy  bool
	plural bool
	texts  map[string]*strings.Builder // by keyword
}

// A parser reads lines.
type parser struct {
	f     *exchange.File
	n     int // of the line
	any   bool
	entry entry
	last  *strings.Builder // what a line of text alone goes on with
}

func (p *parser) line(line string) error {
	switch {
	case line == "":
		return nil
	case strings.HasPrefix(line, `"`):
		return p.more(line)
	case strings.HasPrefix(line, "#~"): // nobody uses it any more
		return nil
	case strings.HasPrefix(line, "#"):
		return p.comment(line)
	}
	keyword, rest, _ := strings.Cut(line, " ")
	name, _, _ := strings.Cut(keyword, "[")
	switch name {
	case "msgctxt", "msgid":
		if err := p.begin(name); err != nil {
			return err
		}
	case "msgid_plural":
		p.entry.plural = true
	case "msgstr":
		if name != keyword && keyword != "msgstr[0]" {
			name = keyword
		}
	default:
		return p.refuse()
	}
	if p.entry.texts == nil { // nothing said what it is of
		return p.refuse()
	}
	b := &strings.Builder{}
	p.entry.texts[name] = b
	p.last = b
	return p.more(strings.TrimSpace(rest))
}

// comment reads what stands before an entry.
func (p *parser) comment(line string) error {
	if p.entry.texts["msgstr"] != nil {
		if err := p.flush(); err != nil {
			return err
		}
	}
	p.last = nil
	switch {
	case strings.HasPrefix(line, "#."):
		p.entry.notes = append(p.entry.notes, strings.TrimSpace(line[2:]))
	case strings.HasPrefix(line, "#,"):
		for flag := range strings.SplitSeq(line[2:], ",") {
			p.entry.fuzzy = p.entry.fuzzy || strings.TrimSpace(flag) == "fuzzy"
		}
	}
	return nil
}

// begin begins the texts of an entry, which msgctxt or else msgid does.
func (p *parser) begin(name string) error {
	if p.entry.texts["msgid"] != nil || name == "msgctxt" && p.entry.texts != nil {
		if err := p.flush(); err != nil {
			return err
		}
	}
	if p.entry.texts == nil {
		p.entry.texts = make(map[string]*strings.Builder)
		p.entry.line = p.n
	}
	return nil
}

// more adds a quoted text to what was begun.
func (p *parser) more(line string) error {
	if p.last == nil || len(line) < 2 || line[0] != '"' || line[len(line)-1] != '"' {
		return p.refuse()
	}
	s, ok := unquote(line[1 : len(line)-1])
	if !ok || p.last.Len()+len(s) > exchange.MaxText {
		return p.refuse()
	}
	p.last.WriteString(s)
	return nil
}

func (p *parser) refuse() error {
	return fault.New(fault.Malformed, "exchange.not_po", "line", p.n)
}

// flush takes the entry that was read.
func (p *parser) flush() error {
	e := p.entry
	p.entry, p.last = entry{}, nil
	if e.texts == nil {
		return nil
	}
	if e.texts["msgid"] == nil || e.texts["msgstr"] == nil {
		return p.refuse()
	}
	p.any = true
	id, place := e.text("msgid"), e.text("msgctxt")
	if id == "" && place == "" {
		p.header(e.text("msgstr"))
		return nil
	}
	u := exchange.Unit{Line: e.line, Source: id, Target: e.text("msgstr"), State: exchange.Translated}
	switch {
	case u.Target == "":
		u.State = exchange.NeedsTranslation
	case e.fuzzy:
		u.State = exchange.NeedsReview
	}
	if e.plural {
		u.Problem = "exchange.plural"
	}
	segment := place
	if i := strings.LastIndex(place, contextMark); i >= 0 {
		u.Place, segment = place[:i], place[i+len(contextMark):]
	}
	p.f.Identify(&u, segment, e.notes...)
	return p.f.Add(u)
}

func (e *entry) text(keyword string) string {
	if b := e.texts[keyword]; b != nil {
		return b.String()
	}
	return ""
}

// header reads the first entry.
func (p *parser) header(text string) {
	m, err := mail.ReadMessage(strings.NewReader(text + "\n"))
	if err != nil {
		return // a file without a header of ours says in its units what they are
	}
	p.f.Named(m.Header.Get(fieldFile))
	p.f.Source = tag(m.Header.Get(fieldSource))
	p.f.Target = tag(m.Header.Get("Language"))
}

func tag(s string) locale.Tag {
	t, err := locale.Parse(strings.ReplaceAll(s, "_", "-"))
	if err != nil {
		return locale.Tag(s)
	}
	return t
}
