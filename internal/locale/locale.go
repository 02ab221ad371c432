// Package locale knows language tags: how they are written (BCP 47), which of
// several a reader wants (RFC 4647), and in which order a fallback tries them.
package locale

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/diptych-cms/diptych/internal/fault"
)

// A Tag is a BCP 47 language tag in canonical case, such as "fr" or "fr-CA".
// Make one with [Parse]; the zero value is no locale.
type Tag string

// The locales of a fresh site.
const (
	English Tag = "en"
	French  Tag = "fr"
)

// maxLength is the longest tag taken: RFC 5646 §4.4.1 asks for at least 35.
const maxLength = 35

// Parse reads a tag in any case and returns its canonical form. It refuses
// what BCP 47 does not know, the undetermined language, and private-use tags.
func Parse(s string) (Tag, error) {
	if s == "" || len(s) > maxLength || strings.Contains(s, "_") {
		return "", malformed(s)
	}
	t, err := language.Parse(s)
	if err != nil || t == language.Und || strings.HasPrefix(strings.ToLower(s), "x-") {
		return "", malformed(s)
	}
	return Tag(t.String()), nil
}

func malformed(s string) error { return fault.New(fault.Invalid, "locale.malformed", "tag", s) }

// Base returns the tag's primary language: "fr" of "fr-CA".
func (t Tag) Base() string {
	base, _, _ := strings.Cut(string(t), "-")
	return base
}

// Lookup returns the available locale that a reader with the given
// Accept-Language header would rather have, by the lookup of RFC 4647 §3.4:
// each range in order of weight, shortened from the right until it is found. It
// returns none if nothing fits.
func Lookup(header string, available []Tag) (tag Tag, ok bool) {
	ranges, weights, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return "", false
	}
	for i, r := range ranges {
		if weights[i] == 0 {
			continue
		}
		if tag, ok := lookup(r.String(), available); ok {
			return tag, true
		}
	}
	return "", false
}

func lookup(want string, available []Tag) (Tag, bool) {
	for want != "" {
		i := slices.IndexFunc(available, func(t Tag) bool { return strings.EqualFold(string(t), want) })
		if i >= 0 {
			return available[i], true
		}
		cut := strings.LastIndexByte(want, '-')
		if cut < 0 {
			return "", false
		}
		want = want[:cut]
		// RFC 4647 §3.4: a single-letter subtag goes with what follows it.
		if n := len(want); n >= 2 && want[n-2] == '-' {
			want = want[:n-2]
		}
	}
	return "", false
}
