package align

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed lexicon.txt
var lexiconText string

// A lexicon knows which beginnings of words mean the same in English and French.
type lexicon struct {
	english, french map[string][]int // numbers of lines
}

var words = sync.OnceValue(func() *lexicon {
	l := &lexicon{english: make(map[string][]int), french: make(map[string][]int)}
	number := 0
	for line := range strings.Lines(lexiconText) {
		number++
		english, french, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for _, side := range []struct {
			of        map[string][]int
			beginning string
		}{{l.english, english}, {l.french, french}} {
			for beginning := range strings.SplitSeq(side.beginning, "/") {
				if !slices.Contains(side.of[beginning], number) {
					side.of[beginning] = append(side.of[beginning], number)
				}
			}
		}
	}
	return l
})

// of returns the half of the lexicon for a language; nil if there is none.
func (l *lexicon) of(language string) map[string][]int {
	switch language {
	case "en":
		return l.english
	case "fr":
		return l.french
	}
	return nil
}

// meanings returns the lines of the longest beginning that the word has.
func meanings(half map[string][]int, word string) []int {
	for n := len(word); n >= 2 && n >= len(word)-longestEnding; n-- {
		if lines, ok := half[word[:n]]; ok && len(word)-n <= ending(n) {
			return lines
		}
	}
	return nil
}

const longestEnding = 6

// ending returns how many letters may follow a beginning of n: "day" has days,
// "communaut" has communautaires.
func ending(n int) int {
	switch {
	case n < 4:
		return 1
	case n < 6:
		return 3
	}
	return longestEnding
}
