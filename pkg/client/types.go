package client

import "time"

// A Post is a live translation as readers get it. In lists Body and TOC are
// empty unless [Query.Fields] asks for them, and so is everything else that it
// does not ask for.
type Post struct {
	ID             string            `json:"id"` // the same in all languages
	Locale         string            `json:"locale"`
	URL            string            `json:"url"` // public; root-relative if the site has no base URL
	Slug           string            `json:"slug"`
	Title          string            `json:"title"`
	Summary        string            `json:"summary"` // as its editors wrote it; may be empty
	Excerpt        string            `json:"excerpt"` // the summary, else the first 200 characters
	Body           string            `json:"body"`    // sanitized HTML
	Date           time.Time         `json:"date"`
	LastMod        *time.Time        `json:"lastmod"`
	PublishedAt    time.Time         `json:"publishedAt"`
	UpdatedAt      time.Time         `json:"updatedAt"`
	Authors        []TermRef         `json:"authors"`
	Tags           []TermRef         `json:"tags"`
	Series         *SeriesRef        `json:"series"`
	WordCount      int               `json:"wordCount"`
	ReadingMinutes int               `json:"readingMinutes"`
	TOC            []Heading         `json:"toc"`
	Thumbnail      *Picture          `json:"thumbnail"`
	Resources      []Resource        `json:"resources"`
	Params         map[string]any    `json:"params"`
	SEO            SEO               `json:"seo"`
	Alternates     []Alternate       `json:"alternates"` // every live language, this one included
	Languages      map[string]string `json:"languages"`  // which language "title", "summary" and "body" are in
	Translation    Standing          `json:"translation"`
	Head           *Head             `json:"head"` // nil unless [Choice.Head] or [Query.Fields] asked for it
}

// In returns the post's alternate in the language, if it is live there.
func (p Post) In(locale string) (Alternate, bool) {
	for _, a := range p.Alternates {
		if a.Locale == locale {
			return a, true
		}
	}
	return Alternate{}, false
}

// A TermRef names a tag or an author.
type TermRef struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// A SeriesRef names a series, and the post's place in it.
type SeriesRef struct {
	Slug  string `json:"slug"`
	Name  string `json:"name"`
	Place int    `json:"place"`
}

// A Heading is one line of the table of contents.
type Heading struct {
	ID    string `json:"id"` // of the element in the body
	Level int    `json:"level"`
	Text  string `json:"text"`
}

// A Picture is a thumbnail. What is not known of it is zero.
type Picture struct {
	Src string `json:"src"`
	Shown
}

// Shown is what a page needs of a file to show it well. What is not known of it is
// empty.
type Shown struct {
	Alt         string `json:"alt"`
	Title       string `json:"title"`
	Caption     string `json:"caption"`
	Credit      string `json:"credit"` // who made it, as it is to be shown
	Type        string `json:"type"`   // media type, of an uploaded file
	Width       int    `json:"width"`  // pixels
	Height      int    `json:"height"`
	Srcset      string `json:"srcset"`
	Sizes       string `json:"sizes"`       // what belongs beside Srcset
	Placeholder string `json:"placeholder"` // a BlurHash
	Colour      string `json:"colour"`      // the one that it has most of, as "#rrggbb"
	Focus       string `json:"focus"`       // what crops keep in sight, as CSS's object-position takes it
	Animated    bool   `json:"animated"`    // it moves: Src is all of it, and there is no Srcset
}

// A Resource is a named file of a post. An empty one has no Src.
type Resource struct {
	Name  string `json:"name"`
	Role  string `json:"role"` // "thumbnail", "cover", "gallery" or "attachment"
	Src   string `json:"src"`
	Bytes int64  `json:"bytes"` // of an uploaded file
	Shown
	Params map[string]any `json:"params"`
}

// An SEO is what search engines and link previews are told.
type SEO struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Image       string `json:"image"`
	Canonical   string `json:"canonical"`
	NoIndex     bool   `json:"noindex"`
}

// An Alternate is one live language of a post or term, as hreflang means it.
type Alternate struct {
	Locale   string `json:"locale"`
	Slug     string `json:"slug"`
	URL      string `json:"url"`
	Hreflang string `json:"hreflang"` // what hreflang calls the language, if that is not Locale
	XDefault bool   `json:"xDefault"` // for readers of none of the languages
	NoIndex  bool   `json:"noindex"`  // search engines are not to keep the page: it stands in no hreflang
}

// A Standing compares a translation with its live source.
type Standing struct {
	SourceLocale    string `json:"sourceLocale"`
	State           string `json:"state"` // "current" or "stale"
	BehindRevisions int    `json:"behindRevisions"`

	Change        string         `json:"change"`        // while it is stale: "minor", in form alone, or "substantive"
	StaleSegments int            `json:"staleSegments"` // how many pieces of the text are out of date
	Origins       map[string]int `json:"origins"`       // how many pieces no person wrote, by where their words came from
}

// A Term is a tag, an author or a series in one language.
type Term struct {
	ID          string      `json:"id"`
	Kind        string      `json:"kind"` // "tag", "author" or "series"
	Locale      string      `json:"locale"`
	Name        string      `json:"name"`
	Slug        string      `json:"slug"`
	URL         string      `json:"url"`
	Description string      `json:"description"` // of an author the biography
	Role        string      `json:"role"`        // authors
	Avatar      string      `json:"avatar"`      // authors: a URL
	Links       []string    `json:"links"`       // authors
	Count       int         `json:"count"`       // live posts in the language
	Alternates  []Alternate `json:"alternates"`
}

// A Site is what a front end needs to know of the whole.
type Site struct {
	Locale      string         `json:"locale"`
	Title       string         `json:"title"`
	Description string         `json:"description"`
	TimeZone    string         `json:"timeZone"` // IANA name
	XDefault    string         `json:"xDefault"`
	Paths       Paths          `json:"paths"`
	Locales     []Locale       `json:"locales"`
	Images      Images         `json:"images"`
	ImageWidths []int          `json:"imageWidths"` // as in Images
	Params      map[string]any `json:"params"`
}

// Images are the variants that pictures can be had in.
type Images struct {
	Widths  []int    `json:"widths"`  // pixels, ascending
	Ratios  []string `json:"ratios"`  // shapes that pictures are cropped to, such as "16:9"
	Formats []string `json:"formats"` // such as "webp"
	Sizes   string   `json:"sizes"`   // how wide pages show a picture, as HTML's sizes says it
}

// Paths are the patterns of public paths in one language, with {slug}, {id},
// {year}, {month} and {day}.
type Paths struct {
	Post   string `json:"post"`
	Tag    string `json:"tag"`
	Author string `json:"author"`
	Series string `json:"series"`
	List   string `json:"list"`
	Feed   string `json:"feed"`
}

// A Locale is one language of the site.
type Locale struct {
	Locale      string         `json:"locale"`
	Hreflang    string         `json:"hreflang"`
	Title       string         `json:"title"`
	Description string         `json:"description"`
	URL         string         `json:"url"`      // of its list of posts
	Fallback    []string       `json:"fallback"` // languages that it borrows from, best first
	Count       int            `json:"count"`    // live posts
	XDefault    bool           `json:"xDefault"`
	Params      map[string]any `json:"params"`
}

// A Resolution is what a public address leads to: one of the four.
type Resolution struct {
	Match    string    `json:"match"` // which: "entry", "term", "page" or "redirect"
	Entry    *Post     `json:"entry"`
	Term     *Term     `json:"term"` // whose page it is
	Home     *Home     `json:"page"`
	Redirect *Redirect `json:"redirect"`

	Alternates []Alternate `json:"alternates"` // the languages that what was found is live in, this one included
}

// A Home is a page that each language has: the list of its posts, or its feed.
type Home struct {
	Kind   string `json:"kind"` // "list" or "feed"
	Locale string `json:"locale"`
	URL    string `json:"url"`
	Title  string `json:"title"` // of the site in the language
}
