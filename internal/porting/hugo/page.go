package hugo

import (
	"bytes"
	"cmp"
	"errors"
	"html"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/porting"
)

// A loaded is one content file, read.
type loaded struct {
	doc  porting.Document
	page porting.Page
	key  string // its translationKey

	termsMade, termsKept []termPage // see [builder.termPages]
}

// A builder makes a page of one file, step by step.
type builder struct {
	*reader
	file     *file
	language *language
	source   *source
	fields   *fields
	used     map[string]bool // fields that have a place of their own
	target   target
	loaded
}

// load reads a file. The error is a refusal, or what the file system said.
func (r *reader) load(f *file, withHash bool) (*loaded, error) {
	data, err := readFile(r.fsys, f.path, MaxContent)
	if err != nil {
		return nil, err
	}
	s, err := split(data)
	if err != nil {
		return nil, err
	}
	front, err := s.decode()
	if err != nil {
		return nil, err
	}
	b := &builder{reader: r, file: f, language: r.site.languages[f.language], source: s, fields: front}
	b.used = map[string]bool{"params": true}
	b.doc.Path, b.doc.Locale = f.path, b.language.tag
	b.spread()
	if err := b.format(); err != nil {
		return nil, err
	}
	b.encoding()
	b.words()
	d := b.dates()
	b.address(d)
	b.visibility(d)
	b.terms()
	b.body()
	b.resources()
	b.attached()
	b.params()
	if withHash {
		b.termsMade, b.termsKept = b.termPages()
		b.doc.Hash = r.files.fingerprint(data, b.doc, &b.page)
	}
	return &b.loaded, nil
}

// decode reads the front matter.
func (s *source) decode() (*fields, error) {
	values := map[string]any{}
	if s.format != "" {
		m, err := decode(s.format, s.matter)
		if r, ok := errors.AsType[*refusal](err); ok {
			r.excerpt = excerpt(lineOfText(s.matter, r.line))
			r.line = s.matterLine + max(r.line-1, 0)
		}
		if err != nil {
			return nil, err
		}
		values = m
	}
	f := newFields(values)
	f.matter, f.line = s.matter, s.matterLine
	return f, nil
}

// lineOfText returns a line by its number, from 1, or nothing.
func lineOfText(text []byte, number int) string {
	for line := range bytes.Lines(text) {
		if number--; number == 0 {
			return string(line)
		}
	}
	return ""
}

// reserved are fields that mean something to Hugo only where they stand outside params.
var reserved = []string{"title", "slug", "url", "aliases", "draft", "build", "_build", "headless", "markup", "resources",
	"translationkey", "cascade", "params", "description", "summary"}

// spread takes what sections and settings say for this page, and raises the
// fields in params, which Hugo shows beside the others.
func (b *builder) spread() {
	page := normal(b.file.logical.page())
	for _, c := range b.cascades(sectionKey{b.file.language, page}) {
		if c.meant("page", page, b.language.key) {
			b.fields.inherit(c.values)
		}
	}
	rules := b.language.dates.fieldNames()
	for name, v := range asMap(b.fields.values["params"]) {
		if lower := strings.ToLower(name); !slices.Contains(reserved, lower) && !rules[lower] {
			b.fields.set(name, v)
		}
	}
}

// format says how the body is written.
func (b *builder) format() error {
	name, ok := b.fields.text("markup")
	if !ok || name == "" {
		name = b.file.logical.extension
	}
	switch name = strings.ToLower(name); name {
	case "html", "htm":
		b.page.Format = content.HTML
	case "md", "markdown", "mdown", "goldmark", "blackfriday", "mmark":
		b.page.Format = content.Markdown
	default:
		return &refusal{code: "import.format_unsupported", line: b.fields.lineOf("markup"), args: map[string]any{"format": name}}
	}
	return nil
}

// encoding tells how a file was read that is not UTF-8.
func (b *builder) encoding() {
	if b.source.repaired != "" {
		b.note(porting.Warning, "import.encoding_repaired", b.source.repairLine, map[string]any{"encoding": b.source.repaired})
	}
}

// words reads title, summary and description.
func (b *builder) words() {
	b.page.Title = b.plain("title")
	b.page.SEO.Description = b.plain("description")
	b.page.Summary = b.plain("summary")
	if strings.TrimSpace(b.page.Title) == "" {
		b.page.Title = b.file.logical.base()
		b.note(porting.Warning, "import.title_missing", 0, map[string]any{"name": b.page.Title})
	}
	b.key, _ = b.fields.text("translationkey")
}

// plain returns a text field without HTML entities: a title is no markup, and
// what reads "&nbsp;" in a file is a space to its readers.
func (b *builder) plain(name string) string {
	s, ok := b.fields.text(name)
	if v := b.fields.values[name]; !ok && v != nil {
		b.note(porting.Warning, "import.field_kind", b.fields.lineOf(name), map[string]any{"field": name})
		return ""
	}
	b.used[name] = true
	if out := html.UnescapeString(s); out != s && strings.Contains(s, ";") {
		b.note(porting.Info, "import.entities", b.fields.lineOf(name), map[string]any{"field": name})
		return out
	}
	return s
}

// dates reads the four dates.
func (b *builder) dates() dates {
	d := dater{zone: b.language.zone, values: b.fields.values, fileName: b.file.logical.base()}
	rules := b.language.dates
	if slices.ContainsFunc([][]string{rules.date, rules.lastmod, rules.publish, rules.expiry},
		func(names []string) bool { return slices.Contains(names, ":filemodtime") }) {
		if info, err := fs.Stat(b.fsys, b.file.path); err == nil {
			d.modified = info.ModTime()
		}
	}
	out := d.read(rules)
	for name := range rules.fieldNames() {
		b.used[name] = true
	}
	for _, name := range out.bad {
		value, _ := b.fields.text(name)
		b.page.Notes = append(b.page.Notes, porting.Note{Level: porting.Warning, Code: "import.date_malformed", Path: b.file.path,
			Line: b.fields.lineOf(name), Args: map[string]any{"field": name, "value": excerpt(value)}, Excerpt: excerpt(value)})
	}
	b.page.Date = out.date
	switch out.lastmodFrom {
	case "", "date", "publishdate", "pubdate", "published":
	default:
		b.page.LastMod = out.lastmod
	}
	return out
}

// address finds the public path, the aliases and the slug.
func (b *builder) address(d dates) {
	f, l := b.fields, b.language
	where := place{logical: b.file.logical, title: b.page.Title, slug: d.slug}
	if slug, ok := f.text("slug"); ok {
		where.slug = strings.Trim(slug, "-")
	}
	if d.date != nil {
		where.date = d.date.At
	}
	where.section, where.above = b.sectionsAbove(b.file)
	address, _ := f.text("url")
	if strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://") {
		b.note(porting.Warning, "import.url_malformed", f.lineOf("url"), map[string]any{"url": excerpt(address)})
		address = ""
	}
	t, err := l.target(address, where)
	if err != nil {
		b.note(porting.Warning, "import.url_malformed", f.lineOf("url"), map[string]any{"url": excerpt(cmp.Or(address, err.Error()))})
		t, _ = l.placeTarget("", where)
	}
	b.target = t
	b.doc.URLPath = cmp.Or(l.public(t.link), "/")
	b.doc.Slug = lastSegment(b.doc.URLPath)
	for _, name := range []string{"slug", "url", "aliases"} {
		if _, isText := f.text(name); isText || name == "aliases" && f.list(name) != nil || isNothing(f.values[name]) {
			b.used[name] = true
			continue
		}
		b.note(porting.Warning, "import.field_kind", f.lineOf(name), map[string]any{"field": name})
	}
	b.doc.Aliases = l.aliases(b.aliasesWritten(), t, l.ugly(normal(b.file.logical.section())))
}

// aliasesWritten returns the aliases that Hugo would take.
func (b *builder) aliasesWritten() []string {
	written := b.fields.list("aliases")
	if s, ok := b.fields.values["aliases"].(string); ok {
		written = strings.Fields(s)
	}
	var taken []string
	for _, a := range written {
		switch a = strings.TrimSpace(a); {
		case strings.Contains(a, "://"), path.Clean("/"+a) == "/":
			b.note(porting.Warning, "import.alias_refused", b.fields.lineWith(a, "aliases"), map[string]any{"alias": excerpt(a)})
		default:
			taken = append(taken, a)
		}
	}
	return taken
}

// visibility says whether and when the site shows the page. What that means for
// the import is the importer's to say; here is said only what it cannot keep.
func (b *builder) visibility(d dates) {
	draft, isDraft := b.fields.truth("draft")
	if published, ok := b.fields.values["published"].(bool); ok && !isDraft {
		draft = !published
	}
	b.page.Draft = draft
	b.used["draft"], b.used["build"], b.used["_build"], b.used["headless"] = true, true, true, true
	build := newFields(asMap(cmp.Or(b.fields.values["_build"], b.fields.values["build"])))
	headless, _ := b.fields.truth("headless")
	b.page.Hidden = headless || !always(build.values["render"])
	if d.publish != nil {
		b.page.PublishAt = d.publish.At
	}
	if d.expiry != nil {
		b.page.ExpireAt = d.expiry.At
	}
	if !b.page.Hidden && !always(build.values["list"]) {
		b.note(porting.Warning, "import.unlisted", b.fields.lineOf("list"), nil)
	}
	if b.page.ExpireAt.After(b.now) && !b.now.IsZero() {
		b.note(porting.Info, "import.expires", b.fields.lineOf("expirydate"), map[string]any{"date": b.page.ExpireAt.Format(time.RFC3339)})
	}
}

// always reports whether a build option is on; "link" and "local" are not.
func always(v any) bool {
	if yes, ok := asBool(v); ok {
		return yes
	}
	s, _ := v.(string)
	s = strings.ToLower(s)
	return s != "never" && s != "link"
}

// terms reads authors, tags and series.
func (b *builder) terms() {
	for _, name := range []string{"author", "authors"} {
		if len(b.page.Authors) == 0 {
			b.page.Authors = authors(b.fields.values[name])
		}
	}
	b.page.Tags = names(b.fields.list("tags"))
	b.page.Series = names(b.fields.list("series"))
	if len(b.page.Series) > 0 {
		b.doc.Series = b.page.Series[0]
	}
	if len(b.page.Series) > 1 {
		b.note(porting.Warning, "import.series_several", b.fields.lineOf("series"), map[string]any{"series": b.doc.Series})
	}
	for _, name := range []string{"tags", "series"} {
		if v := b.fields.values[name]; asList(v) != nil || isNothing(v) {
			b.used[name] = true
		}
	}
}

// isNothing reports whether a field is null or empty.
func isNothing(v any) bool {
	list, ok := v.([]any)
	s, isText := v.(string)
	return v == nil || ok && len(list) == 0 || isText && s == ""
}

// params keeps all fields that have no place of their own.
func (b *builder) params() {
	b.page.Params = make(map[string]any)
	for lower, v := range b.fields.values {
		if !b.used[lower] {
			b.page.Params[b.fields.names[lower]] = v
		}
	}
	for name, v := range asMap(b.fields.values["params"]) {
		if _, raised := b.fields.values[strings.ToLower(name)]; !raised {
			b.page.Params[name] = v
		}
	}
}

// body takes the text, and what it says of summary and pictures.
func (b *builder) body() {
	body, calls := keepShortcodes(b.source.body, b.ref)
	for _, c := range calls {
		b.page.Notes = append(b.page.Notes, porting.Note{Level: porting.Warning, Code: cmp.Or(c.code, "import.shortcode"), Path: b.file.path,
			Line: b.bodyLine(c.at), Args: map[string]any{"shortcode": c.name}, Excerpt: excerpt(c.text)})
	}
	b.page.Body, b.page.BodyLine = body, b.source.bodyLine
	b.pageLinks()
	if before, _, ok := strings.Cut(body, "<!--more-->"); ok {
		b.page.Summary = cmp.Or(oneLine(markup.Text(b.html(before))), b.page.Summary)
	}
	b.page.Summary = cmp.Or(b.page.Summary, b.page.SEO.Description)
	b.pictures()
}

// html makes HTML of a part of the body.
func (b *builder) html(part string) string { return toHTML(b.page.Format, part) }

func toHTML(f content.Format, part string) string {
	if f == content.HTML {
		return part
	}
	out, err := markup.FromMarkdown(part)
	if err != nil {
		return part
	}
	return out
}

func oneLine(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\n", " ")) }

// bodyLine is the line of the file on which a byte of the source's body stands.
func (b *builder) bodyLine(at int) int {
	return b.source.bodyLine + strings.Count(b.source.body[:at], "\n")
}

func (b *builder) note(level porting.Level, code string, line int, args map[string]any) {
	b.page.Notes = append(b.page.Notes, porting.Note{Level: level, Code: code, Args: args, Path: b.file.path, Line: line})
}
