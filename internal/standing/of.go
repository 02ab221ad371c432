package standing

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Of returns how the translation stands to its source in two of their revisions,
// segment by segment. Without a translation (TargetN 0) every segment is missing. A
// revision that is not there is a fault.NotFound. It takes some milliseconds, and is
// not for a transaction that somebody waits for.
func Of(ctx context.Context, r Reads, of bitext.Pairing) (*Pair, error) {
	w, err := walk(ctx, r, of)
	if err != nil {
		return nil, err
	}
	return w.pair(ctx)
}

// pair judges the pairing.
func (w *walker) pair(ctx context.Context) (*Pair, error) {
	source, err := w.source.at(ctx, w.of.SourceN)
	if err != nil {
		return nil, err
	}
	target := &state{doc: &segment.Document{Locale: w.of.Target}}
	if w.of.TargetN > 0 {
		if target, err = w.to(ctx, w.of.TargetN); err != nil {
			return nil, err
		}
	}
	switch {
	case source == nil:
		return nil, fault.New(fault.NotFound, "revision.not_found", "n", w.of.SourceN, "locale", string(w.of.Source))
	case target == nil:
		return nil, fault.New(fault.NotFound, "revision.not_found", "n", w.of.TargetN, "locale", string(w.of.Target))
	}
	p := &Pair{Pairing: w.of, Source: source, Target: target.doc, lineage: target.lineage}
	p.Beads = w.beads(target, source)
	j := judgeOf(w, source, target, &p.Sums)
	for _, b := range p.Beads {
		row, ok, err := j.row(ctx, b)
		if err != nil {
			return nil, err
		}
		if ok {
			p.Rows = append(p.Rows, row)
			count(&p.Sums, &row)
		}
	}
	p.Sums.Ahead, p.Sums.Since = j.ahead, j.earlier
	p.Sums.Origins = originsOf(target)
	p.Since = w.began(p.Sums)
	return p, nil
}

// beads aligns the pair. A first revision beside what it was made from, of which nobody
// said anything, is aligned already.
func (w *walker) beads(s *state, source *segment.Document) []align.Bead {
	if s.n == 1 && s.beside == w.of.SourceN && len(w.words) == 0 {
		return s.beads
	}
	h := w.hints(s, source, time.Time{})
	h.Alone = s.alone(source)
	return align.Align(source, s.doc, h)
}

// count adds a row to the sums.
func count(sums *bitext.Sums, row *Row) {
	words := 0
	for _, s := range row.Source {
		words += segment.Words(s.Text)
	}
	sums.Words.All += words
	switch row.State {
	case bitext.Missing:
		sums.Missing++
		sums.Words.Missing += words
		if len(row.Target) > 0 {
			sums.Empty++
		}
	case bitext.Stale:
		sums.Words.Stale += words
		if row.Change == bitext.Minor {
			sums.Minor++
		} else {
			sums.Substantive++
		}
	case bitext.Current:
		sums.Current++
	case bitext.Local:
		sums.Local++
	case bitext.Omitted:
		sums.Omitted++
	}
}

// originsOf counts the segments of the target that say something by where their
// words came from.
func originsOf(s *state) map[bitext.Origin]int {
	var sums map[bitext.Origin]int
	for i, o := range s.origins {
		if blank(&s.doc.Segments[i]) {
			continue
		}
		if sums == nil {
			sums = make(map[bitext.Origin]int)
		}
		sums[o]++
	}
	return sums
}

// began returns when the pair came to stand as it does: when the source changed that
// it is behind; else when the translation was saved; when the source was first saved,
// if there is none.
func (w *walker) began(sums bitext.Sums) time.Time {
	after, until, in := 0, w.of.SourceN, w.source.savings
	if sums.Since > 0 {
		after = sums.Since
	} else if w.of.TargetN > 0 {
		after, until, in = w.of.TargetN-1, w.of.TargetN, w.target.savings
	}
	var at time.Time
	for _, s := range in {
		if s.N > after && s.N <= until {
			return s.At
		}
		if s.N <= until {
			at = s.At
		}
	}
	return at
}

// Sums returns the sums of how the translation stands to its source, from the memo
// where it has them.
func Sums(ctx context.Context, r Reads, of bitext.Pairing) (bitext.Sums, error) {
	if sums, ok, err := r.Sums(ctx, of); ok || err != nil {
		return sums, err
	}
	pair, err := Of(ctx, r, of)
	if err != nil {
		return bitext.Sums{}, err
	}
	r.KeepSums(of, pair.Sums)
	return pair.Sums, nil
}

// A Lineage is one that is worth keeping, and of which language it is.
type Lineage struct {
	Locale, Beside locale.Tag // Beside is empty of names
	bitext.Lineage
}

// Lineages returns what the memo should keep of the pair, so that the next revisions
// need not be judged from the first on. First revisions are left out: they are
// judged as quickly as they are read.
func (p *Pair) Lineages() []Lineage {
	var list []Lineage
	if n := p.Pairing.SourceN; n > 1 {
		list = append(list, Lineage{Locale: p.Pairing.Source, Lineage: bitext.Lineage{N: n, Names: names(p.Source)}})
	}
	if n := p.Pairing.TargetN; n > 1 {
		list = append(list, Lineage{Locale: p.Pairing.Target, Lineage: bitext.Lineage{N: n, Names: names(p.Target)}},
			Lineage{Locale: p.Pairing.Target, Beside: p.Pairing.Source, Lineage: p.lineage})
	}
	return list
}
