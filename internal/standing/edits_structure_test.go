package standing_test

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/markup"
)

// structuralEdits add, take away, move, cut and join blocks.
func structuralEdits() []edit {
	return []edit{
		{"a paragraph more", added, func(p *page) bool {
			at, ok := pick(p.r, p.paragraphs(20))
			if ok {
				at.Parent.InsertBefore(block("p", by(p,
					"A fourth ferry was ordered from a shipyard in Halifax, and it will carry bicycles for free.",
					"Un quatrième traversier a été commandé à un chantier de Halifax, et les vélos y monteront gratuitement.")), at.NextSibling)
			}
			return ok
		}},
		{"an item more", added, func(p *page) bool {
			at, ok := pick(p.r, p.elements(atom.Li))
			if ok {
				at.Parent.InsertBefore(block("li", by(p, "the harvest of pumpkins", "la récolte des citrouilles")), at)
			}
			return ok
		}},
		{"a heading more", added, func(p *page) bool {
			at, ok := pick(p.r, p.paragraphs(20))
			if ok {
				at.Parent.InsertBefore(block("h2", by(p, "The ferry of Halifax", "Le traversier de Halifax")), at)
			}
			return ok
		}},
		{"a paragraph less", takenAway, func(p *page) bool {
			at, ok := pick(p.r, p.paragraphs(60))
			if ok {
				at.Parent.RemoveChild(at)
			}
			return ok
		}},
		{"an item less", takenAway, func(p *page) bool {
			var list []*html.Node
			for _, li := range p.elements(atom.Li) {
				if plain(li) && len(markup.TextOf(li)) > 15 {
					list = append(list, li)
				}
			}
			at, ok := pick(p.r, list)
			if ok {
				at.Parent.RemoveChild(at)
			}
			return ok
		}},
		{"a paragraph moved", still, func(p *page) bool {
			list := p.paragraphs(80)
			if len(list) < 6 {
				return false
			}
			i := p.r.IntN(len(list))
			to := list[(i+2+p.r.IntN(len(list)-3))%len(list)]
			move(list[i], to)
			return to != list[i]
		}},
		{"items in another order", still, func(p *page) bool {
			for _, ul := range shuffled(p, p.elements(atom.Ul, atom.Ol)) {
				items := itemsOf(ul)
				if len(items) < 3 {
					continue
				}
				i := p.r.IntN(len(items) - 1)
				ul.RemoveChild(items[i])
				ul.InsertBefore(items[i], items[i+1].NextSibling)
				return true
			}
			return false
		}},
		{"a section moved", still, func(p *page) bool {
			var heads []*html.Node
			for _, h := range p.elements(atom.H2, atom.H3) {
				if h.Parent == p.root && markup.TextOf(h) != "" {
					heads = append(heads, h)
				}
			}
			if len(heads) < 3 {
				return false
			}
			i := p.r.IntN(len(heads) - 1)
			moveSection(heads[i], heads[i+1])
			return true
		}},
		{"another level of a heading", still, func(p *page) bool {
			h, ok := pick(p.r, p.elements(atom.H2))
			if ok {
				h.Data, h.DataAtom = "h3", atom.H3
			}
			return ok
		}},
		{"a paragraph in two", inForm, func(p *page) bool {
			for _, e := range shuffled(p, p.paragraphs(120)) {
				c := e.FirstChild
				if c == nil || c != e.LastChild || c.Type != html.TextNode {
					continue
				}
				first, rest, ok := strings.Cut(c.Data, ". ")
				if !ok || len(first) < 30 || len(rest) < 30 {
					continue
				}
				c.Data = first + "."
				e.Parent.InsertBefore(block("p", rest), e.NextSibling)
				return true
			}
			return false
		}},
		{"two paragraphs in one", inForm, func(p *page) bool {
			for _, e := range shuffled(p, p.paragraphs(60)) {
				next := nextElement(e)
				if next == nil || next.DataAtom != atom.P || len(markup.TextOf(next)) < 60 || len(imagesIn(next)) > 0 {
					continue
				}
				e.AppendChild(&html.Node{Type: html.TextNode, Data: " "})
				for next.FirstChild != nil {
					c := next.FirstChild
					next.RemoveChild(c)
					e.AppendChild(c)
				}
				next.Parent.RemoveChild(next)
				return true
			}
			return false
		}},
	}
}

func block(name, text string) *html.Node {
	e := &html.Node{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup([]byte(name))}
	e.AppendChild(&html.Node{Type: html.TextNode, Data: text})
	return e
}

// plain reports whether the element holds no block.
func plain(e *html.Node) bool {
	for d := range e.Descendants() {
		switch d.DataAtom {
		case atom.P, atom.Ul, atom.Ol, atom.Img, atom.Div, atom.Figure:
			return false
		}
	}
	return true
}

// move puts an element after another one.
func move(e, after *html.Node) {
	if e == after {
		return
	}
	e.Parent.RemoveChild(e)
	after.Parent.InsertBefore(e, after.NextSibling)
}

func itemsOf(list *html.Node) []*html.Node {
	var items []*html.Node
	for c := range list.ChildNodes() {
		if c.DataAtom == atom.Li {
			items = append(items, c)
		}
	}
	return items
}

// moveSection puts a heading and what is under it after the section of another one.
func moveSection(from, to *html.Node) {
	var nodes []*html.Node
	for n := from; n != nil && n != to; n = n.NextSibling {
		nodes = append(nodes, n)
	}
	end := to.NextSibling
	for end != nil && end.DataAtom != atom.H2 && end.DataAtom != atom.H3 {
		end = end.NextSibling
	}
	for _, n := range nodes {
		n.Parent.RemoveChild(n)
		to.Parent.InsertBefore(n, end)
	}
}

func nextElement(n *html.Node) *html.Node {
	for n = n.NextSibling; n != nil && n.Type != html.ElementNode; n = n.NextSibling {
		if strings.TrimSpace(n.Data) != "" {
			return nil
		}
	}
	return n
}
