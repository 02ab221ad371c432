package sanitize

import (
	"hash/maphash"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A scanned body is one that can be parsed in bounded time, and where its tags stand.
type scanned struct {
	source string
	places *places
}

// A scanner reads a body token by token before it is parsed. The tree knows
// nothing of lines, and of attributes that stand twice it knows one; and what
// would cost the parser too much is taken out here, see [shape].
type scanner struct {
	report  *report
	source  string
	places  *places
	shape   shape
	out     *strings.Builder // what goes on to the parser; nil while that is all
	foreign int              // depth in svg or math, whose text is never raw
	deep    int              // tags that were too deep
	deepAt  int              // where the first stood
}

func scan(source string, r *report) scanned {
	s := &scanner{report: r, source: source, places: newPlaces()}
	z := html.NewTokenizer(strings.NewReader(source))
	offset := 0
	for {
		kind := z.Next()
		raw := len(z.Raw())
		if kind == html.ErrorToken {
			// What is left is an unfinished tag, which no browser shows.
			s.unfinished(offset)
			break
		}
		s.token(z, kind, span{offset, offset + raw})
		offset += raw
	}
	if s.deep > 0 {
		r.addMany(Finding{Code: "sanitize.too_deep", Args: map[string]any{"limit": maxDepth}}, s.deepAt, s.deep)
	}
	if s.out == nil {
		return scanned{source, s.places}
	}
	return scanned{s.out.String(), s.places}
}

// A span is a piece of the source, from its first byte to after its last.
type span struct{ start, end int }

func (s *scanner) token(z *html.Tokenizer, kind html.TokenType, at span) {
	keep := true
	switch kind {
	case html.CommentToken:
		s.places.put(s.places.key("#", nil), at.start)
	case html.TextToken:
		s.reopen(at)
	case html.StartTagToken, html.SelfClosingTagToken:
		t := z.Token()
		s.places.put(s.places.key(t.Data, t.Attr), at.start)
		if s.foreign > 0 || t.DataAtom == atom.Noscript {
			z.NextIsNotRawText()
		}
		if t.DataAtom == atom.Svg || t.DataAtom == atom.Math {
			s.foreign++
		}
		s.repeated(t, at)
		s.outermost(t, at)
		if !startsBlock(t.DataAtom) {
			s.reopen(at)
		}
		if keep = s.shape.start(t, s.source[at.start:at.end]); !keep {
			s.tooDeep(at.start)
		}
	case html.EndTagToken:
		t := z.Token()
		if (t.DataAtom == atom.Svg || t.DataAtom == atom.Math) && s.foreign > 0 {
			s.foreign--
		}
		keep = s.shape.end(t)
	}
	s.copy(at, keep)
}

// reopen lets the parser reopen what was not closed, or closes it if that
// would be too much.
func (s *scanner) reopen(at span) {
	if s.shape.reopen() {
		return
	}
	s.cut(at.start)
	for _, name := range s.shape.forget() {
		s.out.WriteString("</" + name + ">")
	}
	s.report.add(Finding{Code: "sanitize.formatting_closed"}, at.start)
}

func (s *scanner) tooDeep(offset int) {
	if s.deep == 0 {
		s.deepAt = offset
	}
	s.deep++
}

// copy hands a token on, or not.
func (s *scanner) copy(at span, keep bool) {
	switch {
	case !keep:
		s.cut(at.start)
	case s.out != nil:
		s.out.WriteString(s.source[at.start:at.end])
	}
}

// cut begins a source of our own with all that stands before a place.
func (s *scanner) cut(before int) {
	if s.out == nil {
		s.out = new(strings.Builder)
		s.out.WriteString(s.source[:before])
	}
}

// unfinished reports what follows the last whole token: a tag that never ends,
// with all the text that it swallows.
func (s *scanner) unfinished(offset int) {
	if rest := s.source[offset:]; strings.TrimSpace(rest) != "" {
		s.report.add(Finding{Code: "sanitize.tag_unfinished", Excerpt: excerpt(rest)}, offset)
	}
}

// outermost reports attributes of html, head and body: the tags of a whole
// page mean nothing within one, and the parser drops them without a trace.
func (s *scanner) outermost(t html.Token, at span) {
	switch t.DataAtom {
	case atom.Html, atom.Head, atom.Body:
		if len(t.Attr) == 0 || s.foreign > 0 {
			return
		}
	case atom.Frameset, atom.Frame:
	default:
		return
	}
	s.report.add(Finding{
		Code: "sanitize.element_unwrapped", Args: map[string]any{"element": t.Data},
		Excerpt: excerpt(s.source[at.start:at.end]),
	}, at.start)
}

// repeated reports attributes that stand twice in a tag: browsers obey the
// first, and the tokenizer drops the others.
func (s *scanner) repeated(t html.Token, at span) {
	raw := s.source[at.start:at.end]
	if strings.Count(raw, "=") <= len(t.Attr) {
		return
	}
	first := make(map[string]string, len(t.Attr))
	for _, a := range rawAttributes(raw) {
		if value, ok := first[a.Key]; !ok {
			first[a.Key] = a.Val
		} else if value != a.Val && strings.TrimSpace(a.Val) != "" {
			s.report.add(Finding{
				Code: "sanitize.attribute_repeated", Args: map[string]any{"element": t.Data, "attribute": a.Key},
				Excerpt: excerpt(html.UnescapeString(a.Val)),
			}, at.start)
		}
	}
}

// places says where tags stand in the source. Tags are told apart by name and
// attributes; of equal ones, the tree shows the first first.
type places struct {
	seed  maphash.Seed
	found map[uint64][]int32
}

func newPlaces() *places {
	return &places{seed: maphash.MakeSeed(), found: make(map[uint64][]int32)}
}

// key tells tags apart. The parser sorts the attributes of some elements, so
// their order does not count.
func (p *places) key(name string, attrs []html.Attribute) uint64 {
	sum := maphash.String(p.seed, name)
	for _, a := range attrs {
		sum += maphash.String(p.seed, a.Key+"="+a.Val)
	}
	return sum
}

func (p *places) put(key uint64, offset int) {
	p.found[key] = append(p.found[key], int32(min(offset, 1<<31-1)))
}

// take returns the place of the next tag with that key. again says that all
// were taken before: the parser made a second element of one tag.
func (p *places) take(key uint64) (offset int, again, ok bool) {
	list := p.found[key]
	switch {
	case len(list) == 0:
		return 0, false, false
	case list[0] < 0:
		return int(-list[0] - 1), true, true
	case len(list) == 1:
		p.found[key] = []int32{-list[0] - 1}
	default:
		p.found[key] = list[1:]
	}
	return int(list[0]), false, true
}
