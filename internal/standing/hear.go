package standing

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// hear takes in what was said of the state's own revision.
func (w *walker) hear(ctx context.Context, s *state) error {
	for _, said := range w.words {
		if said.on != s.n {
			continue
		}
		if err := w.take(ctx, s, said, all); err != nil {
			return err
		}
	}
	return nil
}

// all means every segment.
func all(int) bool { return true }

// later takes in what was said of later revisions, as far as it is said of segments
// that the state's revision has too, and that did not change more than in form since.
// That a segment was written later says nothing of what it was before, and neither
// does a source that was made from a later text.
func (w *walker) later(ctx context.Context, s *state) error {
	for _, said := range w.words {
		if said.on <= s.n || said.follows || said.decision != nil && said.decision.Kind != bitext.Confirmed {
			continue
		}
		meant, err := w.unchanged(ctx, s, said.on)
		if err == nil {
			err = w.take(ctx, s, said, meant)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unchanged returns which segments of the state another revision has too, changed at
// most in form; none, if it is not there.
func (w *walker) unchanged(ctx context.Context, s *state, n int) (func(i int) bool, error) {
	other, err := w.target.at(ctx, n)
	return func(i int) bool {
		if other == nil {
			return false
		}
		k := other.Index(s.doc.Segments[i].ID)
		return k >= 0 && differs(&s.doc.Segments[i], &other.Segments[k], s.doc) != bitext.Substantive
	}, err
}

// take takes in one word, as far as it is of segments that are meant.
func (w *walker) take(ctx context.Context, s *state, said word, meant func(i int) bool) error {
	if said.elsewhere {
		s.origin(said.decision, meant)
		return nil
	}
	if said.decision != nil {
		return w.decide(ctx, s, said.decision, meant)
	}
	if said.seen {
		for i := range s.origins {
			if meant(i) {
				s.origins[i] = seen(s.origins[i])
			}
		}
		return nil
	}
	source, err := w.source.at(ctx, said.beside)
	if source == nil || err != nil {
		return err
	}
	changed := all
	if said.follows {
		if changed, err = w.changedIn(ctx, said.beside); err != nil {
			return err
		}
	} else if !slices.Contains(s.based, said.beside) {
		s.based = append(s.based, said.beside)
	}
	for _, b := range align.Align(source, s.doc, w.hints(s, source, said.at)) {
		if !slices.ContainsFunc(b.Source, changed) {
			continue
		}
		s.approve(b, source, bitext.Approval{SourceN: said.beside, By: said.by, At: said.at, Follows: said.follows}, meant)
		for _, i := range b.Target {
			if len(b.Source) > 0 && meant(i) {
				s.origins[i] = seen(s.origins[i])
			}
		}
	}
	return nil
}

// changedIn returns which segments of a revision of the source are new in it or
// changed more than in form.
func (w *walker) changedIn(ctx context.Context, n int) (func(i int) bool, error) {
	k := w.source.index(n)
	if k <= 0 {
		return all, nil
	}
	before, err := w.source.at(ctx, w.source.savings[k-1].N)
	if err != nil {
		return nil, err
	}
	now, err := w.source.at(ctx, n)
	return func(i int) bool {
		was := before.Index(now.Segments[i].ID)
		return was < 0 || differs(&before.Segments[was], &now.Segments[i], now) == bitext.Substantive
	}, err
}

// decide takes in a decision on some segments.
func (w *walker) decide(ctx context.Context, s *state, d *bitext.Decision, meant func(i int) bool) error {
	said := bitext.Approval{Source: d.Source, Text: d.SourceText, SourceN: d.SourceN, By: d.By, At: d.At, Sure: 1}
	if err := w.complete(ctx, &said); err != nil {
		return err
	}
	for _, i := range placesOf(s.doc, d.Target) {
		if !meant(i) {
			continue
		}
		switch d.Kind {
		case bitext.Written:
			s.approvals[i] = []bitext.Approval{said}
		case bitext.Confirmed, bitext.Linked:
			s.add(i, said)
		case bitext.Unlinked:
			s.approvals[i] = slices.DeleteFunc(s.approvals[i], func(a bitext.Approval) bool { return common(a.Source, d.Source) })
		case bitext.MadeLocal:
			s.approvals[i] = nil
		}
	}
	s.origin(d, meant)
	return nil
}

// origin takes in what a decision says of whose words the target's are.
func (s *state) origin(d *bitext.Decision, meant func(i int) bool) {
	for _, i := range placesOf(s.doc, d.Target) {
		switch {
		case !meant(i):
		case d.Kind == bitext.Written:
			s.origins[i] = cmp.Or(d.Origin, bitext.Human)
		case d.Kind == bitext.Confirmed, d.Kind == bitext.Linked:
			s.origins[i] = seen(s.origins[i])
		}
	}
}

// complete gives an approval the hash of its source, if that is as it says, and the
// text where it says none.
func (w *walker) complete(ctx context.Context, a *bitext.Approval) error {
	if len(a.Source) == 0 {
		return nil
	}
	doc, err := w.source.at(ctx, a.SourceN)
	if err != nil {
		return err
	}
	list := find(doc, a.Source)
	switch text := joined(list); {
	case list == nil:
	case a.Text == "" || a.Text == text:
		a.Text, a.Hash = text, hashOf(list)
	}
	return nil
}

// seen returns the origin of words that a person found right.
func seen(o bitext.Origin) bitext.Origin {
	if o == bitext.MachineUnreviewed {
		return bitext.MachineReviewed
	}
	return o
}

// mostTogether bounds how many segments of each side are held together by what they
// were approved against. Where it is more, something went astray on the way.
const mostTogether = 4

// hints say what belongs together in the state and a revision of the source: by
// people's word up to the instant (zero: whenever), else by what was approved against
// what.
func (w *walker) hints(s *state, source *segment.Document, asOf time.Time) align.Hints {
	var h align.Hints
	said := make(map[string]bool) // names that people spoke of
	for _, d := range standingDecisions(w.words, s.n, asOf) {
		switch d.Kind {
		case bitext.Linked:
			if find(source, d.Source) == nil || find(s.doc, d.Target) == nil {
				continue
			}
			h.Linked = append(h.Linked, [2][]string{d.Source, d.Target})
		case bitext.Unlinked:
			h.Unlinked = append(h.Unlinked, [2][]string{d.Source, d.Target})
			continue
		case bitext.MadeLocal:
			h.Local = append(h.Local, d.Target...)
		case bitext.LeftOut:
			h.Omitted = append(h.Omitted, d.Source...)
		}
		for _, name := range d.Source {
			said["s "+name] = true
		}
		for _, name := range d.Target {
			said["t "+name] = true
		}
	}
	h.Approved = s.together(source, said)
	return h
}

// alone returns the names of what says something and was approved beside nothing, or
// beside what is there no more.
func (s *state) alone(source *segment.Document) []string {
	var names []string
	for i, list := range s.approvals {
		if present(source, list, nil) == nil && !blank(&s.doc.Segments[i]) && len(s.based) > 0 {
			names = append(names, s.doc.Segments[i].ID)
		}
	}
	return names
}

// together groups the segments by what they were approved against, those left out
// that people spoke of.
func (s *state) together(source *segment.Document, said map[string]bool) [][2][]string {
	var groups [][2][]string
	in := make(map[string]int) // by name of the source: place in groups
	whole := s.wholes(source, said)
	for i, list := range s.approvals {
		name := s.doc.Segments[i].ID
		if said["t "+name] || blank(&s.doc.Segments[i]) {
			continue
		}
		known := whole.names(list, present(source, list, said), s.doc.Segments[i].Kind)
		if known == nil {
			continue
		}
		g, ok := in[known[0]]
		if !ok {
			g = len(groups)
			groups = append(groups, [2][]string{})
		}
		for _, one := range known {
			if at, taken := in[one]; taken && at != g {
				continue // it belongs to another already
			} else if !taken {
				in[one] = g
				groups[g][0] = append(groups[g][0], one)
			}
		}
		groups[g][1] = append(groups[g][1], name)
	}
	return slices.DeleteFunc(groups, func(g [2][]string) bool { return len(g[0]) > mostTogether || len(g[1]) > mostTogether })
}

// present returns the names of the newest approval's source that are there still.
func present(source *segment.Document, list []bitext.Approval, said map[string]bool) []string {
	for i := len(list) - 1; i >= 0; i-- {
		var there []string
		for _, name := range list[i].Source {
			if source.Index(name) >= 0 && !said["s "+name] {
				there = append(there, name)
			}
		}
		if there != nil {
			return there
		}
	}
	return nil
}
