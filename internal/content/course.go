package content

import (
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Step is what the rules of parity must know of one revision of a translation.
type Step struct {
	N       int
	Sense   string     // what it says: [Revision.Says]
	Minor   bool       // the writer said that it means what the one before it means
	BasedOn int        // the revision of BasedIn that the writer had before them; 0: unknown
	BasedIn locale.Tag // empty: the post's source
}

// A Confirmation is somebody's word that a revision of one language is right, as
// it stands, beside a revision of another. It never changes.
type Confirmation struct {
	Locale  locale.Tag
	N       int
	Beside  locale.Tag
	BesideN int
	At      time.Time
	By      string
}

// A Course is how the languages of a post came to say what they say: their
// revisions, and what people said of them. Whether two live texts belong together
// is a function of it, and never kept.
//
// Two things are asked of it. First, which revisions of one language *mean the
// same*: those with one sense, and each one that its writer marked as minor and
// the one before it. A change that is taken back is none; a typo, marked, is none.
// Second, which revisions of two languages *stand beside each other*: a translation
// and the source's revision that its writer had before them, and whatever somebody
// confirmed. Both together decide: what is right beside a text is right beside all
// that means the same.
type Course struct {
	Steps     map[locale.Tag][]Step // ordered by N
	Confirmed []Confirmation
}

// meanings gives each of the revisions up to last a number, the same to those
// that mean the same. Later ones are drafts, which change nothing of what is live.
func meanings(steps []Step, last int) map[int]int {
	ofSense, of := make(map[string]int), make(map[int]int)
	for _, s := range steps {
		if s.N > last {
			break
		}
		m, said := ofSense[s.Sense]
		if !said {
			m = s.N
		}
		if before, ok := of[s.N-1]; ok && s.Minor && before != m {
			for n, other := range of { // it joins what meant two things until now
				if other == m {
					of[n] = before
				}
			}
			for sense, other := range ofSense {
				if other == m {
					ofSense[sense] = before
				}
			}
			m = before
		}
		ofSense[s.Sense], of[s.N] = m, m
	}
	return of
}

// Same reports whether two revisions of a language mean the same.
func (c Course) Same(tag locale.Tag, a, b int) bool {
	if a == b {
		return true
	}
	of := meanings(c.Steps[tag], max(a, b))
	return of[a] != 0 && of[a] == of[b]
}

// A link says that revision of of one language is right beside revision beside of
// another.
type link struct{ of, beside int }

// links returns what the target's revisions are right beside, in the source: by
// what the writers of either had before them, and by what was confirmed.
func (c Course) links(source, target locale.Tag) []link {
	var list []link
	for _, s := range c.Steps[target] {
		if s.BasedOn > 0 && (s.BasedIn == source || s.BasedIn == "") {
			list = append(list, link{of: s.N, beside: s.BasedOn})
		}
	}
	for _, s := range c.Steps[source] {
		if s.BasedOn > 0 && s.BasedIn == target { // it was the source once
			list = append(list, link{of: s.BasedOn, beside: s.N})
		}
	}
	return append(list, c.words(source, target)...)
}

// words returns what was confirmed of the two languages. It is the same word,
// whichever of the two was confirmed beside the other.
func (c Course) words(source, target locale.Tag) []link {
	var list []link
	for _, said := range c.Confirmed {
		switch {
		case said.Locale == target && said.Beside == source:
			list = append(list, link{of: said.N, beside: said.BesideN})
		case said.Locale == source && said.Beside == target:
			list = append(list, link{of: said.BesideN, beside: said.N})
		}
	}
	return list
}

// Linked reports whether anything is known of how the two languages belong together.
func (c Course) Linked(source, target locale.Tag) bool { return len(c.links(source, target)) > 0 }

// confirmed reports whether somebody said that the two revisions, or others that
// mean the same, are right beside each other.
func (c Course) confirmed(source locale.Tag, i int, target locale.Tag, j int) bool {
	return slices.ContainsFunc(c.words(source, target), func(l link) bool {
		return c.Same(source, l.beside, i) && c.Same(target, l.of, j)
	})
}

// bases returns the revisions of the source that revision j of the target, or
// what means the same, is right beside.
func (c Course) bases(source, target locale.Tag, j int) []int {
	var list []int
	of := meanings(c.Steps[target], j)
	for _, l := range c.links(source, target) {
		if l.of == j || of[l.of] != 0 && of[l.of] == of[j] {
			list = append(list, l.beside)
		}
	}
	return list
}

// A stance says how a text stands beside one of its source.
type stance uint8

const (
	isLevel  stance = iota // they belong together, or nobody knows what it was made from
	isBehind               // the source has changed since
	isAhead                // it was made from a later revision of the source
)

// stance compares revision j of the target with revision i of the source. Of one
// that is behind it says by how many revisions.
func (c Course) stance(source locale.Tag, i int, target locale.Tag, j int) (s stance, by int) {
	bases := c.bases(source, target, j)
	if len(bases) == 0 {
		return isLevel, 0
	}
	newest := slices.Max(bases)
	of := meanings(c.Steps[source], max(i, newest))
	for _, base := range bases {
		if base == i || of[base] != 0 && of[base] == of[i] {
			return isLevel, 0
		}
	}
	if newest > i {
		return isAhead, 0
	}
	return isBehind, i - newest
}

// A Standing is how a live translation stands to its live source.
type Standing struct {
	BasedOn   int  // the source's revision that its writer had before them; 0: unknown, or it is the source
	Confirmed int  // the latest revision of the source that somebody said it is right beside; 0: nobody did
	Stale     bool // the source has changed since, and more than in form
	Behind    int  // by how many revisions; 0 unless it is stale
}

// Standing returns how the live translation stands to its live source. The source
// itself is never stale, nor is what has no live source.
func (c Course) Standing(p *Post, tag locale.Tag) Standing {
	i, j := liveOf(p, p.SourceLocale), liveOf(p, tag)
	if tag == p.SourceLocale || j == 0 {
		return Standing{}
	}
	s := c.standsOn(p.SourceLocale, tag, j)
	if i > 0 {
		stands, by := c.stance(p.SourceLocale, i, tag, j)
		s.Stale, s.Behind = stands == isBehind, by
	}
	return s
}

// HeadStanding returns how the head of the translation stands to the head of its
// source, as [Course.Standing] does of what is live.
func (c Course) HeadStanding(p *Post, tag locale.Tag) Standing {
	source, t := p.Translation(p.SourceLocale), p.Translation(tag)
	if tag == p.SourceLocale || t == nil || source == nil {
		return Standing{}
	}
	s := c.standsOn(source.Locale, tag, t.Head)
	stands, by := c.stance(source.Locale, source.Head, tag, t.Head)
	s.Stale, s.Behind = stands == isBehind, by
	return s
}

// standsOn returns what revision j of the target was made from and confirmed
// beside.
func (c Course) standsOn(source, target locale.Tag, j int) Standing {
	var s Standing
	for _, step := range c.Steps[target] {
		if step.N == j && (step.BasedIn == source || step.BasedIn == "") {
			s.BasedOn = step.BasedOn
		}
	}
	for _, said := range c.words(source, target) {
		if c.Same(target, said.of, j) {
			s.Confirmed = max(s.Confirmed, said.beside)
		}
	}
	return s
}
