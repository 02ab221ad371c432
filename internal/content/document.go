package content

import (
	"encoding/json"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Shared is the part that all languages of a post have in common, as one of
// its revisions holds it.
type Shared struct {
	Date      *Moment        `json:"date"`
	LastMod   *Moment        `json:"lastmod"`
	Authors   []TermID       `json:"authors"`
	Tags      []TermID       `json:"tags"`
	Series    *SeriesPlace   `json:"series"`
	Related   []PostID       `json:"related"`
	Params    map[string]any `json:"params"`
	Resources []Resource     `json:"resources"`
}

// A Moment is an instant that a person wrote, perhaps as a bare day.
type Moment struct {
	At       time.Time `json:"at"`
	DateOnly bool      `json:"dateOnly,omitempty"`
}

// A SeriesPlace says where in a series a post stands.
type SeriesPlace struct {
	Term  TermID `json:"id"`
	Place int    `json:"place"`
}

// A Resource is a named file linked to a post. With neither Asset nor URL it
// is an empty resource: it is delivered without src and ends the search for a
// thumbnail.
type Resource struct {
	Name     string         `json:"name"`           // unique in the post
	Role     Role           `json:"role,omitempty"` // empty: what the name says, see [Resource.Part]
	Asset    AssetID        `json:"asset,omitempty"`
	URL      string         `json:"url,omitempty"`    // external, or a file that is missing: as written
	Width    int            `json:"width,omitempty"`  // of an external picture, in pixels, where they are known
	Height   int            `json:"height,omitempty"` // likewise
	Title    string         `json:"title,omitempty"`  // where a translation says none of its own
	Params   map[string]any `json:"params,omitempty"`
	LentFrom locale.Tag     `json:"lentFrom,omitempty"` // import: the language whose folder holds the file
}

// An AssetID is the content hash of an uploaded file: lower-case hexadecimal SHA-256.
type AssetID string

// A Text is what one revision of a translation says.
type Text struct {
	Slug      string                  `json:"slug"`
	Path      string                  `json:"path,omitempty"` // public path that wins over the locale's pattern; import only
	Aliases   []string                `json:"aliases"`
	Title     string                  `json:"title"`
	Summary   string                  `json:"summary"`
	SEO       SEO                     `json:"seo"`
	Format    Format                  `json:"format"`
	Body      string                  `json:"body"` // what can be edited again: Markdown as written, or the sanitized HTML
	HTML      string                  `json:"html"` // always the sanitized HTML
	Resources map[string]ResourceText `json:"resources"`
	Overrides Overrides               `json:"overrides"`
}

// A Format says how a body was submitted.
type Format string

// The formats.
const (
	HTML     Format = "html"
	Markdown Format = "markdown"
)

// SEO is what search engines and link previews are told.
type SEO struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Image       string `json:"image,omitempty"` // the name of a resource, or a URL
	Canonical   string `json:"canonical,omitempty"`
	NoIndex     bool   `json:"noindex,omitempty"`
}

// A ResourceText describes a resource in one language, and may put another file in
// its place there: a chart whose words are of the language.
type ResourceText struct {
	Title   string  `json:"title,omitempty"`
	Alt     string  `json:"alt,omitempty"`
	Caption string  `json:"caption,omitempty"`
	Credit  string  `json:"credit,omitempty"` // who made it, as it is to be shown
	Asset   AssetID `json:"asset,omitempty"`  // instead of the resource's own file
	URL     string  `json:"url,omitempty"`    // likewise, external
}

// Overrides are what a translation says differently from the shared part. An
// absent one means the shared value; a present null or empty one means none.
type Overrides struct {
	Date      Override[*Moment]        `json:"date,omitzero"`
	LastMod   Override[*Moment]        `json:"lastmod,omitzero"`
	Authors   Override[[]TermID]       `json:"authors,omitzero"`
	Tags      Override[[]TermID]       `json:"tags,omitzero"`
	Params    Override[map[string]any] `json:"params,omitzero"`    // the whole map
	Resources Override[[]Resource]     `json:"resources,omitzero"` // the whole list
}

// An Override is a value that may be absent, which differs from empty.
type Override[T any] struct {
	Set   bool
	Value T
}

// Instead returns an override that is present.
func Instead[T any](v T) Override[T] { return Override[T]{Set: true, Value: v} }

// Or returns the override's value, or the shared one if it is absent.
func (o Override[T]) Or(shared T) T {
	if o.Set {
		return o.Value
	}
	return shared
}

// IsZero reports that the override is absent, for omitzero.
func (o Override[T]) IsZero() bool { return !o.Set }

// MarshalJSON writes the value alone.
func (o Override[T]) MarshalJSON() ([]byte, error) { return json.Marshal(o.Value) }

// UnmarshalJSON reads the value and notes that it was there, null included.
func (o *Override[T]) UnmarshalJSON(b []byte) error {
	o.Set = true
	return json.Unmarshal(b, &o.Value)
}
