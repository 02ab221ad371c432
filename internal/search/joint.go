package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/diptych-cms/diptych/internal/bitext/words"
)

// A Joint is several words that hyphens or apostrophes make one, "week-end", or that
// strokes part, "CI/CD".
type Joint struct {
	First, Last int // of the words
	Whole       Word
	Stroked     bool // each is a word by itself, too
}

const (
	// mostJoined bounds the words of a joint: a longer chain is an address or a name of
	// a file.
	mostJoined = 4
	// mostStroked bounds the words that strokes part, and short the bytes of each:
	// "TCP/IP" may be typed as one word, "auteurs/autrices" is not.
	mostStroked, short = 3, 5
)

// joint adds the words from the first one to the joints, if they are several.
func (c *Cutter) joint(joints []Joint, list []Word, first int) []Joint {
	if n := len(list) - first; n < 2 || n > mostJoined {
		return joints
	}
	return append(joints, Joint{First: first, Last: len(list) - 1, Whole: c.whole(list[first:])})
}

// whole returns several words written as one.
func (c *Cutter) whole(list []Word) Word {
	var b strings.Builder
	for _, w := range list {
		b.WriteString(w.Exact)
	}
	w := c.word(b.String())
	w.Start, w.End = list[0].Start, list[len(list)-1].End
	return w
}

// joined reports whether a hyphen or an apostrophe joins the token to the last word.
func joined(text string, tokens []words.Token, i int, list []Word) bool {
	if len(list) == 0 || i < 2 || tokens[i-2].End != list[len(list)-1].End || tokens[i].Kind != words.Word {
		return false
	}
	switch text[list[len(list)-1].End:tokens[i].Start] {
	case "-", "\u2010", "\u2011", "'", "’":
		return true
	}
	return false
}

// stroked adds to the joints those of a few short words that strokes part. What hyphens
// join stays as it is.
func (c *Cutter) stroked(text string, list []Word, joints []Joint) []Joint {
	hyphens, next := joints, 0
	for first := 0; first < len(list); first++ {
		last := first
		for last+1 < len(list) && text[list[last].End:list[last+1].Start] == "/" {
			last++
		}
		for next < len(hyphens) && hyphens[next].Last < first {
			next++
		}
		touched := next < len(hyphens) && hyphens[next].First <= last
		if last > first && !touched && oneWord(list[first:last+1]) {
			joints = append(joints, Joint{First: first, Last: last, Whole: c.whole(list[first : last+1]), Stroked: true})
		}
		first = last
	}
	if len(joints) > len(hyphens) {
		slices.SortFunc(joints, func(a, b Joint) int { return cmp.Compare(a.First, b.First) })
	}
	return joints
}

// oneWord reports whether words that strokes part may be typed as one. Numbers are not:
// "24/7", "12/05".
func oneWord(list []Word) bool {
	return len(list) <= mostStroked && !slices.ContainsFunc(list, func(w Word) bool {
		return len(w.Exact) > short || !strings.ContainsFunc(w.Exact, unicode.IsLetter)
	})
}
