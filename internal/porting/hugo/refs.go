package hugo

import (
	"bytes"
	"net/url"
	"path"
	"strings"
	"sync"
)

// A refs finds pages by what authors write in ref and relref, as Hugo does. What is
// looked for may be outside the sections that are imported.
type refs struct {
	pages    []*file // all of the content, in any section
	once     sync.Once
	byPath   map[sectionKey]*file // of pages and of sections' own
	byBase   map[sectionKey]*file // by the last segment alone; nil: several have it
	resolved sync.Map             // *file → string, where it is published
}

// index fills the maps, when a page first refers to another.
func (r *reader) index() {
	r.refs.byPath, r.refs.byBase = make(map[sectionKey]*file), make(map[sectionKey]*file)
	add := func(f *file) {
		page := normal(f.logical.page())
		r.refs.byPath[sectionKey{f.language, page}] = f
		base := sectionKey{f.language, path.Base(page)}
		if _, twice := r.refs.byBase[base]; twice {
			f = nil
		}
		r.refs.byBase[base] = f
	}
	for _, f := range r.refs.pages {
		add(f)
	}
	for _, f := range r.sections {
		add(f)
	}
}

// The codes of what a ref may come to.
const (
	refUnknown   = "import.ref_unknown"
	refAmbiguous = "import.ref_ambiguous"
)

// refer returns the page that a ref without its fragment names, seen from a page, in
// the language; else why there is none. A path from the root is that of the content; any
// other is looked for beside the page, then from the root, and a bare name anywhere,
// if one page alone has it.
func (r *reader) refer(from *file, language int, ref string) (to *file, code string) {
	r.refs.once.Do(r.index)
	if !strings.HasPrefix(ref, "/") {
		if from.logical.isLeaf() && isFileName(ref) {
			if to = r.pageAt(language, path.Join(from.logical.folder, ref)); to != nil {
				return to, ""
			}
		}
		if to = r.pageAt(language, path.Join(from.logical.container(), ref)); to != nil {
			return to, ""
		}
		if strings.HasPrefix(ref, ".") {
			return nil, refUnknown
		}
	}
	if to = r.pageAt(language, path.Join("/", ref)); to != nil {
		return to, ""
	}
	if strings.Contains(ref, "/") {
		return nil, refUnknown
	}
	page := parseLogical(ref, r.site.knows).base()
	if !isFileName(ref) {
		page = ref
	}
	to, known := r.refs.byBase[sectionKey{language, normal(page)}]
	switch {
	case !known:
		return nil, refUnknown
	case to == nil:
		return nil, refAmbiguous
	}
	return to, ""
}

// isFileName reports whether a ref is written as the name of a content file.
func isFileName(ref string) bool {
	return contentExtensions[strings.ToLower(strings.TrimPrefix(path.Ext(ref), "."))]
}

// pageAt returns the page at a path of the content, as a file's or a page's.
func (r *reader) pageAt(language int, p string) *file {
	if isFileName(p) {
		p = parseLogical(strings.TrimPrefix(p, "/"), r.site.knows).page()
	}
	return r.refs.byPath[sectionKey{language, normal(p)}]
}

// publishedAt returns where a page is published, escaped, as a page of the language
// from links to it; "" if that cannot be told.
func (r *reader) publishedAt(f *file, from *language) string {
	at, known := r.refs.resolved.Load(f)
	if !known {
		at, _ = r.refs.resolved.LoadOrStore(f, r.addressOf(f))
	}
	p, _ := at.(string)
	if to := r.site.languages[f.language]; p != "" && to.host != from.host {
		return to.host + p
	}
	return p
}

// addressOf reads as much of a page as says where it is published.
func (r *reader) addressOf(f *file) string {
	l := r.site.languages[f.language]
	if f.logical.isBranch() {
		front := r.head[sectionKey{f.language, normal(f.logical.page())}]
		address, _ := front.text("url")
		t, err := l.target(address, place{logical: f.logical})
		if address == "" || err != nil {
			t.link = (&url.URL{Path: path.Join("/", l.prefix, normal(f.logical.page())) + "/"}).EscapedPath()
		}
		return escaped(l.public(t.link))
	}
	data, err := readFile(r.fsys, f.path, MaxContent)
	if err != nil {
		return ""
	}
	s, err := split(data)
	if err != nil {
		return ""
	}
	front, err := s.decode()
	if err != nil {
		return ""
	}
	b := &builder{reader: r, file: f, language: l, source: s, fields: front, used: map[string]bool{}}
	b.spread()
	b.words()
	b.address(b.dates())
	return escaped(b.doc.URLPath)
}

// escaped writes a decoded path so that it can stand in any destination.
func escaped(p string) string {
	return strings.NewReplacer("(", "%28", ")", "%29", "'", "%27").Replace((&url.URL{Path: p}).EscapedPath())
}

// mayRefer reports whether a file may hold a call of ref or relref.
func mayRefer(data []byte) bool {
	return bytes.Contains(data, []byte("{{")) && bytes.Contains(data, []byte("ref "))
}

// ref returns the destination that a call of ref or relref stands for, where it is
// one: before is what the body says before it. Without one, code says why, or is
// empty for another shortcode and for a call that stands in the text.
func (b *builder) ref(inner, before string) (to, code string) {
	name := callName(inner)
	if name != "ref" && name != "relref" || !opensDestination(before) {
		return "", ""
	}
	args := refArguments(strings.TrimPrefix(strings.TrimSpace(inner), name))
	ref, fragment, fragmented := strings.Cut(args.path, "#")
	if fragmented {
		fragment = "#" + fragment
	}
	language := b.file.language
	if args.lang != "" {
		language = b.site.index(strings.ToLower(args.lang))
	}
	switch {
	case language < 0 || args.path == "":
		return "", refUnknown
	case ref == "":
		return fragment, ""
	}
	page, code := b.refer(b.file, language, decoded(ref))
	if page == nil {
		return "", code
	}
	at := b.publishedAt(page, b.language)
	if at == "" {
		return "", refUnknown
	}
	return at + fragment, ""
}

// opensDestination reports whether what follows is where a link leads, or what a
// definition of a link or an attribute says.
func opensDestination(before string) bool {
	trimmed := strings.TrimRight(before, " \t")
	for _, open := range []string{"](", "](<", "]:", "]: <", `="`, "='", "="} {
		if strings.HasSuffix(trimmed, open) {
			return true
		}
	}
	return false
}

// A refArgs is what a call of ref says.
type refArgs struct{ path, lang string }

// refArguments reads the arguments of a call: the path alone or with an output
// format, or named ones.
func refArguments(s string) refArgs {
	var args refArgs
	position := 0
	for {
		if s = strings.TrimLeft(s, " \t\r\n"); s == "" || s == "/" {
			return args
		}
		name := ""
		if i := strings.IndexAny(s, "= \t\r\n\"`"); i > 0 && s[i] == '=' {
			name, s = s[:i], s[i+1:]
		}
		var value string
		value, s = cutArgument(s)
		switch {
		case name == "path", name == "" && position == 0:
			args.path = value
		case name == "lang":
			args.lang = value
		}
		position++
	}
}

// cutArgument takes one value off: in quotes, between back quotes, or up to a space.
func cutArgument(s string) (value, rest string) {
	if s != "" && (s[0] == '"' || s[0] == '`') {
		if value, rest, ok := strings.Cut(s[1:], s[:1]); ok {
			return value, rest
		}
		return s[1:], ""
	}
	if i := strings.IndexAny(s, " \t\r\n"); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}
