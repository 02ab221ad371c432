// Package markup reads and writes fragments of HTML, and makes them from
// Markdown. It is the ground under everything that looks into a body: its text,
// its words, its headings, its links. It judges nothing; what is safe is decided
// by package sanitize. goldmark is known only here, x/net/html only here and there.
package markup

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Parse reads a fragment as a browser reads what is set by innerHTML on a div,
// and returns a root of type [html.DocumentNode] that holds it. It returns an
// error only for elements nested deeper than the parser goes (512).
func Parse(fragment string) (*html.Node, error) {
	context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(fragment), context)
	if err != nil {
		return nil, err
	}
	root := &html.Node{Type: html.DocumentNode}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	return root, nil
}

// Render writes the children of root, or root itself if it is an element.
func Render(root *html.Node) string {
	var b strings.Builder
	// The builder does not fail; the renderer refuses only nodes that the
	// parser cannot make.
	if err := html.Render(&b, root); err != nil {
		return html.EscapeString(textOf(root))
	}
	return b.String()
}

// Tree is [Parse] for HTML that was sanitized: what is too deep to be parsed,
// which sanitized HTML never is, becomes one text. With it, a caller that asks
// several things of a fragment parses it once.
func Tree(fragment string) *html.Node { return tree(fragment) }

// TextOf is [Text] of a tree.
func TextOf(root *html.Node) string { return textOf(root) }

// IsBlock reports whether an element begins a line of its own.
func IsBlock(n *html.Node) bool { return block(n) }

// RewriteTree is [Rewrite] of a tree.
func RewriteTree(root *html.Node, fn func(*html.Node)) {
	for _, n := range elements(root) {
		fn(n)
	}
}

// tree parses a fragment. What is too deep to be parsed, which sanitized HTML
// never is, becomes one text.
func tree(fragment string) *html.Node {
	root, err := Parse(fragment)
	if err != nil {
		root = &html.Node{Type: html.DocumentNode}
		root.AppendChild(&html.Node{Type: html.TextNode, Data: fragment})
	}
	return root
}

// Rewrite calls fn for each element of the fragment, in document order, and
// returns the fragment as it is then. fn may change the element, its children
// and its place; elements that it makes are not visited.
func Rewrite(fragment string, fn func(*html.Node)) string {
	root := tree(fragment)
	RewriteTree(root, fn)
	return Render(root)
}

// WrapLang puts the fragment into a div that says which language it is in.
func WrapLang(fragment, lang string) string {
	return `<div lang="` + html.EscapeString(lang) + `">` + fragment + `</div>`
}

// HasElement reports whether the fragment holds an element of that name.
func HasElement(fragment, name string) bool {
	for n := range tree(fragment).Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			return true
		}
	}
	return false
}

// Attr returns the value of an attribute, and whether it is there.
func Attr(n *html.Node, key string) (value string, ok bool) {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// SetAttr gives an attribute a value, adding it at the end if it is not there.
func SetAttr(n *html.Node, key, value string) {
	for i, a := range n.Attr {
		if a.Namespace == "" && a.Key == key {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

// RemoveAttr takes an attribute away.
func RemoveAttr(n *html.Node, key string) {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		if a.Namespace != "" || a.Key != key {
			kept = append(kept, a)
		}
	}
	n.Attr = kept
}

func elements(root *html.Node) []*html.Node {
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			found = append(found, n)
		}
	}
	return found
}
