package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/fault"
)

// maxDepth is how deep a document may be nested: params hold trees, and no
// person writes one deeper.
const maxDepth = 64

// maxValues is how many values a document may hold: read, each takes a hundred
// times the memory that "{}," does, and what people write is in few, long ones.
const maxValues = 100_000

// readJSON reads one JSON text (RFC 8259) strictly: valid UTF-8, nothing after
// it, no member twice, no surrogate alone, no NUL, bounded depth and number of
// values, and numbers only that a float64 holds as they are written. What encoding/json would take
// in silence is lost in silence. Objects are map[string]any and numbers float64.
func readJSON(text []byte) (any, error) {
	if !utf8.Valid(text) {
		return nil, fault.New(fault.Malformed, "json.utf8")
	}
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		return nil, malformedJSON(text, err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	r := reader{Decoder: d}
	value, err := r.value("", 0)
	if err != nil {
		return nil, err
	}
	// A surrogate alone is decoded to U+FFFD; so there are more of those than were
	// written as such.
	if r.replaced > bytes.Count(text, []byte("\uFFFD"))+bytes.Count(bytes.ToLower(text), []byte(`\ufffd`)) {
		return nil, fault.New(fault.Malformed, "json.surrogate")
	}
	return value, nil
}

// malformedJSON says where a text stops being JSON, as line and column in
// characters, from 1.
func malformedJSON(text []byte, err error) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return fault.New(fault.Malformed, "json.empty")
	}
	at := int64(len(text))
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = min(max(e.Offset-1, 0), at)
	}
	before := text[:at]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return fault.New(fault.Malformed, "json.malformed", "line", line, "column", column)
}

// A reader reads a text that is known to be well formed.
type reader struct {
	*json.Decoder
	replaced int // U+FFFD seen in strings
	values   int // read
}

func (r *reader) value(pointer string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, misplaced(pointer, "json.too_deep", "most", maxDepth)
	}
	if r.values++; r.values > maxValues {
		return nil, misplaced(pointer, "json.too_many", "most", maxValues)
	}
	token, err := r.Token()
	if err != nil {
		return nil, errors.Join(fault.New(fault.Malformed, "json.malformed", "line", 1, "column", 1), err)
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' {
			return r.object(pointer, depth)
		}
		return r.array(pointer, depth)
	case json.Number:
		return number(pointer, token.String())
	case string:
		return token, r.text(pointer, token)
	}
	return token, nil // true, false, null
}

func (r *reader) object(pointer string, depth int) (any, error) {
	members := make(map[string]any)
	for r.More() {
		token, err := r.Token()
		if err != nil {
			return nil, err
		}
		name := token.(string) // the text is well formed: what follows { or a comma is a name
		place := pointer + "/" + escaped(name)
		if err := r.text(place, name); err != nil {
			return nil, err
		}
		if _, twice := members[name]; twice {
			return nil, misplaced(place, "json.repeated", "name", shown(name))
		}
		if members[name], err = r.value(place, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := r.Token()
	return members, ignoreEOF(err)
}

func (r *reader) array(pointer string, depth int) (any, error) {
	items := []any{}
	for r.More() {
		item, err := r.value(pointer+"/"+strconv.Itoa(len(items)), depth+1)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err := r.Token()
	return items, ignoreEOF(err)
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (r *reader) text(pointer, s string) error {
	r.replaced += strings.Count(s, "\uFFFD")
	if strings.ContainsRune(s, 0) {
		return misplaced(pointer, "json.nul")
	}
	return nil
}

// number reads a number that is kept as it is written: one that a float64
// rounds would be changed behind its writer's back. A fraction is taken as the
// nearest there is, as everywhere.
func number(pointer, s string) (any, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, misplaced(pointer, "json.number")
	}
	if strings.ContainsAny(s, ".eE") {
		return f, nil
	}
	if written, ok := new(big.Int).SetString(s, 10); ok && len(s) > 15 {
		if kept, exact := new(big.Float).SetFloat64(f).Int(nil); exact != big.Exact || kept.Cmp(written) != 0 {
			return nil, misplaced(pointer, "json.number")
		}
	}
	return f, nil
}

// misplaced is the fault of a text that cannot be read at one place.
func misplaced(pointer, code string, args ...any) error {
	f := fault.New(fault.Malformed, code, args...)
	f.Fields = []fault.Field{{Pointer: shownPointer(pointer), Code: code, Args: f.Args}}
	return f
}

// escaped writes a member's name as a part of a JSON pointer (RFC 6901 §3).
func escaped(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

// shownPointer is a pointer that holds names which a stranger sent, fit to be
// sent back.
func shownPointer(pointer string) string {
	const most = 200
	if len(pointer) <= most {
		return pointer
	}
	return strings.ToValidUTF8(pointer[:most], "") + "…"
}
