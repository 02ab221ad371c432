package memory

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/words"
)

// What is counted against a suggestion, in points.
const (
	forTag         = 2  // each tag that only one of the texts has
	forLostTag     = 3  // each tag of the text that has no place in the suggestion
	forElement     = 1  // the same tags are other elements, or stand elsewhere
	forNumber      = 1  // each number that was changed in the suggestion
	forWrongNumber = 4  // each number that is another one in the suggestion
	forSigns       = 1  // other signs or spaces
	forCase        = 1  // other capitals
	forRegion      = 2  // each language that is of another region
	forMachine     = 2  // a machine wrote it, and somebody read it
	forAge         = 1  // each five years, of what is not the same text
	forAssembly    = 1  // it is put together of sentences
	mostForNumbers = 16 // in all
	mostForTags    = 12
	aged           = 5 * 365 * 24 * time.Hour
)

// A Candidate is an entry whose words are like those of the text asked for.
type Candidate struct {
	bitext.Entry
	Uses     []bitext.Use // of an entry with the same key
	distance int
	base     int // what its words alone score: everything else is taken from it
	same     bool
}

// Candidate compares an entry with the text word by word; ok is false if it is not
// like it.
func (q Query) Candidate(text *Text, e bitext.Entry) (c Candidate, ok bool) {
	longest := max(len(text.Packed), len(e.Words)) / wordSize
	most := allowed(q.threshold(), longest)
	d := Distance(text.Packed, e.Words, most)
	return Candidate{Entry: e, distance: d, base: base(d, longest), same: d == 0 && norm.NFC.String(e.Source) == text.Plain}, d <= most
}

// Judge returns the suggestions that the candidates make, the best first: no more
// than the query's limit, none below its threshold, and none that says the same as a
// better one.
func (q Query) Judge(text *Text, candidates []Candidate) []Suggestion {
	best(candidates)
	found := make([]Suggestion, 0, q.closer())
	for _, c := range candidates[:min(len(candidates), q.closer())] {
		if s := q.suggestion(text, c); s.Score >= q.threshold() {
			found = append(found, s)
		}
	}
	slices.SortStableFunc(found, func(a, b Suggestion) int {
		return cmp.Or(b.Score-a.Score, b.At.Compare(a.At), cmp.Compare(b.ID, a.ID))
	})
	said := make(map[string]bool)
	found = slices.DeleteFunc(found, func(s Suggestion) bool {
		twice := said[s.Fitted]
		said[s.Fitted] = true
		return twice
	})
	return found[:min(len(found), q.limit())]
}

// With returns the list with one more suggestion at its place, if it says something new.
func (q Query) With(list []Suggestion, s Suggestion) []Suggestion {
	if slices.ContainsFunc(list, func(have Suggestion) bool { return have.Fitted == s.Fitted }) {
		return list
	}
	at := slices.IndexFunc(list, func(have Suggestion) bool { return have.Score < s.Score })
	if at < 0 {
		at = len(list)
	}
	list = slices.Insert(list, at, s)
	return list[:min(len(list), q.limit())]
}

// Bar returns how much the words of one more candidate must score to count.
func (q Query) Bar(candidates []Candidate) int {
	if len(candidates) < q.closer() {
		return q.threshold()
	}
	best(candidates)
	return candidates[q.closer()-1].base
}

// best sorts candidates: those of the very same text, then by what their words score,
// then the newest.
func best(candidates []Candidate) {
	slices.SortStableFunc(candidates, func(a, b Candidate) int {
		if a.same != b.same {
			if a.same {
				return -1
			}
			return 1
		}
		return cmp.Or(b.base-a.base, b.At.Compare(a.At), cmp.Compare(b.ID, a.ID))
	})
}

// Alike reports whether texts are asked for that are like this one, and not the very
// same alone.
func (q Query) Alike(text *Text) bool {
	return q.threshold() < Exact && text.Words() > 0 && text.Words() <= MostTokens
}

// closer is how many candidates are looked at closely.
func (q Query) closer() int { return 4 * q.limit() }

func (q Query) limit() int { return min(cmp.Or(q.Limit, Usual), Most) }

func (q Query) threshold() int { return min(max(cmp.Or(q.Threshold, Threshold), Least), Exact) }

// suggestion looks at everything in which the two texts differ.
func (q Query) suggestion(now *Text, c Candidate) Suggestion {
	s := Suggestion{Entry: c.Entry, Score: Exact}
	old := Read(c.Source, c.Direction.Source)
	target := c.Target
	if !c.same {
		s.Score = min(c.base, Exact-1) - signs(old, now)
		if c.distance == 0 && old.Key == now.Key {
			var points int
			target, points = q.numbers(c, old, now)
			s.Score -= points
		} else {
			s.Score -= min(forWrongNumber*unlike(numbersOf(old.Tokens), numbersOf(now.Tokens)), mostForNumbers)
		}
		s.Score -= int(max(q.Now.Sub(c.At), 0)/aged) * forAge
	}
	s.Fitted, s.Ready = Fit(target, now)
	s.Score -= q.tags(c, old, now, s)
	s.Score -= q.standing(c)
	s.Context = c.same && q.inContext(c)
	switch {
	case s.Score == Exact && s.Context:
		s.Score = InContext
	case s.Score < Exact:
		s.Context = false
	}
	s.Score = max(s.Score, 0)
	return s
}

// numbers changes the numbers of the target to those of the text, if that is safe,
// and returns what is taken off.
func (q Query) numbers(c Candidate, old, now *Text) (target string, points int) {
	differ := unlike(numbersOf(old.Tokens), numbersOf(now.Tokens))
	if slices.Equal(numbersOf(old.Tokens), numbersOf(now.Tokens)) {
		return c.Target, 0
	}
	if changed, ok := renumber(c.Target, old, now, c.Direction.Target); ok {
		return changed, min(forNumber*max(differ, 1), mostForNumbers)
	}
	return c.Target, min(forWrongNumber*max(differ, 1), mostForNumbers)
}

// tags returns what is taken off for tags: those that only one text has, those that
// have no place in the suggestion, and those that are something else.
func (q Query) tags(c Candidate, old, now *Text, s Suggestion) int {
	have, want := tagsOf(old.Tokens), tagsOf(now.Tokens)
	points := forTag * unlike(have, want)
	if !s.Ready {
		points += forLostTag * unlike(want, tagsOf(words.Cut(s.Fitted, now.Locale)))
	}
	if points == 0 && len(want) > 0 && (c.Tags != q.Tags || !sameTags(tagsOf(words.Cut(c.Target, now.Locale)), want)) {
		points = forElement
	}
	return min(points, mostForTags)
}

// standing returns what is taken off for who wrote it, and for which region.
func (q Query) standing(c Candidate) int {
	points := 0
	if c.Direction.Source != q.Source {
		points += forRegion
	}
	if c.Direction.Target != q.Target {
		points += forRegion
	}
	if c.Origin == bitext.MachineReviewed {
		points += forMachine
	}
	return points
}

// inContext reports whether the entry stands where the text stands, or between the
// same two texts.
func (q Query) inContext(c Candidate) bool {
	return slices.ContainsFunc(c.Uses, func(u bitext.Use) bool {
		between := u.Before == q.Before && u.After == q.After && (u.Before != 0 || u.After != 0)
		return between || u.Post == q.Post && u.Segment == q.Segment && q.Post != ""
	})
}

// signs returns what is taken off for signs, spaces and capitals.
func signs(old, now *Text) int {
	a, b := outside(old), outside(now)
	if a == b {
		return 0
	}
	if strings.EqualFold(a, b) {
		return forCase
	}
	// Words that differ are counted already; their places are the same in both.
	a, b = punctuation(old), punctuation(now)
	if a == b {
		return 0
	}
	return forSigns
}

// outside returns the text without tags, and without what numbers it has.
func outside(t *Text) string {
	var b strings.Builder
	done := 0
	for _, token := range t.Tokens {
		switch token.Kind {
		case words.Tag:
			b.WriteString(t.Plain[done:token.Start])
		case words.Number:
			b.WriteString(t.Plain[done:token.Start] + anyNumber)
		default:
			continue
		}
		done = token.End
	}
	return b.String() + t.Plain[done:]
}

// punctuation returns the signs of a text.
func punctuation(t *Text) string {
	var b strings.Builder
	for _, token := range t.Tokens {
		if token.Kind == words.Sign {
			b.WriteString(token.Text)
		}
	}
	return b.String()
}

// unlike returns how many of the longer list's members the other one does not have.
func unlike(a, b []string) int {
	left := make(map[string]int, len(a))
	for _, s := range a {
		left[s]++
	}
	common := 0
	for _, s := range b {
		if left[s] > 0 {
			left[s]--
			common++
		}
	}
	return max(len(a), len(b)) - common
}
