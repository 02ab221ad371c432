package difference

import (
	"znkr.io/diff"
)

// Bounds of what is compared well. The library's time grows with the power 1.5
// of the length, and its quick mode almost not with the changes.
const (
	longest = 60_000 // tokens or blocks of both texts; what is longer is compared in quick mode
	// least is the share of words, as one of so many, that must have stayed for
	// two texts to be shown as one that was changed.
	least = 5
	// long is the size of both texts, in bytes, from which they are compared by
	// sentences: the tokens of each word would take hundreds of megabytes.
	long = 512 << 10
	// short is the size that a sentence has at least.
	short = 40
)

// A run is a part of two sequences that is the same in both, or is not.
type run struct {
	equal    bool
	from, to []token
}

// compare cuts two sequences into runs, equal ones and others by turns. What is
// the same and holds no word, between two changes, belongs to the change: "a b"
// that became "c d" is one change, not two around a space. Where hardly a word
// stayed, all was changed.
func compare(a, b []token) []run {
	runs := joined(matched(a, b), a, b)
	kept, most := 0, max(words(a), words(b))
	for _, r := range runs {
		if r.equal {
			kept += words(r.to)
		}
	}
	if kept*least < most {
		return []run{{from: a, to: b}}
	}
	return runs
}

// matched cuts two sequences as the library does.
func matched(a, b []token) []run {
	var runs []run
	i, j := 0, 0
	for _, e := range edits(ids(a), ids(b)) {
		equal := e.Op == diff.Match
		if len(runs) == 0 || runs[len(runs)-1].equal != equal {
			runs = append(runs, run{equal: equal, from: a[i:i], to: b[j:j]})
		}
		last := &runs[len(runs)-1]
		if e.Op != diff.Insert {
			i++
			last.from = last.from[:len(last.from)+1]
		}
		if e.Op != diff.Delete {
			j++
			last.to = last.to[:len(last.to)+1]
		}
	}
	return runs
}

// edits compares two sequences of numbers.
func edits(a, b []int32) []diff.Edit[int32] {
	if len(a)+len(b) > longest {
		return diff.Edits(a, b, diff.Fast())
	}
	return diff.Edits(a, b)
}

// joined makes one run of changes with nothing but signs between them. All runs
// lie in a and b in order, so that two neighbours are one slice.
func joined(runs []run, a, b []token) []run {
	var out []run
	i, j := 0, 0 // where the runs in out end in a and b
	for n, r := range runs {
		inside := n > 0 && n < len(runs)-1
		if r.equal && inside && words(r.to) == 0 && !breaks(r.to) {
			r.equal = false
		}
		if last := len(out) - 1; last >= 0 && !out[last].equal && !r.equal {
			out[last].from = a[i-len(out[last].from) : i+len(r.from)]
			out[last].to = b[j-len(out[last].to) : j+len(r.to)]
		} else {
			out = append(out, r)
		}
		i, j = i+len(r.from), j+len(r.to)
	}
	return out
}

func ids(tokens []token) []int32 {
	list := make([]int32, len(tokens))
	for i, t := range tokens {
		list[i] = t.id
	}
	return list
}

// words counts the words among the tokens, a picture as one.
func words(tokens []token) int {
	n := 0
	for _, t := range tokens {
		if t.kind == word || t.kind == whole {
			n++
		}
	}
	return n
}

// breaks reports whether a token begins a new line.
func breaks(tokens []token) bool {
	for _, t := range tokens {
		if t.kind == newline {
			return true
		}
	}
	return false
}
