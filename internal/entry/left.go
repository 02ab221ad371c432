package entry

import "github.com/diptych-cms/diptych/internal/content"

// A LeftPath is an address that a live translation had, or an alias of it.
type LeftPath struct {
	Key  string // see [content.AddressKey]
	Post content.PostID
	Slug string // of the translation today
	URL  string // likewise
}

// A LeftSlug is a slug that a term had.
type LeftSlug struct {
	Slug string
	Term content.TermID
	Now  string // the slug that it has
}
