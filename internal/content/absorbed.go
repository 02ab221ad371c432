package content

import "slices"

// An Absorbed says which terms became others: by the id of the absorbed one, the
// term that it is now.
type Absorbed map[TermID]TermID

// Among returns the terms that ids mean, each once, in order. What is nil stays
// so: it says nothing, where an empty list says none.
func (a Absorbed) Among(ids []TermID) []TermID {
	if !slices.ContainsFunc(ids, func(id TermID) bool { return a[id] != "" }) {
		return ids
	}
	now := make([]TermID, 0, len(ids))
	for _, id := range ids {
		if into := a[id]; into != "" {
			id = into
		}
		if !slices.Contains(now, id) {
			now = append(now, id)
		}
	}
	return now
}

// Shared returns the shared part with the terms that it means.
func (a Absorbed) Shared(s Shared) Shared {
	s.Authors, s.Tags = a.Among(s.Authors), a.Among(s.Tags)
	if s.Series != nil && a[s.Series.Term] != "" {
		s.Series = &SeriesPlace{Term: a[s.Series.Term], Place: s.Series.Place}
	}
	return s
}

// Text returns the text with the terms that it means.
func (a Absorbed) Text(t Text) Text {
	t.Overrides.Authors.Value = a.Among(t.Overrides.Authors.Value)
	t.Overrides.Tags.Value = a.Among(t.Overrides.Tags.Value)
	return t
}

// Terms returns the terms that the shared part names, ordered, each once.
func (s Shared) Terms() []TermID { return Text{}.Terms(s) }

// OwnTerms returns the terms that the text names itself, ordered, each once.
func (t Text) OwnTerms() []TermID {
	ids := slices.Concat(t.Overrides.Authors.Value, t.Overrides.Tags.Value)
	slices.Sort(ids)
	return slices.Compact(ids)
}
