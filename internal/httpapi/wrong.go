package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// wrongs collects wrong fields, so that a caller is told of all at once.
type wrongs []fault.Field

func (w *wrongs) add(pointer, code string) {
	*w = append(*w, fault.Field{Pointer: pointer, Code: code})
}

// tag returns the locale in canonical case; what is none is wrong at pointer.
// An empty one is left for the command to judge.
func (w *wrongs) tag(pointer string, t locale.Tag) locale.Tag {
	if t == "" {
		return ""
	}
	tag, err := locale.Parse(string(t))
	if err != nil {
		*w = append(*w, fault.Field{Pointer: pointer, Code: "locale.malformed", Args: map[string]any{"tag": shown(string(t))}})
	}
	return tag
}

// fault returns the fields as one fault; nil if there are none.
func (w wrongs) fault() error {
	if len(w) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: w}
}

// unfit is the fault of a document that its schema takes and its Go type does
// not, such as a whole number that is written 1.0.
func unfit(err error) error {
	f := fault.New(fault.Malformed, "json.unfit")
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && e.Field != "" {
		f.Fields = []fault.Field{{Pointer: pointerOf(strings.Split(e.Field, ".")), Code: f.Code}}
	}
	return errors.Join(f, fmt.Errorf("decode document: %w", err))
}

// tagIn returns the locale that a path names; what is none does not exist.
func tagIn(path string) (locale.Tag, error) {
	tag, err := locale.Parse(path)
	if err != nil {
		return "", fault.New(fault.NotFound, "locale.not_found", "locale", shown(path))
	}
	return tag, nil
}

// tagParam reads the locale that a query parameter names, if it is there.
func tagParam(c echo.Context, name string, into *locale.Tag) error {
	value := c.QueryParam(name)
	if value == "" {
		return nil
	}
	tag, err := locale.Parse(value)
	if err != nil {
		f := fault.New(fault.Malformed, "parameter.invalid", "name", name)
		f.Fields = []fault.Field{{Pointer: "?" + name, Code: f.Code, Args: f.Args}}
		return f
	}
	*into = tag
	return nil
}
