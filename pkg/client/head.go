package client

// A Head is what belongs into the head element of a post's page: what search
// engines and link previews are told. HTML is all of it, ready to be put there.
type Head struct {
	Title  string         `json:"title"`
	Meta   []Meta         `json:"meta"`
	Links  []HeadLink     `json:"links"`
	JSONLD map[string]any `json:"jsonLd"` // a BlogPosting of schema.org
	HTML   string         `json:"html"`   // elements, the title first; safe to show
}

// A Meta is one meta element: it has a Name or a Property.
type Meta struct {
	Name     string `json:"name"`
	Property string `json:"property"` // Open Graph
	Content  string `json:"content"`
}

// A HeadLink is one link element.
type HeadLink struct {
	Rel      string `json:"rel"` // "canonical" or "alternate"
	Href     string `json:"href"`
	Hreflang string `json:"hreflang"` // of an alternate language, or "x-default"
	Type     string `json:"type"`     // media type, as of a feed
	Title    string `json:"title"`
}
