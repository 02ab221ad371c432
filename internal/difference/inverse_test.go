package difference_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/difference"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// both fails the test unless the comparison gives back the old body without what
// is inserted, and the new one without what is deleted, and is a body that
// sanitizing leaves as it is.
func both(t *testing.T, from, to string) {
	t.Helper()
	d := difference.Bodies(from, to)
	if got, want := without(d.HTML, "ins"), same(from); got != want {
		t.Errorf("the old body is\n%s\nand of\n%s\nthere comes back\n%s", want, d.HTML, got)
	}
	if got, want := without(d.HTML, "del"), same(to); got != want {
		t.Errorf("the new body is\n%s\nand of\n%s\nthere comes back\n%s", want, d.HTML, got)
	}
	for _, side := range []struct {
		op   difference.Op
		body string
	}{{difference.Insert, from}, {difference.Delete, to}} {
		var b strings.Builder
		for _, r := range d.Runs {
			if r.Op != side.op {
				b.WriteString(r.HTML)
			}
		}
		got, want := squeezed(markup.Text(b.String())), squeezed(markup.Text(side.body))
		if got != want {
			t.Errorf("runs but %s say\n%q, want\n%q", side.op, got, want)
		}
	}
	clean := policy().Body(d.HTML)
	if sanitized(from) && sanitized(to) && flat(clean.HTML) != flat(d.HTML) {
		t.Errorf("sanitizing makes of\n%s\nthis:\n%s", d.HTML, clean.HTML)
	}
}

func policy() *sanitize.Policy { return sanitize.New(sanitize.Options{}) }

func sanitized(body string) bool { return flat(policy().Body(body).HTML) == flat(body) }

// squeezed leaves white space out.
func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// same is a body as a comparison shows it.
func same(body string) string {
	root := markup.Tree(body)
	markup.RewriteTree(root, func(n *html.Node) {
		switch n.DataAtom {
		case atom.Ins:
			n.Data, n.DataAtom = "u", atom.U
		case atom.Del:
			n.Data, n.DataAtom = "s", atom.S
		}
	})
	return flat(markup.Render(root))
}

// without takes the elements of that name out of the HTML of a comparison, with
// the items and cells that hold nothing else, and the tags of the others.
func without(diff, mark string) string {
	root := markup.Tree(diff)
	for _, n := range slices.Collect(root.Descendants()) {
		switch {
		case n.Data == mark && n.Type == html.ElementNode:
			holder := n.Parent
			holder.RemoveChild(n)
			for holder.FirstChild == nil && marked(holder) {
				above := holder.Parent
				above.RemoveChild(holder)
				holder = above
			}
		case n.DataAtom == atom.Ins || n.DataAtom == atom.Del:
			for n.FirstChild != nil {
				c := n.FirstChild
				n.RemoveChild(c)
				n.Parent.InsertBefore(c, n)
			}
			n.Parent.RemoveChild(n)
		}
	}
	return flat(markup.Render(root))
}

func marked(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Li, atom.Dt, atom.Dd, atom.Td, atom.Th, atom.Caption, atom.Figcaption, atom.Summary, atom.Tr, atom.Thead, atom.Tbody, atom.Tfoot:
		return true
	}
	return false
}

// flat writes a body so that two are the same if they show the same: each line's
// words with the elements around each, and no white space that is not shown.
func flat(body string) string { return difference.Flat(body) }
