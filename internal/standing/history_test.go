package standing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/standing"
)

// words are what the letters of a history say: nothing that means the same.
var words = map[string]string{
	"a": "The garden opens in April.", "b": "Nobody expected twelve guests.", "c": "Bread is sold at noon.",
	"x": "Le jardin ouvre en avril.", "y": "Personne n’attendait douze invités.", "z": "Le pain se vend à midi.", "q": "Der Garten öffnet im April.",
}

// history reads histories such as "en: a b ~c; fr: x<1 y<2; fr1=en2": of each
// language what its revisions say. "~" marks a minor one, "<" is followed by the
// source's revision that it is based on, "<de3" by one of another language. "fr1=en2"
// is somebody's word that the two are right together. Saves come first, in the order of
// the languages.
func history(text string) *book {
	b := newBook()
	for part := range strings.SplitSeq(text, ";") {
		part = strings.TrimSpace(part)
		if of, beside, ok := strings.Cut(part, "="); ok {
			var said content.Confirmation
			said.Locale, said.N = named(of)
			said.Beside, said.BesideN = named(beside)
			said.At = b.tick()
			b.confirmed = append(b.confirmed, said)
			continue
		}
		tag, saves, _ := strings.Cut(part, ":")
		for _, word := range strings.Fields(saves) {
			word, minor := strings.CutPrefix(word, "~")
			word, base, _ := strings.Cut(word, "<")
			h := how{minor: minor}
			h.in, h.base = named(base)
			b.save(locale.Tag(tag), words[word], h)
		}
	}
	return b
}

func named(word string) (tag locale.Tag, n int) {
	digits := strings.TrimLeft(word, "abcdefghijklmnopqrstuvwxyz")
	if digits != "" {
		if _, err := fmt.Sscan(digits, &n); err != nil {
			panic(err)
		}
	}
	return locale.Tag(strings.TrimSuffix(word, digits)), n
}

// Of texts of one segment, the segment stands as the whole does.
func TestTextsOfOneSegment(t *testing.T) {
	tests := []struct {
		name, history string
		en, fr        int
		behind        int // by how many revisions French is
	}{
		{"made from it", "en: a; fr: x<1", 1, 1, 0},
		{"the source went on", "en: a b; fr: x<1", 2, 1, 1},
		{"twice", "en: a b c; fr: x<1", 3, 1, 2},
		{"in a draft alone", "en: a b; fr: x<1", 1, 1, 0},
		{"in form alone", "en: a a; fr: x<1", 2, 1, 0},
		{"by a typo", "en: a ~b; fr: x<1", 2, 1, 0},
		{"and came back", "en: a b a; fr: x<1", 3, 1, 0},
		{"followed", "en: a b; fr: x<1 y<2", 2, 2, 0},
		{"followed in a draft", "en: a b; fr: x<1 y<2", 2, 1, 1},
		{"confirmed", "en: a b; fr: x<1; fr1=en2", 2, 1, 0},
		{"confirmed from the other side", "en: a b; fr: x<1; en2=fr1", 2, 1, 0},
		{"confirmed, and the source went on", "en: a b c; fr: x<1; fr1=en2", 3, 1, 1},
		{"confirmed, then a typo", "en: a b ~c; fr: x<1; fr1=en2", 3, 1, 0},
		{"confirmed, then put into other words", "en: a b; fr: x<1 y<1; fr1=en2", 2, 2, 1},
		{"confirmed, then a typo of its own", "en: a b; fr: x<1 ~y<1; fr1=en2", 2, 2, 0},
		{"a change taken back, beside a newer draft of the source", "en: a b; fr: x<1 y<1 x<2", 1, 3, 0},
		{"a draft that follows", "en: a b; fr: x<1 ~y<2", 2, 1, 1},
		{"another confirmed", "en: a b; fr: x<1 y<1; fr2=en2", 2, 1, 1},
		{"confirmed beside another language", "en: a b; fr: x<1; de: q<2; fr1=de1", 2, 1, 1},
		{"from a later draft of the source", "en: a b; fr: x<2", 1, 1, 0},
		{"nobody knows from what", "en: a b; fr: x", 2, 1, 0},
		{"made when another language was the source", "en: a b; fr: x<de1; de: q", 2, 1, 0},
		{"the source was made from it once", "en: a<fr1 b<fr2; fr: x y", 1, 2, 0},
		{"the source followed it", "en: a b<fr2; fr: x<1 y<1", 2, 2, 0},
		{"the source followed another", "en: a b<fr1; fr: x<1 y<1", 2, 2, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := history(tt.history)
			pair := b.at(t, tt.en, tt.fr)
			if got := standing.Counted(pair.Pairing, pair.Sums); got.Behind != tt.behind {
				t.Errorf("behind by %d, want %d: %+v\n%s", got.Behind, tt.behind, pair.Sums, summary(pair))
			}
		})
	}
}
