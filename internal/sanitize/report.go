package sanitize

import (
	"fmt"
	"io"
)

// Report writes the findings for a person, one a line: place, what, how often
// and the beginning of what it was about. say gives the words of a message key.
func Report(w io.Writer, findings []Finding, say func(key string, args map[string]any) string) error {
	for _, f := range findings {
		words := say(f.Code, f.Args)
		if f.Count > 1 {
			words += " " + say("sanitize.times", map[string]any{"count": f.Count})
		}
		if f.Excerpt != "" {
			words += ": " + f.Excerpt
		}
		if _, err := fmt.Fprintf(w, "%d:%d  %s\n", f.Line, f.Column, words); err != nil {
			return err
		}
	}
	return nil
}
