package feed

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

const declaration = `<?xml version="1.0" encoding="utf-8"?>` + "\n"

// An xmlWriter writes a document of XML 1.0, an element a line. Names are ours;
// texts and values may hold anything: what XML cannot hold is left out.
type xmlWriter struct {
	bytes.Buffer
	depth int
}

// open begins an element that holds others. attributes are names and values in turn;
// one with an empty value is left out.
func (w *xmlWriter) open(name string, attributes ...string) {
	w.tag(name, attributes)
	w.WriteString(">\n")
	w.depth++
}

// close ends the element that was opened last.
func (w *xmlWriter) close(name string) {
	w.depth--
	w.indent()
	w.WriteString("</" + name + ">\n")
}

// empty writes an element that holds nothing.
func (w *xmlWriter) empty(name string, attributes ...string) {
	w.tag(name, attributes)
	w.WriteString("/>\n")
}

// text writes an element that holds a text.
func (w *xmlWriter) text(name, text string, attributes ...string) {
	w.tag(name, attributes)
	w.WriteByte('>')
	w.escaped(text)
	w.WriteString("</" + name + ">\n")
}

// some is text, of an element that is left out if it would be empty.
func (w *xmlWriter) some(name, text string, attributes ...string) {
	if text != "" {
		w.text(name, text, attributes...)
	}
}

func (w *xmlWriter) tag(name string, attributes []string) {
	w.indent()
	w.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] == "" {
			continue
		}
		w.WriteString(" " + attributes[i] + `="`)
		w.escaped(attributes[i+1])
		w.WriteByte('"')
	}
}

func (w *xmlWriter) indent() {
	for range w.depth {
		w.WriteString("  ")
	}
}

// escaped writes a text so that it reads as written, between tags and in quotes:
// there a reader would make spaces of tabs and line ends, and of a carriage return a
// line end everywhere.
func (w *xmlWriter) escaped(text string) {
	from := 0
	for i, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[i:])
		}
		instead, ok := escapes(r, size)
		if !ok {
			continue
		}
		w.WriteString(text[from:i])
		w.WriteString(instead)
		from = i + size
	}
	w.WriteString(text[from:])
}

// escapes returns what is written in the place of a character; ok is false if it
// stands as it is.
func escapes(r rune, size int) (instead string, ok bool) {
	switch {
	case r == '&':
		return "&amp;", true
	case r == '<':
		return "&lt;", true
	case r == '>':
		return "&gt;", true
	case r == '"':
		return "&quot;", true
	case r == '\r':
		return "&#13;", true
	case r == utf8.RuneError && size == 1: // no UTF-8
		return "\uFFFD", true
	case r < ' ' && r != '\t' && r != '\n', r == 0xFFFE, r == 0xFFFF: // XML 1.0 §2.2
		return "", true
	}
	return "", false
}

// asHTML returns a plain text as HTML, for the elements of RSS that readers take for it.
func asHTML(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}
