package search

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/shortcode"
)

// A Document is what an entry says, as its stored bytes say it.
type Document struct {
	Title   string
	Summary string
	Names   []string // of its tags, authors and series
	HTML    string   // of its body
}

// Read reads a stored entry: see [entry.Join].
func Read(card, body []byte) (Document, error) {
	var c struct {
		Title, Summary string
		Authors, Tags  []entry.Term
		Series         *entry.Term
	}
	if err := json.Unmarshal(card, &c); err != nil {
		return Document{}, fmt.Errorf("read card: %w", err)
	}
	d := Document{Title: c.Title, Summary: c.Summary}
	for _, t := range append(c.Tags, c.Authors...) {
		d.Names = append(d.Names, t.Name)
	}
	if c.Series != nil {
		d.Names = append(d.Names, c.Series.Name)
	}
	var err error
	d.HTML, err = entry.HTML(body)
	return d, err
}

// Sum tells whether the words of the document would be the same again. It is never 0.
func (d Document) Sum(facets []content.TermID) int64 {
	h := sha256.New()
	for _, part := range append([]string{d.Title, d.Summary, d.HTML}, d.Names...) {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	for _, f := range facets {
		h.Write([]byte(f))
		h.Write([]byte{1})
	}
	return int64(binary.BigEndian.Uint64(h.Sum(nil))>>2) + Form //nolint:gosec // two bits are gone
}

// Words returns what the document is found by, in the language.
func (d Document) Words(tag locale.Tag, facets []content.TermID) entry.Words {
	c := NewCutter(tag)
	p := markup.PlainOf(d.HTML)
	w := entry.Words{
		Title:    c.index(d.Title),
		Headings: c.index(markup.Text(d.Summary) + "\n" + strings.Join(p.Headings, "\n")),
		Body:     c.index(shortcode.Unescape(p.Text) + "\n" + strings.Join(p.Alts, "\n")),
		Names:    c.index(strings.Join(d.Names, "\n")),
		Plain:    entry.PlainWords{Title: c.plain(d.Title), Names: c.plain(strings.Join(d.Names, "\n"))},
		Sum:      d.Sum(facets),
	}
	marks := make([]string, len(facets))
	for i, f := range facets {
		marks[i] = Facet(f)
	}
	w.Facets = strings.Join(marks, " ")
	return w
}

// index writes the words of a text as the index takes them: the words as they follow
// each other, then the stems, then what hyphens join and strokes part, as one word.
func (c *Cutter) index(text string) string {
	list, joints := c.Cut(Clean(text))
	var b strings.Builder
	b.Grow(len(list) * 20)
	for _, w := range list {
		c.write(&b, Exact, w.Exact)
	}
	for _, w := range list {
		for _, stem := range w.Stems {
			c.write(&b, Stemmed, stem)
		}
	}
	for _, j := range joints {
		c.write(&b, Exact, j.Whole.Exact)
		for _, stem := range j.Whole.Stems {
			c.write(&b, Stemmed, stem)
		}
	}
	return b.String()
}

// plain writes the words of a text without stems.
func (c *Cutter) plain(text string) string {
	list, joints := c.Cut(Clean(text))
	var b strings.Builder
	for _, w := range list {
		c.write(&b, Exact, w.Exact)
	}
	for _, j := range joints {
		c.write(&b, Exact, j.Whole.Exact)
	}
	return b.String()
}

func (c *Cutter) write(b *strings.Builder, kind Kind, word string) {
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(kind.lead(c.tag))
	b.WriteString(word)
}
