package standing

import (
	"context"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/change"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// since says how much the source's segments changed since the approval: "" is not
// at all. Where every save that changed them said that it changes no more than the
// form, it is minor.
func (j *judge) since(ctx context.Context, a bitext.Approval, now []*segment.Segment) (bitext.Class, error) {
	if unknown(a) || a.Hash != "" && a.Hash == hashOf(now) {
		return "", nil
	}
	then, err := j.then(ctx, a)
	if err != nil {
		return "", err
	}
	class := j.compare(a, then, now)
	if class != bitext.Substantive {
		return class, nil
	}
	names := append([]string(nil), a.Source...)
	for _, s := range now {
		names = append(names, s.ID)
	}
	minor, err := j.inForm(ctx, names, a.SourceN)
	if minor {
		class = bitext.Minor
	}
	return class, err
}

// then returns the segments that the approval was given beside; nil if they are not
// known, but for what they said.
func (j *judge) then(ctx context.Context, a bitext.Approval) ([]*segment.Segment, error) {
	doc, err := j.w.source.at(ctx, a.SourceN)
	if err != nil {
		return nil, err
	}
	list := find(doc, a.Source)
	if joined(list) != a.Text {
		return nil, nil
	}
	return list, nil
}

// compare says how much segments changed, or what they said where no more is known.
func (j *judge) compare(a bitext.Approval, then, now []*segment.Segment) bitext.Class {
	if len(then) == len(now) && then != nil {
		return worst(then, inOrder(then, now), j.source)
	}
	if said := strings.Split(a.Text, "\n"); then == nil && len(said) == len(now) && a.Text != "" {
		for _, text := range said {
			then = append(then, &segment.Segment{Text: text})
		}
		class := worst(then, now, j.source)
		if class == "" && a.Hash != "" { // what it leads to is another thing
			return bitext.Substantive
		}
		return class
	}
	if len(now) == 0 || a.Text == "" {
		return bitext.Substantive
	}
	return change.Classify(a.Text, joined(now), j.source.Locale)
}

// inOrder returns the segments in the order that they had then, if they are the same ones.
func inOrder(then, now []*segment.Segment) []*segment.Segment {
	list := make([]*segment.Segment, len(then))
	for i, t := range then {
		n := slices.IndexFunc(now, func(s *segment.Segment) bool { return s.ID == t.ID })
		if n < 0 {
			return now
		}
		list[i] = now[n]
	}
	return list
}

// worst compares segments one by one.
func worst(then, now []*segment.Segment, doc *segment.Document) bitext.Class {
	var class bitext.Class
	for i := range now {
		class = worse(class, differs(then[i], now[i], doc))
	}
	return class
}

// worse returns the larger change of two.
func worse(a, b bitext.Class) bitext.Class {
	if a == bitext.Substantive || b == "" {
		return a
	}
	return b
}

// inForm reports whether every revision after n that changed one of the segments of
// the source, brought it or took it away was saved as one that changes the form alone.
func (j *judge) inForm(ctx context.Context, names []string, n int) (bool, error) {
	first, last := j.w.source.index(n), j.w.source.index(j.of.SourceN)
	if first < 0 || last <= first {
		return false, nil
	}
	some := false
	for _, s := range j.w.source.savings[first+1 : last+1] {
		some = some || s.Minor
	}
	if !some {
		return false, nil
	}
	before, err := j.w.source.at(ctx, n)
	if err != nil {
		return false, err
	}
	for _, s := range j.w.source.savings[first+1 : last+1] {
		now, err := j.w.source.at(ctx, s.N)
		if err != nil {
			return false, err
		}
		if !s.Minor && otherwise(before, now, names) {
			return false, nil
		}
		before = now
	}
	return true, nil
}

// otherwise reports whether one of the segments is there in one of the documents
// alone, or says more than in form something else.
func otherwise(before, now *segment.Document, names []string) bool {
	for _, name := range names {
		b, n := before.Index(name), now.Index(name)
		if (b < 0) != (n < 0) || b >= 0 && differs(&before.Segments[b], &now.Segments[n], now) == bitext.Substantive {
			return true
		}
	}
	return false
}
