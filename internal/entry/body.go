package entry

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A body is the part of an entry that only whole entries show, and what the
// card says about it.
type body struct {
	html    string
	toc     []Heading
	words   int
	excerpt string
}

// part returns the body as [Join] takes it.
func (b body) part() []byte {
	toc, text := compact(b.toc), compact(b.html)
	out := make([]byte, 0, len(toc)+len(text)+20)
	out = append(append(out, `,"toc":`...), toc...)
	out = append(append(out, bodyMember[:len(bodyMember)-1]...), text...)
	return append(out, '}')
}

// body renders the live HTML: references become URLs, headings get ids. What
// needs neither stays as it is, to the byte. What an older policy let through is
// sanitized again, so that a new one reaches every text.
func (p *page) body() body {
	b := body{html: p.rev.Text.HTML, toc: []Heading{}}
	if p.rev.Policy != sanitize.Version {
		site := p.in.Site
		b.html = sanitize.New(sanitize.Options{DeniedClasses: site.DeniedClasses, EmbedHosts: site.EmbedHosts}).Body(b.html).HTML
	}
	root := markup.Tree(b.html)
	p.paths(root)
	changed := strings.Contains(b.html, "cms:")
	if changed {
		markup.RewriteTree(root, p.resolve)
	}
	if markup.IdentifyHeadings(root, sanitize.SafeID) || changed {
		b.html = markup.Render(root)
	}
	for _, h := range markup.HeadingsOf(root) {
		b.toc = append(b.toc, Heading{ID: h.ID, Level: h.Level, Text: h.Text})
	}
	text := markup.TextOf(root)
	b.words = markup.CountWords(text)
	if p.rev.Text.Summary == "" {
		b.excerpt = markup.CutText(text, excerptLength)
	}
	return b
}

// resolve puts URLs in the place of references.
func (p *page) resolve(n *html.Node) {
	for _, key := range []string{"src", "poster", "href"} {
		value, ok := markup.Attr(n, key)
		if !ok || !content.IsReference(value) {
			continue
		}
		ref, ok := content.ParseReference(value)
		switch {
		case ok && ref.Asset != "":
			p.showAsset(n, key, ref.Asset)
		case ok && ref.Post != "" && n.Data == "a" && key == "href":
			p.linkPost(n, ref)
		default:
			markup.RemoveAttr(n, key)
		}
	}
	if value, ok := markup.Attr(n, "srcset"); ok && strings.Contains(value, "cms:") {
		p.srcset(n, value)
	}
}
