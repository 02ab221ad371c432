package feed

import (
	"slices"
	"time"
)

const (
	atomSpace    = "http://www.w3.org/2005/Atom"
	historySpace = "http://purl.org/syndication/history/1.0"
)

// writeAtom writes Atom (RFC 4287) with archives (RFC 5005).
func writeAtom(f Feed) []byte {
	var w xmlWriter
	w.WriteString(declaration)
	w.open("feed", "xmlns", atomSpace, "xmlns:fh", historySpace, "xml:lang", f.Language)
	w.text("id", f.ID)
	w.text("title", f.Title)
	w.some("subtitle", f.Description)
	w.text("updated", dated(f.Updated).Format(time.RFC3339))
	w.open("author")
	w.text("name", f.Owner)
	w.close("author")
	w.text("generator", generator)
	if f.Archive {
		w.empty("fh:archive")
	}
	w.empty("link", "rel", "self", "type", "application/atom+xml", "href", f.Self)
	w.empty("link", "rel", "alternate", "type", "text/html", "hreflang", f.Language, "href", f.Home)
	w.archives("link", f)
	for _, other := range f.Others {
		w.empty("link", "rel", "alternate", "type", "application/atom+xml", "hreflang", other.Language, "href", other.URL)
	}
	for _, item := range f.Items {
		w.atomEntry(f.Language, item)
	}
	w.close("feed")
	return w.Bytes()
}

// dated returns when a feed changed: one without items never did, and has a date too
// (RFC 4287 §4.1.1).
func dated(t time.Time) time.Time {
	if t.IsZero() {
		return time.Unix(0, 0).UTC()
	}
	return t.UTC()
}

func (w *xmlWriter) atomEntry(language string, item Item) {
	w.open("entry")
	w.text("id", item.ID)
	w.text("title", item.Title)
	w.text("published", item.Published.UTC().Format(time.RFC3339))
	w.text("updated", item.Updated.UTC().Format(time.RFC3339))
	for _, author := range item.Authors {
		w.open("author")
		w.text("name", author.Name)
		w.some("uri", author.URL)
		w.close("author")
	}
	for _, category := range item.Categories {
		w.empty("category", "term", category.Term, "label", category.Label)
	}
	w.atomAlternates(language, item)
	if p := item.Picture; p != nil {
		w.empty("link", "rel", "enclosure", "type", p.Type, "length", number(p.Bytes), "title", p.Alt, "href", p.URL)
	}
	w.some("summary", item.Summary)
	w.some("content", item.Content, "type", "html")
	w.close("entry")
}

// atomAlternates leads to the page of an entry, and to those of its other languages.
// Of several alternates some readers take the first and some the last: where there
// are others, its own one stands at both ends. RFC 4287 §4.1.2 lets two alternates
// differ in type and hreflang alone, so the last one says no language.
func (w *xmlWriter) atomAlternates(language string, item Item) {
	w.empty("link", "rel", "alternate", "type", "text/html", "hreflang", language, "href", item.URL)
	said := []string{language}
	for _, other := range item.Others {
		if !slices.Contains(said, other.Language) {
			said = append(said, other.Language)
			w.empty("link", "rel", "alternate", "type", "text/html", "hreflang", other.Language, "href", other.URL)
		}
	}
	if len(said) > 1 {
		w.empty("link", "rel", "alternate", "type", "text/html", "href", item.URL)
	}
}
