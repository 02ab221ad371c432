package settling

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/standing"
)

// feed puts what is current of a pair into the memory.
func feed(ctx context.Context, tx Tx, pair *standing.Pair) error {
	_, err := recall.Feed(ctx, tx, pair.Pairing.Source, pair.Pairing.Target, fedBy(pair))
	return err
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
		source := together(row.Source)
		first, last := pair.Source.Index(row.Source[0].ID), pair.Source.Index(row.Source[len(row.Source)-1].ID)
		fed := recall.Fed{Entry: bitext.Entry{
			Source: source.Text, Target: segment.Beside(source, together(row.Target)).Text, Tags: memory.Elements(source.Tags), Origin: row.Origin,
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

func together(list []*segment.Segment) segment.Segment {
	flat := make([]segment.Segment, len(list))
	for i, s := range list {
		flat[i] = *s
	}
	return segment.Together(flat)
}
