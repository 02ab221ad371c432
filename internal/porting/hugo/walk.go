package hugo

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/porting"
)

// A file is one content file.
type file struct {
	path     string // from the site's root
	logical  logical
	language int
	mounted  bool // its folder is one language's own
}

// A bundled is a file of a leaf bundle that is no page.
type bundled struct {
	path     string
	name     string // below the bundle, without language
	language int    // -1: no language's own
	mounted  bool
}

// A catalog is what stands in the content folders.
type catalog struct {
	posts    []*file
	sections map[sectionKey]*file
	bundles  map[string][]bundled // by the bundle's path, normal
	notes    []porting.Note
}

// A sectionKey names a section's own page in one language.
type sectionKey struct {
	language int
	path     string // normal
}

// A walker fills a catalog.
type walker struct {
	fsys fs.FS
	site *site
	catalog
}

// walk lists the content folders. It reads no file.
func walk(ctx context.Context, fsys fs.FS, s *site) (*catalog, error) {
	w := &walker{fsys: fsys, site: s}
	w.sections = make(map[sectionKey]*file)
	w.bundles = make(map[string][]bundled)
	for _, m := range s.content {
		if _, err := fs.Stat(fsys, m.folder); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := w.folder(ctx, m, ""); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(w.posts, func(a, b *file) int { return strings.Compare(a.path, b.path) })
	return &w.catalog, nil
}

// folder lists one folder below a mount and what is in it.
func (w *walker) folder(ctx context.Context, m mount, below string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	files, folders := w.list(path.Join(m.folder, below))
	leaf := false
	parsed := make([]logical, len(files))
	for i, name := range files {
		parsed[i] = w.parse(m, path.Join(below, name))
		leaf = leaf || parsed[i].isLeaf()
	}
	for i, name := range files {
		full := path.Join(m.folder, below, name)
		switch l := parsed[i]; {
		case leaf && !l.isLeaf():
			w.bundled(m, path.Join(m.target, below), full, name)
		case l.isContent():
			w.page(m, full, l)
		case name == "_content.gotmpl":
			w.note(porting.Warning, "import.content_adapter", full)
		}
	}
	for _, name := range folders {
		if w.elsewhere(path.Join(m.folder, below, name)) {
			continue
		}
		var err error
		if leaf {
			err = w.inside(ctx, m, below, name)
		} else {
			err = w.folder(ctx, m, path.Join(below, name))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inside lists a folder of a leaf bundle: all files are the bundle's.
func (w *walker) inside(ctx context.Context, m mount, bundle, below string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	files, folders := w.list(path.Join(m.folder, bundle, below))
	for _, name := range files {
		w.bundled(m, path.Join(m.target, bundle), path.Join(m.folder, bundle, below, name), path.Join(below, name))
	}
	for _, name := range folders {
		if err := w.inside(ctx, m, bundle, path.Join(below, name)); err != nil {
			return err
		}
	}
	return nil
}

// list returns the files and folders in a folder that Hugo looks at, in order
// of their names, and notes what it cannot take.
func (w *walker) list(folder string) (files, folders []string) {
	entries, err := fs.ReadDir(w.fsys, folder)
	if err != nil {
		w.note(porting.Refused, "import.unreadable", folder)
	}
	for _, e := range entries {
		name, full := e.Name(), path.Join(folder, e.Name())
		if w.ignored(full) {
			continue
		}
		if !fs.ValidPath(full) {
			w.note(porting.Refused, "import.name_malformed", strings.ToValidUTF8(full, "\uFFFD"))
			continue
		}
		mode := e.Type()
		if mode&fs.ModeSymlink != 0 {
			info, err := fs.Stat(w.fsys, full)
			switch {
			case err != nil && escapes(err):
				w.note(porting.Refused, "import.symlink_outside", full)
				continue
			case err != nil:
				w.note(porting.Refused, "import.unreadable", full)
				continue
			case info.IsDir():
				w.note(porting.Refused, "import.symlink_folder", full)
				continue
			}
			mode = info.Mode()
		}
		switch {
		case mode.IsDir():
			folders = append(folders, name)
		case mode.IsRegular():
			files = append(files, name)
		default:
			w.note(porting.Refused, "import.not_a_file", full)
		}
	}
	return files, folders
}

// escapes reports whether an [os.Root] refused a link out of it.
func escapes(err error) bool { return strings.Contains(err.Error(), "escapes") }

// ignored reports whether Hugo passes over a file.
func (w *walker) ignored(full string) bool {
	name := path.Base(full)
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") || strings.HasSuffix(name, "~") {
		return true
	}
	for _, re := range w.site.languages[0].ignored {
		if re.MatchString("/" + full) {
			return true
		}
	}
	return false
}

// elsewhere reports whether a folder is a mount of its own.
func (w *walker) elsewhere(folder string) bool {
	return slices.ContainsFunc(w.site.content, func(m mount) bool { return m.folder == folder })
}

func (w *walker) parse(m mount, below string) logical {
	return parseLogical(path.Join(m.target, below), w.site.knows)
}

// page files a content file as a post or as a section's own page.
func (w *walker) page(m mount, full string, l logical) {
	language, ok := w.languageOf(m, l)
	if !ok {
		return
	}
	f := &file{path: full, logical: l, language: language, mounted: m.language >= 0}
	switch {
	case l.isBranch():
		w.sections[sectionKey{language, normal(l.page())}] = f
	case l.page() == "/": // the site's front page
	case !contentExtensions[l.extension]:
		w.notes = append(w.notes, porting.Note{Level: porting.Refused, Code: "import.format_unsupported",
			Args: map[string]any{"format": l.extension}, Path: full})
	default:
		w.posts = append(w.posts, f)
	}
}

// languageOf returns the language of a file: what its name says, else its
// folder's, else the default. It is not ok if that language is switched off.
func (w *walker) languageOf(m mount, l logical) (language int, ok bool) {
	if l.language != "" {
		i := w.site.index(l.language)
		return i, i >= 0
	}
	if m.language >= 0 {
		return m.language, true
	}
	return w.site.standard, true
}

// bundled files what belongs to a leaf bundle.
func (w *walker) bundled(m mount, bundle, full, name string) {
	l := w.parse(m, path.Join("x", name))
	if l.isContent() {
		w.note(porting.Info, "import.bundled_page", full)
		return
	}
	b := bundled{path: full, name: name, language: m.language, mounted: m.language >= 0}
	if l.language != "" {
		i := w.site.index(l.language)
		if i < 0 {
			return
		}
		b.language = i
		b.name = path.Join(path.Dir(name), l.name+path.Ext(name))
	}
	key := normal("/" + bundle)
	w.bundles[key] = append(w.bundles[key], b)
}

func (w *walker) note(level porting.Level, code, path string) {
	w.notes = append(w.notes, porting.Note{Level: level, Code: code, Path: path})
}
