package hugo

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/porting"
)

// A holding is a bundle's file as a page of one language sees it.
type holding struct {
	bundled
	lender *language // whose folder it stands in, if not the page's own
}

// holdings returns the files of the page's bundle: its own language's, and of
// the others those that it has none of, from the nearest language, as Hugo lends
// them.
func (b *builder) holdings() []holding {
	if !b.file.logical.isLeaf() {
		return nil
	}
	best := make(map[string]holding)
	for _, f := range b.bundles[normal(b.file.logical.page())] {
		h := holding{bundled: f}
		if f.mounted && f.language != b.file.language {
			h.lender = b.site.languages[f.language]
		}
		key := normal(f.name)
		if other, ok := best[key]; !ok || b.distance(f) < b.distance(other.bundled) {
			best[key] = h
		}
	}
	list := make([]holding, 0, len(best))
	for _, h := range best {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b holding) int { return cmp.Compare(a.name, b.name) })
	return list
}

// distance orders the languages that may lend a file: the page's own, none at
// all, then by place in Hugo's order, the one before ahead of the one after.
func (b *builder) distance(f bundled) int {
	switch d := f.language - b.file.language; {
	case f.language < 0:
		return 1
	case d < 0:
		return -2 * d
	default:
		return 2*d + min(d, 1)
	}
}

// resources reads the front matter's resources, then its picture fields, then
// the bundle's own files that nothing names.
func (b *builder) resources() {
	held := b.holdings()
	named := make(map[string]bool)
	b.used["resources"] = len(asMaps(b.fields.values["resources"])) > 0 || isNothing(b.fields.values["resources"])
	counters := make(map[string]int)
	for _, m := range asMaps(b.fields.values["resources"]) {
		b.resource(newFields(m), held, named, counters)
	}
	b.pictureFields(held)
	b.sharing(held)
	for _, i := range b.page.Images {
		named[i.File] = true
	}
	for _, h := range held {
		if h.lender == nil && !named[h.path] && !b.names(h.path) {
			b.add(porting.Resource{Name: h.name, File: h.path}, 0)
		}
	}
}

// names reports whether a resource is this file already.
func (b *builder) names(file string) bool {
	return slices.ContainsFunc(b.page.Resources, func(r porting.Resource) bool { return r.File == file })
}

// resource reads one entry: all the files that its src names, or none.
func (b *builder) resource(m *fields, held []holding, named map[string]bool, counters map[string]int) {
	src, _ := m.text("src")
	src = strings.TrimSpace(src)
	name, _ := m.text("name")
	title, _ := m.text("title")
	r := porting.Resource{Name: strings.TrimPrefix(name, "/"), Title: title, Params: asMap(m.values["params"])}
	params := newFields(r.Params)
	r.Alt, _ = params.text("alt")
	r.Caption, _ = params.text("caption")
	r.Credit, _ = params.text("credit")
	if src == "" || isURL(src) {
		r.Name = cmp.Or(r.Name, strings.Trim(path.Base(src), "."))
		r.URL = src
		b.add(r, b.fields.lineWith(src, "resources"))
		return
	}
	pattern, found := glob(src), false
	for _, h := range held {
		if !matches(pattern, src, h.name) {
			continue
		}
		found = true
		if named[h.path] {
			b.more(h.path, r) // the first entry that names a file names it
			continue
		}
		one := r
		one.Name = counted(cmp.Or(r.Name, h.name), "name "+src, counters)
		one.Title = counted(r.Title, "title "+src, counters)
		named[h.path] = true
		b.hold(one, h, b.fields.lineWith(src, "resources"))
	}
	if !found {
		r.Name, r.URL = cmp.Or(r.Name, src), src
		line := b.fields.lineWith(src, "resources")
		b.note(porting.Warning, "import.resource_missing", line, map[string]any{"name": r.Name, "file": excerpt(src)})
		b.add(r, line)
	}
}

// more adds what a later entry says of a file: title where there is none, params.
func (b *builder) more(file string, r porting.Resource) {
	for i, o := range b.page.Resources {
		if o.File != file {
			continue
		}
		b.page.Resources[i].Title = cmp.Or(o.Title, r.Title)
		b.page.Resources[i].Alt = cmp.Or(r.Alt, o.Alt)
		b.page.Resources[i].Caption = cmp.Or(r.Caption, o.Caption)
		b.page.Resources[i].Credit = cmp.Or(r.Credit, o.Credit)
		if len(r.Params) > 0 {
			b.page.Resources[i].Params = overlay(o.Params, r.Params)
		}
	}
}

func matches(pattern *regexp.Regexp, src, name string) bool {
	return strings.EqualFold(src, name) || pattern.MatchString(name)
}

// counted fills in :counter.
func counted(s, key string, counters map[string]int) string {
	if !strings.Contains(s, ":counter") {
		return s
	}
	counters[key]++
	return strings.ReplaceAll(s, ":counter", strconv.Itoa(counters[key]))
}

// hold adds a resource with a file of the bundle.
func (b *builder) hold(r porting.Resource, h holding, line int) {
	if h.lender != nil {
		r.LentFrom = h.lender.tag
	}
	b.take(&r, h.path, line)
	b.add(r, line)
}

// take gives a resource its file, or notes why not.
func (b *builder) take(r *porting.Resource, file string, line int) {
	err := b.files.find(file)
	if err == nil {
		r.File = file
		return
	}
	r.URL, r.LentFrom = path.Base(file), ""
	b.notTaken(err, file, line)
}

// notTaken notes why a file that stands there is not taken.
func (b *builder) notTaken(err error, file string, line int) {
	if refused, ok := errors.AsType[*refusal](err); ok {
		n := refused.note(file)
		n.Level = porting.Warning
		if refused.code == "import.symlink_outside" {
			n.Level = porting.Refused
		}
		b.page.Notes = append(b.page.Notes, n)
		return
	}
	if errors.Is(err, fs.ErrNotExist) {
		b.note(porting.Warning, "import.resource_missing", line, map[string]any{"name": path.Base(file), "file": excerpt(file)})
	}
}

// add adds a resource; a name that is taken gets a number.
func (b *builder) add(r porting.Resource, line int) {
	taken := func(name string) bool {
		return slices.ContainsFunc(b.page.Resources, func(o porting.Resource) bool { return o.Name == name })
	}
	r.Name = cmp.Or(r.Name, "resource")
	if name := r.Name; taken(name) {
		for n := 2; taken(r.Name); n++ {
			r.Name = fmt.Sprintf("%s-%d", name, n)
		}
		b.note(porting.Warning, "import.resource_twice", line, map[string]any{"name": name, "now": r.Name})
	}
	b.page.Resources = append(b.page.Resources, r)
}

// pictureNames are the fields that name a picture, by the resource that each becomes.
var pictureNames = []struct {
	resource string
	fields   []string
}{
	{"thumbnail", []string{"thumbnail", "thumb"}},
	{"cover", []string{"cover", "image"}},
}

// pictureFields makes resources of the fields that themes use for pictures. A
// resource of that name in the front matter's list goes before them, and the
// field then stays in params.
func (b *builder) pictureFields(held []holding) {
	alt := ""
	for _, name := range []string{"image-alt", "image_alt", "imagealt"} {
		if s, ok := b.fields.text(name); ok && alt == "" {
			alt, b.used[name] = b.plain(name), true
			if s == "" {
				alt = ""
			}
		}
	}
	for _, p := range pictureNames {
		for _, field := range p.fields {
			taken := slices.ContainsFunc(b.page.Resources, func(r porting.Resource) bool { return r.Name == p.resource })
			if src, own := b.pictureField(field); src != "" && !taken {
				r := porting.Resource{Name: p.resource, Alt: cmp.Or(own, alt)}
				b.pictureResource(&r, src, field, held)
			}
		}
	}
}

// pictureField reads a field that is a picture's name, or a map that holds it.
func (b *builder) pictureField(field string) (src, alt string) {
	if s, ok := b.fields.text(field); ok {
		if _, isText := b.fields.values[field].(string); !isText {
			return "", ""
		}
		return strings.TrimSpace(s), ""
	}
	m := newFields(asMap(b.fields.values[field]))
	for _, key := range []string{"image", "src", "url", "file"} {
		if s, ok := m.values[key].(string); ok && src == "" {
			src = strings.TrimSpace(s)
		}
	}
	alt, _ = m.text("alt")
	return src, alt
}

// pictureResource resolves a field's picture and adds it.
func (b *builder) pictureResource(r *porting.Resource, src, field string, held []holding) {
	line := b.fields.lineOf(field)
	if _, isText := b.fields.values[field].(string); isText {
		b.used[field] = true // a map says more than we keep: it stays in params
	}
	if local, ok := b.local(src); ok {
		for _, h := range held {
			if strings.EqualFold(h.name, strings.TrimPrefix(local, "./")) {
				b.hold(*r, h, line)
				return
			}
		}
		switch file, err := b.locate(local); {
		case err == nil:
			r.File = file
			b.add(*r, line)
			return
		case !errors.Is(err, fs.ErrNotExist):
			b.notTaken(err, file, line)
		case !isURL(src):
			b.note(porting.Warning, "import.resource_missing", line, map[string]any{"name": r.Name, "file": excerpt(src)})
		}
	}
	r.URL = src
	b.add(*r, line)
}
