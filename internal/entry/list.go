package entry

import (
	"cmp"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Places returns where the entries of one post stand in the lists, in order:
// in that of its locale and under [Everywhere]; in each, under every facet and
// none; in each of these, for every other locale that is live and for any.
func Places(rows []Row) []Place {
	if len(rows) == 0 {
		return nil
	}
	var places []Place
	live := make([]locale.Tag, 0, len(rows)+1)
	for _, r := range rows {
		live = append(live, r.Locale)
	}
	add := func(tag locale.Tag, facets []content.TermID) {
		for _, facet := range append([]content.TermID{""}, facets...) {
			for _, avail := range append([]locale.Tag{""}, live...) {
				if avail != tag {
					places = append(places, Place{Locale: tag, Facet: facet, Avail: avail, Date: rows[0].Date, Post: rows[0].Post})
				}
			}
		}
	}
	var all []content.TermID
	for _, r := range rows {
		add(r.Locale, r.Facets)
		all = append(all, r.Facets...)
	}
	slices.Sort(all)
	add(Everywhere, slices.Compact(all))
	slices.SortFunc(places, comparePlaces)
	return places
}

func comparePlaces(a, b Place) int {
	return cmp.Or(
		cmp.Compare(a.Locale, b.Locale), cmp.Compare(a.Facet, b.Facet), cmp.Compare(a.Avail, b.Avail),
		a.Date.Compare(b.Date), cmp.Compare(a.Post, b.Post),
	)
}

// Moves returns the places of before that are not in after, and the other way
// round. Both are as [Places] returns them.
func Moves(before, after []Place) (gone, added []Place) {
	for len(before) > 0 && len(after) > 0 {
		switch c := comparePlaces(before[0], after[0]); {
		case c < 0:
			gone, before = append(gone, before[0]), before[1:]
		case c > 0:
			added, after = append(added, after[0]), after[1:]
		default:
			before, after = before[1:], after[1:]
		}
	}
	return append(gone, before...), append(added, after...)
}
