package standing_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/standing"
)

const garden = "The garden opens in April.\nBread is sold at noon."

// machineWrote is a post whose second paragraph in French a machine wrote, in the
// second revision.
func machineWrote(t *testing.T) *book {
	t.Helper()
	b := newBook()
	b.en(garden)
	b.fr(1, "Le jardin ouvre en avril.")
	b.fr(1, "Le jardin ouvre en avril.\nLe pain se vend à midi.")
	row := b.heads(t).Rows[1]
	b.decide(bitext.Decision{
		Kind: bitext.Written, Source: []string{row.Source[0].ID}, Target: []string{row.Target[0].ID}, SourceText: row.SourceText(), Origin: bitext.MachineUnreviewed,
	})
	if got := b.heads(t).Rows[1].Origin; got != bitext.MachineUnreviewed {
		t.Fatalf("what a machine wrote is %q", got)
	}
	return b
}

// TestRestoringReadsNothing goes back before what a machine wrote, and forth again.
func TestRestoringReadsNothing(t *testing.T) {
	for name, tt := range map[string]struct {
		said func(b *book)
		want bitext.Origin
	}{
		"nobody read it": {func(*book) {}, bitext.MachineUnreviewed},
		"it was confirmed as a whole": {func(b *book) {
			b.confirm(2, 1)
		}, bitext.Human},
		"the segment was confirmed": {func(b *book) {
			d := b.decisions[0]
			d.Kind, d.Origin = bitext.Confirmed, ""
			b.decide(d)
		}, bitext.Human},
		"the other one was": {func(b *book) {
			d := b.decisions[0]
			d.Kind, d.Origin, d.Target, d.Source = bitext.Confirmed, "", []string{"none"}, nil
			b.decide(d)
		}, bitext.MachineUnreviewed},
	} {
		t.Run(name, func(t *testing.T) {
			b := machineWrote(t)
			tt.said(b)
			b.save("fr", "Le jardin ouvre en avril.", how{base: 1, origin: content.FromRestore})
			b.save("fr", "Le jardin ouvre en avril.\nLe pain se vend à midi.", how{base: 1, origin: content.FromRestore})
			rows := b.heads(t).Rows
			if rows[1].Origin != tt.want || rows[1].State != bitext.Current || rows[0].Origin != bitext.Human {
				t.Errorf("restored, it is %q, %s; the other is %q", rows[1].Origin, rows[1].State, rows[0].Origin)
			}
		})
	}
}

// TestWhoseWordsBesideAnotherSource: a machine's words are a machine's beside whatever
// language is the source, until somebody reads them beside one of them.
func TestWhoseWordsBesideAnotherSource(t *testing.T) {
	b := machineWrote(t)
	b.save("de", "Der Garten öffnet im April.\nBrot gibt es am Mittag.", how{base: 1})
	beside := func() *bitext.Sums {
		of := b.pairing(1, 2)
		of.Source = "de"
		p, err := standing.Of(t.Context(), b, of)
		if err != nil {
			t.Fatal(err)
		}
		return &p.Sums
	}
	if sums := beside(); sums.Origins[bitext.MachineUnreviewed] != 1 || sums.Origins[bitext.Human] != 1 {
		t.Errorf("beside German: %v", sums.Origins)
	}
	b.confirm(2, 1)
	if sums := beside(); sums.Origins[bitext.MachineReviewed] != 1 {
		t.Errorf("read beside English: %v", sums.Origins)
	}
}
