package entry

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// embed shows a page of others as the site wants it: in its frame, which gets a name
// for those who cannot see it, or as a link that loads nothing.
func (p *page) embed(n *html.Node) {
	src, _ := markup.Attr(n, "src")
	f, ok := sanitize.Shown(src)
	if !ok {
		return
	}
	title, _ := markup.Attr(n, "title")
	title = cmp.Or(strings.TrimSpace(title), f.Name)
	if p.in.Site.Media.Embeds == content.EmbedStyles()[0] {
		markup.SetAttr(n, "title", title)
		return
	}
	link := element(atom.A, "href", f.Page, "rel", "noopener")
	if within(n, atom.A) {
		link = element(atom.Span) // a link in a link is none
	}
	link.AppendChild(textNode(title))
	card(n, link, "embed embed-"+f.Key)
}

// card puts a link in the place of a frame, in a figure where one may stand.
func card(n, link *html.Node, class string) {
	parent := n.Parent
	switch {
	case parent.DataAtom == atom.Figure:
		had, _ := markup.Attr(parent, "class")
		classes := strings.Fields(had)
		for _, c := range strings.Fields(class) {
			if !slices.Contains(classes, c) {
				classes = append(classes, c)
			}
		}
		markup.SetAttr(parent, "class", strings.Join(classes, " "))
		replace(n, link)
		return
	case parent.DataAtom == atom.P && alone(n):
		n = parent
	case !holdsBlocks(parent):
		span := element(atom.Span, "class", class)
		span.AppendChild(link)
		replace(n, span)
		return
	}
	figure := element(atom.Figure, "class", class)
	figure.AppendChild(link)
	replace(n, figure)
}

// holdsBlocks reports whether a figure may stand in the element.
func holdsBlocks(n *html.Node) bool {
	switch n.DataAtom {
	case 0, atom.Div, atom.Section, atom.Article, atom.Aside, atom.Header, atom.Footer, atom.Main, atom.Nav, atom.Blockquote,
		atom.Li, atom.Dd, atom.Td, atom.Th, atom.Details, atom.Center:
		return !within(n, atom.P) && !within(n, atom.A)
	}
	return false
}

// alone reports whether nothing but white space stands beside the node.
func alone(n *html.Node) bool {
	for other := n.Parent.FirstChild; other != nil; other = other.NextSibling {
		if other != n && (other.Type != html.TextNode || strings.TrimSpace(other.Data) != "") {
			return false
		}
	}
	return true
}

func within(n *html.Node, of atom.Atom) bool {
	for up := range n.Ancestors() {
		if up.DataAtom == of {
			return true
		}
	}
	return false
}

// replace puts another node in the place of one.
func replace(n, with *html.Node) {
	n.Parent.InsertBefore(with, n)
	n.Parent.RemoveChild(n)
}
