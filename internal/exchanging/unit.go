package exchanging

import (
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A view is a row as translators see it: its segments together, the target with the
// source's tags.
type view struct{ source, target segment.Segment }

// viewOf returns how a row is shown.
func viewOf(row *standing.Row) view {
	source := segment.Together(flat(row.Source))
	return view{source: source, target: segment.Beside(source, segment.Together(flat(row.Target)))}
}

func flat(list []*segment.Segment) []segment.Segment {
	out := make([]segment.Segment, len(list))
	for i, s := range list {
		out[i] = *s
	}
	return out
}

// unitOf makes a unit of a row. t is its translation; nil while that is missing.
func unitOf(f *exchange.File, row *standing.Row, t *content.Translation) exchange.Unit {
	v := viewOf(row)
	u := exchange.Unit{
		Identity: exchange.Identity{
			Post: f.Post, Locale: f.Target, Segment: row.ID, SourceHash: v.source.Hash,
			TargetHash: exchange.Hash(v.target.Text), Revision: f.TargetN,
		},
		Kind: v.source.Kind, Place: v.source.Place,
		Source: v.source.Text, Target: v.target.Text, Tags: v.source.Tags,
		State: stateOf(row, v, t),
	}
	if more := len(u.Tags); len(v.target.Tags) > more { // the target has some of its own
		u.Tags = append(u.Tags[:more:more], v.target.Tags[more:]...)
	}
	if row.State == bitext.Stale && row.Approval != nil && row.Approval.Text != u.Source {
		u.Previous = row.Approval.Text
	}
	return u
}

// stateOf returns how far a unit is.
func stateOf(row *standing.Row, v view, t *content.Translation) exchange.State {
	switch {
	case v.target.Text == "":
		return exchange.NeedsTranslation
	case row.State == bitext.Stale, row.Origin == bitext.MachineUnreviewed:
		return exchange.NeedsReview
	case t != nil && (t.Status == content.Approved || t.Live == t.Head):
		return exchange.Final
	}
	return exchange.Translated
}
