package patch

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A find is where a write belongs.
type find struct {
	row    *standing.Row
	source []int  // places in the source
	target []int  // places in the translation, or in its skeleton
	shown  string // the source text that the writer had before them
	shownN int    // and the revision that said it
	moved  bool   // the source says something else now
	same   bool   // the text that was written stands there already
}

// find finds where each write belongs.
func (m *maker) find(ctx context.Context) error {
	if err := m.begin(); err != nil {
		return err
	}
	rows := Rows(m.pair)
	var gone []Gone
	var wrong []fault.Field
	seen := make(map[*standing.Row]bool)
	for i, w := range m.batch.Writes {
		row := rows[w.ID]
		if row == nil {
			gone = append(gone, Gone{ID: w.ID, Text: w.Target})
			m.finds = append(m.finds, find{})
			continue
		}
		if seen[row] {
			wrong = append(wrong, fault.Field{Pointer: "/" + strconv.Itoa(i) + "/id", Code: "segment.twice"})
		}
		seen[row] = true
		f := m.place(row)
		code, err := m.show(ctx, &f, w)
		if err != nil {
			return err
		}
		if code != "" {
			wrong = append(wrong, fault.Field{Pointer: "/" + strconv.Itoa(i) + "/sourceHash", Code: code})
		}
		f.same = w.State == "" && w.Target == m.stands(f)
		m.finds = append(m.finds, f)
	}
	if len(gone) > 0 {
		return fault.New(fault.Conflict, "segment.gone", "count", len(gone)).With("segments", gone)
	}
	if len(wrong) > 0 {
		return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: wrong}
	}
	return nil
}

// begin makes the skeleton of a translation that is missing.
func (m *maker) begin() error {
	if m.plan.of.TargetN > 0 {
		return nil
	}
	skeleton, beads, err := segment.Begin(m.pair.Source, m.batch.Locale)
	m.target, m.begun = skeleton, beads
	return err
}

// Rows returns the rows of a pair by all names that they can be asked for with:
// those of segments of the source, and "t-" with those of the target.
func Rows(pair *standing.Pair) map[string]*standing.Row {
	rows := make(map[string]*standing.Row)
	for i := range pair.Rows {
		row := &pair.Rows[i]
		for _, s := range row.Target {
			rows["t-"+s.ID] = row
		}
	}
	for i := range pair.Rows {
		row := &pair.Rows[i]
		for _, s := range row.Source {
			rows[s.ID] = row
		}
	}
	return rows
}

// place returns the places of a row's segments.
func (m *maker) place(row *standing.Row) find {
	f := find{row: row}
	for _, s := range row.Source {
		f.source = append(f.source, m.pair.Source.Index(s.ID))
	}
	for _, s := range row.Target {
		f.target = append(f.target, m.pair.Target.Index(s.ID))
	}
	if m.begun != nil {
		for _, i := range f.source {
			if to, ok := m.begun[i]; ok && !slices.Contains(f.target, to) {
				f.target = append(f.target, to)
			}
		}
	}
	return f
}

// sourceOf returns the row's source as one segment.
func sourceOf(row *standing.Row) segment.Segment { return segment.Whole(row.Source) }

// stands returns the text that stands where the write goes, as its writer sees it.
func (m *maker) stands(f find) string {
	list := make([]segment.Segment, len(f.target))
	for i, at := range f.target {
		list[i] = m.target.Segments[at]
	}
	return segment.Beside(sourceOf(f.row), segment.Together(list)).Text
}

// show finds the source text that the writer had before them. It returns what is
// wrong, as a code, or "".
func (m *maker) show(ctx context.Context, f *find, w Write) (code string, err error) {
	f.shownN = m.plan.of.SourceN
	if len(f.source) == 0 {
		return "", nil
	}
	now := sourceOf(f.row)
	f.shown = f.row.SourceText()
	switch {
	case w.SourceHash == now.Hash, w.State == bitext.Current || w.State == bitext.Local:
		return "", nil
	case w.SourceHash == "":
		return "segment.hash_required", nil
	}
	then, ok, err := m.earlier(ctx, w.SourceHash)
	if !ok || err != nil {
		return "segment.hash_unknown", err
	}
	f.shown, f.shownN, f.moved = then.text, then.n, true
	return "", nil
}

// How far back a source text is looked for, and how many segments it may be of.
const (
	mostEarlier  = 50      // revisions
	mostRead     = 200_000 // segments of them all: a book has thousands in each
	mostTogether = 4
)

// A past is what earlier revisions of the source said, the newest first.
type past struct {
	next  int             // the revision that is read next
	count int             // segments that were read
	asked map[string]bool // hashes that the batch has
	said  map[string]said // by hash, of those
}

// A said is a text of the source, and the newest revision that said it.
type said struct {
	text string
	n    int
}

// earlier looks for the source text with the hash in earlier revisions: of one
// segment, or of several that stood together. Each revision is read once at most.
func (m *maker) earlier(ctx context.Context, hash string) (found said, ok bool, err error) {
	if m.past == nil {
		m.past = &past{next: m.plan.of.SourceN - 1, asked: make(map[string]bool), said: make(map[string]said)}
		for _, w := range m.batch.Writes {
			m.past.asked[w.SourceHash] = true
		}
	}
	for {
		if found, ok := m.past.said[hash]; ok {
			return found, true, nil
		}
		if m.past.next < 1 || m.past.next < m.plan.of.SourceN-mostEarlier || m.past.count > mostRead {
			return said{}, false, nil
		}
		if err := m.read(ctx, m.past.next); err != nil {
			return said{}, false, err
		}
		m.past.next--
	}
}

// read notes what a revision of the source said, unless it was pruned.
func (m *maker) read(ctx context.Context, n int) error {
	rev, err := m.r.Revision(ctx, m.batch.Post.ID, m.batch.Post.SourceLocale, n)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	list := segment.Cut(m.batch.Post.SourceLocale, rev.Text).Segments
	m.past.count += len(list)
	for i := range list {
		for size := 1; size <= mostTogether && i+size <= len(list); size++ {
			some := list[i : i+size]
			if hash := segment.Together(some).Hash; m.past.asked[hash] && m.past.said[hash].n == 0 {
				m.past.said[hash] = said{joined(some), n}
			}
		}
	}
	return nil
}

// joined returns the texts of segments as approvals keep them: one a line, each with
// its own numbers.
func joined(list []segment.Segment) string {
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = s.Text
	}
	return strings.Join(texts, "\n")
}

// judge sees that what is said of states can be.
func (m *maker) judge() error {
	var wrong []fault.Field
	for i, w := range m.batch.Writes {
		at, f := "/"+strconv.Itoa(i), m.finds[i]
		add := func(pointer, code string) { wrong = append(wrong, fault.Field{Pointer: at + pointer, Code: code}) }
		switch w.State {
		case "":
			if w.Origin != "" && (w.Origin == bitext.MachineReviewed || !slices.Contains(bitext.Origins(), w.Origin)) {
				add("/origin", "segment.origin")
			}
		case bitext.Omitted:
			if strings.TrimSpace(w.Reason) == "" {
				add("/reason", "segment.reason_required")
			}
			if f.row.State != bitext.Missing && f.row.State != bitext.Omitted {
				add("/state", "segment.not_missing")
			}
		case bitext.Local:
			if len(f.row.Target) == 0 {
				add("/state", "segment.not_there")
			}
		case bitext.Current:
		default:
			add("/state", "segment.state")
		}
	}
	if len(wrong) > 0 {
		return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: wrong}
	}
	return nil
}

// after returns what a row is when it is taken back that it is left out or local.
func (f find) after() bitext.State {
	if len(f.row.Target) == 0 {
		return bitext.Missing
	}
	return bitext.Current
}
