package memory

import (
	"cmp"
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext"
)

const (
	// mostPostings bounds what one search reads of the index. It is reached by texts
	// whose words are all in every second entry.
	mostPostings = 150_000
	// mostRanked bounds the entries that one search compares word by word, and
	// mostCells the work: long texts are compared with fewer.
	mostRanked = 400
	mostCells  = 8_000_000
)

// A Search finds the entries of one direction that are worth comparing with a text,
// by their stems.
//
// A text of n words that is like another by at least t of 100 has lost or changed at
// most n·(100−t)/100 of them. So of its rarest stems, one more than that, one is
// certainly there: whoever has none of them is out (the prefix filter of Chaudhuri,
// Ganti and Kaushik 2006). More stems, as far as the bound goes, tell which of the
// entries come first.
type Search struct {
	stems    []uint32       // rarest first
	weight   map[uint32]int // how often the text has each
	prefix   int            // how many stems decide who is looked at
	next     int
	read     int
	words    int
	unknown  int // words whose stems were not looked up
	shortest int
	longest  int
	found    map[int64]match
}

type match struct {
	words  int // of the entry
	common int // words that both have, as far as is known
}

// NewSearch plans a search; counts says how many entries have each of the text's
// stems.
func (q Query) NewSearch(text *Text, counts map[uint32]int) *Search {
	n, least := text.Words(), q.threshold()
	s := &Search{
		words: n, unknown: n, found: make(map[int64]match), weight: make(map[uint32]int),
		prefix: n*(100-least)/100 + 1, shortest: n * least / 100, longest: n*100/least + 1,
	}
	for i := range n {
		_, stem := wordAt(text.Packed, i)
		s.weight[stem]++
	}
	for _, stem := range text.Stems() {
		if counts[stem] > 0 {
			s.stems = append(s.stems, stem)
			continue
		}
		s.unknown -= s.weight[stem] // no entry has it
		s.prefix--
	}
	slices.SortStableFunc(s.stems, func(a, b uint32) int { return cmp.Compare(counts[a], counts[b]) })
	return s
}

// Next returns the stem whose postings are to be read next; ok is false if it is
// enough.
func (s *Search) Next() (stem uint32, ok bool) {
	if s.next == len(s.stems) || s.read >= mostPostings || s.next >= s.prefix && len(s.found) == 0 {
		return 0, false
	}
	return s.stems[s.next], true
}

// Take looks at the postings of the stem that Next returned.
func (s *Search) Take(postings []bitext.Posting) {
	weight, admits := s.weight[s.stems[s.next]], s.next < s.prefix
	s.next++
	s.read += len(postings)
	s.unknown -= weight
	for _, p := range postings {
		if p.Words < s.shortest && p.Words < bitext.MostCounted || p.Words > s.longest {
			continue
		}
		m, known := s.found[p.Entry]
		if known || admits {
			s.found[p.Entry] = match{words: p.Words, common: m.common + weight}
		}
	}
}

// A Ranked is an entry that is to be compared, and the most that its words can score.
type Ranked struct {
	ID   int64
	Most int
}

// Ranked returns the entries to compare: those that can score most first, and no
// more than can be compared in a few milliseconds.
func (s *Search) Ranked() []Ranked {
	list := make([]Ranked, 0, len(s.found))
	for id, m := range s.found {
		common := min(m.common+s.unknown, m.words, s.words)
		if m.words == bitext.MostCounted {
			common = min(m.common+s.unknown, s.words)
		}
		list = append(list, Ranked{ID: id, Most: 100 * common / max(m.words, s.words)})
	}
	slices.SortFunc(list, func(a, b Ranked) int { return cmp.Or(b.Most-a.Most, cmp.Compare(b.ID, a.ID)) })
	cells := s.words*(s.longest-s.shortest) + 1
	return list[:min(len(list), mostRanked, max(mostCells/cells, 20))]
}
