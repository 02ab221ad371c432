package check_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// TestCorpusIsMended applies every fix to every French post of the corpora, writes
// the segments back into its HTML or Markdown, and reads them again: they say what
// they should, no other segment changed, and nothing is left to be mended.
func TestCorpusIsMended(t *testing.T) {
	policy := sanitize.New(sanitize.Options{})
	mended, left, posts := 0, 0, 0
	for _, p := range corpusPairs(t) {
		texts := mendAll(t, p.input)
		for {
			joined, _, err := p.target.Join(texts)
			if f, ok := fault.Of(err); ok && f.Kind == fault.Invalid {
				for _, field := range f.Fields {
					delete(texts, placeOf(field.Pointer))
					left++
				}
				continue
			}
			if err != nil {
				t.Fatalf("%s: %v", p.name, err)
			}
			prepared, err := draft.Prepare(policy, "fr", "", joined)
			if err != nil {
				t.Fatalf("%s: %v", p.name, err)
			}
			wrong := compare(p.target, segment.Cut("fr", prepared.Text), texts)
			if len(wrong) == 0 {
				break
			}
			for _, i := range wrong {
				delete(texts, i)
				left++
			}
		}
		mended += len(texts)
		if len(texts) > 0 {
			posts++
		}
	}
	t.Logf("%d segments mended in %d posts, %d left as they were", mended, posts, left)
	if mended == 0 || 50*left > mended {
		t.Errorf("%d segments could not be written back, beside %d that could", left, mended)
	}
}

// mendAll returns the texts of the segments that fixes change.
func mendAll(t *testing.T, in check.Input) map[int]string {
	t.Helper()
	texts := make(map[int]string)
	for round := 0; ; round++ {
		fixes := make(map[int][]check.Fix)
		for _, f := range check.Run(in) {
			if f.Fix != nil {
				fixes[f.Fix.Segment] = append(fixes[f.Fix.Segment], *f.Fix)
			}
		}
		if len(fixes) == 0 {
			return texts
		}
		if round == 6 {
			t.Fatalf("mending does not end: %v", fixes)
		}
		before := in.Target.Segments
		in = with(in, fixes)
		for i := range fixes {
			if a, b := letters(before[i].Text), letters(in.Target.Segments[i].Text); len(a) < len(b) {
				t.Errorf("mending adds words: %d letters, then %d", len(a), len(b))
			}
			texts[i] = in.Target.Segments[i].Text
		}
	}
}

func placeOf(pointer string) (n int) {
	for _, r := range pointer {
		if '0' <= r && r <= '9' {
			n = 10*n + int(r-'0')
		}
	}
	return n
}

// compare returns the places that do not say what they should; all that were mended
// if others changed.
func compare(before, after *segment.Document, texts map[int]string) []int {
	var wrong, all []int
	for i := range texts {
		all = append(all, i)
	}
	if len(before.Segments) != len(after.Segments) {
		return all
	}
	for i := range before.Segments {
		want, mended := texts[i]
		switch {
		case !mended && after.Segments[i].Hash != before.Segments[i].Hash:
			return all
		case mended && after.Segments[i].Text != want:
			wrong = append(wrong, i)
		}
	}
	return wrong
}
