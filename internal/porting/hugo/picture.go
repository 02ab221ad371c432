package hugo

import (
	"errors"
	"html"
	"io/fs"
	"net/url"
	"path"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/porting"
)

// isURL reports whether a name is an address on some host.
func isURL(s string) bool {
	s = strings.ToLower(s)
	return strings.HasPrefix(s, "//") || strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "data:")
}

// pictures finds the pictures that the body names and the site holds, and notes
// the others.
func (b *builder) pictures() {
	if !mayHavePictures(b.page.Format, b.page.Body) {
		return
	}
	seen := make(map[string]bool)
	for _, l := range markup.Links(b.html(b.page.Body)) {
		if !isPicture(l) || seen[l.URL] || strings.Contains(l.URL, "{{") {
			continue
		}
		seen[l.URL] = true
		local, ok := b.local(l.URL)
		if !ok || local == "" {
			continue
		}
		file, err := b.locate(local)
		switch {
		case err == nil:
			b.page.Images = append(b.page.Images, porting.BodyImage{Src: l.URL, File: file})
		case !errors.Is(err, fs.ErrNotExist):
			b.notTaken(err, file, b.lineOfURL(l.URL))
		case !isURL(l.URL):
			b.page.Notes = append(b.page.Notes, porting.Note{Level: porting.Warning, Code: "import.picture_missing", Path: b.file.path,
				Line: b.lineOfURL(l.URL), Args: map[string]any{"picture": excerpt(l.URL)}, Excerpt: excerpt(l.URL)})
		}
	}
}

// mayHavePictures spares most bodies the parsing.
func mayHavePictures(f content.Format, body string) bool {
	if f == content.Markdown && strings.Contains(body, "![") {
		return true
	}
	lower := strings.ToLower(body)
	return strings.Contains(lower, "<img") || strings.Contains(lower, "srcset") || strings.Contains(lower, "poster")
}

func isPicture(l markup.Link) bool {
	return l.Element == "img" && l.Attribute == "src" || l.Attribute == "srcset" || l.Attribute == "poster"
}

// local returns the path part of a name, as written, if it is on this site.
func (b *builder) local(name string) (string, bool) {
	u, err := url.Parse(name)
	if err != nil {
		return name, !isURL(name)
	}
	if u.Host != "" {
		return u.EscapedPath(), b.hosts[strings.ToLower(u.Host)]
	}
	return u.EscapedPath(), u.Scheme == ""
}

// locate finds the file that a path in the page names: in its bundle, else
// beside a flat file, else as the site publishes it. The error is
// [fs.ErrNotExist], or a refusal of the file that is returned with it.
func (b *builder) locate(name string) (string, error) {
	at, refused := name, fs.ErrNotExist
	for _, written := range []string{decoded(name), name} {
		for _, file := range b.candidates(written) {
			err := b.files.find(file)
			if err == nil {
				return file, nil
			}
			if !errors.Is(err, fs.ErrNotExist) {
				at, refused = file, err
			}
		}
	}
	return at, refused
}

// candidates lists the files that a path may mean, the likeliest first.
func (b *builder) candidates(name string) []string {
	var list []string
	absolute := name
	if !strings.HasPrefix(name, "/") {
		list = b.inBundle(normal(b.file.logical.page()), name)
		if !b.file.logical.isLeaf() {
			list = append(list, path.Join(path.Dir(b.file.path), name))
		}
		absolute = path.Join(b.doc.URLPath, name)
		if !strings.HasSuffix(b.doc.URLPath, "/") {
			absolute = path.Join(path.Dir(b.doc.URLPath), name)
		}
	}
	absolute = path.Clean(strings.TrimPrefix(absolute, b.language.basePath))
	list = append(list, b.published(b.site.static, absolute)...)
	list = append(list, b.published(b.site.assets, absolute)...)
	if !strings.HasPrefix(name, "/") { // as Hugo's own hook for pictures looks for it
		list = append(list, b.published(b.site.assets, path.Clean("/"+name))...)
	}
	inside := strings.TrimPrefix(absolute, "/"+b.language.prefix)
	for _, folder := range parents(path.Clean("/" + inside)) {
		below := strings.TrimPrefix(strings.TrimPrefix(path.Clean("/"+inside), folder), "/")
		list = append(list, b.inBundle(normal(folder), below)...)
	}
	return list
}

// inBundle returns the bundle's file of that name, the page's own language first.
func (b *builder) inBundle(bundle, name string) []string {
	best, distance := "", 0
	for _, f := range b.bundles[bundle] {
		if normal(f.name) == normal(path.Clean(name)) && (best == "" || b.distance(f) < distance) {
			best, distance = f.path, b.distance(f)
		}
	}
	if best == "" {
		return nil
	}
	return []string{best}
}

// published returns the files that mounts put at a path.
func (b *builder) published(mounts []mount, absolute string) []string {
	var list []string
	for _, m := range mounts {
		if m.language >= 0 && m.language != b.file.language && b.language.multihost {
			continue
		}
		below, ok := strings.CutPrefix(absolute, path.Join("/", m.target))
		if ok && (below == "" || m.target == "" || strings.HasPrefix(below, "/")) {
			list = append(list, path.Join(m.folder, below))
		}
	}
	return list
}

// lineOfURL finds the line on which the body names a URL.
func (b *builder) lineOfURL(u string) int {
	for _, written := range []string{u, html.EscapeString(u), decoded(u)} {
		if at := strings.Index(b.source.body, written); at >= 0 {
			return b.bodyLine(at)
		}
	}
	return 0
}
