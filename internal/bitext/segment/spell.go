package segment

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/markup"
)

// A speller writes a text as Markdown.
type speller struct {
	p         *pages
	alts      map[int]string
	closes    map[int]string
	bareLinks bool // leave titles out
	say       sayings
	careful   bool // escape all that could mean something, and write marks of words as HTML
	block     markup.Block
}

// edit returns the edit of a block, or of a new one.
func (s speller) edit(w *writer, one lineEdit) (edit, bool) {
	if one.at < 0 {
		return s.added(w, one)
	}
	n, ok := s.p.blockAt(one.at)
	if !ok {
		return edit{}, false
	}
	s.block = s.p.lines.Blocks[n]
	text := s.spell(one.pieces, one.slots)
	e := edit{s.block.Start, s.block.Stop, text}
	switch {
	case s.block.Kind == markup.VacantBlock && text != "":
		e.text = " " + text
		for e.stop < len(s.p.src) && s.p.src[e.stop] == ' ' {
			e.stop++
		}
	case text != "":
	case s.block.Kind == markup.CellBlock && e.start > 0 && s.p.src[e.start-1] == '|':
		e.text = " " // of nothing at all a row makes no cell
	case s.block.Kind == markup.UnderBlock:
		e.text = strings.Repeat("#", s.block.Level)
		if i := strings.IndexByte(s.p.src[e.stop:], '\n'); i >= 0 {
			e.stop += i + 1
			if i = strings.IndexByte(s.p.src[e.stop:], '\n'); i < 0 {
				i = len(s.p.src) - e.stop
			}
			e.stop += i
		}
	case s.block.Kind == markup.ProseBlock && s.paragraph(one.at), s.block.Kind == markup.HollowBlock:
		e.text = s.hollow(e.stop)
	case s.block.Kind == markup.HeadBlock || s.block.Kind == markup.ProseBlock:
		for e.start > 0 && s.p.src[e.start-1] == ' ' {
			e.start--
		}
	}
	return e, true
}

// blockAt returns the block that a segment of the document stands in.
func (p *pages) blockAt(at int) (int, bool) {
	to, ok := p.at[at]
	if !ok {
		return 0, false
	}
	n, ok := p.block[to]
	return n, ok
}

// paragraph reports whether the segment stands in a paragraph of its own, or before
// other blocks of an item, which would not be known for one if it were empty.
func (s speller) paragraph(at int) bool {
	in := s.p.marked.parts[s.p.at[at]]
	if in.node.Data == "p" {
		return true
	}
	for n := in.last; n != nil; n = n.NextSibling {
		if isBlock(n) {
			return true
		}
	}
	return false
}

// hollow writes an empty paragraph. What follows on the next line would belong to it
// without an empty line between.
func (s speller) hollow(stop int) string {
	rest, found := strings.CutPrefix(s.p.src[stop:], "\n")
	line, _, _ := strings.Cut(rest, "\n")
	if !found || strings.Trim(line, " \t\r>") == "" {
		return markup.Hollow
	}
	return markup.Hollow + "\n" + strings.TrimRight(s.block.Prefix, " ")
}

// spell writes pieces.
func (s speller) spell(pieces []Piece, slots []slot) string {
	var b strings.Builder
	linked := 0
	for i := 0; i < len(pieces); i++ {
		piece := pieces[i]
		if piece.Role == Said {
			b.WriteString(s.words(piece.Words, b.String(), linked > 0))
			continue
		}
		t := slots[piece.N-1].tag
		in, ok := s.p.inline[t.node]
		if piece.Role == Opens && ok && s.bare(s.p.lines.Inlines[in], pieces[i:]) {
			b.WriteString(s.p.lines.Inlines[in].Open)
			i += 2
			continue
		}
		open, closes := s.tag(t, in, ok)
		if piece.Role == Closes {
			b.WriteString(closes)
		} else {
			b.WriteString(s.fit(open, b.String()))
		}
		if t.Element == "a" && piece.Role == Closes {
			linked--
		} else if t.Element == "a" {
			linked++
		}
	}
	return strings.Trim(s.withoutWayBack(b.String(), pieces, slots), asciiSpace)
}

// withoutWayBack drops the space at the end of a note before the way back to the text:
// the converter makes both.
func (s speller) withoutWayBack(text string, pieces []Piece, slots []slot) string {
	if n := len(pieces); n > 0 && pieces[n-1].Role == Alone && slots[pieces[n-1].N-1].tag.reference {
		return strings.TrimRight(text, "\u00a0 ")
	}
	return text
}

// bare reports whether a link that is its own text still is.
func (s speller) bare(in markup.Inline, pieces []Piece) bool {
	return in.Kind == markup.BareInline && len(pieces) > 2 && pieces[1].Role == Said && pieces[1].Words == in.Says && pieces[2].Role == Closes
}

// fit makes a line break one that can stand in the block, behind what is written
// before it.
func (s speller) fit(open, before string) string {
	if !strings.HasSuffix(open, "\n") {
		return open
	}
	if before == "" || strings.HasSuffix(before, "\n"+s.block.Prefix) {
		return "<br>"
	}
	switch s.block.Kind {
	case markup.ProseBlock, markup.HollowBlock, markup.VacantBlock:
		if s.block.Kind != markup.VacantBlock || s.block.Level == 0 {
			return open + s.block.Prefix
		}
	}
	return "<br>"
}

// tag returns what is written before and behind what an element holds: as it was
// written, if the document's Markdown has it, else as Markdown writes it.
func (s speller) tag(t Tag, n int, known bool) (open, closes string) {
	in := markup.Inline{}
	if known {
		in = s.p.lines.Inlines[n]
		if closes, changed := s.closes[n]; changed {
			in.Close = closes
		}
	}
	switch {
	case known && in.Kind == markup.ImageInline:
		alt, changed := s.alts[n]
		if !changed {
			alt = strings.Join(strings.Fields(s.p.src[in.Alt.Start:in.Alt.Stop]), " ")
		}
		if rest := untitled(in.Close); s.bareLinks && rest != in.Close {
			in.Close = strings.TrimRight(rest, " ") + ")"
		}
		return in.Open + alt + in.Close, ""
	case known && in.Kind != markup.BareInline && (in.Kind != markup.MarkInline || !s.careful):
		return in.Open, in.Close
	case t.reference:
		return "", "" // the converter makes it
	}
	return s.made(t)
}

// made returns how Markdown writes an element that it does not have yet.
func (s speller) made(t Tag) (open, closes string) {
	switch family(t) {
	case "strong":
		if !s.careful {
			return "**", "**"
		}
	case "em":
		if !s.careful {
			return "*", "*"
		}
	case "a":
		if len(t.Attrs) == 1 || t.Attrs["title"] != "" && len(t.Attrs) == 2 {
			return "[", "](" + address(t.Attrs["href"]) + s.title(t) + ")"
		}
	case "code/":
		if !strings.Contains(t.Text, "`") && t.Text != "" {
			return "`" + t.Text + "`", ""
		}
	case "br/":
		return "  \n", ""
	case "img/":
		if t.Element == "img" {
			return "![" + escaped(s.say.of(t.node, "alt"), altSigns) + "](" + address(t.Attrs["src"]) + s.title(t) + ")", ""
		}
	}
	return asHTML(t)
}

// title returns the title of a link or picture that Markdown does not have yet.
func (s speller) title(t Tag) string {
	if title := s.say.of(t.node, "title"); title != "" {
		return ` "` + escaped(title, titleSigns) + `"`
	}
	return ""
}

// address writes where a link leads.
func address(url string) string {
	if strings.ContainsAny(url, " ()<>\t\n") || url == "" {
		return "<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "%0A").Replace(url) + ">"
	}
	return url
}

// asHTML returns an element as HTML writes it.
func asHTML(t Tag) (open, closes string) {
	n := copied(t.node, t.Opaque)
	n.Attr = withoutMark(n.Attr)
	text := markup.Render(n)
	if t.Void || t.Opaque {
		return strings.Join(strings.Fields(text), " "), ""
	}
	closes = "</" + t.Element + ">"
	return strings.TrimSuffix(text, closes), closes
}

func withoutMark(list []html.Attribute) []html.Attribute {
	var kept []html.Attribute
	for _, a := range list {
		if a.Key != markup.MarkAttr {
			kept = append(kept, a)
		}
	}
	return kept
}

// everySign are the signs that can mean something in Markdown.
const (
	everySign  = "\\`*_{}[]<>()#+-.!|~:@&\"'=^$"
	altSigns   = "\\`*_[]<&~" // in the text of a picture
	titleSigns = "\\\"<&"     // in the title of a link
)

// words writes words so that they are words: before is what stands before them.
func (s speller) words(words, before string, linked bool) string {
	if s.careful {
		return escaped(words, everySign)
	}
	signs := "\\`"
	if linked {
		signs += "[]"
	}
	switch s.block.Kind {
	case markup.CellBlock:
		signs += "|"
	case markup.HeadBlock, markup.UnderBlock:
		signs += "{}"
	}
	var b strings.Builder
	list := []rune(words)
	for i, r := range list {
		prev, _ := utf8.DecodeLastRuneInString(before)
		if i > 0 {
			prev = list[i-1]
		}
		next := ' '
		if i+1 < len(list) {
			next = list[i+1]
		}
		if strings.ContainsRune(signs, r) || opens(r, prev, next) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	text := b.String()
	if before == "" || strings.HasSuffix(before, "\n"+s.block.Prefix) {
		text = lineBeginning.ReplaceAllString(text, `$1\$2`)
	}
	return text
}

// lineBeginning matches what makes a line something else than prose.
var lineBeginning = regexp.MustCompile(`^(\d{0,9})([-+*#>=:.)~|])`)

// opens reports whether a sign between these two could begin or end something.
func opens(r, prev, next rune) bool {
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	switch r {
	case '*':
		return !unicode.IsSpace(prev) || !unicode.IsSpace(next)
	case '_':
		return (!unicode.IsSpace(prev) || !unicode.IsSpace(next)) && !(word(prev) && word(next))
	case '<':
		return next == '/' || next == '!' || next == '?' || unicode.IsLetter(next)
	case '&':
		return next == '#' || unicode.IsLetter(next)
	case '~':
		return prev == '~' || next == '~'
	}
	return false
}

// escaped writes words with a backslash before each of the signs.
func escaped(words, signs string) string {
	var b strings.Builder
	for _, r := range words {
		if strings.ContainsRune(signs, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// hoisted moves white space at the ends of what signs mark out of the marks: in
// Markdown none may stand there.
func hoisted(pieces []Piece, slots []slot) []Piece {
	marks := func(p Piece) bool {
		if p.Role != Opens && p.Role != Closes {
			return false
		}
		switch slots[p.N-1].tag.Element {
		case "em", "i", "strong", "b", "del", "s", "strike":
			return true
		}
		return false
	}
	for i := 0; i+1 < len(pieces); i++ {
		if pieces[i].Role == Opens && marks(pieces[i]) && pieces[i+1].Role == Said && strings.HasPrefix(pieces[i+1].Words, " ") {
			pieces[i+1].Words = pieces[i+1].Words[1:]
			pieces = insertWords(pieces, i)
			i = max(i-2, -1)
		}
	}
	for i := len(pieces) - 1; i > 0; i-- {
		if pieces[i].Role == Closes && marks(pieces[i]) && pieces[i-1].Role == Said && strings.HasSuffix(pieces[i-1].Words, " ") {
			pieces[i-1].Words = strings.TrimSuffix(pieces[i-1].Words, " ")
			pieces = insertWords(pieces, i+1)
			i = min(i+2, len(pieces))
		}
	}
	return pieces
}

// insertWords puts a space before the piece at a place, joined to the words before it.
func insertWords(pieces []Piece, at int) []Piece {
	if at > 0 && pieces[at-1].Role == Said {
		pieces[at-1].Words = strings.TrimSuffix(pieces[at-1].Words, " ") + " "
		return pieces
	}
	list := append([]Piece{}, pieces[:at]...)
	list = append(list, Piece{Role: Said, Words: " "})
	return append(list, pieces[at:]...)
}
