package search

import (
	"cmp"
	"math/bits"
	"slices"
)

// A Counted word is one of live texts, with the number of entries that have it.
type Counted struct {
	Word    string // folded
	Entries int
}

// Slips returns how many slips a word of that many letters may have: none in a short
// one, which would be another word.
func Slips(letters int) int {
	switch {
	case letters < 4:
		return 0
	case letters < 8:
		return 1
	}
	return 2
}

// Nearest returns the word that somebody most likely meant: with the fewest slips, then
// that of the most entries. ok is false if there is none.
func Nearest(word string, known []Counted) (best Counted, ok bool) {
	letters := []rune(word)
	most := Slips(len(letters))
	if most == 0 {
		return best, false
	}
	fewest := most + 1
	has := lettersOf(word)
	for _, k := range known {
		if other := lettersOf(k.Word); bits.OnesCount64(has&^other) > most || bits.OnesCount64(other&^has) > most {
			continue // each slip brings one letter and takes one away, at most
		}
		n := distance(letters, []rune(k.Word), most)
		if n == 0 || n > most {
			continue
		}
		if cmp.Or(cmp.Compare(n, fewest), cmp.Compare(best.Entries, k.Entries), cmp.Compare(k.Word, best.Word)) < 0 {
			best, fewest = k, n
		}
	}
	return best, fewest <= most
}

// lettersOf returns which letters the word has, 64 of them told apart.
func lettersOf(word string) (set uint64) {
	for _, r := range word {
		set |= 1 << (r & 63)
	}
	return set
}

// distance returns how many letters have to be put in, left out, changed, or exchanged
// with the next one, to make the one word of the other; anything above most if they
// are more (Damerau and Levenshtein, no letter changed twice).
func distance(a, b []rune, most int) int {
	if abs(len(a)-len(b)) > most || len(b) > longest {
		return most + 1
	}
	two, one := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(one[j]+1, row[j-1]+1, one[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], two[j-2]+1)
			}
		}
		if slices.Min(row) > most {
			return most + 1
		}
		two, one = one, row
	}
	return one[len(b)]
}

func abs(n int) int { return max(n, -n) }

// A Split is a word as two.
type Split struct{ First, Second string }

// Splits returns the ways of reading a word as two, each of them of three letters at
// least; none of a short one.
func Splits(word string) []Split {
	const least = 3
	letters := []rune(word)
	if len(letters) > 30 {
		return nil
	}
	var list []Split
	for at := least; at <= len(letters)-least; at++ {
		list = append(list, Split{string(letters[:at]), string(letters[at:])})
	}
	return list
}

// Instead returns the query with other words in the place of term i.
func (q Query) Instead(i int, words ...string) Query {
	c := NewCutter(q.Locale)
	q.Terms = slices.Clone(q.Terms)
	replaced := make([]Term, len(words))
	for k, word := range words {
		w := c.word(word)
		replaced[k] = Term{Text: word, Words: []Word{w}, Begun: q.Terms[i].Begun && k == len(words)-1}
	}
	q.Terms = slices.Replace(q.Terms, i, i+1, replaced...)
	q.settle()
	return q
}
