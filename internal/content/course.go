package content

import (
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Step is what the rules of parity must know of one revision of a translation.
type Step struct {
	N       int
	Means   int        // [Revision.Means]
	Sense   string     // what it says, if that is known: [Revision.Says]
	BasedOn int        // the revision of BasedIn that the writer had before them; 0: unknown
	BasedIn locale.Tag // empty where BasedOn is unknown
}

// A StepKey names a revision of a language.
type StepKey struct {
	Locale locale.Tag
	N      int
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

// A Course is how the languages of a post came to say what they say, as wholes: the
// revisions that are live or are to be, what means the same, what these stand on, and
// what people said of them. How the segments of two texts stand decides whether one is
// behind the other ([Segments]); the course tells whether a text changed at all.
//
// Two things are asked of it. First, which revisions of one language *mean the
// same*: those with one sense, and each one that its writer marked as minor and
// the one before it. A change that is taken back is none; a typo, marked, is none.
// Second, which revisions of two languages *stand beside each other*: a translation
// and the source's revision that its writer had before them, and whatever somebody
// confirmed. Both together decide: what is right beside a text is right beside all
// that means the same.
type Course struct {
	Steps     map[locale.Tag]map[int]Step // by number
	Confirmed []Confirmation
}

// Put adds a step.
func (c *Course) Put(tag locale.Tag, s Step) {
	if c.Steps == nil {
		c.Steps = make(map[locale.Tag]map[int]Step)
	}
	if c.Steps[tag] == nil {
		c.Steps[tag] = make(map[int]Step)
	}
	c.Steps[tag][s.N] = s
}

// Same reports whether two revisions of a language mean the same. Of one that is
// not known nothing is said but that it is itself.
func (c Course) Same(tag locale.Tag, a, b int) bool {
	if a == b {
		return true
	}
	x, known := c.Steps[tag][a]
	y, both := c.Steps[tag][b]
	return known && both && (x.Means == y.Means || x.Sense != "" && x.Sense == y.Sense)
}

// A link says that revision of of one language is right beside revision beside of
// another.
type link struct{ of, beside int }

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

// confirmed reports whether somebody said that the two revisions, or others that
// mean the same, are right beside each other.
func (c Course) confirmed(source locale.Tag, i int, target locale.Tag, j int) bool {
	return slices.ContainsFunc(c.words(source, target), func(l link) bool {
		return c.Same(source, l.beside, i) && c.Same(target, l.of, j)
	})
}

// madeFrom returns the revision of the other language that the step was made from;
// 0 if nobody knows, or it was another language.
func (s Step) madeFrom(other locale.Tag) int {
	if s.BasedIn == other {
		return s.BasedOn
	}
	return 0
}

// Linked reports whether anything is known of what the revision stands beside.
func (c Course) Linked(source, target locale.Tag, j int) bool {
	return c.Steps[target][j].madeFrom(source) > 0 || len(c.words(source, target)) > 0
}

// A Standing is how a translation stands to its source.
type Standing struct {
	BasedOn   int  // the source's revision that its writer had before them; 0: unknown, or it is the source
	Confirmed int  // the latest revision of the source that somebody said it is right beside; 0: nobody did
	Stale     bool // the source has changed since, and more than in form
	Behind    int  // by how many revisions; 0 unless it is stale
}

// Standing returns how the live translation stands to its live source, of which its
// segments tell whether it is stale. The source itself is never stale, nor is what
// has no live source.
func (c Course) Standing(p *Post, tag locale.Tag, segments Segments) Standing {
	i, j := liveOf(p, p.SourceLocale), liveOf(p, tag)
	if tag == p.SourceLocale || j == 0 {
		return Standing{}
	}
	s := c.standsOn(p.SourceLocale, tag, j)
	if i > 0 {
		s.Stale, s.Behind = segments.Behind > 0, segments.Behind
	}
	return s
}

// HeadStanding returns how the head of the translation stands to the head of its
// source, as [Course.Standing] does of what is live.
func (c Course) HeadStanding(p *Post, tag locale.Tag, segments Segments) Standing {
	source, t := p.Translation(p.SourceLocale), p.Translation(tag)
	if tag == p.SourceLocale || t == nil || source == nil {
		return Standing{}
	}
	s := c.standsOn(source.Locale, tag, t.Head)
	s.Stale, s.Behind = segments.Behind > 0, segments.Behind
	return s
}

// standsOn returns what revision j of the target was made from and confirmed
// beside.
func (c Course) standsOn(source, target locale.Tag, j int) Standing {
	s := Standing{BasedOn: c.Steps[target][j].madeFrom(source)}
	for _, l := range c.words(source, target) {
		if c.Same(target, l.of, j) {
			s.Confirmed = max(s.Confirmed, l.beside)
		}
	}
	return s
}
