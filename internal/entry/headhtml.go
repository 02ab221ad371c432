package entry

import (
	"encoding/json"
	"html"
	"strings"
)

// html writes the elements of the head, one a line. Texts are escaped as HTML asks, and
// the JSON so that nothing in it can end its element or be read as HTML.
func (h Head) html() string {
	var b strings.Builder
	b.WriteString("<title>" + html.EscapeString(h.PageTitle) + "</title>\n")
	for _, m := range h.Meta {
		b.WriteString("<meta" + attribute("name", m.Name) + attribute("property", m.Property) + attribute("content", m.Content) + ">\n")
	}
	for _, l := range h.Links {
		b.WriteString("<link" + attribute("rel", l.Rel) + attribute("hreflang", l.Hreflang) + attribute("type", l.Type) +
			attribute("title", l.Title) + attribute("href", l.Href) + ">\n")
	}
	if data, err := json.Marshal(h.JSONLD); err == nil { // it escapes <, >, & and the line ends of JavaScript
		b.WriteString(`<script type="application/ld+json">` + string(data) + "</script>\n")
	}
	return b.String()
}

// attribute writes one attribute; nothing for one without value.
func attribute(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + html.EscapeString(value) + `"`
}
