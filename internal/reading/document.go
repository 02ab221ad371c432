package reading

import (
	"bytes"
	"encoding/json"
	"iter"
)

// Entries and cards come as the JSON that projection wrote: one object without
// spaces between its members. They are cut and mended here without decoding
// them whole.

// A member of a JSON object: its name as written, without quotes, and where its
// value begins and ends.
type member struct {
	name       []byte
	begin, end int
}

// members returns the members of a JSON object in their order. Names hold no
// escapes in our documents. It stops at what is no object.
func members(doc []byte) iter.Seq[member] {
	return func(yield func(member) bool) {
		at := bytes.IndexByte(doc, '{') + 1
		for at > 0 && at < len(doc) && doc[at] == '"' {
			colon := valueEnd(doc, at)
			if colon >= len(doc) || doc[colon] != ':' {
				return
			}
			end := valueEnd(doc, colon+1)
			if !yield(member{doc[at+1 : colon-1], colon + 1, end}) {
				return
			}
			at = end + 1 // the comma, or the end
		}
	}
}

// text returns the text that stands in the document under the names, one below
// the other; none if it is not there.
func text(doc []byte, names ...string) string {
	for m := range members(doc) {
		value := doc[m.begin:m.end]
		switch {
		case string(m.name) != names[0]:
		case len(names) > 1:
			return text(value, names[1:]...)
		default:
			var s string
			if json.Unmarshal(value, &s) != nil { // null, or no text
				return ""
			}
			return s
		}
	}
	return ""
}

// valueEnd returns where the JSON value ends that begins at at.
func valueEnd(doc []byte, at int) int {
	depth := 0
	for ; at < len(doc); at++ {
		switch doc[at] {
		case '"':
			at = stringEnd(doc, at)
			if depth == 0 {
				return min(at+1, len(doc))
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return at
			}
			if depth == 0 {
				return at + 1
			}
		case ',':
			if depth == 0 {
				return at
			}
		}
	}
	return len(doc)
}

// stringEnd returns the place of the quote that ends the string beginning at at.
func stringEnd(doc []byte, at int) int {
	for at++; at < len(doc); at++ {
		switch doc[at] {
		case '\\':
			at++
		case '"':
			return at
		}
	}
	return len(doc)
}

// trim returns the object with the members that keep names, in their order.
func trim(doc []byte, keep map[string]bool) []byte {
	out := append(make([]byte, 0, len(doc)+2), '{')
	for m := range members(doc) {
		if !keep[string(m.name)] {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(out, '"')
		out = append(out, m.name...)
		out = append(out, '"', ':')
		out = append(out, doc[m.begin:m.end]...)
	}
	return append(out, '}')
}
