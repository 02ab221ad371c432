// Package entry is what readers get of a post: entries, cards, and how they are
// rendered from live rows and settings. Rendering is a function of these alone:
// the same rows give the same bytes, at any hour, for any host and reader.
package entry

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Format is the version of the entries' form. It grows when the same rows give
// other bytes; then everything is rendered again.
const Format = 6

// A Card is the JSON of an entry without its table of contents and body.
// Members are always there; what has no value is null or empty.
type Card struct {
	ID             content.PostID `json:"id"`
	Locale         locale.Tag     `json:"locale"`
	URL            string         `json:"url"` // public; root-relative without base URL
	Slug           string         `json:"slug"`
	Title          string         `json:"title"`
	Summary        string         `json:"summary"`
	Excerpt        string         `json:"excerpt"` // the summary, else the first 200 characters of the body's sentences
	Date           time.Time      `json:"date"`    // displayed; without one, the post's first publication
	LastMod        *time.Time     `json:"lastmod"`
	PublishedAt    time.Time      `json:"publishedAt"` // when this language first went live
	UpdatedAt      time.Time      `json:"updatedAt"`   // when its text or the shared part last did; as imported: its date
	Authors        []Term         `json:"authors"`
	Tags           []Term         `json:"tags"`
	Series         *Series        `json:"series"`
	WordCount      int            `json:"wordCount"`
	ReadingMinutes int            `json:"readingMinutes"` // at 213 words a minute, begun ones counted
	Thumbnail      *Picture       `json:"thumbnail"`
	Resources      []Resource     `json:"resources"`
	Params         map[string]any `json:"params"`
	SEO            SEO            `json:"seo"`
	Alternates     []Alternate    `json:"alternates"` // itself included, ordered by locale
	Languages      Languages      `json:"languages"`
	Translation    Standing       `json:"translation"`
}

// An Entry is the JSON of a whole entry.
type Entry struct {
	Card
	TOC  []Heading `json:"toc"`
	Body string    `json:"body"` // safe HTML
}

// A Heading is one line of the table of contents.
type Heading struct {
	ID    string `json:"id"` // of the element in the body
	Level int    `json:"level"`
	Text  string `json:"text"`
}

// A Term is a tag or an author as an entry shows it.
type Term struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// A Series is a series, and the post's place in it.
type Series struct {
	Term
	Place int `json:"place"`
}

// A Picture is a post's thumbnail.
type Picture struct {
	Src string `json:"src"`
	Shown
}

// A Resource is a named file. An empty one has no Src.
type Resource struct {
	Name  string       `json:"name"`
	Role  content.Role `json:"role"`
	Src   *string      `json:"src"`
	Bytes *int64       `json:"bytes"` // of an asset
	Shown
	Params map[string]any `json:"params"`
}

// Shown is what a page needs of a file to show it well. What is not known of it is
// null.
type Shown struct {
	Alt         string  `json:"alt"`
	Title       string  `json:"title"`
	Caption     string  `json:"caption"`
	Credit      string  `json:"credit"` // who made it, as it is to be shown
	Type        *string `json:"type"`   // media type, of an asset
	Width       *int    `json:"width"`  // pixels
	Height      *int    `json:"height"`
	Srcset      *string `json:"srcset"`
	Sizes       *string `json:"sizes"`
	Placeholder *string `json:"placeholder"` // a BlurHash
	Colour      *string `json:"colour"`      // as "#rrggbb"
	Focus       *string `json:"focus"`       // as CSS's object-position takes it
	Animated    bool    `json:"animated"`    // it moves: Src is all of it, and there is no Srcset
}

// An SEO is what search engines and link previews are told, filled up from the
// entry where its editors said nothing.
type SEO struct {
	Title       string  `json:"title"`
	Description string  `json:"description"`
	Image       *string `json:"image"`
	Canonical   string  `json:"canonical"`
	NoIndex     bool    `json:"noindex"`
}

// Languages say which language each text is in.
type Languages struct {
	Title   locale.Tag `json:"title"`
	Summary locale.Tag `json:"summary"`
	Body    locale.Tag `json:"body"`
}

// A Standing compares a translation with the live revision of its source.
type Standing struct {
	SourceLocale    locale.Tag     `json:"sourceLocale"`
	State           State          `json:"state"`
	BehindRevisions int            `json:"behindRevisions"` // while stale: saves of the source since what it stands beside
	Change          *Drift         `json:"change"`          // while stale: of the source since; else null
	StaleSegments   int            `json:"staleSegments"`   // how many of them its source left behind
	Origins         map[string]int `json:"origins"`         // how many segments no person wrote, by where their words came from
}

// A State says whether a translation follows its source.
type State string

// The states. Stale is what the source has left behind, be it in form alone. The
// source itself is current, as is what has no live source.
const (
	StateCurrent State = "current"
	StateStale   State = "stale"
)

// A Drift says how much the source changed.
type Drift string

// The drifts: in form alone, or in what it says.
const (
	Minor       Drift = "minor"
	Substantive Drift = "substantive"
)

// Term, asset and link facts that rendering needs beside the post's rows.

// A File is what rendering needs of an asset.
type File struct {
	Type   string
	Width  int // pixels; 0 for what is no picture
	Height int
	Bytes  int64
	Moves  bool // a moving picture, which variants would still
	Alone  bool // no variants of it are offered: it cannot be decoded, or may move and was not looked at yet
	Texts  map[locale.Tag]FileText

	Placeholder string // a BlurHash; empty if it is not known
	Colour      string // that a picture has most of, as "#rrggbb"
	Focus       string // what a crop keeps in sight, as "50% 30%"; empty: the middle
}

// A FileText describes an asset where the post does not.
type FileText struct {
	Alt     string
	Caption string
	Title   string
	Credit  string
}
