package hugo

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/porting"
)

// A refusal says why one file is not taken.
type refusal struct {
	code    string
	line    int
	args    map[string]any
	excerpt string
}

func (r *refusal) Error() string {
	if r.line > 0 {
		return fmt.Sprintf("line %d: %s %v", r.line, r.code, r.args)
	}
	return fmt.Sprintf("%s %v", r.code, r.args)
}

// note tells the refusal in a report.
func (r *refusal) note(path string) porting.Note {
	return porting.Note{Level: porting.Refused, Code: r.code, Args: r.args, Path: path, Line: r.line, Excerpt: r.excerpt}
}

// fault tells the refusal to whoever asked for this file alone.
func (r *refusal) fault(path string) error {
	e := fault.New(fault.Invalid, r.code).With("path", path).With("line", r.line)
	e.Args = r.args
	return e
}

// maxExcerpt is how much of an offending text a note shows, in characters.
const maxExcerpt = 80

// excerpt cuts a text for a note: one line, no longer than maxExcerpt.
func excerpt(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	if utf8.RuneCountInString(s) <= maxExcerpt {
		return s
	}
	return string([]rune(s)[:maxExcerpt-1]) + "…"
}
