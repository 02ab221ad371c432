package translating

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A deciding is a command that saves no text: it decides something of segments.
type deciding struct {
	asking
	once      once.Key
	decisions func(*standing.Pair) ([]bitext.Decision, error)
}

// A word is what a deciding left: which segments it was about.
type word struct {
	Count  int
	Source []string
	Target []string
}

// decided does it. What takes its time is done before the transaction, which looks
// whether the texts and decisions are what they were; else it is done anew. A
// request that comes twice is answered as the first time.
func (s *Service) decided(ctx context.Context, d deciding) (done Decided, err error) {
	if err := d.actor.CheckBest(d.op, d.tag); err != nil {
		return done, err
	}
	var said word
	for range tries {
		said, err = s.tryDecide(ctx, d)
		if f, ok := fault.Of(err); !ok || f.Code != patch.Overtaken {
			break
		}
	}
	if err != nil {
		return done, err
	}
	err = s.Read(ctx, func(r Snapshot) error {
		p, err := r.Post(ctx, d.post)
		if err != nil {
			return err
		}
		pair, err := standing.Of(ctx, r, standing.Heads(p, d.tag))
		if err != nil {
			return err
		}
		done = Decided{Sums: pair.Sums, Count: said.Count}
		done.Items, err = show(ctx, r, shown{pair: pair, rows: said.rows(pair), actor: d.actor, now: s.Now()})
		return err
	})
	return done, err
}

func (s *Service) tryDecide(ctx context.Context, d deciding) (said word, err error) {
	var pair *standing.Pair
	var list []bitext.Decision
	var refused error // told by the transaction, unless it was done before
	var then standing.Foreseen
	err = s.Read(ctx, func(r Snapshot) error {
		p, err := d.known(ctx, r)
		if err != nil {
			return err
		}
		if p.Translation(d.tag) == nil {
			return missing(d.post, d.tag)
		}
		if pair, err = standing.Of(ctx, r, standing.Heads(p, d.tag)); err != nil {
			return err
		}
		if list, refused = d.decisions(pair); refused == nil && p.Translation(d.tag).Live > 0 {
			then, err = standing.Foresee(ctx, r, p, standing.Saying{Locale: d.tag, Decisions: list})
		}
		return err
	})
	if err != nil {
		return said, err
	}
	err = s.Write(ctx, func(tx Tx) error {
		said, err = once.Do(ctx, tx, d.actor.ID, d.once, func() (word, error) {
			if refused != nil {
				return word{}, refused
			}
			p, err := d.known(ctx, tx)
			if err != nil {
				return word{}, err
			}
			if standing.Heads(p, d.tag) != pair.Pairing {
				return word{}, fault.New(fault.Stale, patch.Overtaken, "locale", string(d.tag))
			}
			then.Keep(tx)
			return wordOf(list), d.asking.decide(ctx, tx, p, list)
		})
		return err
	})
	return said, err
}

func wordOf(list []bitext.Decision) word {
	w := word{Count: len(list)}
	for _, d := range list {
		w.Source = append(w.Source, d.Source...)
		w.Target = append(w.Target, d.Target...)
	}
	return w
}

// rows returns the rows that the segments are in.
func (w word) rows(pair *standing.Pair) []int {
	by, in := patch.Rows(pair), make(map[*standing.Row]bool)
	for _, id := range w.Source {
		in[by[id]] = true
	}
	for _, id := range w.Target {
		in[by["t-"+id]] = true
	}
	var rows []int
	for i := range pair.Rows {
		if in[&pair.Rows[i]] {
			rows = append(rows, i)
		}
	}
	return rows
}
