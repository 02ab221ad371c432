package manage

import "time"

// A Shared is what all languages of a post have in common.
type Shared struct {
	SourceLocale  string         `json:"sourceLocale,omitempty"`
	TargetLocales []string       `json:"targetLocales,omitempty"` // nil: all that the site has
	Parity        string         `json:"parity,omitempty"`        // "together", "source_first" or "independent"; empty: the site's
	Date          string         `json:"date,omitempty"`          // RFC 3339, or a day of the site's zone
	LastMod       string         `json:"lastmod,omitempty"`
	Authors       []string       `json:"authors,omitempty"` // ids
	Tags          []string       `json:"tags,omitempty"`    // ids
	Series        *SeriesPlace   `json:"series,omitempty"`
	Related       []string       `json:"related,omitempty"` // ids of posts
	Params        map[string]any `json:"params,omitempty"`
	Resources     []Resource     `json:"resources,omitempty"`
}

// A NewPost is a post to be made, with its translations by locale.
type NewPost struct {
	Shared
	Translations map[string]Text `json:"translations"`
	Note         string          `json:"note,omitempty"` // for colleagues
}

// A Post is a post with the newest states of its parts.
type Post struct {
	ID   string `json:"id"`
	ETag string `json:"etag"` // of the shared part
	Shared
	Head         int                    `json:"head"` // newest revision of the shared part
	Live         int                    `json:"live"` // the one that readers see; 0 while no language is live
	CreatedAt    time.Time              `json:"createdAt"`
	UpdatedAt    time.Time              `json:"updatedAt"`
	Translations map[string]Translation `json:"translations"` // by locale
	Warnings     []Warning              `json:"warnings"`
}

// A SeriesPlace says where in which series a post stands.
type SeriesPlace struct {
	ID    string `json:"id"`
	Place int    `json:"place"`
}

// A Resource is a named file of a post: an asset, or an external URL.
type Resource struct {
	Name     string         `json:"name"`
	Role     string         `json:"role,omitempty"`  // "thumbnail", "cover", "gallery" or "attachment"; empty: as its name says
	Asset    string         `json:"asset,omitempty"` // id
	URL      string         `json:"url,omitempty"`
	Width    int            `json:"width,omitempty"` // pixels, of an external picture
	Height   int            `json:"height,omitempty"`
	Title    string         `json:"title,omitempty"`
	Params   map[string]any `json:"params,omitempty"`
	LentFrom string         `json:"lentFrom,omitempty"` // import: the locale whose folder holds the file
}

// A Text is what a translation says.
type Text struct {
	Slug      string                  `json:"slug,omitempty"` // empty: made from the title, or as it was
	Aliases   []string                `json:"aliases,omitempty"`
	Title     string                  `json:"title"`
	Summary   string                  `json:"summary,omitempty"`
	SEO       *SEO                    `json:"seo,omitempty"`
	Format    string                  `json:"format,omitempty"` // "html", the default, or "markdown"
	Body      string                  `json:"body"`
	Resources map[string]ResourceText `json:"resources,omitempty"` // by name
	Overrides map[string]any          `json:"overrides,omitempty"` // what it says differently from the shared part
	Saving
}

// A Saving says how a save is meant.
type Saving struct {
	Edit    string   `json:"edit,omitempty"` // "minor": its meaning stays
	Note    string   `json:"note,omitempty"` // for colleagues
	BasedOn *BasedOn `json:"basedOn,omitempty"`
}

// A BasedOn is what a writer had before them: a revision of the source, or, of a
// source that follows a translation, of that locale.
type BasedOn struct {
	Locale   string `json:"locale,omitempty"` // empty: the source
	Revision int    `json:"revision"`
}

// A Translation is the newest state of a post in one locale. In lists Body and
// HTML are empty.
type Translation struct {
	Locale string  `json:"locale"`
	ETag   string  `json:"etag"`
	Status string  `json:"status"` // "draft", "in_review" or "approved"
	Head   int     `json:"head"`   // newest revision
	Live   int     `json:"live"`   // the one that readers see; 0 while unpublished
	Path   *string `json:"path"`   // import: the public path that wins over the pattern
	Text
	HTML        string     `json:"html"` // always the sanitized HTML
	PublishedAt *time.Time `json:"publishedAt"`
	UpdatedAt   time.Time  `json:"updatedAt"`
	Standing    *Standing  `json:"standing"` // where it was asked for
	Warnings    []Warning  `json:"warnings"`
}

// A Standing compares a translation with its source.
type Standing struct {
	SourceLocale    string `json:"sourceLocale"`
	BasedOn         int    `json:"basedOn"`   // the source's revision; 0: not known
	Confirmed       int    `json:"confirmed"` // the source's revision beside which it was said to be right; 0: none
	BehindRevisions int    `json:"behindRevisions"`
	Stale           bool   `json:"stale"`
}

// A SEO is what search engines are told instead of the text.
type SEO struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Image       string `json:"image,omitempty"` // name of a resource, or a URL
	Canonical   string `json:"canonical,omitempty"`
	NoIndex     bool   `json:"noindex,omitempty"`
}

// A ResourceText is what a language says of a resource.
type ResourceText struct {
	Title   string `json:"title,omitempty"`
	Alt     string `json:"alt,omitempty"`
	Caption string `json:"caption,omitempty"`
	Credit  string `json:"credit,omitempty"` // who made it, as it is to be shown
	Asset   string `json:"asset,omitempty"`  // id, in this language instead of the resource's own
	URL     string `json:"url,omitempty"`    // likewise, external
}
