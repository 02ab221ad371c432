package porting

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A task is one work with everything drawn that must be known of all works
// before any is prepared: the post, and public addresses without collisions.
type task struct {
	post   content.PostID
	fresh  bool // the post is made by this import
	source locale.Tag
	files  []file
}

// A file is one document of a task.
type file struct {
	Document
	known  *content.Imported // what an earlier import remembers of it
	noPath bool              // its public path cannot be kept: the one that its slug gives must do
	notes  []Note
}

// changed reports whether any file of the task is new or was changed.
func (t *task) changed() bool {
	for _, f := range t.files {
		if f.known == nil || f.known.Hash != f.Hash {
			return true
		}
	}
	return false
}

// A planner draws posts and addresses, in the order of the works, so that the
// same site always gets the same plan.
type planner struct {
	known map[documentKey]*content.Imported
	host  map[locale.Tag]string
	slugs map[slugKey]string // path of the document that has it
	paths map[string]string  // address → path of the document that has it
	pages map[string]string  // the same, of pages alone
}

type documentKey struct {
	path string
	tag  locale.Tag
}

type slugKey struct {
	tag  locale.Tag
	slug string
}

// plan turns the works of a site into tasks.
func plan(site *Site, imported []content.Imported) ([]task, error) {
	p := planner{
		known: make(map[documentKey]*content.Imported),
		host:  make(map[locale.Tag]string),
		slugs: make(map[slugKey]string),
		paths: make(map[string]string),
		pages: make(map[string]string),
	}
	for i, row := range imported {
		if row.Post != "" {
			p.known[documentKey{row.Path, row.Locale}] = &imported[i]
		}
	}
	for _, l := range site.Locales {
		if u, err := url.Parse(l.BaseURL); err == nil {
			p.host[l.Tag] = strings.ToLower(u.Host)
		}
	}
	var tasks []task
	for _, w := range site.Works {
		made, err := p.tasks(w)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, made...)
	}
	tasks = gathered(tasks)
	p.drawAddresses(tasks)
	return tasks, nil
}

// gathered makes one task of those of one post: somebody joined here what the
// foreign site keeps apart.
func gathered(tasks []task) []task {
	at := make(map[content.PostID]int)
	var out []task
	for _, t := range tasks {
		if i, ok := at[t.post]; ok {
			out[i].files = append(out[i].files, t.files...)
			continue
		}
		at[t.post] = len(out)
		out = append(out, t)
	}
	return out
}

// tasks turns a work into one task, or several where an earlier import, or a
// person since, has its documents in several posts: an import never joins posts.
func (p *planner) tasks(w Work) ([]task, error) {
	byPost := make(map[content.PostID]int)
	var tasks []task
	for _, d := range w.Documents {
		f := file{Document: d, known: p.known[documentKey{d.Path, d.Locale}]}
		var post content.PostID
		if f.known != nil {
			post = f.known.Post
		}
		at, ok := byPost[post]
		if !ok {
			at = len(tasks)
			byPost[post] = at
			tasks = append(tasks, task{post: post, source: d.Locale})
		}
		tasks[at].files = append(tasks[at].files, f)
	}
	return p.joinNew(tasks, byPost, w.Source)
}

// joinNew puts the documents that are new beside those of the same work that
// are known, if these are one post; and draws an id for a post that is new.
func (p *planner) joinNew(tasks []task, byPost map[content.PostID]int, source locale.Tag) ([]task, error) {
	at, some := byPost[""]
	if some && len(tasks) == 2 {
		known := &tasks[1-at]
		known.files = append(known.files, tasks[at].files...)
		tasks = []task{*known}
	} else if some {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, fmt.Errorf("draw an id: %w", err)
		}
		tasks[at].post, tasks[at].fresh = content.PostID(id.String()), true
	}
	for i := range tasks {
		for _, f := range tasks[i].files {
			if f.Locale == source {
				tasks[i].source = source
			}
		}
		if len(tasks) > 1 {
			f := &tasks[i].files[0]
			f.notes = append(f.notes, Note{Level: Warning, Code: "import.pair_apart", Path: f.Path})
		}
	}
	return tasks, nil
}

// drawAddresses gives every document a slug of its own in its locale, and every
// public path and alias to one document: pages before aliases, first come first
// served. What had to give way is noted.
func (p *planner) drawAddresses(tasks []task) {
	each := func(fn func(*file)) {
		for i := range tasks {
			for j := range tasks[i].files {
				fn(&tasks[i].files[j])
			}
		}
	}
	each(p.drawSlug)
	each(p.drawPage)
	each(p.drawAliases)
}

func (p *planner) drawSlug(f *file) {
	if wrong := content.CheckSlug(f.Slug); wrong.Code != "" {
		f.makeSlug()
	}
	slug := f.Slug
	for n := 2; p.slugs[slugKey{f.Locale, slug}] != ""; n++ {
		slug = fmt.Sprintf("%s-%d", f.Slug, n)
	}
	if slug != f.Slug {
		f.notes = append(f.notes, Note{
			Level: Warning, Code: "import.slug_taken", Path: f.Path,
			Args: map[string]any{"slug": f.Slug, "by": p.slugs[slugKey{f.Locale, f.Slug}], "now": slug},
		})
		f.Slug = slug
	}
	p.slugs[slugKey{f.Locale, slug}] = f.Path
}

// makeSlug gives the file a slug of ours in the place of one that cannot be
// taken. Its public path stays, where that can be.
func (f *file) makeSlug() {
	made := content.MakeSlug(f.Slug)
	if made == "" {
		made = "post"
	}
	f.notes = append(f.notes, Note{
		Level: Warning, Code: "import.slug_made", Path: f.Path, Args: map[string]any{"slug": f.Slug, "now": made},
	})
	f.Slug = made
}

func (p *planner) drawPage(f *file) {
	if wrong := content.CheckPath(f.URLPath); wrong.Code != "" {
		f.noPath = true
		f.notes = append(f.notes, Note{
			Level: Warning, Code: "import.path_left", Path: f.Path, Args: map[string]any{"url": f.URLPath},
		})
		return
	}
	key := p.address(f.Locale, f.URLPath)
	if by := p.pages[key]; by != "" {
		f.noPath = true
		f.notes = append(f.notes, Note{
			Level: Warning, Code: "import.path_taken", Path: f.Path,
			Args: map[string]any{"url": f.URLPath, "by": by},
		})
		return
	}
	p.pages[key], p.paths[key] = f.Path, f.Path
}

func (p *planner) drawAliases(f *file) {
	var kept []string
	for _, alias := range f.Aliases {
		key := p.address(f.Locale, alias)
		by, taken := p.paths[key]
		switch {
		case !taken:
			p.paths[key] = f.Path
			kept = append(kept, alias)
		case by != f.Path:
			f.notes = append(f.notes, Note{
				Level: Warning, Code: "import.alias_taken", Path: f.Path,
				Args: map[string]any{"url": alias, "by": by},
			})
		}
	}
	f.Aliases = kept
}

// address is the key of a public path: the host of its locale and the path
// without final slash, in NFC.
func (p *planner) address(tag locale.Tag, path string) string {
	return p.host[tag] + norm.NFC.String(strings.TrimRight(path, "/"))
}
