package settling

import (
	"context"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
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
// one segment or more on each side, with the source's text before and after it.
func fedBy(pair *standing.Pair) []recall.Fed {
	var list []recall.Fed
	texts := sourceTexts(pair)
	for i := range pair.Rows {
		row := &pair.Rows[i]
		if row.State != bitext.Current || len(row.Source) != 1 || len(row.Target) != 1 || row.Target[0].Text == "" {
			continue
		}
		at := pair.Source.Index(row.Source[0].ID)
		fed := recall.Fed{Entry: bitext.Entry{
			Source: row.Source[0].Text, Target: row.Target[0].Text, Tags: tagsOf(row), Origin: row.Origin,
			By: row.By, At: row.At, Post: content.PostID(pair.Pairing.Post), Segment: row.Source[0].ID,
		}}
		if at > 0 {
			fed.Before = memory.Sum(texts[at-1])
		}
		if at+1 < len(texts) {
			fed.After = memory.Sum(texts[at+1])
		}
		list = append(list, fed)
	}
	return list
}

func sourceTexts(pair *standing.Pair) []string {
	texts := make([]string, len(pair.Source.Segments))
	for i := range pair.Source.Segments {
		texts[i] = pair.Source.Segments[i].Text
	}
	return texts
}

// tagsOf names the elements of the source's tags, by number.
func tagsOf(row *standing.Row) string {
	var list []string
	for _, t := range row.Source[0].Tags {
		name := t.Element
		if t.Void || t.Opaque {
			name += "/"
		}
		list = append(list, name)
	}
	return strings.Join(list, " ")
}
