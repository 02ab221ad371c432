package httpapi

import (
	"errors"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/internal/fault"
)

// spans is what the patterns of spans of time hold, such as those of expiresIn.
const spans = "[smhd]"

// maxWrong is how many wrong fields are named at once.
const maxWrong = 50

// conform returns the fault of a document that its schema refuses, with every
// wrong place in our own words: the validator's hold the schema and the value.
func conform(value any, schema *openapi3.Schema) error {
	err := schema.VisitJSON(value, openapi3.MultiErrors())
	if err == nil {
		return nil
	}
	wrong := fieldsOf(err, nil)
	slices.SortFunc(wrong, func(a, b fault.Field) int { return strings.Compare(a.Pointer, b.Pointer) })
	wrong = slices.CompactFunc(wrong, func(a, b fault.Field) bool { return a.Pointer == b.Pointer })
	return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: wrong[:min(len(wrong), maxWrong)]}
}

func fieldsOf(err error, wrong []fault.Field) []fault.Field {
	if list, ok := errors.AsType[openapi3.MultiError](err); ok {
		for _, e := range list {
			wrong = fieldsOf(e, wrong)
		}
		return wrong
	}
	e, ok := errors.AsType[*openapi3.SchemaError](err)
	if !ok {
		return append(wrong, fault.Field{Code: "member.invalid"})
	}
	pointer := pointerOf(e.JSONPointer())
	if e.SchemaField == "properties" {
		return append(wrong, strangers(e, pointer)...)
	}
	code, args := complaint(e)
	return append(wrong, fault.Field{Pointer: shownPointer(pointer), Code: code, Args: args})
}

// strangers returns the members that the schema does not name.
func strangers(e *openapi3.SchemaError, pointer string) []fault.Field {
	object, _ := e.Value.(map[string]any)
	var wrong []fault.Field
	for name := range object {
		if e.Schema.Properties[name] == nil {
			wrong = append(wrong, fault.Field{Pointer: shownPointer(pointer + "/" + escaped(name)), Code: "member.unknown", Args: map[string]any{"name": shown(name)}})
		}
	}
	return wrong
}

// complaint says what is wrong with a member, as a message key with values.
func complaint(e *openapi3.SchemaError) (code string, args map[string]any) {
	s := e.Schema
	switch e.SchemaField {
	case "required":
		return "member.required", nil
	case "type", "nullable":
		if s.Type != nil && len(*s.Type) == 1 {
			return "member.type." + (*s.Type)[0], nil
		}
	case "enum":
		return "member.choice", map[string]any{"choices": choices(s.Enum)}
	case "minLength":
		if s.MinLength > 1 {
			return "member.too_short", map[string]any{"least": s.MinLength}
		}
		return "member.empty", nil
	case "pattern":
		if strings.Contains(s.Pattern, spans) {
			return "member.span", nil
		}
	case "minProperties", "minItems":
		return "member.empty", nil
	case "maxLength":
		return "member.too_long", map[string]any{"most": *s.MaxLength}
	case "maxItems":
		return "member.too_many", map[string]any{"most": *s.MaxItems}
	case "maxProperties":
		return "member.too_many", map[string]any{"most": *s.MaxProps}
	case "minimum":
		return "member.too_small", map[string]any{"least": *s.Min}
	case "maximum":
		return "member.too_large", map[string]any{"most": *s.Max}
	}
	return "member.invalid", nil
}

func choices(values []any) string {
	var words []string
	for _, v := range values {
		if s, ok := v.(string); ok && s != "" {
			words = append(words, s)
		}
	}
	return strings.Join(words, ", ")
}

func pointerOf(path []string) string {
	var b strings.Builder
	for _, name := range path {
		b.WriteByte('/')
		b.WriteString(escaped(name))
	}
	return b.String()
}
