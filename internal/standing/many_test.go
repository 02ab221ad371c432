package standing_test

import (
	"strconv"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
)

// TestManyDecisions judges a pair of which more was said than can be compared with all
// else that was said.
func TestManyDecisions(t *testing.T) {
	b := newBook()
	b.fr(b.en(first), premie)
	for i := range 100_000 {
		b.decide(bitext.Decision{Kind: bitext.LeftOut, Source: []string{"gone-" + strconv.Itoa(i)}, Reason: "It went long ago."})
	}
	if s := b.heads(t).Sums; s.Current != 3 || s.Omitted != 0 {
		t.Errorf("after many words on what is not there: %+v", s)
	}
	b.en(first + "\nParking is free.")
	row := b.heads(t).Rows[3]
	b.decide(bitext.Decision{Kind: bitext.LeftOut, Source: []string{row.ID}, Reason: "Nobody parks here."})
	if s := b.heads(t).Sums; s.Omitted != 1 || s.Missing != 0 {
		t.Errorf("left out: %+v", s)
	}
	b.decide(bitext.Decision{Kind: bitext.Restored, Source: []string{row.ID}})
	if s := b.heads(t).Sums; s.Omitted != 0 || s.Missing != 1 {
		t.Errorf("taken back: %+v", s)
	}
}
