package markup

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// A Heading is one line of a table of contents.
type Heading struct {
	ID    string // "" if it has none; see [EnsureHeadingIDs]
	Level int    // 1 to 6
	Text  string // on one line
}

// Headings returns the headings of the fragment that say something, in order.
func Headings(fragment string) []Heading { return HeadingsOf(tree(fragment)) }

// HeadingsOf is [Headings] of a tree.
func HeadingsOf(root *html.Node) []Heading {
	var found []Heading
	for n := range root.Descendants() {
		level := headingLevel(n)
		if level == 0 {
			continue
		}
		if says := line(n); says != "" {
			id, _ := Attr(n, "id")
			found = append(found, Heading{ID: id, Level: level, Text: says})
		}
	}
	return found
}

// EnsureHeadingIDs gives an id to each heading that says something and has
// none, made from its text as [FromMarkdown] makes them and unique in the
// fragment. The same fragment always gets the same ids, and nothing changes
// when it is done again.
func EnsureHeadingIDs(fragment string) string {
	root := tree(fragment)
	if !IdentifyHeadings(root, func(id string) string { return id }) {
		return fragment
	}
	return Render(root)
}

// IdentifyHeadings is [EnsureHeadingIDs] of a tree, which it changes; it reports
// whether it did. safe may make another id of one, as package sanitize asks.
func IdentifyHeadings(root *html.Node, safe func(id string) string) bool {
	taken := newAnchors()
	var bare []*html.Node
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, key := range []string{"id", "name"} {
			if id, ok := Attr(n, key); ok {
				taken.put(id)
			}
		}
		if id, _ := Attr(n, "id"); id == "" && headingLevel(n) > 0 && line(n) != "" {
			bare = append(bare, n)
		}
	}
	for _, n := range bare {
		SetAttr(n, "id", safe(taken.draw(line(n), "heading")))
	}
	return len(bare) > 0
}

func headingLevel(n *html.Node) int {
	if n.Type != html.ElementNode || len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
		return 0
	}
	return int(n.Data[1] - '0')
}

// line is the text of a node on one line.
func line(n *html.Node) string { return strings.ReplaceAll(textOf(n), "\n", " ") }

// anchors draws ids that are unique in one document.
type anchors struct {
	taken map[string]bool
	next  map[string]int // for an id that was taken, the first number that may be free
}

func newAnchors() *anchors { return &anchors{taken: make(map[string]bool), next: make(map[string]int)} }

func (a *anchors) put(id string) { a.taken[id] = true }

// draw returns the id for a text: letters and digits of any script in lower
// case, spaces as hyphens, the rest dropped, as GitHub and Hugo do. An id that
// is taken gets the first free number.
func (a *anchors) draw(says, instead string) string {
	var b strings.Builder
	for _, r := range strings.TrimSpace(says) {
		switch {
		case r == ' ' || r == '-':
			b.WriteByte('-')
		case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	id := b.String()
	if id == "" {
		id = instead
	}
	for base := id; a.taken[id]; {
		a.next[base]++
		id = base + "-" + strconv.Itoa(a.next[base])
	}
	a.put(id)
	return id
}
