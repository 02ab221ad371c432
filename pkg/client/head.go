package client

// A Head is what belongs into the head element of a post's page: what search
// engines and link previews are told. HTML is all of it, ready to be put there.
type Head struct {
	Title     string         `json:"title"`     // of the post, for search engines
	PageTitle string         `json:"pageTitle"` // the same with the title of the site, as HTML has it
	Meta      []Meta         `json:"meta"`
	Links     []HeadLink     `json:"links"`
	JSONLD    map[string]any `json:"jsonLd"` // a BlogPosting of schema.org
	HTML      string         `json:"html"`   // elements, the title first; safe to show
}

// A Meta is one meta element: it has a Name or a Property.
type Meta struct {
	Name     string `json:"name"`
	Property string `json:"property"` // Open Graph
	Content  string `json:"content"`
}

// A HeadLink is one link element.
type HeadLink struct {
	Rel      string `json:"rel"` // "canonical" or "alternate": a language, or the feed
	Href     string `json:"href"`
	Hreflang string `json:"hreflang"` // of an alternate language, or "x-default"
	Type     string `json:"type"`     // media type, as of a feed
	Title    string `json:"title"`
}
