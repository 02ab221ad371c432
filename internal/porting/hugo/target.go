package hugo

import (
	"cmp"
	"net/url"
	"path"
	"strings"
)

// A target is where Hugo publishes a page.
type target struct {
	link string // its public path below the base URL, escaped
	dir  string // the folder of its file below its host's root, for relative aliases
}

// The file that a folder's path shows.
const indexFile = "index.html"

// target computes where a page is published: by the address in its front matter,
// else the permalink rule for its folder, else its folders and slug or name.
func (l *language) target(address string, p place) (target, error) {
	if strings.Contains(address, ":") {
		expanded, err := l.expand(address, p)
		if err != nil {
			return target{}, err
		}
		if expanded != "" {
			address, _ = url.QueryUnescape(expanded)
		}
	}
	permalink, err := l.permalink(p)
	if err != nil {
		return target{}, err
	}
	if address != "" {
		return l.addressTarget(address)
	}
	return l.placeTarget(permalink, p)
}

// permalink fills the first rule that the page falls under; "" if there is none.
func (l *language) permalink(p place) (string, error) {
	where := normal(p.logical.page())
	for _, rule := range l.permalinks {
		if !rule.target.MatchString(where) {
			continue
		}
		expanded, err := l.expand(rule.pattern, p)
		if err != nil || expanded == "" {
			return "", err
		}
		// Hugo unescapes what it has escaped, as a query: a plus becomes a space.
		expanded, _ = url.QueryUnescape(expanded)
		return path.Clean(expanded), nil
	}
	return "", nil
}

// addressTarget is the target of a page that names its own address.
func (l *language) addressTarget(address string) (target, error) {
	relative := !strings.HasPrefix(address, "/")
	if strings.Contains(address, "..") {
		address = path.Join("/", address)
	}
	parts := strings.FieldsFunc(address, func(r rune) bool { return r == '/' })
	suffix := ".html"
	if dotted := strings.Contains(address, "."); strings.HasSuffix(address, "/") || !dotted {
		parts = append(parts, indexFile)
	} else {
		suffix = path.Ext(address)
	}
	prefix := ""
	if relative && !strings.HasPrefix(address, "/"+l.prefix) {
		prefix = l.prefix
	}
	t := build(parts, prefix, suffix)
	u, err := url.Parse(strings.ReplaceAll(t.link, "#", "%23"))
	if err != nil {
		return target{}, err
	}
	t.link = u.String()
	return t, nil
}

// placeTarget is the target of a page that stands where its file stands.
func (l *language) placeTarget(permalink string, p place) (target, error) {
	base := cmp.Or(p.slug, l.written(p.logical.base()))
	named := !p.logical.isLeaf() && base == "index"
	ugly := l.ugly(normal(p.logical.section())) || permalink == "" && named
	var parts []string
	for _, part := range []string{l.written(p.logical.container()), base} {
		if permalink == "" && part != "/" {
			parts = append(parts, part)
		}
	}
	if permalink != "" && permalink != "/" {
		parts = append(parts, permalink)
	}
	switch last := len(parts) - 1; {
	case ugly && last >= 0:
		parts[last] = strings.TrimSuffix(parts[last], "/") + ".html"
	case ugly:
		parts = append(parts, ".html")
	default:
		parts = append(parts, indexFile)
	}
	for i, part := range parts {
		parts[i] = l.segment(part)
	}
	t := build(parts, l.prefix, ".html")
	if named {
		t.link = strings.TrimSuffix(t.link, base)
	}
	u, err := url.Parse(strings.ReplaceAll(t.link, "#", "%23"))
	if err != nil {
		return target{}, err
	}
	t.link = cmp.Or(u.EscapedPath(), "/")
	return t, nil
}

// written is a path as Hugo takes it from the file system.
func (l *language) written(p string) string {
	if l.keepCase {
		return p
	}
	return normal(p)
}

// build joins parts and puts the language's folder before them.
func build(parts []string, prefix, suffix string) target {
	whole := join(parts)
	t := target{link: whole, dir: strings.TrimSuffix(whole, suffix)}
	if last := len(parts) - 1; last >= 0 && parts[last] == indexFile {
		t.link = join(parts[:last])
	}
	if last := len(parts) - 1; last >= 0 && strings.HasPrefix(parts[last], "index.") {
		t.dir, _ = path.Split(whole)
		t.dir = strings.TrimSuffix(t.dir, "/")
	}
	if prefix != "" {
		t.link, t.dir = "/"+prefix+t.link, "/"+prefix+t.dir
	}
	if last := len(parts) - 1; last >= 0 && parts[last] == indexFile && !strings.HasSuffix(t.link, "/") {
		t.link += "/"
	}
	return t
}

// join puts a slash before each part that has none.
func join(parts []string) string {
	var b strings.Builder
	slash := false
	for _, part := range parts {
		if !slash && !strings.HasPrefix(part, "/") {
			b.WriteByte('/')
		}
		slash = strings.HasSuffix(part, "/")
		b.WriteString(part)
	}
	return b.String()
}

// public makes a link the whole public path, decoded: below the base URL's path,
// without query.
func (l *language) public(link string) string {
	if l.basePath != "" {
		slash := strings.HasSuffix(link, "/")
		if link = path.Join(l.basePath, link); slash {
			link += "/"
		}
	}
	if u, err := url.Parse(link); err == nil {
		return u.Path
	}
	return link
}

// aliases returns the public paths of a page's aliases: Hugo puts each below
// the language's folder, or, if it is relative, beside the page. An author who
// writes the language's folder, or escapes, means the path as readers type it:
// where that is another one it leads to the page too.
func (l *language) aliases(written []string, t target, ugly bool) []string {
	var found []string
	own := l.public(t.link)
	add := func(p string) {
		p = aliasPath(p, ugly)
		if l.basePath != "" {
			p = l.basePath + p
		}
		for _, p := range []string{p, decoded(p)} {
			if p != own && !contains(found, p) {
				found = append(found, p)
			}
		}
	}
	for _, a := range written {
		if !strings.HasPrefix(a, "/") {
			add(path.Join("/", path.Dir(t.dir), a))
			continue
		}
		if l.prefix != "" && strings.HasPrefix(path.Clean(a)+"/", "/"+l.prefix+"/") {
			add(path.Clean(a))
		}
		add(path.Join("/", l.prefix, a))
	}
	return found
}

// aliasPath is the public path of the file that Hugo writes for an alias.
func aliasPath(p string, ugly bool) string {
	isFile := strings.HasSuffix(p, ".html") || strings.HasSuffix(p, ".htm")
	if ugly && !isFile {
		return p + ".html"
	}
	if folder, ok := strings.CutSuffix(p, "/"+indexFile); ok {
		return folder + "/"
	}
	if isFile || strings.HasSuffix(p, "/") {
		return p
	}
	return p + "/"
}

// decoded undoes percent-encoding, if the text holds any that is whole.
func decoded(p string) string {
	if d, err := url.PathUnescape(p); err == nil && !strings.ContainsRune(d, 0) {
		return strings.ToValidUTF8(d, "\uFFFD")
	}
	return p
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

// lastSegment is the slug that a public path ends in.
func lastSegment(p string) string {
	return strings.TrimSuffix(path.Base(p), ".html")
}
