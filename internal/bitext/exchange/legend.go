package exchange

import (
	"fmt"
	"html"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// shown are the attributes that tell a translator what a tag is, in this order.
var shown = []string{"href", "src", "alt", "title", "lang", "class"}

// Opening returns the tag as HTML has it, with the attributes that tell a
// translator something.
func Opening(t segment.Tag) string {
	var b strings.Builder
	b.WriteString("<" + t.Element)
	for _, name := range shown {
		if value, ok := t.Attrs[name]; ok {
			fmt.Fprintf(&b, ` %s="%s"`, name, html.EscapeString(value))
		}
	}
	b.WriteString(">")
	return b.String()
}

// Closing returns the end tag as HTML has it, or "" of what has none.
func Closing(t segment.Tag) string {
	if t.Void {
		return ""
	}
	return "</" + t.Element + ">"
}

// Legend returns what the numbers of a text's tags stand for, in one line:
// `1: <strong>, 2: <a href="…">`.
func Legend(tags []segment.Tag) string {
	var lines []string
	for i, t := range tags {
		said := Opening(t)
		if t.Opaque && t.Text != "" {
			said += t.Text + "</" + t.Element + ">"
		}
		lines = append(lines, fmt.Sprintf("%d: %s", i+1, said))
	}
	return strings.Join(lines, ", ")
}
