package entry

import (
	"cmp"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Kind says of what a change is: of a post, of a term (its own kind), or of settings.
type Kind string

// The kinds beside those of terms.
const (
	OfPost Kind = "post"
	OfSite Kind = "site"
)

// SiteID stands where the change of a post or a term has its id.
const SiteID = "site"

// A Told is the last change of something, as readers are told of it.
type Told struct {
	Kind Kind
	Point
	Op    Op
	Cause Cause
	By    string
	// Redirect is, of a post or a term that is gone, the id of the one that absorbed it;
	// of one that moved, the URL or the slug that it had.
	Redirect string
}

// A Point is a place in the order of changes: what changed together is ordered by id,
// then by locale. Each thing stands there once, where it changed last.
type Point struct {
	Seq    int64
	ID     string
	Locale locale.Tag // empty: what all languages share
}

// Compare orders points.
func (p Point) Compare(q Point) int {
	return cmp.Or(cmp.Compare(p.Seq, q.Seq), cmp.Compare(p.ID, q.ID), cmp.Compare(p.Locale, q.Locale))
}
