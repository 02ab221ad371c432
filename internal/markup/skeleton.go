package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Skeleton returns the fragment without its words: blocks, lists, tables,
// pictures and embeds stay where they are, empty; what marks words goes with
// them, but for a link around a picture. Attributes that say something, such as
// alt and title, go too: a picture without alt gets the asset's text.
func Skeleton(fragment string) string {
	root := tree(fragment)
	strip(root)
	return Render(root)
}

// strip recurses no deeper than a parsed tree is, which is bounded.
func strip(parent *html.Node) {
	spaced := holdsBlocks(parent)
	for n := parent.FirstChild; n != nil; {
		next := n.NextSibling
		switch {
		case n.Type == html.TextNode:
			if !spaced || strings.Trim(n.Data, asciiSpace) != "" {
				parent.RemoveChild(n)
			}
		case n.Type != html.ElementNode || n.DataAtom == atom.Br || n.DataAtom == atom.Track:
			parent.RemoveChild(n)
		default:
			strip(n)
			if !stands(n) && n.FirstChild == nil {
				parent.RemoveChild(n)
			}
			n.Attr = slices.DeleteFunc(n.Attr, says)
		}
		n = next
	}
}

// holdsBlocks reports whether white space in the node stands between blocks.
func holdsBlocks(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && block(c) {
			return true
		}
	}
	return false
}

// stands reports whether the element is something without words.
func stands(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Img, atom.Picture, atom.Source, atom.Video, atom.Audio, atom.Iframe, atom.Input, atom.Colgroup, atom.Col:
		return true
	case atom.Code:
		return n.Parent != nil && n.Parent.DataAtom == atom.Pre // it says in which language
	}
	return block(n)
}

// says reports whether the attribute holds words, or speaks about them.
func says(a html.Attribute) bool {
	return slices.Contains([]string{"alt", "title", "summary", "abbr", "label", "lang", "hreflang", "dir", "id", "aria-label", "aria-describedby"}, a.Key)
}
