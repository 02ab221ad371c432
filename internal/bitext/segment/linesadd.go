package segment

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/markup"
)

// added returns the edit that makes a new block beside what its neighbour in the
// source stands beside: another item of the same list, or a block of the document.
// Others cannot be added to Markdown segment by segment.
func (s speller) added(w *writer, one lineEdit) (edit, bool) {
	own := w.source.parts[one.source]
	chain := chainOf(own.node)
	beside, after := w.neighbour(one.source)
	if beside < 0 {
		text, ok := s.standing(chain, one)
		return edit{len(s.p.src), len(s.p.src), separated(s.p.src, text)}, ok
	}
	n, ok := s.p.blockAt(w.beads[beside])
	if !ok {
		return edit{}, false
	}
	near := s.p.lines.Blocks[n]
	theirs := chainOf(w.source.parts[beside].node)
	depth := 0
	for depth < len(chain) && depth < len(theirs) && chain[depth] == theirs[depth] {
		depth++
	}
	if depth == 0 {
		text, ok := s.standing(chain, one)
		if after {
			return edit{near.Top.Stop, near.Top.Stop, "\n\n" + text}, ok
		}
		return edit{near.Top.Start, near.Top.Start, text + "\n\n"}, ok
	}
	if item := len(chain) == depth+1 && chain[depth].DataAtom == atom.Li && len(theirs) > depth && near.Item != (markup.Extent{}); !item {
		return edit{}, false
	}
	return s.item(near, one, after), true
}

// standing writes a block that stands in the document itself.
func (s speller) standing(chain []*html.Node, one lineEdit) (string, bool) {
	lead := ""
	for i, n := range chain {
		switch n.DataAtom {
		case atom.P:
		case atom.Blockquote:
			lead += "> "
		case atom.Ul:
			lead += "- "
		case atom.Ol:
			lead += "1. "
		case atom.Li:
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			lead += strings.Repeat("#", levelOf(n)) + " "
			s.block.Kind = markup.HeadBlock
		default:
			return "", false
		}
		if i > 0 && n.DataAtom == atom.P && chain[i-1].DataAtom != atom.Li && chain[i-1].DataAtom != atom.Blockquote {
			return "", false
		}
	}
	s.block.Prefix = strings.Map(func(r rune) rune {
		if r == '>' {
			return r
		}
		return ' '
	}, lead)
	return lead + s.spell(one.pieces, one.slots), true
}

// separated returns the text to be put behind a source, with an empty line between.
func separated(src, text string) string {
	switch {
	case strings.TrimSpace(src) == "":
		return text + "\n"
	case strings.HasSuffix(src, "\n\n"):
		return text + "\n"
	case strings.HasSuffix(src, "\n"):
		return "\n" + text + "\n"
	}
	return "\n\n" + text + "\n"
}

// item writes an item like one of the same list.
func (s speller) item(near markup.Block, one lineEdit, after bool) edit {
	first := s.p.src[near.Item.Start:near.Item.Stop]
	lead := first[:len(first)-len(strings.TrimLeft(first, " \t>"))]
	rest := first[len(lead):]
	marker := rest
	if i := strings.IndexAny(rest, " \t\n"); i >= 0 {
		marker = rest[:i]
	}
	lead += marker + " "
	s.block = markup.Block{Prefix: strings.Repeat(" ", len(lead))}
	text := lead + s.spell(one.pieces, one.slots)
	if after {
		return edit{near.Item.Stop, near.Item.Stop, "\n" + text}
	}
	return edit{near.Item.Start, near.Item.Start, text + "\n"}
}
