package settling

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/standing"
)

// known counts the words of a source that nothing stands beside and the memory has.
type known struct {
	tag          locale.Tag
	exact, fuzzy int
}

// recall looks into the memory for what is missing in the pair. It looks for the very
// words alone: what is only like them takes longer than a list is worth.
func (s *survey) recall(ctx context.Context, r recall.MemoryReads, pair *standing.Pair) error {
	var queries []memory.Query
	var words []int
	for i := range pair.Rows {
		row := &pair.Rows[i]
		if row.State != bitext.Missing || len(row.Source) == 0 {
			continue
		}
		source := segment.Whole(row.Source)
		queries = append(queries, memory.Query{
			Source: pair.Pairing.Source, Target: pair.Pairing.Target, Text: source.Text, Tags: memory.Elements(source.Tags), Limit: 1,
		})
		words = append(words, segment.Words(source.Text))
	}
	scores, err := recall.Scores(ctx, r, queries)
	if err != nil {
		return err
	}
	k := known{tag: pair.Pairing.Target}
	for i, score := range scores {
		switch {
		case score >= memory.Exact:
			k.exact += words[i]
		case score > 0:
			k.fuzzy += words[i]
		}
	}
	s.known = append(s.known, k)
	return nil
}
