package reading

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The JSON of what reading composes itself. Entries and cards are projection's
// bytes, carried as they are.

// A Redirect says where something went.
type Redirect struct {
	Status int            `json:"status"` // 301, 302, 307 or 308
	URL    string         `json:"url"`
	Locale locale.Tag     `json:"locale,omitempty"`
	Slug   string         `json:"slug,omitempty"`
	ID     content.PostID `json:"id,omitempty"`
}

// A term is an item of the lists of terms, and the whole answer for one.
type term struct {
	ID          content.TermID    `json:"id"`
	Kind        content.TermKind  `json:"kind"`
	Locale      locale.Tag        `json:"locale"`
	Name        string            `json:"name"`
	Slug        string            `json:"slug"`
	URL         string            `json:"url"`
	Description string            `json:"description"`
	Role        string            `json:"role,omitempty"`   // authors
	Avatar      string            `json:"avatar,omitempty"` // authors: a URL
	Links       []string          `json:"links,omitempty"`  // authors
	Count       int               `json:"count"`            // live posts in the locale
	Alternates  []entry.Alternate `json:"alternates"`       // locales where it has a name and a live post
}

// terms is a list of them.
type terms struct {
	Items []term `json:"items"`
}

// siteLocales is the answer of GET /locales.
type siteLocales struct {
	Items []siteLocale `json:"items"`
}

// A site is the answer of GET /site.
type site struct {
	Locale      locale.Tag     `json:"locale"`
	Title       string         `json:"title"`
	Description string         `json:"description"`
	TimeZone    string         `json:"timeZone"`
	XDefault    locale.Tag     `json:"xDefault"`
	Paths       paths          `json:"paths"` // patterns, of the locale
	Locales     []siteLocale   `json:"locales"`
	Images      images         `json:"images"`
	ImageWidths []int          `json:"imageWidths"` // as in Images, for clients made before that was there
	Params      map[string]any `json:"params"`      // the site's
}

// images are the variants that pictures can be had in.
type images struct {
	Widths  []int    `json:"widths"`
	Ratios  []string `json:"ratios"`
	Formats []string `json:"formats"`
	Sizes   string   `json:"sizes"`
}

func imagesOf(m content.MediaSettings) images {
	return images{Widths: m.Widths, Ratios: m.Ratios, Formats: content.VariantFormats(), Sizes: m.Sizes}
}

// paths are the public patterns; the preview's is not for readers.
type paths struct {
	Post   string `json:"post"`
	Tag    string `json:"tag"`
	Author string `json:"author"`
	Series string `json:"series"`
	List   string `json:"list"`
	Feed   string `json:"feed"`
}

// A siteLocale is one language of the site.
type siteLocale struct {
	Locale      locale.Tag     `json:"locale"`
	Hreflang    string         `json:"hreflang"`
	Title       string         `json:"title"`
	Description string         `json:"description"`
	URL         string         `json:"url"` // of its list of posts
	Fallback    []locale.Tag   `json:"fallback"`
	Count       int            `json:"count"` // live posts
	XDefault    bool           `json:"xDefault,omitempty"`
	Params      map[string]any `json:"params"`
}
