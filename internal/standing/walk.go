package standing

import (
	"context"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/change"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
)

// mostApprovals bounds the texts that one segment is right beside; the newest are kept.
const mostApprovals = 8

// mostReviews bounds the steps of reviews that are looked at.
const mostReviews = 10_000

// A state is one revision of the translation with what each of its segments was
// approved against. Nothing in it is shared with another one.
type state struct {
	n         int
	doc       *segment.Document
	approvals [][]bitext.Approval // of each segment, the newest last
	origins   []bitext.Origin     // of each segment
	based     []int               // the revisions of the source that the whole was made or confirmed beside
	lineage   bitext.Lineage      // of the revision itself, without what was said of later ones

	beads  []align.Bead // beside the revision of the source that the save was based on
	beside int
}

// A walker follows a translation through its revisions.
type walker struct {
	of             bitext.Pairing
	r              Reads
	source, target *past
	words          []word
}

// walk begins to follow the translation.
func walk(ctx context.Context, r Reads, of bitext.Pairing) (*walker, error) {
	w := &walker{of: of, r: r}
	post := content.PostID(of.Post)
	var err error
	if w.source, err = pastOf(ctx, r, post, of.Source); err != nil {
		return nil, err
	}
	if w.target, err = pastOf(ctx, r, post, of.Target); err != nil {
		return nil, err
	}
	decisions, err := r.Decisions(ctx, post, of.Target)
	if err != nil {
		return nil, err
	}
	confirmed, err := r.Confirmations(ctx, post)
	if err != nil {
		return nil, err
	}
	reviews, err := r.Reviews(ctx, post, of.Target, mostReviews)
	w.words = wordsOf(of, spoken{decisions, confirmed, reviews, w.source.savings})
	return w, err
}

// to returns the state of revision n; nil if there is no such revision.
func (w *walker) to(ctx context.Context, n int) (*state, error) {
	last := w.target.index(n)
	if last < 0 {
		return nil, nil
	}
	s, err := w.begin(ctx, n)
	if err != nil {
		return nil, err
	}
	from := 0
	if s != nil {
		from = w.target.index(s.n) + 1
	}
	for i := from; i <= last; i++ {
		if s, err = w.step(ctx, s, i); err != nil {
			return nil, err
		}
	}
	s.lineage = s.keep(upTo(w.words, s.n))
	return s, w.later(ctx, s)
}

// keep returns the state as the memo keeps it, with these words in it.
func (s *state) keep(words []word) bitext.Lineage {
	l := bitext.Lineage{N: s.n, Decided: len(words), Words: hashOfWords(words), Based: slices.Clone(s.based), Approvals: make([][]bitext.Approval, len(s.approvals))}
	for i, list := range s.approvals {
		l.Approvals[i] = slices.Clone(list)
	}
	if slices.ContainsFunc(s.origins, func(o bitext.Origin) bool { return o != bitext.Human }) {
		l.Origins = slices.Clone(s.origins)
	}
	return l
}

// begin returns the newest state, not later than revision n, that the memo has, with
// what was said since; nil if there is none, or the walk must begin anew.
func (w *walker) begin(ctx context.Context, n int) (*state, error) {
	s, l, err := w.kept(ctx, n)
	if s == nil || err != nil {
		return nil, err
	}
	return w.resume(ctx, s, l)
}

// resume takes in what was said of a state since the memo kept it. Words on earlier
// revisions lead back to these, unless there are none to go back to: then each
// counts for what is there still.
func (w *walker) resume(ctx context.Context, s *state, l bitext.Lineage) (*state, error) {
	fresh, following := w.since(l)
	for _, said := range fresh {
		following = following && said.on == s.n
	}
	if !following && w.whole() {
		return nil, nil
	}
	for _, said := range fresh {
		meant := all
		if said.on != s.n {
			var err error
			if meant, err = w.unchanged(ctx, s, said.on); err != nil {
				return nil, err
			}
		}
		if err := w.take(ctx, s, said, meant); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// since returns the words on a revision and earlier ones that came after those that
// are in its lineage. Where these are not the first any more, it returns all on the
// revision itself, and false.
func (w *walker) since(l bitext.Lineage) (fresh []word, following bool) {
	known := upTo(w.words, l.N)
	if l.Decided <= len(known) && hashOfWords(known[:l.Decided]) == l.Words {
		return known[l.Decided:], true
	}
	for _, said := range known {
		if said.on == l.N {
			fresh = append(fresh, said)
		}
	}
	return fresh, false
}

// whole reports whether no revision of either language was pruned.
func (w *walker) whole() bool {
	all := func(p *past) bool { return len(p.savings) > 0 && p.savings[len(p.savings)-1].N == len(p.savings) }
	return all(w.source) && all(w.target)
}

// kept returns the newest state, not later than revision n, that the memo has.
func (w *walker) kept(ctx context.Context, n int) (*state, bitext.Lineage, error) {
	l, err := w.r.Lineage(ctx, content.PostID(w.of.Post), w.of.Target, w.of.Source, n)
	if err != nil || l.N == 0 {
		return nil, l, err
	}
	doc, err := w.target.at(ctx, l.N)
	if err != nil || doc == nil || len(doc.Segments) != len(l.Approvals) {
		return nil, l, err
	}
	s := &state{n: l.N, doc: doc, approvals: l.Approvals, origins: l.Origins, based: l.Based}
	if s.origins == nil {
		s.origins = slices.Repeat([]bitext.Origin{bitext.Human}, len(doc.Segments))
	}
	return s, l, nil
}

// step goes from one state to that of the next revision that is there: the one at
// place i. prev is nil before the first.
func (w *walker) step(ctx context.Context, prev *state, i int) (*state, error) {
	saved := w.target.savings[i]
	doc, err := w.target.at(ctx, saved.N)
	if err != nil {
		return nil, err
	}
	if gap := saved.N > 1 && (i == 0 || w.target.savings[i-1].N < saved.N-1); gap {
		s, l, err := w.kept(ctx, saved.N)
		if err != nil {
			return nil, err
		}
		if s != nil && l.N == saved.N { // what came before was pruned
			return w.resume(ctx, s, l)
		}
	}
	s := &state{n: saved.N, doc: doc, approvals: make([][]bitext.Approval, len(doc.Segments)), origins: make([]bitext.Origin, len(doc.Segments))}
	fresh := s.carry(prev, saved)
	if err := w.unread(ctx, s, saved, fresh); err != nil {
		return nil, err
	}
	if err := w.save(ctx, s, saved, fresh); err != nil {
		return nil, err
	}
	return s, w.hear(ctx, s)
}

// carry gives what a save left as it was what it had, and returns the places of
// what is new or changed more than in form. An import says of all that it brings.
func (s *state) carry(prev *state, saved content.Saving) []int {
	var fresh []int
	var same map[int]int
	if prev != nil {
		s.based = slices.Clone(prev.based)
		same = traced(prev.doc, s.doc, saved.Minor)
	}
	for i := range s.doc.Segments {
		now, k := &s.doc.Segments[i], -1
		s.origins[i] = originOf(saved)
		if old, ok := same[i]; ok {
			k = old
		}
		if k < 0 {
			fresh = append(fresh, i)
			continue
		}
		s.origins[i] = prev.origins[k]
		if saved.Minor || differs(&prev.doc.Segments[k], now, s.doc) != bitext.Substantive {
			s.approvals[i] = slices.Clone(prev.approvals[k])
			if saved.Origin == content.FromImport {
				fresh = append(fresh, i)
			}
			continue
		}
		s.origins[i] = worked(prev.origins[k])
		fresh = append(fresh, i)
	}
	return fresh
}

// traced returns which segment of an earlier document each of now was. Of a save
// that changes the form alone, as its writer said, whatever stands between two that
// stayed is what stood there, as long as it is as many.
func traced(old, now *segment.Document, minor bool) map[int]int {
	same := make(map[int]int, len(now.Segments))
	for i := range now.Segments {
		if k := old.Index(now.Segments[i].ID); k >= 0 {
			same[i] = k
		}
	}
	if !minor {
		return same
	}
	for i := 0; i < len(now.Segments); i++ {
		begin := i
		for i < len(now.Segments) && !known(same, i) {
			i++
		}
		from, to := 0, len(old.Segments)
		if begin > 0 {
			from = same[begin-1] + 1
		}
		if i < len(now.Segments) {
			to = same[i]
		}
		if to-from == i-begin {
			for k := range i - begin {
				same[begin+k] = from + k
			}
		}
	}
	return same
}

func known(m map[int]int, i int) bool {
	_, ok := m[i]
	return ok
}

// originOf returns the origin of what is new in a save.
func originOf(saved content.Saving) bitext.Origin {
	if saved.Origin == content.FromCopy {
		return bitext.Copied
	}
	return bitext.Human
}

// differs says how much a segment changed.
func differs(from, to *segment.Segment, doc *segment.Document) bitext.Class {
	if from.Hash == to.Hash && from.Text == to.Text {
		return ""
	}
	class, _ := change.ClassifySegments(*from, *to, doc.Locale)
	return class
}

// worked returns the origin of words that a person worked over.
func worked(o bitext.Origin) bitext.Origin {
	switch o {
	case bitext.MachineUnreviewed:
		return bitext.MachineReviewed
	case bitext.Exact:
		return bitext.FuzzyEdited
	case bitext.Copied:
		return bitext.Human
	}
	return o
}

// save approves what is fresh in a save against the text of the source that its
// writer had before them. Without one, it is right beside whatever stands there.
func (w *walker) save(ctx context.Context, s *state, saved content.Saving, fresh []int) error {
	base := 0
	if saved.BasedIn == w.of.Source {
		base = saved.BasedOn
	}
	if whole := s.based == nil || saved.Origin == content.FromImport; whole && base > 0 {
		s.based = append(s.based, base)
	}
	written := w.writtenIn(s.n)
	fresh = slices.DeleteFunc(fresh, func(i int) bool { return blank(&s.doc.Segments[i]) || written[s.doc.Segments[i].ID] })
	if len(fresh) == 0 {
		return nil
	}
	doc, err := w.source.at(ctx, base)
	if err != nil {
		return err
	}
	if doc == nil {
		for _, i := range fresh {
			s.approvals[i] = []bitext.Approval{{By: saved.By, At: saved.At}}
		}
		return nil
	}
	isFresh := make(map[int]bool, len(fresh))
	for _, i := range fresh {
		isFresh[i] = true
	}
	s.beads, s.beside = align.Align(doc, s.doc, w.hints(s, doc, saved.At)), base
	for _, b := range s.beads {
		said := bitext.Approval{SourceN: base, By: saved.By, At: saved.At}
		s.approve(b, doc, said, func(i int) bool { return isFresh[i] })
	}
	return nil
}

// writtenIn returns the names of what was written as segments in a revision: that was
// approved by being written, and not by the save.
func (w *walker) writtenIn(n int) map[string]bool {
	names := make(map[string]bool)
	for _, said := range w.words {
		if said.on != n || said.decision == nil || said.elsewhere || said.decision.Kind != bitext.Written {
			continue
		}
		for _, name := range said.decision.Target {
			names[name] = true
		}
	}
	return names
}

// approve adds an approval to those of the bead's target segments that it is meant
// for: said completed by the text of the bead's source.
func (s *state) approve(b align.Bead, source *segment.Document, said bitext.Approval, meant func(i int) bool) {
	if len(b.Source) == 0 {
		return
	}
	list := make([]*segment.Segment, len(b.Source))
	for k, i := range b.Source {
		list[k] = &source.Segments[i]
		said.Source = append(said.Source, list[k].ID)
	}
	said.Text, said.Hash, said.Sure = joined(list), hashOf(list), b.Confidence
	for _, i := range b.Target {
		if meant(i) && !blank(&s.doc.Segments[i]) {
			s.add(i, said)
		}
	}
}

// add adds an approval to a segment, in the place of one against the same text.
func (s *state) add(i int, said bitext.Approval) {
	list := slices.DeleteFunc(s.approvals[i], func(old bitext.Approval) bool {
		return old.Text == said.Text && old.Hash == said.Hash && !(said.Follows && !old.Follows) && old.SourceN <= said.SourceN || unknown(old) && !said.Follows
	})
	list = append(list, said)
	s.approvals[i] = list[max(len(list)-mostApprovals, 0):]
}

// unknown reports whether it is an approval against nobody knows what.
func unknown(a bitext.Approval) bool { return a.SourceN == 0 && a.Source == nil }

// blank reports whether the segment is an empty block.
func blank(s *segment.Segment) bool { return strings.TrimSpace(s.Text) == "" }

// hashOf joins the hashes of segments as approvals keep them.
func hashOf(list []*segment.Segment) string {
	hashes := make([]string, len(list))
	for i, s := range list {
		hashes[i] = s.Hash
	}
	return strings.Join(hashes, " ")
}
