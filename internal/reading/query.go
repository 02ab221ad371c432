package reading

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Choice is how a reader says which language they want.
type Choice struct {
	Locale   string // ?locale=, in any case; it decides where it is given
	Accept   string // the Accept-Language header, asked otherwise
	Fallback string // ?fallback=: "none" or nothing, "chain", or a locale
}

// An EntryQuery asks for one entry, by the post's id or by the slug in the locale.
type EntryQuery struct {
	Choice
	Post     content.PostID
	Slug     string // asked if Post is empty
	Head     bool   // with the head of its page
	Markdown bool   // as Markdown with front matter instead of JSON
}

// A ListQuery asks for one page of cards. All members are as the request has
// them; empty means not given.
type ListQuery struct {
	Choice
	Tag, Author, Series string // slugs; at most one
	AvailableIn         string
	Since, Until        string // RFC 3339 instants, or days in the site's zone; both count themselves
	Sort                string
	Fields              string // member names, separated by commas
	Limit               string
	Cursor              string
	Total               string // "true" or "false"
}

// A NeighboursQuery asks for the posts on either side of one, in a list.
type NeighboursQuery struct {
	Choice
	Post                content.PostID
	Tag, Author, Series string // slugs; at most one
	AvailableIn         string
}

// A RelatedQuery asks what to read after a post.
type RelatedQuery struct {
	Choice
	Post  content.PostID
	Limit string // as the request has it; empty: not given
}

// An ArchivesQuery asks how many posts there are of each month.
type ArchivesQuery struct {
	Choice                     // without Fallback
	Tag, Author, Series string // slugs; at most one
}

// A ResolveQuery asks what stands at a public URL.
type ResolveQuery struct {
	URL    string // a path, or absolute
	Locale string // the language that is wanted; empty: the URL's
}

// A RedirectsQuery asks where old addresses lead. Members are as the request has them;
// empty means not given.
type RedirectsQuery struct {
	Locale string // only those of one language
	Format string // "json", or one of package redirect
	Limit  string // of a page of JSON
	Cursor string // likewise
}

// A TermQuery asks for a locale's terms of a kind, or for the one with the slug.
type TermQuery struct {
	Choice // without Fallback
	Kind   content.TermKind
	Slug   string // BySlug alone
}

// An Answer is a representation, ready to send.
type Answer struct {
	Body       []byte           // JSON, or what Type says
	Type       string           // media type; empty: application/json
	ETag       string           // without quotes; of Body
	Languages  []locale.Tag     // for Content-Language: of everything in Body, the locale asked for first
	Varied     bool             // Accept-Language decided: say so in Vary
	Hreflangs  []entry.Hreflang // of one page: its language versions as search engines are told, for Link
	Canonical  string           // one entry: the URL that search engines should keep, for Link
	Next       string           // a list's bare cursors, for Link; empty at the ends
	Previous   string
	Keys       []string         // what it shows, for purging caches beside us: see package relay
	Generation entry.Generation // that it was read from; zero where nothing was read
	Post       content.PostID   // that alone the answer was made of, without settings; empty where it is of more
	Passing    bool             // it may be another one soon though nothing is published: not to be kept
}
