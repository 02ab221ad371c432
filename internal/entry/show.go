package entry

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
	"github.com/diptych-cms/diptych/internal/shortcode"
)

// show makes pictures, files, galleries and pages of others in a body what readers
// see of them. It reports whether the tree is another than the HTML that it was made
// from.
func (p *page) show(root *html.Node, made string) bool {
	changes := strings.Contains(made, "cms:asset/") || strings.Contains(made, "<iframe") || strings.Contains(made, sanitize.GalleryAttribute)
	if changes || p.in.Site.Media.ThumbnailFromBody && strings.Contains(made, "<img") {
		markup.RewriteTree(root, p.showOne)
	}
	return strings.Contains(made, "[[") && unescape(root) || changes
}

// unescape shows shortcodes that their author wrote about, not with. Code shows what
// it holds. It reports whether there were any.
func unescape(n *html.Node) bool {
	found := false
	for c := range n.ChildNodes() {
		switch {
		case c.Type == html.TextNode:
			says := shortcode.Unescape(c.Data)
			found = found || says != c.Data
			c.Data = says
		case c.Data != "pre" && c.Data != "code":
			found = unescape(c) || found
		}
	}
	return found
}

func (p *page) showOne(n *html.Node) {
	switch n.Data {
	case "iframe":
		p.embed(n)
		return
	case "figure":
		p.gallery(n)
		return
	case "img":
		p.meet(n)
	}
	for _, key := range []string{"src", "poster", "href"} {
		value, ok := markup.Attr(n, key)
		if !ok || !content.IsReference(value) {
			continue
		}
		ref, ok := content.ParseReference(value)
		switch {
		case ok && ref.Asset != "":
			p.showAsset(n, key, ref.Asset)
		default: // it leads nowhere: links to posts were followed before
			markup.RemoveAttr(n, key)
		}
	}
	if value, ok := markup.Attr(n, "srcset"); ok && strings.Contains(value, "cms:") {
		p.srcset(n, value)
	}
}
