package standing

import (
	"context"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A judge says what each bead of a pair is.
type judge struct {
	of      bitext.Pairing
	w       *walker
	source  *segment.Document
	target  *state
	omitted map[string]*bitext.Decision // by name of the source
	local   map[string]bool             // by name of the target
	earlier int                         // the earliest revision that something behind was right beside
	ahead   int                         // how many stand beside a later draft of the source
	sums    *bitext.Sums
}

// judgeOf prepares to judge the pair.
func judgeOf(w *walker, source *segment.Document, target *state, sums *bitext.Sums) *judge {
	j := &judge{of: w.of, w: w, source: source, target: target, omitted: make(map[string]*bitext.Decision), local: make(map[string]bool), sums: sums}
	for _, d := range standingDecisions(w.words, w.of.TargetN, time.Time{}) {
		for _, name := range d.Source {
			if d.Kind == bitext.LeftOut {
				j.omitted[name] = d
			}
		}
		for _, name := range d.Target {
			if d.Kind == bitext.MadeLocal {
				j.local[name] = true
			}
		}
	}
	return j
}

// row judges a bead; ok is false where it says nothing in either language.
func (j *judge) row(ctx context.Context, b align.Bead) (row Row, ok bool, err error) {
	row = Row{ID: b.Name(j.source, j.target.doc), Confidence: b.Confidence, Moved: b.Moved, Person: b.Person}
	for _, i := range b.Source {
		row.Source = append(row.Source, &j.source.Segments[i])
	}
	words := slices.ContainsFunc(row.Source, func(s *segment.Segment) bool { return !s.Bare() })
	said := make([]int, 0, len(b.Target)) // places of the target's segments that say something
	for _, i := range b.Target {
		s := &j.target.doc.Segments[i]
		row.Target = append(row.Target, s)
		if !blank(s) && !(words && s.Bare()) { // a picture alone is no translation of words
			said = append(said, i)
		}
	}
	silent := !slices.ContainsFunc(row.Source, func(s *segment.Segment) bool { return !blank(s) })
	switch {
	case silent && len(said) == 0:
		return row, false, nil
	case silent:
		err = j.alone(ctx, &row, said)
	case len(said) == 0:
		err = j.lacking(ctx, &row)
	default:
		err = j.beside(ctx, &row, said)
	}
	if len(said) > 0 {
		row.Origin = j.target.origins[said[0]]
	}
	return row, true, err
}

// lacking judges segments of the source that the target has nothing for.
func (j *judge) lacking(ctx context.Context, row *Row) error {
	var names []string
	for _, s := range row.Source {
		names = append(names, s.ID)
		if d := j.omitted[s.ID]; d != nil {
			row.State, row.Reason, row.By, row.At = bitext.Omitted, d.Reason, d.By, d.At
			return nil
		}
	}
	row.State = bitext.Missing
	if j.target.n == 0 || len(j.target.based) == 0 {
		return nil
	}
	newest := 0
	for _, n := range j.target.based {
		doc, err := j.w.source.at(ctx, n)
		if err != nil {
			return err
		}
		if doc == nil || find(doc, names) != nil { // it was known and accepted then
			return nil
		}
		newest = max(newest, n)
	}
	if newest > j.of.SourceN { // a later draft does without it
		j.ahead++
		return nil
	}
	minor, err := j.inForm(ctx, names, newest)
	if err == nil && !minor {
		row.Change = bitext.Substantive
		j.sums.Came++
		j.behind(newest)
	}
	return err
}

// alone judges segments of the target that belong to none of the source.
func (j *judge) alone(ctx context.Context, row *Row, said []int) error {
	row.State = bitext.Local
	for _, i := range said {
		list := j.target.approvals[i]
		if len(list) == 0 || j.local[j.target.doc.Segments[i].ID] {
			continue
		}
		last := list[len(list)-1]
		row.Approval, row.By, row.At = &last, last.By, last.At
		if last.Source == nil || find(j.source, last.Source) != nil { // it was right alone, or somebody parted them
			continue
		}
		if last.SourceN > j.of.SourceN { // a later draft of the source has it
			j.ahead++
			return nil
		}
		minor, err := j.inForm(ctx, last.Source, last.SourceN)
		if err != nil || minor {
			return err
		}
		row.Change = bitext.Substantive
		j.sums.Went++
		j.behind(last.SourceN)
		return nil
	}
	return nil
}

// behind notes that something was right beside revision n of the source, and is no more.
func (j *judge) behind(n int) {
	if n = max(n, 1); j.earlier == 0 || n < j.earlier {
		j.earlier = n
	}
}

// beside judges segments of the target beside their source.
func (j *judge) beside(ctx context.Context, row *Row, said []int) error {
	row.State = bitext.Current
	later := false
	if whole, err := j.asOne(ctx, row, said); whole || err != nil {
		return err
	}
	for _, i := range said {
		v, err := j.verdict(ctx, j.target.approvals[i], row.Source)
		if err != nil {
			return err
		}
		if row.Approval == nil || worse(row.Change, v.class) != row.Change {
			row.Approval = v.approval
		}
		row.Change = worse(row.Change, v.class)
		later = later || v.ahead
	}
	if a := row.Approval; a != nil {
		row.By, row.At = a.By, a.At
		if !row.Person && a.Sure > 0 {
			row.Confidence = a.Sure
		}
	}
	switch {
	case row.Change != "":
		row.State = bitext.Stale
		if row.Approval != nil {
			j.behind(row.Approval.SourceN)
		} else {
			j.behind(slices.Max(append([]int{0}, j.target.based...)))
		}
	case later:
		j.ahead++
	}
	return nil
}

// asOne judges segments of the target that were approved one by one, and whose sources
// were joined: together, where that changed no more than the form.
func (j *judge) asOne(ctx context.Context, row *Row, said []int) (ok bool, err error) {
	if len(said) < 2 {
		return false, nil
	}
	var all bitext.Approval
	for n, i := range said {
		list := j.target.approvals[i]
		if len(list) == 0 || unknown(list[len(list)-1]) || list[len(list)-1].SourceN > j.of.SourceN {
			return false, nil
		}
		a := list[len(list)-1]
		if n == 0 {
			all = a
			continue
		}
		if a.SourceN != all.SourceN {
			return false, nil
		}
		if len(a.Source) > 0 && slices.Contains(all.Source, a.Source[0]) {
			continue
		}
		all.Source = slices.Concat(all.Source, a.Source)
		all.Text, all.Hash = all.Text+"\n"+a.Text, all.Hash+" "+a.Hash
		all.Sure = min(all.Sure, a.Sure)
	}
	class, err := j.since(ctx, all, row.Source)
	if err != nil || class != bitext.Minor {
		return false, err
	}
	row.State, row.Change, row.Approval, row.By, row.At = bitext.Stale, class, &all, all.By, all.At
	j.behind(all.SourceN)
	return true, nil
}

// A verdict says how one segment of the target stands beside its source.
type verdict struct {
	class    bitext.Class     // how much the source changed since; "" not at all
	approval *bitext.Approval // the one that it is by
	ahead    bool             // it stands beside a later draft of the source
}

// verdict finds the approval that speaks best for the segment. Where it was last
// approved against a later draft, the source is what is behind.
func (j *judge) verdict(ctx context.Context, list []bitext.Approval, now []*segment.Segment) (verdict, error) {
	best := verdict{class: bitext.Substantive}
	for i := len(list) - 1; i >= 0; i-- {
		a := list[i]
		if unknown(a) || a.Follows && a.SourceN > j.of.SourceN {
			continue
		}
		class, err := j.since(ctx, a, now)
		if err != nil {
			return best, err
		}
		if class == "" {
			return verdict{approval: &a}, nil
		}
		if best.approval == nil || best.class == bitext.Substantive && class == bitext.Minor {
			best = verdict{class: class, approval: &a}
		}
	}
	if best.approval == nil && (slices.ContainsFunc(list, unknown) || len(j.target.based) == 0) {
		return verdict{}, nil // nobody knows what it was made from
	}
	if best.class == bitext.Substantive && len(list) > 0 && !list[len(list)-1].Follows && list[len(list)-1].SourceN > j.of.SourceN {
		return verdict{approval: &list[len(list)-1], ahead: true}, nil
	}
	return best, nil
}
