package memory

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/bitext/words"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	mostSentences = 12 // of a text that is remembered by sentences, too
	fewestWords   = 3  // of a sentence that is remembered by itself
	// unlikely is how much longer than the rest of its text a sentence may be in one
	// language, for its translation to be the sentence at the same place.
	unlikely = 2.0
)

// A Sentence is one of a text, as a text of its own: its tags are numbered from 1.
type Sentence struct {
	Text    string
	Tags    string   // as [Elements] writes them
	numbers []string // of its tags in the whole text
}

// Sentences cuts a text into sentences; nil where it is but one, or too many.
func Sentences(text, tags string, tag locale.Tag) []Sentence {
	cut := segment.Sentences(text, tag)
	if len(cut) < 2 || len(cut) > mostSentences {
		return nil
	}
	elements := strings.Fields(tags)
	list := make([]Sentence, len(cut))
	for i, part := range cut {
		list[i] = sentence(strings.TrimSpace(part), elements)
	}
	return list
}

func sentence(text string, elements []string) Sentence {
	var s Sentence
	own := make(map[string]string)
	var names []string
	s.Text = renumbered(text, func(number string) string {
		if own[number] == "" {
			s.numbers = append(s.numbers, number)
			own[number] = strconv.Itoa(len(s.numbers))
			if n, err := strconv.Atoi(number); err == nil && 0 < n && n <= len(elements) {
				names = append(names, elements[n-1])
			}
		}
		return own[number]
	})
	s.Tags = strings.Join(names, " ")
	return s
}

// renumbered returns the text with other numbers in its tags.
func renumbered(text string, number func(string) string) string {
	var b strings.Builder
	done := 0
	for _, t := range words.Cut(text, "") {
		if t.Kind != words.Tag {
			continue
		}
		old := strings.Trim(t.Text, "</>")
		b.WriteString(text[done:t.Start] + strings.Replace(t.Text, old, number(old), 1))
		done = t.End
	}
	return b.String() + text[done:]
}

// Back gives a text with the sentence's tags the numbers that they have in the whole.
func (s Sentence) Back(text string) string {
	return renumbered(text, func(number string) string {
		if n, err := strconv.Atoi(number); err == nil && 0 < n && n <= len(s.numbers) {
			return s.numbers[n-1]
		}
		return number
	})
}

// Pieces returns what an entry says sentence by sentence, where that is plain: both
// texts have as many, each pair has the same tags, and none is out of proportion. The
// empty ones stand for sentences that are not worth keeping.
func Pieces(e bitext.Entry, target locale.Tag) []bitext.Entry {
	from, to := Sentences(e.Source, e.Tags, e.Direction.Source), Sentences(e.Target, e.Tags, target)
	if len(from) == 0 || len(from) != len(to) {
		return nil
	}
	whole := ratio(e.Source, e.Target)
	pieces := make([]bitext.Entry, len(from))
	for i, s := range from {
		said, ok := beside(s, to[i])
		if r := ratio(s.Text, to[i].Text) / whole; !ok || r > unlikely || r < 1/unlikely {
			return nil
		}
		if len(Read(s.Text, e.Direction.Source).Packed)/wordSize < fewestWords {
			continue
		}
		pieces[i] = e
		pieces[i].ID, pieces[i].Words = 0, nil
		pieces[i].Source, pieces[i].Target, pieces[i].Tags = s.Text, said, s.Tags
	}
	return pieces
}

// beside returns the target's sentence with the numbers that the source's has; ok is
// false if it has other tags.
func beside(source, target Sentence) (text string, ok bool) {
	text = sentenceBack(target, source.numbers)
	return text, sameTags(tagsOf(words.Cut(text, "")), tagsOf(words.Cut(source.Text, "")))
}

// sentenceBack numbers the target's tags as the source's sentence does.
func sentenceBack(target Sentence, numbers []string) string {
	own := make(map[string]string)
	for i, number := range numbers {
		own[number] = strconv.Itoa(i + 1)
	}
	return renumbered(target.Back(target.Text), func(number string) string { return own[number] })
}

// ratio returns how long the target is beside the source, in characters.
func ratio(source, target string) float64 {
	return float64(1+utf8.RuneCountInString(target)) / float64(1+utf8.RuneCountInString(source))
}

// Assembled returns the suggestion that the best ones of all of a text's sentences
// make together; ok is false if one of them has none that can be written as it is.
func (q Query) Assembled(text *Text, sentences []Sentence, best [][]Suggestion) (whole Suggestion, ok bool) {
	var source, target []string
	for i, list := range best {
		if len(list) == 0 || !list[0].Ready {
			return whole, false
		}
		one := list[0]
		if i == 0 || one.Score < whole.Score {
			whole = one // who wrote the weakest answers for it
		}
		source, target = append(source, one.Source), append(target, sentences[i].Back(one.Fitted))
	}
	whole.Source, whole.Target = strings.Join(source, " "), strings.Join(target, " ")
	whole.Fitted, whole.Ready = Fit(whole.Target, text)
	whole.Score, whole.Context = min(whole.Score, Exact)-forAssembly, false
	return whole, whole.Ready && whole.Score >= q.threshold()
}
