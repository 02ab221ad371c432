package httpapi

import (
	"cmp"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/internal/fault"
)

// maxQuery bounds a query string, before it is parsed. A URL to resolve may
// itself be 2 KiB, escaped three times as long.
const maxQuery = 8 << 10

// maxNamed is the most characters that a path names anything with: those of a slug.
const maxNamed = 300

// checkPath refuses a path that names something with more characters than anything
// has: it is not looked for, and does not come back.
func checkPath(values []string) error {
	for _, value := range values {
		if len(value) <= maxNamed {
			continue
		}
		plain, err := url.PathUnescape(value)
		if err != nil || utf8.RuneCountInString(plain) > maxNamed {
			return fault.New(fault.NotFound, "http.not_found")
		}
	}
	return nil
}

// A parameter is one that an operation takes in its query.
type parameter struct {
	schema   *openapi3.Schema
	required bool
}

// checkQuery returns the fault of a query string that an operation does not
// take: unknown names, names given twice, values that its schema refuses, names
// that must be there and are not. The names of campaigns, utm_*, come with links
// that people share and are ignored.
func checkQuery(raw string, parameters map[string]parameter) error {
	if len(raw) > maxQuery {
		return fault.New(fault.Malformed, "parameter.too_long", "most", maxQuery)
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return fault.New(fault.Malformed, "parameter.malformed")
	}
	var wrong []fault.Field
	for name, given := range values {
		if code := judge(name, given, parameters[name].schema); code != "" {
			wrong = append(wrong, fieldOf(name, code, parameters))
		}
	}
	for name, p := range parameters {
		if p.required && !values.Has(name) {
			wrong = append(wrong, fieldOf(name, "parameter.missing", parameters))
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	slices.SortFunc(wrong, func(a, b fault.Field) int { return strings.Compare(a.Pointer, b.Pointer) })
	refused := &fault.Error{Kind: fault.Malformed, Code: wrong[0].Code, Args: wrong[0].Args, Fields: wrong}
	for i, f := range wrong {
		if f.Code != "parameter.invalid" {
			continue
		}
		name := strings.TrimPrefix(f.Pointer, "?")
		wrong[i].Code, wrong[i].Args = misfit(values.Get(name), parameters[name].schema)
	}
	return refused
}

// fieldOf names what is wrong with a parameter; of one that there is not, it says which there are.
func fieldOf(name, code string, parameters map[string]parameter) fault.Field {
	args := map[string]any{"name": shown(name)}
	if code == "parameter.unknown" {
		args["known"] = cmp.Or(strings.Join(slices.Sorted(maps.Keys(parameters)), ", "), "–")
	}
	return fault.Field{Pointer: "?" + shown(name), Code: code, Args: args}
}

// judge returns why a parameter is refused, or nothing.
func judge(name string, given []string, schema *openapi3.Schema) string {
	switch {
	case schema == nil && strings.HasPrefix(name, "utm_"):
		return ""
	case schema == nil:
		return "parameter.unknown"
	case len(given) > 1:
		return "parameter.repeated"
	}
	if code, _ := misfit(given[0], schema); code != "" {
		return "parameter.invalid"
	}
	return ""
}

// misfit says what the schema has against a value, as a message key with values:
// that of a member of a body with such a value. Nothing, if it fits.
func misfit(s string, schema *openapi3.Schema) (code string, args map[string]any) {
	value, code := typed(s, schema)
	if code != "" {
		return code, nil
	}
	err := schema.VisitJSON(value)
	if err == nil {
		return "", nil
	}
	if e, ok := errors.AsType[*openapi3.SchemaError](err); ok {
		return complaint(e)
	}
	return "member.invalid", nil
}

// typed reads a value as its schema's type, or says why it is none.
func typed(s string, schema *openapi3.Schema) (value any, code string) {
	switch {
	case schema.Type.Is(openapi3.TypeInteger):
		n, err := strconv.ParseInt(s, 10, 32)
		if err != nil {
			return nil, "member.type.integer"
		}
		return float64(n), ""
	case schema.Type.Is(openapi3.TypeBoolean):
		if s != "true" && s != "false" {
			return nil, "member.type.boolean"
		}
		return s == "true", ""
	case schema.Format == "date-time":
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			return nil, "member.instant"
		}
		return s, ""
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return nil, "member.invalid"
	}
	return s, ""
}

// shown is a name that a stranger sent, fit to be sent back: short, and well
// formed.
func shown(name string) string {
	const most = 40
	name = strings.ToValidUTF8(name, "\uFFFD")
	if utf8.RuneCountInString(name) > most {
		name = string([]rune(name)[:most]) + "…"
	}
	return name
}
