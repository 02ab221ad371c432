package hugo

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Fields are a front matter, or settings, looked up without regard to case, as
// Hugo does.
type fields struct {
	values map[string]any    // by name in lower case
	names  map[string]string // as written, by name in lower case
	matter []byte            // where they stand, for line numbers
	line   int               // of the file on which matter begins
}

func newFields(m map[string]any) *fields {
	f := &fields{values: make(map[string]any, len(m)), names: make(map[string]string, len(m))}
	// Sorted, so that of two names that differ in case alone the same one wins
	// each time: the one in lower case.
	for _, name := range slices.Sorted(maps.Keys(m)) {
		f.set(name, m[name])
	}
	return f
}

func (f *fields) set(name string, v any) {
	lower := strings.ToLower(name)
	f.values[lower] = v
	f.names[lower] = name
}

// inherit takes what the fields do not say themselves.
func (f *fields) inherit(m map[string]any) {
	for name, v := range m {
		if _, ok := f.values[strings.ToLower(name)]; !ok {
			f.set(name, v)
		}
	}
}

// text returns a field as text; ok is false if it is absent, null, or no scalar.
func (f *fields) text(name string) (s string, ok bool) {
	return asText(f.values[name])
}

// list returns a field as a list of texts: one text is a list of one.
func (f *fields) list(name string) []string { return asList(f.values[name]) }

// truth returns a field as a truth value; ok is false if it is none.
func (f *fields) truth(name string) (yes, ok bool) { return asBool(f.values[name]) }

// lineOf returns the line of the file on which the field stands, or 0.
func (f *fields) lineOf(name string) int {
	n := f.line
	for line := range bytes.Lines(f.matter) {
		key := bytes.TrimLeft(line, " \t\"'{")
		if len(key) >= len(name) && strings.EqualFold(string(key[:len(name)]), name) {
			if rest := bytes.TrimLeft(key[len(name):], "\"' \t"); len(rest) > 0 && (rest[0] == ':' || rest[0] == '=') {
				return n
			}
		}
		n++
	}
	return 0
}

// lineWith returns the first line on which the text stands, or that of the field.
func (f *fields) lineWith(text, name string) int {
	if text != "" {
		if i := bytes.Index(f.matter, []byte(text)); i >= 0 {
			return f.line + bytes.Count(f.matter[:i], []byte("\n"))
		}
	}
	return f.lineOf(name)
}

func asText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

func asList(v any) []string {
	items, ok := v.([]any)
	if !ok {
		items = []any{v}
	}
	var texts []string
	for _, e := range items {
		if s, ok := asText(e); ok && strings.TrimSpace(s) != "" {
			texts = append(texts, s)
		}
	}
	return texts
}

func asBool(v any) (yes, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case int64:
		return v != 0, true
	case string:
		b, err := strconv.ParseBool(v)
		return b, err == nil
	}
	return false, false
}

func asMap(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// asMaps returns a list of maps: one map is a list of one.
func asMaps(v any) []map[string]any {
	if m := asMap(v); m != nil {
		return []map[string]any{m}
	}
	var list []map[string]any
	items, _ := v.([]any)
	for _, e := range items {
		if m := asMap(e); m != nil {
			list = append(list, m)
		}
	}
	return list
}

// lowerKeys returns the tree with all names in lower case.
func lowerKeys(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			m[strings.ToLower(name)] = lowerKeys(v[name])
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = lowerKeys(e)
		}
		return list
	}
	return v
}

// overlay returns base with what over says, maps merged.
func overlay(base, over map[string]any) map[string]any {
	merged := maps.Clone(base)
	if merged == nil {
		merged = make(map[string]any, len(over))
	}
	for k, v := range over {
		if a, b := asMap(merged[k]), asMap(v); a != nil && b != nil {
			v = overlay(a, b)
		}
		merged[k] = v
	}
	return merged
}
