package translating

import (
	"context"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/change"
	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/difference"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/proof"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/work"
)

// An Item is a row as translators see it.
type Item struct {
	standing.Row
	Kind       segment.Kind
	Level      int
	Place      string
	Source     *segment.Segment // of several one, a line each; nil of what is local
	Target     *segment.Segment // with the numbers of the source's tags; nil where there is nothing
	SourceIDs  []string
	TargetIDs  []string
	Diff       []difference.Piece // from the source that was approved to the present one; nil unless it is stale
	Changed    []change.Reason    // what it is that changed; nil unless it is stale
	Person     work.Person        // By
	ApprovedBy work.Person
	Comments   int // open threads

	Suggestions []Suggestion // where they were asked for
	Findings    []Finding    // where they were asked for
	Sentences   *[2][]string // of the source and of the target, where they were asked for
}

// A Finding is one thing that a check found in a row, with the fixed text.
type Finding struct {
	check.Finding
	Before, After string
	Dismissed     *bitext.Dismissal
	Person        work.Person
}

// A shown is what is to be shown.
type shown struct {
	pair  *standing.Pair
	rows  []int
	actor access.Actor
	list  List
	now   time.Time
}

// show returns rows as translators see them.
func show(ctx context.Context, r Snapshot, s shown) ([]Item, error) {
	items := make([]Item, len(s.rows))
	var ids []string
	for i, at := range s.rows {
		items[i] = itemOf(&s.pair.Rows[at], s.pair.Source.Locale)
		ids = append(ids, items[i].By)
		if a := items[i].Approval; a != nil {
			ids = append(ids, a.By)
		}
		if s.list.Sentences {
			items[i].cut(s.pair)
		}
	}
	people, err := r.People(ctx, distinct(ids))
	if err != nil {
		return nil, err
	}
	open, err := r.OpenThreads(ctx, content.PostID(s.pair.Pairing.Post), s.pair.Pairing.Target)
	if err != nil {
		return nil, err
	}
	for i := range items {
		items[i].Person = people[items[i].By]
		if a := items[i].Approval; a != nil {
			items[i].ApprovedBy = people[a.By]
		}
		for _, id := range items[i].names() {
			items[i].Comments += open[id]
		}
	}
	if s.list.Checks {
		if err := prove(ctx, r, s, items); err != nil {
			return nil, err
		}
	}
	if s.list.Suggest {
		return items, suggest(ctx, r, s, items)
	}
	return items, nil
}

func distinct(ids []string) []string {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(id string) bool { return id == "" })
}

// names returns the names that comments on the row may have.
func (it *Item) names() []string {
	if len(it.SourceIDs) > 0 {
		return it.SourceIDs
	}
	list := make([]string, len(it.TargetIDs))
	for i, id := range it.TargetIDs {
		list[i] = "t-" + id
	}
	return list
}

// itemOf returns a row as translators see it; tag is the language of its source.
func itemOf(row *standing.Row, tag locale.Tag) Item {
	of := first(row)
	it := Item{Row: *row, Kind: of.Kind, Level: of.Level, Place: of.Place}
	source, target := segment.Whole(row.Source), segment.Whole(row.Target)
	for _, s := range row.Source {
		it.SourceIDs = append(it.SourceIDs, s.ID)
	}
	for _, s := range row.Target {
		it.TargetIDs = append(it.TargetIDs, s.ID)
	}
	if len(row.Source) > 0 {
		it.Source = &source
	}
	if len(row.Target) > 0 {
		target = segment.Beside(source, target)
		it.Target = &target
	}
	if row.State == bitext.Stale && row.Approval != nil {
		it.Diff = change.Diff(row.Approval.Text, source.Text)
		it.Changed = changed(row.Approval.Text, source, tag)
	}
	return it
}

// changed says what it is that changed in a source. Where its words are as they were,
// what its tags lead to or show is not: of an approval the words alone are kept.
func changed(from string, to segment.Segment, tag locale.Tag) []change.Reason {
	_, reasons := change.ClassifySegments(segment.Segment{Text: from}, to, tag)
	return reasons
}

// cut cuts the row's texts into sentences.
func (it *Item) cut(pair *standing.Pair) {
	it.Sentences = new([2][]string)
	if it.Source != nil {
		it.Sentences[0] = segment.Sentences(it.Source.Text, pair.Pairing.Source)
	}
	if it.Target != nil {
		it.Sentences[1] = segment.Sentences(it.Target.Text, pair.Pairing.Target)
	}
}

// prove adds what checks find in each row.
func prove(ctx context.Context, r Snapshot, s shown, items []Item) error {
	texts := proof.Texts{Post: content.PostID(s.pair.Pairing.Post), Source: s.pair.Source, Target: s.pair.Target, Beads: s.pair.Beads}
	found, err := proof.Of(ctx, r, texts)
	if err != nil {
		return err
	}
	var ids []string
	for _, d := range found.Dismissed {
		ids = append(ids, d.By)
	}
	people, err := r.People(ctx, distinct(ids))
	if err != nil {
		return err
	}
	of := make(map[string]*Item)
	for i := range items {
		items[i].Findings = []Finding{}
		of[items[i].ID] = &items[i]
	}
	for _, f := range found.Findings {
		it := of[f.Segment]
		if it == nil {
			continue
		}
		one := Finding{Finding: f}
		one.Before, one.After = texts.Mended(&f)
		if d, ok := found.Dismissed[f.ID]; ok {
			one.Dismissed, one.Person = &d, people[d.By]
		}
		it.Findings = append(it.Findings, one)
	}
	return nil
}
