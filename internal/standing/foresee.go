package standing

import (
	"context"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Foreseen is how translations will stand once something was said of them: found out
// before the transaction in which it is said, so that nobody waits for it there.
type Foreseen map[bitext.Pairing]bitext.Sums

// Keep remembers what was foreseen, in the transaction in which it has just been said,
// and only then: sums are believed for good. Of what came otherwise meanwhile nothing is
// believed, since it has another pairing.
func (f Foreseen) Keep(m Memo) {
	for of, sums := range f {
		m.KeepSums(of, sums)
	}
}

// A Saying is what is about to be said of a translation of a post.
type Saying struct {
	Locale       locale.Tag
	Decisions    []bitext.Decision     // on segments of its head
	Confirmation *content.Confirmation // or of a whole
}

// Foresee returns how the translation will stand, as editors and as readers see it.
func Foresee(ctx context.Context, r Reads, p *content.Post, said Saying) (Foreseen, error) {
	found := make(Foreseen)
	heads := Heads(p, said.Locale)
	after := &overheard{Reads: r, saying: said, heads: heads}
	pairs := []bitext.Pairing{heads}
	if of, ok := Lives(p, said.Locale); ok {
		pairs = append(pairs, of)
	}
	for _, of := range pairs {
		if of.SourceN == 0 || of.TargetN == 0 {
			continue
		}
		of.Decided += len(said.Decisions)
		if said.Confirmation != nil {
			of.Decided++
		}
		pair, err := Of(ctx, after, of)
		if err != nil {
			return nil, err
		}
		found[of] = pair.Sums
	}
	return found, nil
}

// later is when what is about to be said is said: after everything else.
var later = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// An overheard source of words has also what is about to be said.
type overheard struct {
	Reads
	saying Saying
	heads  bitext.Pairing
}

// Decisions implements [Words].
func (o *overheard) Decisions(ctx context.Context, id content.PostID, tag locale.Tag) ([]bitext.Decision, error) {
	list, err := o.Reads.Decisions(ctx, id, tag)
	if err != nil || tag != o.saying.Locale {
		return list, err
	}
	list = slices.Clip(list) // it is not ours
	for _, d := range o.saying.Decisions {
		d.N, d.Beside, d.At = len(list)+1, o.heads.Source, later
		d.SourceN, d.TargetN = o.heads.SourceN, o.heads.TargetN
		list = append(list, d)
	}
	return list, nil
}

// Confirmations implements [Words].
func (o *overheard) Confirmations(ctx context.Context, id content.PostID) ([]content.Confirmation, error) {
	list, err := o.Reads.Confirmations(ctx, id)
	if c := o.saying.Confirmation; err == nil && c != nil {
		one := *c
		one.At = later
		list = append(slices.Clip(list), one)
	}
	return list, err
}
