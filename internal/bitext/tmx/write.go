package tmx

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/words"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Writer writes a memory of one direction.
type Writer struct {
	b *bufio.Writer
	d bitext.Direction
}

// NewWriter begins a memory. Nothing reaches w before the first entries are written,
// or [Writer.End].
func NewWriter(w io.Writer, d bitext.Direction) *Writer {
	out := &Writer{b: bufio.NewWriter(w), d: d}
	out.say(xml.Header + "<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version=\"1.4\">\n")
	out.say(` <header creationtool="Diptych" creationtoolversion="1" segtype="paragraph" o-tmf="Diptych" adminlang="en"` +
		attr("srclang", string(d.Source)) + " datatype=\"html\"/>\n <body>\n")
	return out
}

// say writes what is XML already. The writer keeps its first error for Flush.
func (w *Writer) say(text string) { _, _ = w.b.WriteString(text) }

// Entry writes one entry.
func (w *Writer) Entry(e bitext.Entry) error {
	at := e.At.UTC().Format(stamp)
	w.say("  <tu" + attr("tuid", strconv.FormatInt(e.ID, 10)) + attr("changedate", at) + attr("changeid", e.By) + ">\n")
	w.prop("x-diptych-origin", string(e.Origin))
	w.prop("x-diptych-post", string(e.Post))
	w.prop("x-diptych-segment", e.Segment)
	elements := strings.Fields(e.Tags)
	w.text(w.d.Source, e.Source, elements)
	w.text(w.d.Target, e.Target, elements)
	if _, err := w.b.WriteString("  </tu>\n"); err != nil {
		return fmt.Errorf("write entry %d: %w", e.ID, err)
	}
	return nil
}

// End ends the memory.
func (w *Writer) End() error {
	w.say(" </body>\n</tmx>\n")
	if err := w.b.Flush(); err != nil {
		return fmt.Errorf("write the memory: %w", err)
	}
	return nil
}

func (w *Writer) prop(kind, text string) {
	if text != "" {
		w.say("   <prop" + attr("type", kind) + ">" + escaped(text) + "</prop>\n")
	}
}

// text writes one language.
func (w *Writer) text(tag locale.Tag, text string, elements []string) {
	w.say("   <tuv" + attr("xml:lang", string(tag)) + "><seg>")
	done := 0
	for _, t := range words.Cut(text, tag) {
		if t.Kind != words.Tag {
			continue
		}
		w.say(escaped(unescape.Replace(text[done:t.Start])) + inline(t.Text, elements))
		done = t.End
	}
	w.say(escaped(unescape.Replace(text[done:])) + "</seg></tuv>\n")
}

// unescape reads words of the small markup.
var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// inline writes a tag as TMX has it: what it is in HTML stands in it, for the tools
// that show that.
func inline(tag string, elements []string) string {
	number := strings.Trim(tag, "</>")
	element := ""
	if n, err := strconv.Atoi(number); err == nil && 0 < n && n <= len(elements) {
		element = strings.TrimSuffix(elements[n-1], "/")
	}
	shown := cmp.Or(element, number)
	switch {
	case strings.HasPrefix(tag, "</"):
		return "<ept" + attr("i", number) + ">" + escaped("</"+shown+">") + "</ept>"
	case strings.HasSuffix(tag, "/>"):
		return "<ph" + attr("x", number) + attr("type", element) + ">" + escaped("<"+shown+"/>") + "</ph>"
	}
	return "<bpt" + attr("i", number) + attr("x", number) + attr("type", element) + ">" + escaped("<"+shown+">") + "</bpt>"
}

// attr writes an attribute; none without a value.
func attr(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + escaped(value) + `"`
}

// escaped writes text as XML, and what XML cannot hold as U+FFFD.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder does not fail
	return b.String()
}
