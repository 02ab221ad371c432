package segment

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

// wrongly notes what is wrong with the writing that is worked on.
func (w *writer) wrongly(code string, args map[string]any) {
	w.wrong = append(w.wrong, fault.Field{Pointer: pointer(w.at), Code: code, Args: args})
}

// judge reads a text that was written with these slots, one line for each target. had
// are the tags of the text that stood there, nil if none did. It returns the pieces of
// each line, or notes what is wrong.
func (w *writer) judge(lines []string, slots []slot, had map[int]bool) ([][]Piece, bool) {
	wrong := len(w.wrong)
	pieces := make([][]Piece, len(lines))
	used := make(map[int]bool)
	for i, line := range lines {
		list, bad := read(clean(line))
		if bad != "" {
			w.wrongly("segment.markup", map[string]any{"excerpt": bad})
			continue
		}
		pieces[i] = folded(list)
		w.tags(pieces[i], slots, used)
	}
	if len(w.wrong) > wrong {
		return nil, false
	}
	w.dropped(slots, used, had)
	return pieces, len(w.wrong) == wrong
}

// tags checks the tags of one text: each known, in its form, once, and nested.
func (w *writer) tags(pieces []Piece, slots []slot, used map[int]bool) {
	var open []int
	for _, p := range pieces {
		if p.Role == Said {
			continue
		}
		n := map[string]any{"n": p.N}
		switch {
		case p.N > len(slots):
			w.wrongly("segment.placeholder_unknown", n)
			return
		case (p.Role == Alone) != (slots[p.N-1].tag.Void || slots[p.N-1].tag.Opaque):
			w.wrongly("segment.placeholder_form", map[string]any{"n": p.N, "form": form(p.N, slots[p.N-1].tag)})
			return
		case p.Role == Closes:
			if len(open) == 0 || open[len(open)-1] != p.N {
				w.wrongly("segment.placeholder_nesting", n)
				return
			}
			open = open[:len(open)-1]
			continue
		case used[p.N]:
			w.wrongly("segment.placeholder_doubled", n)
			return
		case linkWithin(p.N, open, slots):
			w.wrongly("segment.placeholder_nesting", n)
			return
		}
		used[p.N] = true
		if p.Role == Opens {
			open = append(open, p.N)
		}
	}
	if len(open) > 0 {
		w.wrongly("segment.placeholder_nesting", map[string]any{"n": open[len(open)-1]})
	}
}

// form returns how a tag is written.
func form(n int, t Tag) string {
	s := strconv.Itoa(n)
	if t.Void || t.Opaque {
		return "<" + s + "/>"
	}
	return "<" + s + ">…</" + s + ">"
}

// linkWithin reports whether tag n is a link and stands in one: HTML has none.
func linkWithin(n int, open []int, slots []slot) bool {
	if !isLink(slots[n-1].tag) {
		return false
	}
	for _, o := range open {
		if isLink(slots[o-1].tag) {
			return true
		}
	}
	return false
}

func isLink(t Tag) bool { return t.Element == "a" || t.reference }

// dropped judges the tags that the text has no more. What the text before had lost
// already is not lost by this one.
func (w *writer) dropped(slots []slot, used, had map[int]bool) {
	for i, s := range slots {
		n := i + 1
		switch {
		case used[n], had != nil && !had[n]:
		case !s.source && w.source != nil: // the translation's own
			w.dropping(n, s.tag)
		case stays(s.tag):
			w.wrongly("segment.placeholder_lost", map[string]any{"n": n, "form": form(n, s.tag), "element": s.tag.Element})
		default:
			w.dropping(n, s.tag)
		}
	}
}

// dropping warns of a tag that goes.
func (w *writer) dropping(n int, t Tag) {
	w.joined.Warnings = append(w.joined.Warnings, content.Warning{
		Code: "segment.placeholder_dropped", Pointer: pointer(w.at), Args: map[string]any{"n": n, "element": t.Element},
	})
}

// clean returns a text as it is kept: in NFC, without control characters.
func clean(text string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !strings.ContainsRune(asciiSpace, r) {
			return -1
		}
		return r
	}, text))
}

// folded returns pieces with white space folded within words, and none at the ends.
func folded(pieces []Piece) []Piece {
	for i, p := range pieces {
		if p.Role != Said {
			continue
		}
		var b strings.Builder
		space := false
		for _, r := range p.Words {
			if strings.ContainsRune(asciiSpace, r) {
				space = true
				continue
			}
			if space {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		}
		if space {
			b.WriteByte(' ')
		}
		pieces[i].Words = b.String()
	}
	if n := len(pieces); n > 0 {
		pieces[0].Words = strings.TrimLeft(pieces[0].Words, " ")
		pieces[n-1].Words = strings.TrimRight(pieces[n-1].Words, " ")
	}
	return pieces
}
