package segment

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
)

// Skeleton returns the structure of a source text without its words: empty blocks,
// pictures and embeds that stand by themselves, and what is not translated, such as
// code; no slug, no title. Pictures among words come back with the words, whose tags
// they are: a block that held them alone would be a text of its own.
// Of Markdown it is Markdown, where an empty paragraph is written as HTML writes it;
// Markdown that is too complex is a fault.Invalid.
func Skeleton(tag locale.Tag, source content.Text) (content.Text, error) {
	bare := content.Text{Format: source.Format, Body: source.Body, HTML: source.HTML}
	if source.Format == content.Markdown {
		return markdownSkeleton(tag, bare)
	}
	bare.HTML = stripped(tag, source.HTML)
	bare.Body = bare.HTML
	return bare, nil
}

// stripped returns HTML without its words.
func stripped(tag locale.Tag, body string) string {
	d := Cut(tag, content.Text{HTML: body})
	led := ledTo(d.root)
	for i, p := range d.parts {
		if !p.isRun() || p.first == nil {
			continue
		}
		nodes, left := between(p.first, p.last), clear(p)
		if !d.Segments[i].Bare() {
			nodes = nil
		}
		d.parts[i] = left.fill(pictures(nodes))
	}
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode {
			n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool {
				return speaks(a.Key) || a.Key == "lang" && locale.Tag(a.Val) == tag || a.Key == "id" && !led[a.Val]
			})
		}
	}
	return markup.Render(d.root)
}

// ledTo returns the ids that links of the body lead to: they name places in any
// language.
func ledTo(root *html.Node) map[string]bool {
	led := make(map[string]bool)
	for n := range root.Descendants() {
		href, _ := markup.Attr(n, "href")
		if id, ok := strings.CutPrefix(href, "#"); ok {
			led[id] = true
		}
	}
	return led
}

// between returns nodes that stand beside each other.
func between(first, last *html.Node) []*html.Node {
	list := []*html.Node{first}
	for n := first; n != last; n = n.NextSibling {
		list = append(list, n.NextSibling)
	}
	return list
}

// pictures takes out of a run what it shows beside words: pictures, with the link
// that is around them, and embeds.
func pictures(nodes []*html.Node) []*html.Node {
	var shown []*html.Node
	for _, n := range nodes {
		shown = append(shown, shownIn(n)...)
	}
	for _, n := range shown {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
	return shown
}

func shownIn(n *html.Node) []*html.Node {
	switch n.DataAtom {
	case atom.Img, atom.Picture, atom.Video, atom.Audio, atom.Iframe:
		return []*html.Node{n}
	}
	if n.Type != html.ElementNode || opaque(n) {
		return nil
	}
	var shown []*html.Node
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		shown = append(shown, shownIn(child)...)
	}
	if n.DataAtom != atom.A || len(shown) == 0 {
		return shown
	}
	for _, one := range shown {
		one.Parent.RemoveChild(one)
	}
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
	for _, one := range shown {
		n.AppendChild(one)
	}
	return []*html.Node{n}
}

// markdownSkeleton is the skeleton of Markdown.
func markdownSkeleton(tag locale.Tag, bare content.Text) (content.Text, error) {
	d := Cut(tag, bare)
	p, err := readPages(d)
	if err != nil {
		return bare, err
	}
	silent := make(map[int]string) // pictures say nothing
	for n := range p.lines.Inlines {
		silent[n] = ""
	}
	var edits []edit
	for i := range d.Segments {
		n, ok := p.blockAt(i)
		if !ok || !d.parts[i].isRun() {
			continue
		}
		s := speller{p: p, alts: silent, bareLinks: true, block: p.lines.Blocks[n]}
		e, _ := s.edit(nil, lineEdit{at: i, pieces: shownPieces(d.Segments[i]), slots: slotsOf(Segment{}, d.Segments[i])})
		edits = append(edits, e)
	}
	for _, raw := range p.lines.Raw {
		fragment := p.src[raw.Start:raw.Stop]
		bare := markup.Skeleton(fragment)
		if whole(fragment, markup.Render(markup.Tree(fragment))) {
			bare = stripped(tag, fragment)
		}
		edits = append(edits, edit{raw.Start, raw.Stop, closed(fragment, strings.TrimSpace(bare))})
	}
	bare.Body = apply(p.src, edits)
	bare.HTML, err = markup.FromMarkdown(bare.Body)
	return bare, err
}

// shownPieces returns the pictures of a text that has no words, without links.
func shownPieces(s Segment) []Piece {
	if !s.Bare() {
		return nil
	}
	var list []Piece
	for _, p := range Pieces(s.Text) {
		if p.Role == Alone && (s.Tags[p.N-1].Element == "img" || s.Tags[p.N-1].Element == "picture") {
			list = append(list, p)
		}
	}
	return list
}
