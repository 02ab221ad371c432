package standing_test

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
)

// A page is a text under the hands of somebody who edits it.
type page struct {
	text   content.Text
	root   *html.Node
	french bool
	r      *rand.Rand
}

func pageOf(text content.Text, french bool, r *rand.Rand) *page {
	return &page{text: text, root: markup.Tree(text.HTML), french: french, r: r}
}

// done returns the text as it is now.
func (p *page) done() content.Text {
	p.text.HTML = markup.Render(p.root)
	p.text.Body = p.text.HTML
	return p.text
}

// pick returns one of the candidates, or nil.
func pick[T any](r *rand.Rand, list []T) (one T, ok bool) {
	if len(list) == 0 {
		return one, false
	}
	return list[r.IntN(len(list))], true
}

// elements returns the elements of the names.
func (p *page) elements(names ...atom.Atom) []*html.Node {
	var list []*html.Node
	for n := range p.root.Descendants() {
		for _, name := range names {
			if n.Type == html.ElementNode && n.DataAtom == name {
				list = append(list, n)
			}
		}
	}
	return list
}

// texts returns the text nodes of what is translated that fit.
func (p *page) texts(fits func(text string) bool) []*html.Node {
	var list []*html.Node
	for n := range p.root.Descendants() {
		if n.Type == html.TextNode && translated(n) && fits(n.Data) {
			list = append(list, n)
		}
	}
	return list
}

func translated(n *html.Node) bool {
	inBlock := false
	for up := n.Parent; up != nil; up = up.Parent {
		switch up.DataAtom {
		case atom.Pre, atom.Code, atom.Script, atom.Style, atom.Iframe:
			return false
		case atom.P, atom.Li, atom.H2, atom.H3, atom.H4, atom.Td:
			inBlock = true
		}
	}
	return inBlock
}

// rewrite changes one text node by a function that returns "" where it cannot.
func (p *page) rewrite(change func(text string) string) bool {
	list := p.texts(func(text string) bool { return utf8.RuneCountInString(text) > 12 })
	p.r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	for _, n := range list {
		if now := change(n.Data); now != "" && now != n.Data {
			n.Data = now
			return true
		}
	}
	return false
}

// A place is a word of a text, by its bytes.
type place struct{ from, to int }

// spaced returns the words of a text that stand between spaces, letters only, but
// for the first and the last one.
func spaced(text string, least int) []place {
	var list []place
	start := -1
	for i, c := range text + " " {
		if unicode.IsLetter(c) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start > 0 && c == ' ' && text[start-1] == ' ' && i < len(text) && utf8.RuneCountInString(text[start:i]) >= least {
			list = append(list, place{start, i})
		}
		start = -1
	}
	return list
}

// word changes one word.
func (p *page) word(least int, change func(word string) string) bool {
	return p.rewrite(func(text string) string {
		w, ok := pick(p.r, spaced(text, least))
		if !ok {
			return ""
		}
		now := change(text[w.from:w.to])
		if now == "" || now == text[w.from:w.to] {
			return ""
		}
		return text[:w.from] + now + text[w.to:]
	})
}

// swap puts one string for another, where it is.
func (p *page) swap(pairs ...string) bool {
	return p.rewrite(func(text string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(text, pairs[i]) {
				return strings.Replace(text, pairs[i], pairs[i+1], 1)
			}
		}
		return ""
	})
}

// by returns the English or the French one.
func by[T any](p *page, english, french T) T {
	if p.french {
		return french
	}
	return english
}

// wrap puts an element around one word.
func (p *page) wrap(name string) bool {
	n, ok := pick(p.r, p.texts(func(text string) bool { return len(spaced(text, 4)) > 0 }))
	if !ok {
		return false
	}
	w, _ := pick(p.r, spaced(n.Data, 4))
	e := &html.Node{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup([]byte(name))}
	e.AppendChild(&html.Node{Type: html.TextNode, Data: n.Data[w.from:w.to]})
	after := &html.Node{Type: html.TextNode, Data: n.Data[w.to:]}
	n.Data = n.Data[:w.from]
	n.Parent.InsertBefore(e, n.NextSibling)
	n.Parent.InsertBefore(after, e.NextSibling)
	return true
}

// unwrap takes an element away and leaves what it holds.
func unwrap(e *html.Node) {
	for e.FirstChild != nil {
		c := e.FirstChild
		e.RemoveChild(c)
		e.Parent.InsertBefore(c, e)
	}
	e.Parent.RemoveChild(e)
}

// inline returns elements of the names that stand in translated text and say something.
func (p *page) inline(names ...atom.Atom) []*html.Node {
	var list []*html.Node
	for _, e := range p.elements(names...) {
		if c := e.FirstChild; c != nil && c == e.LastChild && c.Type == html.TextNode && translated(c) && strings.TrimSpace(c.Data) != "" && e.Parent.DataAtom != atom.A {
			list = append(list, e)
		}
	}
	return list
}

// paragraphs returns the paragraphs with words in them that stand beside others in one parent.
func (p *page) paragraphs(least int) []*html.Node {
	var list []*html.Node
	for _, e := range p.elements(atom.P) {
		if utf8.RuneCountInString(markup.TextOf(e)) >= least && len(imagesIn(e)) == 0 {
			list = append(list, e)
		}
	}
	return list
}

func imagesIn(n *html.Node) []*html.Node {
	var list []*html.Node
	for d := range n.Descendants() {
		if d.DataAtom == atom.Img {
			list = append(list, d)
		}
	}
	return list
}
