package glossary

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// columns are those of our own files. The first four must be there.
var columns = [...]string{"source", "target", "term", "translation", "forms", "targetForms", "forbidden", "note", "caseSensitive"}

const (
	needed = 4
	bar    = "|" // between forms in one cell
	yes    = "yes"
)

// computes are the signs that a cell begins with which a spreadsheet would compute
// (OWASP, CSV Injection).
const computes = "=+-@\t\r\n"

// WriteCSV writes terms as CSV (RFC 4180), a head first. A cell that a spreadsheet
// would compute has an apostrophe before it, which [ReadCSV] takes away again.
func WriteCSV(w io.Writer, terms func(yield func(bitext.Term) error) error) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(columns[:]); err != nil {
		return fmt.Errorf("write a head: %w", err)
	}
	err := terms(func(t bitext.Term) error {
		sensitive := ""
		if t.CaseSensitive {
			sensitive = yes
		}
		cells := []string{
			string(t.Source.Locale), string(t.Target.Locale), t.Source.Term, t.Target.Term, strings.Join(t.Source.Forms, bar),
			strings.Join(t.Target.Forms, bar), strings.Join(t.Forbidden, bar), t.Note, sensitive,
		}
		for i, cell := range cells {
			if cell != "" && strings.ContainsAny(cell[:1], computes+"'") {
				cells[i] = "'" + cell
			}
		}
		return out.Write(cells)
	})
	if err != nil {
		return fmt.Errorf("write terms: %w", err)
	}
	out.Flush()
	return out.Error()
}

// ReadCSV reads terms and gives each to each, in order. The head names the columns, in
// any order; others are passed over. Semicolons may part them, as some spreadsheets
// write. What is no such file is a fault with its line.
func ReadCSV(r io.Reader, each func(bitext.TermRow) error) error {
	in := bufio.NewReader(r)
	if start, err := in.Peek(3); err == nil && string(start) == "\ufeff" {
		_, _ = in.Discard(3) // they are there
	}
	c := csv.NewReader(in)
	c.Comma, c.FieldsPerRecord, c.ReuseRecord = comma(in), -1, true
	head, err := c.Read()
	if err != nil {
		return unreadable(err)
	}
	place := make(map[string]int)
	for i, name := range head {
		place[strings.ToLower(strings.TrimSpace(name))] = i
	}
	for _, name := range columns[:needed] {
		if _, ok := place[name]; !ok {
			return fault.New(fault.Malformed, "glossary.no_column", "column", name)
		}
	}
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unreadable(err)
		}
		line, _ := c.FieldPos(0)
		if err := each(rowOf(line, func(name string) string { return cell(cells, place, name) })); err != nil {
			return err
		}
	}
}

// comma returns what parts the cells of the head.
func comma(in *bufio.Reader) rune {
	start, _ := in.Peek(500) // what is shorter is all there
	head, _, _ := strings.Cut(string(start), "\n")
	if strings.Contains(head, ";") && !strings.Contains(head, ",") {
		return ';'
	}
	return ','
}

// cell returns the cell in the named column, as it was before a spreadsheet was kept
// from computing it.
func cell(cells []string, place map[string]int, name string) string {
	at, ok := place[strings.ToLower(name)]
	if !ok || at >= len(cells) {
		return ""
	}
	text := cells[at]
	if len(text) > 1 && text[0] == '\'' && strings.ContainsAny(text[1:2], computes+"'") {
		text = text[1:]
	}
	return strings.TrimSpace(text)
}

func rowOf(line int, cell func(string) string) bitext.TermRow {
	row := bitext.TermRow{Line: line, CaseSet: true, Excerpt: cell("term") + " – " + cell("translation")}
	for _, name := range columns {
		if !utf8.ValidString(cell(name)) {
			row.Problem, row.Excerpt = "text.encoding", strings.ToValidUTF8(row.Excerpt, "\uFFFD")
			return row
		}
	}
	t := &row.Term
	t.Source = bitext.TermSide{Locale: locale.Tag(cell("source")), Term: cell("term"), Forms: parts(cell("forms"))}
	t.Target = bitext.TermSide{Locale: locale.Tag(cell("target")), Term: cell("translation"), Forms: parts(cell("targetForms"))}
	t.Forbidden, t.Note = parts(cell("forbidden")), cell("note")
	switch strings.ToLower(cell("caseSensitive")) {
	case "", "no", "false", "0", "non":
	case yes, "true", "1", "oui":
		t.CaseSensitive = true
	default:
		row.Problem = "glossary.not_yes"
	}
	return row
}

// parts cuts a cell into forms.
func parts(cell string) []string {
	var list []string
	for form := range strings.SplitSeq(cell, bar) {
		if form = strings.TrimSpace(form); form != "" {
			list = append(list, form)
		}
	}
	return list
}

// unreadable says what is wrong with a file of cells.
func unreadable(err error) error {
	if _, ok := fault.Of(err); ok {
		return err
	}
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Malformed, "glossary.no_column", "column", columns[0])
	}
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		return errors.Join(fault.New(fault.Malformed, "glossary.not_csv", "line", e.Line), err)
	}
	return err
}
