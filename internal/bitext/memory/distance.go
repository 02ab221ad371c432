package memory

import (
	"bytes"
	"encoding/binary"

	"github.com/diptych-cms/diptych/internal/bitext/words"
)

// What one word costs, in half words: a form of the same stem is half another word.
const (
	otherWord = 2
	otherForm = 1
)

// Distance returns how far two packed texts are from each other, in half words: the
// least that words put in, left out and changed cost (Levenshtein 1966), a word in
// another form being half a change. It gives up above most, and then returns most+1;
// it looks at no more of the table than a band that wide (Ukkonen 1985).
func Distance(a, b []byte, most int) int {
	for len(a) > 0 && len(b) > 0 && bytes.Equal(a[:wordSize], b[:wordSize]) {
		a, b = a[wordSize:], b[wordSize:]
	}
	for len(a) > 0 && len(b) > 0 && bytes.Equal(a[len(a)-wordSize:], b[len(b)-wordSize:]) {
		a, b = a[:len(a)-wordSize], b[:len(b)-wordSize]
	}
	n, m := len(a)/wordSize, len(b)/wordSize
	if otherWord*max(n-m, m-n) > most {
		return most + 1
	}
	band := most / otherWord // words
	row := make([]int, m+1)
	for j := range row {
		row[j] = otherWord * j
	}
	number := words.Hash(anyNumber)
	for i := 1; i <= n; i++ {
		from, to := max(1, i-band), min(m, i+band)
		word, stem := wordAt(a, i-1)
		diagonal := row[from-1]
		row[from-1] = most + 1
		if from == 1 {
			row[0] = otherWord * i
		}
		least := row[from-1]
		for j := from; j <= to; j++ {
			above := row[j]
			if j == i+band && i > 1 { // nobody has been there in the row before
				above = most + 1
			}
			other, otherStem := wordAt(b, j-1)
			change := otherWord
			switch {
			case word == other:
				change = 0
			case stem == otherStem && stem != number:
				change = otherForm
			}
			row[j], diagonal = min(diagonal+change, above+otherWord, row[j-1]+otherWord), above
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
	}
	return min(row[m], most+1)
}

// wordAt returns a word of a packed text and its stem.
func wordAt(packed []byte, i int) (word, stem uint32) {
	return binary.LittleEndian.Uint32(packed[i*wordSize:]), binary.LittleEndian.Uint32(packed[i*wordSize+4:])
}

// allowed returns how far texts may be from each other, in half words, for a score
// of at least the given one; longest is how many words the longer one has.
func allowed(score, longest int) int { return otherWord * longest * (100 - score) / 100 }

// base returns the score of texts that are so far from each other.
func base(distance, longest int) int {
	if longest == 0 {
		return 100
	}
	return 100 - (100*distance+otherWord*longest-1)/(otherWord*longest)
}
