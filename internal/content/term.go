package content

import "github.com/diptych-cms/diptych/internal/locale"

// A TermID names a tag, an author or a series in all languages: a UUIDv7.
type TermID string

// A TermKind tells tags, authors and series apart.
type TermKind string

// The kinds of terms.
const (
	Tag    TermKind = "tag"
	Author TermKind = "author"
	Series TermKind = "series"
)

// A Term is a tag, an author or a series. Its names are live when saved.
type Term struct {
	ID      TermID
	Kind    TermKind
	Version int64
	Texts   map[locale.Tag]TermText
	Avatar  string   // author: an asset id or a URL
	Links   []string // author: profile pages
}

// A TermText names a term in one language. A term without one is left out there.
type TermText struct {
	Name        string `json:"name"`
	Slug        string `json:"slug"`
	Description string `json:"description"`    // author: the biography
	Role        string `json:"role,omitempty"` // author only
}
