package settling

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A lesson is what the memory learns of a pair.
type lesson struct {
	source, target locale.Tag
	list           []recall.Fed
}

func lessonOf(pair *standing.Pair) lesson {
	return lesson{pair.Pairing.Source, pair.Pairing.Target, fedBy(pair)}
}

// feed puts some of the lesson into the memory.
func (l *lesson) feed(ctx context.Context, tx Tx, some []recall.Fed) error {
	_, err := recall.Feed(ctx, tx, l.source, l.target, some)
	return err
}

// fedAtOnce bounds how much of one pair is put into the memory in one transaction: a
// book has thousands of segments, and whoever else writes waits.
const fedAtOnce = 100

// teach puts into the memory what a survey has more of than one transaction should
// take, and leaves the rest. If the post changed meanwhile it stops: what the memory
// learned is true still, and the post is settled again.
func (s *Service) teach(ctx context.Context, one *survey) error {
	for i := range one.live {
		l := &one.live[i]
		for len(l.list) > fedAtOnce {
			err := s.Write(ctx, func(tx Tx) error {
				ok, err := one.holds(ctx, tx)
				if err != nil || !ok {
					return err
				}
				return l.feed(ctx, tx, l.list[:fedAtOnce])
			})
			if err != nil {
				return err
			}
			l.list = l.list[fedAtOnce:]
		}
	}
	return nil
}

// fedBy returns the translations of a pair that the memory learns: what is current,
// with the source's text before and after it. Tags have the source's numbers; of several
// segments that belong together, each stands on a line of its own.
func fedBy(pair *standing.Pair) []recall.Fed {
	var list []recall.Fed
	for i := range pair.Rows {
		row := &pair.Rows[i]
		if row.State != bitext.Current || len(row.Source) == 0 || len(row.Target) == 0 {
			continue
		}
		source := segment.Whole(row.Source)
		first, last := pair.Source.Index(row.Source[0].ID), pair.Source.Index(row.Source[len(row.Source)-1].ID)
		fed := recall.Fed{Entry: bitext.Entry{
			Source: source.Text, Target: segment.Beside(source, segment.Whole(row.Target)).Text, Tags: memory.Elements(source.Tags), Origin: row.Origin,
			By: row.By, At: row.At, Post: content.PostID(pair.Pairing.Post), Segment: row.Source[0].ID,
		}}
		if first > 0 {
			fed.Before = memory.Sum(pair.Source.Segments[first-1].Text)
		}
		if last+1 < len(pair.Source.Segments) {
			fed.After = memory.Sum(pair.Source.Segments[last+1].Text)
		}
		list = append(list, fed)
	}
	return list
}
