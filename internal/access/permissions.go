package access

import (
	"slices"

	"github.com/diptych-cms/diptych/internal/locale"
)

// Permissions returns how far the actor may do each operation in each of the
// locales, as the table says; under [Everywhere] for operations that have no
// locale. What is not there may not be done.
func (a Actor) Permissions(tags []locale.Tag) map[Operation]map[locale.Tag]Reach {
	all := make(map[Operation]map[locale.Tag]Reach)
	for _, r := range Matrix() {
		in := tags
		if r.Extent != PerLocale {
			in = []locale.Tag{Everywhere}
		}
		for _, tag := range in {
			reach := a.reach(r, tag)
			if reach == Never {
				continue
			}
			if all[r.Operation] == nil {
				all[r.Operation] = make(map[locale.Tag]Reach)
			}
			all[r.Operation][tag] = reach
		}
	}
	return all
}

// Where returns in which of the locales the actor may do the operation on every post,
// and in which on their own alone.
func (a Actor) Where(op Operation, tags []locale.Tag) (anybodys, own []locale.Tag) {
	for _, tag := range tags {
		switch a.reach(row(op), tag) {
		case Any:
			anybodys = append(anybodys, tag)
		case Own:
			own = append(own, tag)
		}
	}
	return anybodys, own
}

// reach returns the furthest that the actor may do the row's operation in the
// locale.
func (a Actor) reach(r Row, tag locale.Tag) Reach {
	switch {
	case a.ID == "", a.Machine() && !slices.Contains(Machines(), r.Operation):
		return Never
	case a.Admin, r.Extent == Anywhere && a.somewhere(r, Any):
		return Any
	case r.Extent != PerLocale:
		return Never
	}
	furthest := Never
	for role, reach := range r.Reach {
		if a.Has(role, tag) {
			furthest = max(furthest, reach)
		}
	}
	return furthest
}

// String returns the reach as clients are told of it.
func (r Reach) String() string {
	return [...]string{Never: "never", Own: "own", NotSource: "not_source", Any: "any"}[r]
}
