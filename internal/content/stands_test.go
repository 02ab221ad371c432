package content_test

import (
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// stands says how the live translations of a post stand if each of its texts is one
// segment: a translation is right beside the revisions of the source that it, or what
// means the same, was made from or confirmed beside, and those that were made from it.
func stands(c content.Course, p *content.Post) map[locale.Tag]content.Segments {
	if p == nil {
		return nil
	}
	list := make(map[locale.Tag]content.Segments)
	source := p.Translation(p.SourceLocale)
	for _, t := range p.Translations {
		if t.Locale == source.Locale || t.Live == 0 || source.Live == 0 {
			continue
		}
		right := beside(c, source.Locale, source.Live, t.Locale, t.Live)
		level := func(n int) bool { return c.Same(source.Locale, n, source.Live) }
		if len(right) == 0 || slices.ContainsFunc(right, level) {
			continue
		}
		if newest := slices.Max(right); newest > source.Live {
			list[t.Locale] = content.Segments{Ahead: true}
		} else {
			list[t.Locale] = content.Segments{Stale: 1, Since: source.Live - newest, Behind: source.Live - newest}
		}
	}
	return list
}

// beside returns the revisions of the source that revision j of the target is right
// beside; i is the one that it stands beside.
func beside(c content.Course, source locale.Tag, i int, target locale.Tag, j int) []int {
	var list []int
	for n, s := range c.Steps[target] {
		if s.BasedIn == source && s.BasedOn > 0 && n <= j && c.Same(target, n, j) {
			list = append(list, s.BasedOn)
		}
	}
	for m, s := range c.Steps[source] {
		if s.BasedIn == target && s.BasedOn > 0 && m <= i && c.Same(target, s.BasedOn, j) {
			list = append(list, m)
		}
	}
	for _, said := range c.Confirmed {
		if said.Locale == target && said.Beside == source && c.Same(target, said.N, j) {
			list = append(list, said.BesideN)
		}
		if said.Locale == source && said.Beside == target && c.Same(target, said.BesideN, j) {
			list = append(list, said.N)
		}
	}
	return list
}
