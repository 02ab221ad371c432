package segment

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// blocky reports whether the node is a block, or an inline element that holds one
// and so is no part of a run.
func (c *cutter) blocky(n *html.Node) bool { return isBlock(n) || c.hiding[n] }

// blocks reports whether the element holds a block.
func (c *cutter) blocks(n *html.Node) bool {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if c.blocky(child) {
			return true
		}
	}
	return false
}

// hiding returns the inline elements of a tree that hold blocks.
func hiding(root *html.Node) map[*html.Node]bool {
	found := make(map[*html.Node]bool)
	for n := range root.Descendants() {
		if !isBlock(n) {
			continue
		}
		for up := n.Parent; up != nil && up.Type == html.ElementNode && !found[up] && !isBlock(up); up = up.Parent {
			found[up] = true
		}
	}
	return found
}

// isBlock reports whether the element stands by itself, as browsers show it.
func isBlock(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	switch n.DataAtom {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Caption, atom.Center, atom.Col, atom.Colgroup, atom.Dd,
		atom.Details, atom.Div, atom.Dl, atom.Dt, atom.Figcaption, atom.Figure, atom.Footer, atom.H1, atom.H2, atom.H3,
		atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Li, atom.Main, atom.Menu, atom.Nav, atom.Ol,
		atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead,
		atom.Tr, atom.Ul:
		return true
	}
	return false
}

// holdsText reports whether the block is one that holds text itself, so that an
// empty one is a text that is not there yet.
func holdsText(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li, atom.Td, atom.Th, atom.Dt, atom.Dd,
		atom.Caption, atom.Figcaption, atom.Summary:
		return true
	}
	return false
}

// blank reports whether the block holds nothing but white space.
func blank(n *html.Node) bool {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if !white(child) {
			return false
		}
	}
	return true
}
