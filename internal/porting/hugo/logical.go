package hugo

import (
	"path"
	"slices"
	"strings"
)

// contentExtensions are those of files that may be posts; true for the formats
// that Diptych reads.
var contentExtensions = map[string]bool{
	"md": true, "markdown": true, "mdown": true, "html": true, "htm": true,
	"ad": false, "adoc": false, "asciidoc": false, "rst": false, "pandoc": false, "pdc": false, "org": false,
}

// A logical is where a content file stands in the site, whatever its language
// and format: what Hugo calls its path.
type logical struct {
	folder    string // "/blog" or "/", as written
	name      string // without language and extension, as written
	extension string // in lower case
	language  string // from the file's name, "" if it says none
}

// parseLogical reads a path below a content folder, such as "blog/post.fr.md".
// known tells the names of languages.
func parseLogical(rel string, known func(string) bool) logical {
	folder, file := path.Split("/" + rel)
	l := logical{folder: path.Clean(folder), name: file}
	parts := strings.Split(file, ".")
	if len(parts) < 2 {
		return l
	}
	l.extension = strings.ToLower(parts[len(parts)-1])
	end := len(parts) - 1
	if len(parts) > 2 {
		// From the right; a part that is no language stays in the name unless
		// a language stands before it, in which case Hugo drops it.
		for i := len(parts) - 2; i >= 0; i-- {
			if key := strings.ToLower(parts[i]); known(key) {
				l.language = key
				if i > 0 { // a name that begins with it keeps it
					end = i
				}
				break
			}
		}
	}
	l.name = strings.Join(parts[:end], ".")
	return l
}

// isContent reports whether the file may be a page.
func (l logical) isContent() bool {
	_, ok := contentExtensions[l.extension]
	return ok
}

// isLeaf reports whether the file makes its folder a leaf bundle.
func (l logical) isLeaf() bool { return l.isContent() && strings.EqualFold(l.name, "index") }

// isBranch reports whether the file is a section's own page.
func (l logical) isBranch() bool { return l.isContent() && strings.EqualFold(l.name, "_index") }

// page returns the path of the page, as written: "/blog/post".
func (l logical) page() string {
	if l.isLeaf() || l.isBranch() {
		return l.folder
	}
	return path.Join(l.folder, l.name)
}

// container returns the folder in which the page's own segment stands.
func (l logical) container() string {
	if l.isLeaf() {
		return path.Dir(l.folder)
	}
	return l.folder
}

// base returns the last segment of the page's path.
func (l logical) base() string { return path.Base(l.page()) }

// section returns the first folder of the page's path, "" at the root.
func (l logical) section() string {
	first, _, _ := strings.Cut(strings.TrimPrefix(l.container(), "/"), "/")
	return first
}

// normal makes a path what Hugo compares: lower case, hyphens for spaces.
func normal(p string) string {
	return strings.ReplaceAll(strings.ToLower(p), " ", "-")
}

// parents returns the folders above a path, the nearest first, without the root.
func parents(p string) []string {
	var list []string
	for dir := path.Dir(p); dir != "/" && dir != "."; dir = path.Dir(dir) {
		list = append(list, dir)
	}
	return list
}

// currentSection returns the nearest folder above the page that is a section:
// one with a page of its own, or the first folder of all.
func currentSection(p string, isSection func(string) bool) string {
	above := parents(p)
	i := slices.IndexFunc(above, func(dir string) bool { return isSection(dir) || path.Dir(dir) == "/" })
	if i < 0 {
		return "/"
	}
	return above[i]
}
