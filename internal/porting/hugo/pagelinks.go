package hugo

import (
	"net/url"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/porting"
)

// pageLinks leads links that name a file of the content, such as [x](other.md#part), to
// where its page is published, as Hugo's own hook for links does. One that names no
// file of the site stays as written. A link that goes up or down from the page's own
// address, such as ../other/, becomes the path that browsers make of it there: what it
// leads to can then follow the reader, and the page may move.
func (b *builder) pageLinks() {
	named := b.page.Format == content.Markdown && mayNamePage(b.page.Body)
	if !named && !mayGoUp(b.page.Body) {
		return
	}
	to := make(map[string]string)
	for _, l := range markup.Links(b.html(b.page.Body)) {
		if l.Element != "a" || to[l.URL] != "" || strings.Contains(l.URL, "{{") {
			continue
		}
		if named {
			to[l.URL] = b.pageLink(l.URL)
		}
		if to[l.URL] == "" && strings.HasPrefix(l.URL, ".") && !isAttachment(l.URL) {
			to[l.URL] = b.fromHere(l.URL)
		}
	}
	b.page.Body = porting.Redirect(b.page.Body, to)
}

// mayNamePage spares most bodies the parsing.
func mayNamePage(body string) bool {
	return slices.ContainsFunc([]string{".md", ".MD", ".markdown", ".mdown"}, func(ending string) bool { return strings.Contains(body, ending) })
}

// mayGoUp likewise.
func mayGoUp(body string) bool { return strings.Contains(body, "./") }

// fromHere returns the path from the root that a relative link means on the page, or "".
func (b *builder) fromHere(href string) string {
	u, err := url.Parse(href)
	if err != nil || b.doc.URLPath == "" || !strings.HasPrefix(u.Path, "./") && !strings.HasPrefix(u.Path, "../") {
		return ""
	}
	to := (&url.URL{Path: b.doc.URLPath}).ResolveReference(u)
	path := escaped(to.Path)
	to.Path, to.RawPath = "", ""
	return path + to.String()
}

// pageLink returns where the page is published that a link names by its file, or "".
func (b *builder) pageLink(href string) string {
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "" || u.Host != "" || !isFileName(u.Path) || !mayNamePage(u.Path) {
		return ""
	}
	page, _ := b.refer(b.file, b.file.language, u.Path)
	if page == nil {
		return ""
	}
	at := b.publishedAt(page, b.language)
	if at == "" {
		return ""
	}
	if u.RawQuery != "" {
		at += "?" + u.RawQuery
	}
	if u.Fragment != "" {
		at += "#" + u.EscapedFragment()
	}
	return at
}
