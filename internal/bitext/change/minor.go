package change

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A look is the form of a text, taken apart.
type look struct {
	letters strings.Builder // and digits
	signs   strings.Builder // where punctuation is, quotes and dashes of all kinds as one
	spaces  strings.Builder // where they are, and how many
	marks   strings.Builder // where tags are
	kinds   strings.Builder // of spaces, quotes and dashes
}

// minor finds in what the form of two texts differs.
func minor(from, to segment.Segment, sameTags bool, found map[Reason]bool) {
	a, b := lookOf(from.Text), lookOf(to.Text)
	differ := func(reason Reason, a, b *strings.Builder) {
		if a.String() != b.String() {
			found[reason] = true
		}
	}
	differ(Punctuation, &a.signs, &b.signs)
	differ(Space, &a.spaces, &b.spaces)
	if len(found) == 0 {
		differ(Typography, &a.kinds, &b.kinds)
	}
	if x, y := a.letters.String(), b.letters.String(); x != y {
		if strings.EqualFold(x, y) {
			found[Case] = true
		} else {
			found[Typography] = true
		}
	}
	differ(Markup, &a.marks, &b.marks)
	if !sameTags || len(found) == 0 {
		found[Markup] = true
	}
}

func lookOf(text string) *look {
	l := &look{}
	letters := 0
	for p := range pieces(text) {
		if p.tag != 0 {
			fmt.Fprintf(&l.marks, "%d%s", letters, p.raw)
			continue
		}
		for _, c := range p.text {
			switch {
			case unicode.IsLetter(c), unicode.IsNumber(c), unicode.IsMark(c):
				letters++
				l.letters.WriteRune(c)
			case unicode.IsSpace(c):
				fmt.Fprintf(&l.spaces, "%d ", letters)
				l.kinds.WriteRune(c)
			default:
				fmt.Fprintf(&l.signs, "%d%c", letters, signOf(c))
				l.kinds.WriteRune(c)
			}
		}
	}
	return l
}

// signOf returns one sign for all quotes, one for all apostrophes and one for all dashes.
func signOf(c rune) rune {
	switch {
	case strings.ContainsRune("“”„«»", c):
		return '"'
	case strings.ContainsRune("‘’‛`´", c):
		return '\''
	case unicode.Is(unicode.Pd, c), c == '−':
		return '-'
	}
	return c
}
