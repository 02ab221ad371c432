// Package segment cuts the texts of a translation into the pieces that are
// translated one by one, and joins them again. A document is never stored in
// pieces: segments are derived from it, and [Trace] says which of them is which
// after an edit.
//
// What a translator sees of a segment is its text in a small markup: tags are
// numbers (<1>…</1> for a pair, <2/> for what stands alone), their attributes
// stay here, and a literal & < or > is written &amp; &lt; or &gt;. So no HTML gets
// in by a segment, whatever is written into it.
package segment

import (
	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Kind says what a segment is of.
type Kind string

// The kinds of segments, in the order that a document has its parts.
const (
	Title           Kind = "title"
	Summary         Kind = "summary"
	SEOTitle        Kind = "seo_title"
	SEODescription  Kind = "seo_description"
	Heading         Kind = "heading"
	Paragraph       Kind = "paragraph" // a p that stands in none of the others, or loose text between blocks
	Item            Kind = "item"      // of a list
	Cell            Kind = "cell"      // of a table
	Caption         Kind = "caption"   // of a figure or a table
	Quote           Kind = "quote"     // of a block quote
	Term            Kind = "term"      // dt and dd
	Detail          Kind = "detail"    // the summary element of details
	Alt             Kind = "alt"       // the alternative text of a picture in the body
	Tooltip         Kind = "tooltip"   // a title attribute in the body
	ResourceTitle   Kind = "resource_title"
	ResourceAlt     Kind = "resource_alt"
	ResourceCaption Kind = "resource_caption"
)

// Kinds returns every kind.
func Kinds() []Kind {
	return []Kind{
		Title, Summary, SEOTitle, SEODescription, Heading, Paragraph, Item, Cell, Caption, Quote, Term, Detail,
		Alt, Tooltip, ResourceTitle, ResourceAlt, ResourceCaption,
	}
}

// A Segment is one piece that is translated by itself.
type Segment struct {
	ID    string // of its text when it was new, in [a-z0-9-]; [Trace] keeps it through edits
	Kind  Kind
	Level int      // of headings, 1 to 6
	Place string   // for people, such as "/title", "/body/4/2", "/resources/cover/alt"
	Path  []string // the elements around it, outermost first: "blockquote", "ul", "li"
	Text  string   // in the small markup; "" of an empty block
	Hash  string   // of the text, of what its tags are, and of where links and pictures lead
	Tags  []Tag    // the tag with number n is Tags[n-1]
}

// A Tag is an inline element of a segment.
type Tag struct {
	Element string
	Void    bool              // stands alone: a picture, a line break
	Opaque  bool              // stands alone, and has content that is not translated: code, an embed
	Attrs   map[string]string // as the document has them; nil if none
	Text    string            // what an opaque tag says, for people

	node      *html.Node
	reference bool // leads to a note, or back
}

// A Document is a translation, cut. It may be read by many at once; Trace
// changes the ids of its segments.
type Document struct {
	Locale   locale.Tag
	Segments []Segment

	text  content.Text
	root  *html.Node // of the body
	at    map[string]int
	parts []part // where each segment stands
}

// Cut cuts a text: title, summary, what search engines are told, the body's HTML,
// then the texts of resources by name. It reads sanitized HTML and never fails.
// Every block is a segment, an empty one too; attributes, SEO fields and texts of
// resources are where they are not empty. Ids are fresh: made of kind and text, with
// a number where that comes twice.
func Cut(tag locale.Tag, t content.Text) *Document {
	d := &Document{Locale: tag, text: t}
	d.cut()
	d.index()
	return d
}

// Of returns the text that the document was cut from.
func (d *Document) Of() content.Text { return d.text }

// Index returns the place of the segment with that id, or -1.
func (d *Document) Index(id string) int {
	if i, ok := d.at[id]; ok {
		return i
	}
	return -1
}

// Rename gives the segments other ids, in order; there must be one for each.
func (d *Document) Rename(ids []string) {
	for i := range d.Segments {
		d.Segments[i].ID = ids[i]
	}
	d.index()
}

// index notes where each id stands.
func (d *Document) index() {
	d.at = make(map[string]int, len(d.Segments))
	for i := range d.Segments {
		d.at[d.Segments[i].ID] = i
	}
}
