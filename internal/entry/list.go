package entry

import (
	"cmp"
	"slices"

	"github.com/diptych-cms/diptych/internal/locale"
)

// Places returns where the entries of one post stand in the lists, in order:
// in that of its locale and under [Everywhere]; in each, under every facet and
// none, and in the order of its series; in each of these, for every other locale
// that is live and for any.
func Places(rows []Row) []Place {
	if len(rows) == 0 {
		return nil
	}
	avail := make([]locale.Tag, 1, len(rows)+1)
	for _, r := range rows {
		avail = append(avail, r.Locale)
	}
	var places, everywhere []Place
	for _, r := range rows {
		for _, p := range r.lists() {
			for _, tag := range avail {
				if p.Avail = tag; tag != r.Locale {
					places = append(places, p)
				}
				p.Month = 0 // what is live elsewhere too is not counted again
				every := p
				every.Locale = Everywhere
				everywhere = append(everywhere, every)
			}
		}
	}
	slices.SortFunc(everywhere, comparePlaces)
	places = append(places, slices.Compact(everywhere)...)
	slices.SortFunc(places, comparePlaces)
	return places
}

// lists returns the entry's places in the lists of its locale, whatever else is live.
func (r *Row) lists() []Place {
	all := Place{Locale: r.Locale, Date: r.Date, Post: r.Post, Month: r.Ties.Month}
	list := append(make([]Place, 0, len(r.Facets)+2), all)
	for _, facet := range r.Facets {
		all.Facet = facet
		list = append(list, all)
	}
	if r.Ties.Series != "" {
		list = append(list, Place{Locale: r.Locale, Facet: InOrder(r.Ties.Series), Date: Rank(r.Ties.Place, r.Date), Post: r.Post})
	}
	return list
}

func comparePlaces(a, b Place) int {
	return cmp.Or(
		cmp.Compare(a.Locale, b.Locale), cmp.Compare(a.Facet, b.Facet), cmp.Compare(a.Avail, b.Avail),
		a.Date.Compare(b.Date), cmp.Compare(a.Post, b.Post), cmp.Compare(a.Month, b.Month),
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
