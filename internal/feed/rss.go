package feed

import (
	"strconv"
	"time"
)

// writeRSS writes RSS 2.0 with the modules that readers know: the whole text
// (content), authors (dc), pictures (media), its own address (atom) and archives (fh).
func writeRSS(f Feed) []byte {
	var w xmlWriter
	w.WriteString(declaration)
	w.open("rss", "version", "2.0", "xmlns:atom", atomSpace, "xmlns:content", "http://purl.org/rss/1.0/modules/content/",
		"xmlns:dc", "http://purl.org/dc/elements/1.1/", "xmlns:media", "http://search.yahoo.com/mrss/", "xmlns:fh", historySpace)
	w.open("channel")
	w.text("title", f.Title)
	w.text("link", f.Home)
	w.text("description", f.Description)
	w.some("language", f.Language)
	if !f.Updated.IsZero() {
		w.text("lastBuildDate", rssDate(f.Updated))
	}
	w.text("generator", generator)
	if f.Archive {
		w.empty("fh:archive")
	}
	w.empty("atom:link", "rel", "self", "type", "application/rss+xml", "href", f.Self)
	w.archives("atom:link", f)
	for _, other := range f.Others {
		w.empty("atom:link", "rel", "alternate", "type", "application/rss+xml", "hreflang", other.Language, "href", other.URL)
	}
	for _, item := range f.Items {
		w.rssItem(item)
	}
	w.close("channel")
	w.close("rss")
	return w.Bytes()
}

// archives writes the links of RFC 5005 §4.
func (w *xmlWriter) archives(name string, f Feed) {
	for _, link := range [][2]string{{"current", f.Current}, {"prev-archive", f.Previous}, {"next-archive", f.Next}} {
		if link[1] != "" {
			w.empty(name, "rel", link[0], "href", link[1])
		}
	}
}

func (w *xmlWriter) rssItem(item Item) {
	w.open("item")
	w.text("title", item.Title)
	w.text("link", item.URL)
	w.text("guid", item.ID, "isPermaLink", "false")
	w.text("pubDate", rssDate(item.Published))
	for _, author := range item.Authors {
		w.text("dc:creator", author.Name)
	}
	for _, category := range item.Categories {
		w.text("category", category.Label)
	}
	w.some("description", asHTML(item.Summary))
	w.some("content:encoded", item.Content)
	if p := item.Picture; p != nil {
		if p.enclosed() {
			w.empty("enclosure", "url", p.URL, "length", strconv.FormatInt(p.Bytes, 10), "type", p.Type)
		}
		w.rssPicture(p)
	}
	w.close("item")
}

// rssPicture describes a picture as Media RSS does. What it shows is its title: readers
// take its description for that of the item.
func (w *xmlWriter) rssPicture(p *Picture) {
	attributes := []string{
		"url", p.URL, "type", p.Type, "medium", "image", "fileSize", number(p.Bytes), "width", number(int64(p.Width)), "height", number(int64(p.Height)),
	}
	if p.Alt == "" {
		w.empty("media:content", attributes...)
		return
	}
	w.open("media:content", attributes...)
	w.text("media:title", p.Alt, "type", "plain")
	w.close("media:content")
}

// number writes a size; of an unknown one, nothing.
func number(n int64) string {
	if n <= 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// rssDate writes an instant as RFC 822 does, with four digits for the year.
func rssDate(t time.Time) string { return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT") }
