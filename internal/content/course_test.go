package content_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// course reads histories such as "en: a b ~c; fr: x<1 y<2; fr1=en2": of each
// language what its revisions say, one after the other. "~" marks a minor one,
// "<" is followed by the source's revision that it is based on, "<de3" by one of
// another language; the source stands first. "fr1=en2" is somebody's word that the two are right together.
func course(text string) content.Course {
	var c content.Course
	source := locale.Tag(text[:2])
	for part := range strings.SplitSeq(text, ";") {
		part = strings.TrimSpace(part)
		if of, beside, ok := strings.Cut(part, "="); ok {
			var said content.Confirmation
			said.Locale, said.N = named(of)
			said.Beside, said.BesideN = named(beside)
			c.Confirmed = append(c.Confirmed, said)
			continue
		}
		tag, words, _ := strings.Cut(part, ":")
		var before []content.Step
		for i, word := range strings.Fields(words) {
			word, minor := strings.CutPrefix(word, "~")
			word, base, _ := strings.Cut(word, "<")
			s := content.Step{N: i + 1, Means: i + 1, Sense: word}
			if s.BasedIn, s.BasedOn = named(base); s.BasedOn > 0 && s.BasedIn == "" {
				s.BasedIn = source
			}
			for _, b := range before {
				if b.Sense == word || minor && b.N == i {
					s.Means = b.Means // as a save does: of the newest that says so
				}
			}
			before = append(before, s)
			c.Put(locale.Tag(tag), s)
		}
	}
	return c
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

// livePost reads "en2 fr1 de0": a post whose source is the first language.
func livePost(text string) *content.Post {
	if text == "" {
		return nil
	}
	p := &content.Post{}
	for word := range strings.FieldsSeq(text) {
		tag, n := named(word)
		if p.SourceLocale == "" {
			p.SourceLocale = tag
		}
		p.Put(content.Translation{Locale: tag, Head: 9, Live: n, LiveAt: noon})
		p.Live = max(p.Live, min(n, 1))
	}
	return p
}

func TestSameMeaning(t *testing.T) {
	tests := []struct {
		name, steps string
		a, b        int
		want        bool
	}{
		{"one text", "a", 1, 1, true},
		{"another", "a b", 1, 2, false},
		{"the same again", "a a", 1, 2, true},
		{"a typo, marked", "a ~b", 1, 2, true},
		{"two typos", "a ~b ~c", 1, 3, true},
		{"a typo not marked", "a b", 1, 2, false},
		{"a change after a typo", "a ~b c", 1, 3, false},
		{"a typo after a change", "a b ~c", 1, 3, false},
		{"a typo after a change, beside the change", "a b ~c", 2, 3, true},
		{"taken back", "a b a", 1, 3, true},
		{"taken back, and the change", "a b a", 2, 3, false},
		{"a typo, a change, and the change taken back", "a ~b c b", 1, 4, true},
		{"taken back in part", "a b c", 1, 3, false},
		{"a typo that brings back what was said before", "a b ~a", 1, 3, true},
		{"as a person says, then so is what was between", "a b ~a", 1, 2, false}, // judged as of 2: later drafts change nothing
		{"a first revision marked minor", "~a b", 1, 2, false},
		{"no such revision", "a b", 1, 7, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := course("en: " + tt.steps)
			if got := c.Same("en", tt.a, tt.b); got != tt.want {
				t.Errorf("Same(%d, %d) = %v of %q", tt.a, tt.b, got, tt.steps)
			}
			if c.Same("en", tt.a, tt.b) != c.Same("en", tt.b, tt.a) {
				t.Error("the order of the two matters")
			}
		})
	}
}

// What retention took away has left its meaning in what came after.
func TestSameMeaningAcrossAGap(t *testing.T) {
	c := course("en: a ~b ~c d")
	delete(c.Steps["en"], 2)
	if !c.Same("en", 1, 3) || c.Same("en", 1, 4) || c.Same("en", 1, 2) {
		t.Error("a gap changes what the revisions around it mean")
	}
}

func TestStanding(t *testing.T) {
	c, p := course("en: a b; fr: x<1; fr1=en2"), livePost("en2 fr1")
	stale := content.Segments{Stale: 1, Since: 1, Behind: 1}
	for _, tt := range []struct {
		name string
		got  content.Standing
		want content.Standing
	}{
		{"level", c.Standing(p, "fr", content.Segments{}), content.Standing{BasedOn: 1, Confirmed: 2}},
		{"behind", c.Standing(p, "fr", stale), content.Standing{BasedOn: 1, Confirmed: 2, Stale: true, Behind: 1}},
		{"in form alone", c.Standing(p, "fr", content.Segments{Minor: 1, Since: 1}), content.Standing{BasedOn: 1, Confirmed: 2}},
		{"the source", c.Standing(p, "en", stale), content.Standing{}},
		{"not live", c.Standing(livePost("en2 fr0"), "fr", stale), content.Standing{}},
		{"without a live source", c.Standing(livePost("en0 fr1"), "fr", stale), content.Standing{BasedOn: 1, Confirmed: 2}},
		{"the heads", c.HeadStanding(p, "fr", stale), content.Standing{Stale: true, Behind: 1}}, // nothing is known of revision 9
		{"the head of the source", c.HeadStanding(p, "en", stale), content.Standing{}},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, tt.got, tt.want)
		}
	}
}

func TestParseSpan(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 0, "0": 0, "90m": 90 * time.Minute, "2d": 48 * time.Hour} {
		if got, ok := content.ParseSpan(text); got != want || !ok {
			t.Errorf("ParseSpan(%q) = %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"soon", "-1h", "-1d", "1.5d", "d", "99999999d", "3 d"} {
		if got, ok := content.ParseSpan(text); ok {
			t.Errorf("ParseSpan(%q) = %v, want a refusal", text, got)
		}
	}
}
