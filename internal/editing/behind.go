package editing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/standing"
)

// behind keeps of a duplicate's translation which of its segments are out of date: they
// are right beside what they were right beside, and a copy of both makes nothing else
// of them.
func (t twin) behind(ctx context.Context, tx Tx, p *content.Post, tag locale.Tag) error {
	if tag == t.source || t.source != t.of.SourceLocale {
		return nil
	}
	sums, err := standing.Sums(ctx, tx, standing.Heads(t.of, tag))
	if err != nil || !sums.Behind() {
		return err
	}
	was, err := standing.Of(ctx, tx, standing.Heads(t.of, tag))
	if err != nil {
		return err
	}
	of := standing.Heads(p, tag)
	now, err := standing.Of(ctx, tx, of)
	if err != nil {
		return err
	}
	list := behind(was, now)
	if len(list) == 0 {
		return nil
	}
	for i := range list {
		list[i].TargetN, list[i].By = of.TargetN, p.CreatedBy
	}
	if err := tx.AddDecisions(ctx, p.ID, tag, list); err != nil {
		return err
	}
	p.Translation(tag).Decided += len(list)
	return tx.Emit(ctx, patch.Told(of, p.CreatedBy, list))
}

// behind returns what is to be said of segments that are out of date in one pair, and
// stand in another one, too.
func behind(was, now *standing.Pair) []bitext.Decision {
	type texts struct{ source, target string }
	stale := make(map[texts]*standing.Row)
	for i := range was.Rows {
		if row := &was.Rows[i]; row.State == bitext.Stale && row.Approval != nil && row.Approval.Text != "" {
			stale[texts{row.SourceText(), row.TargetText()}] = row
		}
	}
	var list []bitext.Decision
	for i := range now.Rows {
		row := &now.Rows[i]
		old := stale[texts{row.SourceText(), row.TargetText()}]
		if old == nil || len(row.Source) == 0 || len(row.Target) == 0 {
			continue
		}
		d := bitext.Decision{Kind: bitext.Written, SourceN: now.Pairing.SourceN, SourceText: old.Approval.Text, Origin: old.Origin}
		for _, s := range row.Source {
			d.Source = append(d.Source, s.ID)
		}
		for _, s := range row.Target {
			d.Target = append(d.Target, s.ID)
		}
		list = append(list, d)
	}
	return list
}
