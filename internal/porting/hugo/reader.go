package hugo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/porting"
)

// A reader reads the pages of one site. It does not change once made, and may be
// used by many goroutines.
type reader struct {
	*catalog
	fsys   fs.FS
	site   *site
	files  *files
	hosts  map[string]bool // the site's own, in lower case
	now    time.Time
	byPath map[string]*file
	refs   refs
	head   map[sectionKey]*fields // what sections say on their own pages
	below  map[sectionKey][]cascade
}

// A found is a document with what pairing needs to know of it.
type found struct {
	*file
	doc porting.Document
	key string

	termsMade, termsKept []termPage
}

func read(ctx context.Context, fsys fs.FS, opts Options, progress func(done, total int)) (*porting.Site, error) {
	r, err := newReader(ctx, fsys, opts)
	if err != nil {
		return nil, fmt.Errorf("read Hugo site: %w", err)
	}
	documents, err := r.documents(ctx, progress)
	if err != nil {
		return nil, fmt.Errorf("read Hugo site: %w", err)
	}
	r.noteTerms(documents)
	works, alone := r.pair(documents)
	suggestions, err := r.suggest(ctx, documents, alone)
	if err != nil {
		return nil, fmt.Errorf("read Hugo site: %w", err)
	}
	out := &porting.Site{
		Default:     r.site.languages[r.site.standard].tag,
		TimeZone:    r.site.zoneName,
		Hosts:       slices.Sorted(maps.Keys(r.hosts)),
		Locales:     r.locales(documents),
		Works:       works,
		Others:      r.others(),
		Suggestions: suggestions,
		Notes:       r.notes,
		Load:        r.Load,
		TermSlug:    r.TermSlug,
		Open:        func(name string) (fs.File, error) { return openRegular(fsys, name) },
	}
	slices.SortStableFunc(out.Notes, func(a, b porting.Note) int { return strings.Compare(a.Path, b.Path) })
	return out, nil
}

// newReader reads settings, the list of files, and the sections' own pages.
func newReader(ctx context.Context, fsys fs.FS, opts Options) (*reader, error) {
	settings, err := readSettings(fsys)
	if err != nil {
		return nil, err
	}
	s, err := newSite(settings, opts)
	if err != nil {
		return nil, err
	}
	c, err := walk(ctx, fsys, s)
	if err != nil {
		return nil, err
	}
	r := &reader{catalog: c, fsys: fsys, site: s, files: &files{fsys: fsys}, now: opts.Now, hosts: map[string]bool{}}
	for _, key := range s.disabled {
		r.notes = append(r.notes, porting.Note{Level: porting.Info, Code: "import.language_disabled", Args: map[string]any{"language": key}})
	}
	for _, folder := range s.outside {
		r.notes = append(r.notes, porting.Note{Level: porting.Warning, Code: "import.folder_outside", Args: map[string]any{"folder": folder}})
	}
	for _, l := range s.languages {
		if l.codeLeft != "" {
			r.notes = append(r.notes, porting.Note{Level: porting.Warning, Code: "import.language_code", Args: map[string]any{"locale": l.tag, "code": l.codeLeft}})
		}
	}
	r.refs.pages = slices.Clone(r.posts)
	if err := r.choose(opts.Sections); err != nil {
		return nil, err
	}
	for _, l := range s.languages {
		if u, err := url.Parse(l.host); err == nil && u.Host != "" {
			r.hosts[strings.ToLower(u.Host)] = true
		}
	}
	for _, h := range opts.Hosts {
		r.hosts[strings.ToLower(h)] = true
	}
	r.byPath = make(map[string]*file, len(r.posts))
	for _, f := range r.posts {
		r.byPath[f.path] = f
	}
	r.readSections()
	r.inheritSections()
	return r, nil
}

// others returns the paths of the posts that [reader.choose] left out.
func (r *reader) others() []string {
	var paths []string
	for _, f := range r.refs.pages {
		if r.byPath[f.path] == nil {
			paths = append(paths, f.path)
		}
	}
	return paths
}

// choose keeps the posts of the sections that were asked for.
func (r *reader) choose(sections []string) error {
	if len(sections) == 0 {
		return nil
	}
	for _, section := range sections {
		if !slices.ContainsFunc(r.posts, func(f *file) bool { return strings.EqualFold(f.logical.section(), section) }) {
			return fault.New(fault.Invalid, "import.section_unknown", "section", section)
		}
	}
	r.posts = slices.DeleteFunc(r.posts, func(f *file) bool {
		return !slices.ContainsFunc(sections, func(s string) bool { return strings.EqualFold(s, f.logical.section()) })
	})
	return nil
}

// readSections reads what sections say of themselves and of the pages below. One
// that cannot be read is noted; its pages are taken without it.
func (r *reader) readSections() {
	r.head = make(map[sectionKey]*fields, len(r.sections))
	r.below = make(map[sectionKey][]cascade)
	for key, f := range r.sections {
		front, err := func() (*fields, error) {
			data, err := readFile(r.fsys, f.path, MaxContent)
			if err != nil {
				return nil, err
			}
			s, err := split(data)
			if err != nil {
				return nil, err
			}
			return s.decode()
		}()
		if err != nil {
			r.notes = append(r.notes, refusedNote(f.path, err))
			front = newFields(nil)
		}
		r.head[key] = front
		if list := newCascades(front.values["cascade"]); len(list) > 0 {
			r.below[key] = list
		}
	}
}

// sectionsAbove returns the path of the section in which a file stands, and what the
// sections above the page call themselves.
func (r *reader) sectionsAbove(f *file) (section string, above []heading) {
	has := func(p string) bool { return r.sections[sectionKey{f.language, p}] != nil }
	section = currentSection(normal(f.logical.page()), has)
	for _, p := range slices.Backward(append([]string{section}, parents(section)...)) {
		if p == "/" || !has(p) && path.Dir(p) != "/" {
			continue
		}
		h := heading{title: path.Base(p)}
		if front := r.head[sectionKey{f.language, p}]; front != nil {
			h.title, _ = front.text("title")
			h.slug, _ = front.text("slug")
		}
		above = append(above, h)
	}
	return section, above
}

// inheritSections gives the sections' own pages what is said for them: by
// themselves, by the sections above, by the settings.
func (r *reader) inheritSections() {
	for key, front := range r.head {
		language := r.site.languages[key.language]
		for _, c := range append(slices.Clone(r.below[key]), r.cascades(key)...) {
			if c.meant("section", key.path, language.key) {
				front.inherit(c.values)
			}
		}
	}
}

// cascades returns what the sections above a path and the settings say for it, the
// nearest first.
func (r *reader) cascades(key sectionKey) []cascade {
	var list []cascade
	for _, p := range append(parents(key.path), "/") {
		if p != key.path {
			list = append(list, r.below[sectionKey{key.language, p}]...)
		}
	}
	return append(list, r.site.languages[key.language].cascade...)
}

// documents reads all posts, two at a time or as many as there are processors,
// and keeps what must be known of all before one is saved.
func (r *reader) documents(ctx context.Context, progress func(done, total int)) ([]found, error) {
	all := make([]*found, len(r.posts))
	var mu sync.Mutex
	done := 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	for i, f := range r.posts {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			l, err := r.load(f, true)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				r.notes = append(r.notes, refusedNote(f.path, err))
			} else {
				all[i] = &found{file: f, doc: l.doc, key: l.key, termsMade: l.termsMade, termsKept: l.termsKept}
			}
			done++
			if progress != nil {
				progress(done, len(r.posts))
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var documents []found
	for _, d := range all {
		if d != nil {
			documents = append(documents, *d)
		}
	}
	return documents, nil
}

// refusedNote tells why a file is not taken.
func refusedNote(path string, err error) porting.Note {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.note(path)
	}
	code := "import.unreadable"
	if escapes(err) {
		code = "import.symlink_outside"
	}
	return porting.Note{Level: porting.Refused, Code: code, Path: path}
}

// Load reads the page of a document.
func (r *reader) Load(ctx context.Context, d porting.Document) (*porting.Page, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f := r.byPath[d.Path]
	if f == nil {
		return nil, fault.New(fault.NotFound, "import.unreadable").With("path", d.Path)
	}
	l, err := r.load(f, false)
	if err != nil {
		if refused, ok := errors.AsType[*refusal](err); ok {
			return nil, refused.fault(d.Path)
		}
		return nil, fault.New(fault.Invalid, "import.unreadable").With("path", d.Path)
	}
	return &l.page, nil
}
