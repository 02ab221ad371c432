// Package fault names what can go wrong, in words that a program can switch on
// and a person can be told. It knows nothing of HTTP, SQL or languages.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// A Kind is the class of a fault: it decides how a caller can react.
type Kind uint8

// The kinds. Internal is the zero value, so a fault that nobody classified is
// treated as ours, logged whole, and never shown.
const (
	Internal        Kind = iota
	Malformed            // the request cannot be read: syntax, parameters, combinations
	Invalid              // it can be read, and breaks a rule
	Unauthenticated      // nobody is known to ask
	Forbidden            // who asks may not
	NotFound             // there is no such thing, or none that may be seen
	Conflict             // something else stands in the way
	Stale                // it was changed since it was read
	Required             // a precondition must be named
	TooLarge             // over a limit of size
	Unsupported          // a media type that is not taken
	Throttled            // too often
	Unavailable          // busy or over its deadline: try again
	Full                 // no room left to write
	numKinds
)

// Kinds returns every kind, for tables that must be complete.
func Kinds() []Kind {
	kinds := make([]Kind, 0, numKinds)
	for k := range numKinds {
		kinds = append(kinds, k)
	}
	return kinds
}

// An Error is a fault that may be shown to whoever caused it.
type Error struct {
	Kind   Kind
	Code   string         // stable name such as "post.stale"; also the message key in locales
	Args   map[string]any // values for the message
	Fields []Field        // which inputs are wrong, and how
	Extra  map[string]any // what a program needs beside the words: "redirect", "blockers", "etag"
}

// A Field is one wrong input.
type Field struct {
	Pointer string         // where it stands, a JSON pointer (RFC 6901) such as "/translations/fr/slug"
	Code    string         // message key
	Args    map[string]any // values for the message
}

// New returns a fault with the arguments given as name, value, name, value.
func New(kind Kind, code string, args ...any) *Error {
	e := &Error{Kind: kind, Code: code}
	e.Args = pairs(args)
	return e
}

// Wrong returns an Invalid fault with one wrong field.
func Wrong(pointer, code string, args ...any) *Error {
	return &Error{Kind: Invalid, Code: "invalid", Fields: []Field{{Pointer: pointer, Code: code, Args: pairs(args)}}}
}

// With adds a value for programs to the fault and returns it.
func (e *Error) With(name string, value any) *Error {
	if e.Extra == nil {
		e.Extra = make(map[string]any)
	}
	e.Extra[name] = value
	return e
}

// Error implements error, for logs: code, arguments and fields.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if len(e.Args) > 0 {
		fmt.Fprintf(&b, " %v", e.Args)
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, " [%s: %s]", f.Pointer, f.Code)
	}
	return b.String()
}

// Of returns the first fault in err's chain.
func Of(err error) (*Error, bool) {
	return errors.AsType[*Error](err)
}

// KindOf returns the kind of the first fault in err's chain, or Internal.
func KindOf(err error) Kind {
	if e, ok := Of(err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err's chain holds a fault of the kind.
func Is(err error, kind Kind) bool {
	e, ok := Of(err)
	return ok && e.Kind == kind
}

// pairs turns name, value, name, value into a map; an odd last name is kept
// with a nil value, so that a slip shows in the message and loses nothing.
func pairs(args []any) map[string]any {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]any, (len(args)+1)/2)
	for i := 0; i < len(args); i += 2 {
		name := fmt.Sprint(args[i])
		m[name] = nil
		if i+1 < len(args) {
			m[name] = args[i+1]
		}
	}
	return m
}
