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
	// MergedInto is the term that absorbed this one, at the end of the chain: who
	// names this one means that one. An absorbed term has no texts.
	MergedInto TermID
}

// A TermUse is one post that names a term, itself or by one that it absorbed.
type TermUse struct {
	Post  PostID
	Parts []locale.Tag // whose heads name it, ordered; "" is the shared part
	Live  bool         // readers' texts name it
}

// A TermUsage says how much a term is used.
type TermUsage struct {
	Heads int // posts whose heads name it
	Live  int // posts whose live texts name it
	Trash int // posts in the trash whose heads name it
}

// A TermText names a term in one language. A term without one is left out there.
type TermText struct {
	Name        string `json:"name"`
	Slug        string `json:"slug"`
	Description string `json:"description"`    // author: the biography
	Role        string `json:"role,omitempty"` // author only
}
