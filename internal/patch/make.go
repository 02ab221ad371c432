package patch

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/sanitize"
	"github.com/diptych-cms/diptych/internal/standing"
)

// Make plans a batch. All or nothing: a segment that vanished is a fault.Conflict
// "segment.gone" that holds its text (Extra "segments", a []Gone); tags that are lost
// or wrong, and Markdown that cannot be written back, are a fault.Invalid whose
// pointers are "/3/target" and the like. A source text that changed since it was shown
// is no fault: the words are kept, approved against what was shown.
func Make(ctx context.Context, r Reads, policy *sanitize.Policy, b Batch) (*Plan, error) {
	if b.Locale == b.Post.SourceLocale {
		return nil, fault.New(fault.Conflict, "segment.is_source", "locale", string(b.Locale))
	}
	of := standing.Heads(b.Post, b.Locale)
	pair, err := standing.Of(ctx, r, of)
	if err != nil {
		return nil, err
	}
	m := &maker{r: r, policy: policy, batch: b, plan: &Plan{of: of, tag: b.Locale}, pair: pair, target: pair.Target}
	if err := m.find(ctx); err != nil {
		return nil, err
	}
	if err := m.judge(); err != nil {
		return nil, err
	}
	if err := m.join(ctx); err != nil {
		return nil, err
	}
	return m.plan, nil
}

// A maker is one call of [Make] at work.
type maker struct {
	r      Reads
	policy *sanitize.Policy
	batch  Batch
	plan   *Plan
	pair   *standing.Pair
	target *segment.Document // that is written into: the translation, or its skeleton
	begun  map[int]int       // of a skeleton: by place in the source
	finds  []find            // one for each write
	past   *past             // of the source, as far as it was asked for
}

// join makes the text, sees that it came out as it was written, and decides.
func (m *maker) join(ctx context.Context) error {
	list, of := m.writings()
	places := make([][]int, len(m.batch.Writes))
	if len(list) > 0 || m.begun != nil {
		joined, err := m.target.Write(m.pair.Source, m.beads(), list)
		if err != nil {
			return pointing(err, of)
		}
		for _, warning := range joined.Warnings {
			warning.Pointer = at(of, warning.Pointer)
			m.plan.Warnings = append(m.plan.Warnings, warning)
		}
		found, err := m.prepare(ctx, joined, of)
		if err != nil {
			return err
		}
		for i, list := range found {
			places[of[i]] = list
		}
	}
	return m.decide(places)
}

// prepare makes the text ready to be saved, and returns the places of the writings in
// it. The names of its segments are those that they will have.
func (m *maker) prepare(ctx context.Context, joined *segment.Joined, of []int) ([][]int, error) {
	text, err := draft.Prepare(m.policy, m.batch.Locale, "", joined.Text)
	if err != nil {
		return nil, m.fieldsOf(err)
	}
	after := segment.Cut(m.batch.Locale, text.Text)
	places, err := joined.Check(after)
	if err != nil {
		return nil, pointing(err, of)
	}
	if err := draft.Link(ctx, m.r, m.batch.Own, text); err != nil {
		return nil, err
	}
	if text.Linked() { // in the same places
		after = segment.Cut(m.batch.Locale, text.Text)
	}
	if m.begun == nil {
		segment.Trace(m.pair.Target, after)
	}
	m.plan.text = text
	m.plan.Warnings = append(m.plan.Warnings, text.Warnings...)
	m.target = after
	return places, nil
}

// writings returns what is to be joined, and the write that each of it comes from.
func (m *maker) writings() (list []segment.Writing, of []int) {
	for i, w := range m.batch.Writes {
		f := m.finds[i]
		if w.State != "" || f.same {
			continue
		}
		list = append(list, segment.Writing{Source: f.source, Target: f.target, Text: w.Target})
		of = append(of, i)
	}
	return list, of
}

// beads returns which segment of the target stands beside each of the source.
func (m *maker) beads() map[int]int {
	if m.begun != nil {
		return m.begun
	}
	beads := make(map[int]int)
	for _, b := range m.pair.Beads {
		if len(b.Target) == 0 || b.Moved {
			continue
		}
		for _, i := range b.Source {
			beads[i] = b.Target[0]
		}
	}
	return beads
}

// pointing gives the fields of a fault about writings the pointers of their writes.
func pointing(err error, of []int) error {
	if f, ok := fault.Of(err); ok {
		for i := range f.Fields {
			f.Fields[i].Pointer = at(of, f.Fields[i].Pointer)
		}
	}
	return err
}

// at returns the pointer of a write: pointer is "/3/target", by place among the writings.
func at(of []int, pointer string) string {
	n, _ := strconv.Atoi(strings.Split(pointer, "/")[1])
	return "/" + strconv.Itoa(of[n]) + "/target"
}

// fieldsOf gives what is wrong with a field of the text, such as a title that is too
// long, the pointer of the write that wrote it.
func (m *maker) fieldsOf(err error) error {
	f, ok := fault.Of(err)
	if !ok {
		return err
	}
	for k := range f.Fields {
		for i, found := range m.finds {
			if m.batch.Writes[i].State == "" && slices.Contains(found.places(m), f.Fields[k].Pointer) {
				f.Fields[k].Pointer = "/" + strconv.Itoa(i) + "/target"
			}
		}
	}
	return err
}

// places returns where the segments of a find stand.
func (f find) places(m *maker) []string {
	var list []string
	for _, i := range f.source {
		list = append(list, m.pair.Source.Segments[i].Place)
	}
	for _, i := range f.target {
		list = append(list, m.target.Segments[i].Place)
	}
	return list
}

// decide notes what follows from each write, and what becomes of it.
func (m *maker) decide(places [][]int) error {
	for i, w := range m.batch.Writes {
		f := m.finds[i]
		d := bitext.Decision{
			SourceN: f.shownN, Source: names(m.pair.Source, f.source), SourceText: f.shown, Reason: w.Reason, Origin: w.Origin,
		}
		result := Result{ID: m.rowID(f, places[i]), Outcome: Applied}
		switch w.State {
		case bitext.Omitted:
			d.Kind, result.State = bitext.LeftOut, bitext.Omitted
		case bitext.Local:
			d.Kind, result.State, d.Target = bitext.MadeLocal, bitext.Local, names(m.target, f.target)
		case bitext.Current:
			d.Kind, d.Target = bitext.Restored, names(m.target, f.target)
			result.State = f.after()
		default:
			m.written(&d, &result, i, places[i])
		}
		if d.Kind != "" {
			m.plan.decisions = append(m.plan.decisions, d)
		}
		m.plan.Results = append(m.plan.Results, result)
	}
	return nil
}

// written notes what follows from a text. One that stands there already says that it
// is right, where that is not known.
func (m *maker) written(d *bitext.Decision, result *Result, i int, places []int) {
	f := m.finds[i]
	result.State = bitext.Current
	switch {
	case f.moved:
		result.Outcome, result.State = Moved, bitext.Stale
	case len(f.source) == 0:
		result.State = bitext.Local
	}
	if f.same {
		result.Outcome = Unchanged
		d.Target = names(m.target, f.target)
		if !m.batch.Machine && len(d.Source) > 0 && f.row.State != bitext.Missing && (f.row.State != bitext.Current || f.row.Origin == bitext.MachineUnreviewed) {
			d.Kind = bitext.Confirmed
			return
		}
		if f.row != nil {
			result.State = f.row.State
		}
		return
	}
	if segment.Plain(m.batch.Writes[i].Target) == "" {
		result.State = bitext.Missing
		return
	}
	if len(d.Source) == 0 {
		return
	}
	d.Kind, d.Target = bitext.Written, names(m.target, places)
	if d.Origin == "" {
		d.Origin = bitext.Human
	}
}

// rowID returns the name of the row that a write is of.
func (m *maker) rowID(f find, places []int) string {
	if len(f.source) > 0 {
		return m.pair.Source.Segments[f.source[0]].ID
	}
	if len(places) == 0 {
		places = f.target
	}
	if len(places) == 0 {
		return f.row.ID
	}
	return "t-" + m.target.Segments[places[0]].ID
}

func names(d *segment.Document, places []int) []string {
	list := make([]string, len(places))
	for i, at := range places {
		list[i] = d.Segments[at].ID
	}
	return list
}
