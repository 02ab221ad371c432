package handbook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// An example is one of an answer's.
type example struct {
	Title, Kind string
	Text        template.HTML
}

// examples returns those of one media type: if the contract has some that are
// named by language, only those of the page's.
func (w writer) examples(kind string, media *openapi3.MediaType) []example {
	if kind == "*/*" {
		return nil // bytes
	}
	if media.Example != nil {
		return []example{{Kind: kind, Text: shown(media.Example, "")}}
	}
	names := slices.Sorted(maps.Keys(media.Examples))
	if slices.Contains(names, string(w.tag)) {
		names = slices.DeleteFunc(names, func(name string) bool {
			return name != string(w.tag) && (name == "en" || name == "fr")
		})
	}
	made := make([]example, 0, len(names))
	for _, name := range names {
		one := media.Examples[name]
		_, component, _ := strings.Cut(one.Ref, "/examples/")
		made = append(made, example{Title: one.Value.Summary, Kind: kind, Text: shown(one.Value.Value, w.texts[component])})
	}
	return made
}

// shown is a value as a page shows it. The text, if there is one, is the value as
// it is written: its members have an order that says something.
func shown(value any, text string) template.HTML {
	if s, ok := value.(string); ok {
		return template.HTML(html.EscapeString(s)) //nolint:gosec // it is escaped
	}
	if text == "" {
		text = encode(value)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(text), "", "  "); err != nil {
		return template.HTML(html.EscapeString(text)) //nolint:gosec // it is escaped
	}
	return template.HTML(coloured(html.EscapeString(b.String()))) //nolint:gosec // it is escaped
}

// encode is the JSON of a value that was read from the contract, in one line.
func encode(value any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return b.String()
}

var (
	keys = regexp.MustCompile(`(?m)^( *)(&#34;[\w@-]+&#34;):`)
	flat = regexp.MustCompile(`\[\s*((?:&#34;[^\n]{0,30}&#34;|[\d.]+)(?:,\s+(?:&#34;[^\n]{0,30}&#34;|[\d.]+)){0,9})\s*\]`)
	gaps = regexp.MustCompile(`\n\s*`)
)

// coloured makes escaped JSON easier to read: names stand out, and short lists
// stand on one line.
func coloured(text string) string {
	text = flat.ReplaceAllStringFunc(text, func(list string) string {
		inner := strings.TrimSpace(list[1 : len(list)-1])
		return "[" + gaps.ReplaceAllString(inner, " ") + "]"
	})
	return keys.ReplaceAllString(text, "$1<b>$2</b>:")
}

// written returns the shared examples of the contract as they are written, JSON
// inside YAML, by name. Whatever is written otherwise is left out.
func written(contract []byte) map[string]string {
	_, examples, _ := strings.Cut(string(contract), "\n  examples:\n")
	texts := make(map[string]string)
	name, value, begun := "", "", false
	keep := func() {
		if json.Valid([]byte(value)) {
			texts[name] = value
		}
	}
	for line := range strings.Lines(examples) {
		if rest, ok := strings.CutPrefix(line, "      value: "); ok {
			value, begun = rest, true
		} else if !strings.HasPrefix(line, "     ") {
			keep()
			name, value, begun = strings.Trim(line, " :\n"), "", false
		} else if begun {
			value += line
		}
	}
	keep()
	return texts
}
