package memory

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/bitext/words"
)

// tagsOf returns the tags among the tokens: "<1>", "</1>", "<2/>".
func tagsOf(tokens []words.Token) []string {
	var tags []string
	for _, t := range tokens {
		if t.Kind == words.Tag {
			tags = append(tags, t.Text)
		}
	}
	return tags
}

// sameTags reports whether each text has the very tags of the other, in whatever order.
func sameTags(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// Fit gives a target the tags of the text that it is now for. Where the target has
// the same ones, it stays as it is. Otherwise its own are taken off, and those of
// the text are put where it is plain that they belong: around everything, at either
// end, or around words that both say the same. ok is false if some have no place and
// are left out.
func Fit(target string, now *Text) (text string, ok bool) {
	tokens := words.Cut(target, now.Locale)
	want := tagsOf(now.Tokens)
	if sameTags(tagsOf(tokens), want) {
		return target, true
	}
	f := fitting{text: withoutTags(target, tokens), now: now}
	text = f.fit()
	return text, sameTags(tagsOf(words.Cut(text, now.Locale)), want)
}

// withoutTags returns the text without tags. Spaces that stood on both sides of one
// are not doubled.
func withoutTags(text string, tokens []words.Token) string {
	var b strings.Builder
	done := 0
	for _, t := range tokens {
		if t.Kind != words.Tag {
			continue
		}
		b.WriteString(text[done:t.Start])
		done = t.End
		if strings.HasSuffix(b.String(), " ") && strings.HasPrefix(text[done:], " ") {
			done++
		}
	}
	return strings.TrimSpace(b.String() + text[done:])
}

// A fitting puts tags around and into a text that has none.
type fitting struct {
	text string
	now  *Text
}

func (f *fitting) fit() string {
	tokens := f.now.Tokens
	var before, after []string
	for len(tokens) > 0 {
		first, last := tokens[0], tokens[len(tokens)-1]
		switch {
		case alone(first):
			before, tokens = append(before, first.Text), tokens[1:]
		case alone(last):
			after, tokens = append(after, last.Text), tokens[:len(tokens)-1]
		case first.Kind == words.Tag && last.Text == closing(first.Text):
			before, after, tokens = append(before, first.Text), append(after, last.Text), tokens[1:len(tokens)-1]
		default:
			f.inside(tokens)
			return f.wrapped(before, after)
		}
	}
	return f.wrapped(before, after)
}

func (f *fitting) wrapped(before, after []string) string {
	slices.Reverse(after)
	return strings.Join(before, "") + f.text + strings.Join(after, "")
}

// inside puts pairs around words that both texts say the same.
func (f *fitting) inside(tokens []words.Token) {
	for i := 0; i < len(tokens); i++ {
		if tokens[i].Kind != words.Tag {
			continue
		}
		end := i + 1
		for end < len(tokens) && tokens[end].Kind != words.Tag {
			end++
		}
		if end < len(tokens) && tokens[end].Text == closing(tokens[i].Text) {
			f.around(tokens[i], tokens[end])
			i = end
		}
	}
}

// around puts a pair around the words that it stands around in the other text, if
// they stand once in this one.
func (f *fitting) around(opening, closing words.Token) {
	inner := f.now.Plain[opening.End:closing.Start]
	if strings.TrimSpace(inner) == "" || strings.Count(f.text, inner) != 1 {
		return
	}
	from := strings.Index(f.text, inner)
	to := from + len(inner)
	before, _ := utf8.DecodeLastRuneInString(f.text[:from])
	after, _ := utf8.DecodeRuneInString(f.text[to:])
	if unicode.IsLetter(before) || unicode.IsLetter(after) {
		return
	}
	f.text = f.text[:from] + opening.Text + inner + closing.Text + f.text[to:]
}

// alone reports whether the token is a tag that stands alone.
func alone(t words.Token) bool { return t.Kind == words.Tag && strings.HasSuffix(t.Text, "/>") }

// closing returns the end of a pair that begins with the tag.
func closing(tag string) string { return "</" + strings.TrimPrefix(tag, "<") }
