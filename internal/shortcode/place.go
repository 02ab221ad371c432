package shortcode

import (
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// meet takes in the next tag.
func (s *scanner) meet(t tag) {
	switch {
	case t.closes:
		s.end(t)
	case t.escaped:
		if !strings.HasSuffix(s.source[:t.end], "]]") {
			s.wait(t)
		}
	case t.name == "gallery":
		s.gallery(t)
	case t.self && t.name == "caption":
		s.note(t.start, t.end, "shortcode.no_picture", map[string]any{"name": t.name})
	case t.self || t.name == "embed" && t.get("src", "url") != "":
		s.embed(t, t.end, t.get("src", "url"))
	default:
		s.wait(t)
	}
}

// wait keeps a tag until its end comes.
func (s *scanner) wait(t tag) {
	if len(s.open) >= maxOpen {
		s.note(t.start, t.end, "shortcode.unclosed", map[string]any{"name": t.name})
		return
	}
	s.open = append(s.open, t)
}

// end places what the last open tag of the name holds. Those within that have no end
// stay as they are written.
func (s *scanner) end(t tag) {
	i := len(s.open) - 1
	for i >= 0 && s.open[i].name != t.name {
		i--
	}
	if i < 0 {
		if t.name != "gallery" {
			s.note(t.start, t.end, "shortcode.unopened", map[string]any{"name": t.name})
		}
		return
	}
	for _, left := range s.open[i+1:] {
		if !left.escaped {
			s.note(left.start, left.end, "shortcode.unclosed", map[string]any{"name": left.name})
		}
	}
	begun := s.open[i]
	s.open = s.open[:i]
	if t.escaped && !begun.escaped {
		t.end-- // the second bracket is text
	}
	switch {
	case begun.escaped:
	case t.name == "caption":
		s.caption(begun, t)
	default:
		s.embedded(begun, t)
	}
}

var (
	// pictured is what a caption begins with: a picture, perhaps in a link.
	pictured = regexp.MustCompile(`(?i)^(\s*(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(?:\s*<br\s*/?>)?(?:\s*</p>\s*<p>)?\s*`)
	isNumber = regexp.MustCompile(`^[0-9]{1,5}(?:px)?$`)
	isClass  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*(?:\s+[A-Za-z][A-Za-z0-9_-]*)*$`)
)

// caption makes a figure of a picture and what is said of it.
func (s *scanner) caption(begun, end tag) {
	inner := s.source[begun.end:end.start]
	at := pictured.FindStringSubmatchIndex(inner)
	if at == nil {
		s.note(begun.start, begun.end, "shortcode.no_picture", map[string]any{"name": begun.name})
		return
	}
	classes := []string{"wp-caption"}
	for _, more := range []string{begun.get("align"), begun.get("class")} {
		if isClass.MatchString(more) {
			classes = append(classes, more)
		}
	}
	figure := `<figure class="` + strings.Join(classes, " ") + `"`
	if id := begun.get("id"); isClass.MatchString(id) && !strings.ContainsAny(id, " ") {
		figure += ` id="` + id + `"`
	}
	if width := begun.get("width"); isNumber.MatchString(width) {
		figure += ` style="width: ` + strings.TrimSuffix(width, "px") + `px"`
	}
	begin, finish := "<figcaption>", "</figcaption></figure>"
	if strings.TrimSpace(inner[at[1]:]) == "" {
		if says := begun.get("caption"); says != "" { // as it was written before 2012
			finish = says + finish
		} else {
			begin, finish = "", "</figure>"
		}
	}
	s.before(begun, figure+">")
	s.replace(begun.end+at[3], begun.end+at[1], begin)
	s.after(end, finish)
}

// gallery marks where the post's pictures stand.
func (s *scanner) gallery(t tag) {
	classes := "gallery"
	if n := t.get("columns"); isNumber.MatchString(n) {
		classes += " columns-" + n
	}
	var ids []string
	for name := range strings.SplitSeq(t.get("ids", "include"), ",") {
		if name = strings.TrimSpace(name); name != "" {
			ids = append(ids, name)
		}
	}
	s.drop(t, "ids", "include", "columns")
	s.whole(t, t.end, `<figure class="`+classes+`" data-gallery="`+html.EscapeString(strings.Join(ids, ", "))+`"></figure>`)
}

// drop reports attributes that say nothing here.
func (s *scanner) drop(t tag, known ...string) {
	for _, a := range t.attributes {
		if !slices.Contains(known, a.key) {
			s.note(t.start, t.end, "shortcode.attribute", map[string]any{"name": t.name, "attribute": excerpt(a.key)})
		}
	}
}

// address is a text that is an address and nothing else, perhaps as a link.
var address = regexp.MustCompile(`(?i)^\s*(?:<a\b[^>]*>)?\s*((?:https?:)?//[^\s<>"]+)\s*(?:</a>)?\s*$`)

// embedded shows the page whose address stands between two tags.
func (s *scanner) embedded(begun, end tag) {
	inner := s.source[begun.end:end.start]
	m := address.FindStringSubmatch(inner[:min(len(inner), maxTag)])
	if m == nil || len(inner) > maxTag {
		s.note(begun.start, begun.end, "shortcode.no_address", map[string]any{"name": begun.name})
		return
	}
	s.embed(begun, end.end, strings.TrimSpace(html.UnescapeString(m[1])))
}

// embed shows the page at an address in the place of a tag and what follows it up to
// end. One that cannot be shown is linked to.
func (s *scanner) embed(t tag, end int, at string) {
	f, ok := s.frames(at)
	switch {
	case ok && s.shown < maxFrames:
		s.shown++
		if w, h := t.get("width"), t.get("height"); isNumber.MatchString(w) && isNumber.MatchString(h) {
			f.Width, _ = strconv.Atoi(strings.TrimSuffix(w, "px"))
			f.Height, _ = strconv.Atoi(strings.TrimSuffix(h, "px"))
		}
		s.whole(t, end, figureOf(f))
	case address.MatchString(at):
		s.note(t.start, t.end, "shortcode.linked", map[string]any{"url": excerpt(at)})
		s.replace(t.start, end, `<a href="`+html.EscapeString(at)+`">`+html.EscapeString(at)+`</a>`)
	default:
		s.note(t.start, t.end, "shortcode.no_address", map[string]any{"name": t.name})
	}
}

func figureOf(f Frame) string {
	b := `<figure class="embed"><iframe src="` + html.EscapeString(f.Src) + `"`
	if f.Width > 0 && f.Height > 0 {
		b += ` width="` + strconv.Itoa(f.Width) + `" height="` + strconv.Itoa(f.Height) + `"`
	}
	return b + ` allowfullscreen=""></iframe></figure>`
}
