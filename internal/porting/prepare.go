package porting

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
)

// A job is a task that is ready to be written.
type job struct {
	task   *task
	source locale.Tag
	shared *draft.PreparedShared // nil if the source's file is not among the parts
	parts  []*part               // the source first
}

// A part is one document that is ready to be written, or was refused.
type part struct {
	file     *file
	page     *Page
	said     content.Shared // what the file says of the shared part
	mentions []mention
	assets   []kept
	texts    map[string]content.ResourceText
	text     *draft.Prepared
	notes    []Note
	refused  bool
}

// A kept is a file of the site whose bytes are stored.
type kept struct {
	name  string // path in the site
	asset *media.Asset
}

// prepare does everything about a task that needs no transaction. Its errors
// end the import; what is wrong with one file refuses that file.
func (im *importing) prepare(ctx context.Context, t *task) (*job, error) {
	j := &job{task: t, source: t.source}
	var shared *content.Shared
	if !t.fresh {
		known, head, err := im.known(ctx, t.post)
		if err != nil {
			return nil, err
		}
		j.source, shared = known.SourceLocale, head
	}
	for i := range t.files {
		p, err := im.read(ctx, &t.files[i])
		if err != nil {
			return nil, err
		}
		j.parts = append(j.parts, p)
	}
	if t.fresh {
		j.chooseSource()
	}
	slices.SortStableFunc(j.parts, func(a, b *part) int { return rank(a, j.source) - rank(b, j.source) })
	return j, im.prepareParts(j, shared)
}

// prepareParts prepares the shared part, if the source's file is there, and the
// translations over it.
func (im *importing) prepareParts(j *job, shared *content.Shared) error {
	if first := j.parts[0]; first.file.Locale == j.source && !first.refused {
		prepared, err := draft.PrepareShared("", first.said)
		if err != nil {
			if err := first.refuse(err); err != nil {
				return err
			}
		} else {
			shared, j.shared = &first.said, prepared
		}
	}
	for _, p := range j.parts {
		if p.refused {
			continue
		}
		if shared == nil { // a new post whose source was refused for its shared part
			shared = &content.Shared{}
		}
		if err := im.prepareText(p, *shared, p.file.Locale == j.source); err != nil {
			return err
		}
	}
	return nil
}

func rank(p *part, source locale.Tag) int {
	if p.file.Locale == source {
		return 0
	}
	return 1
}

// chooseSource lets the first readable document of a new post be the source, if
// the one that should be is refused.
func (j *job) chooseSource() {
	readable := func(p *part) bool { return !p.refused }
	if slices.ContainsFunc(j.parts, func(p *part) bool { return readable(p) && p.file.Locale == j.source }) {
		return
	}
	if i := slices.IndexFunc(j.parts, readable); i >= 0 {
		j.source = j.parts[i].file.Locale
	}
}

// known returns the post of an earlier import with its shared part's head.
func (im *importing) known(ctx context.Context, id content.PostID) (*content.Post, *content.Shared, error) {
	var (
		post   *content.Post
		shared *content.Shared
	)
	err := im.Read(ctx, func(s Snapshot) (err error) {
		if post, err = s.Post(ctx, id); err != nil {
			return err
		}
		head, err := s.SharedRevision(ctx, id, post.Head)
		if err != nil {
			return err
		}
		shared = &head.Shared
		return nil
	})
	return post, shared, err
}

// read loads a document, stores its files, and draws its terms.
func (im *importing) read(ctx context.Context, f *file) (*part, error) {
	p := &part{file: f, notes: slices.Clone(f.notes)}
	page, err := im.cmd.Site.Load(ctx, f.Document)
	if err != nil {
		return p, p.refuse(err)
	}
	p.page = page
	p.notes = append(p.notes, page.Notes...)
	if err := im.takeResources(ctx, p); err != nil {
		return nil, err
	}
	if err := im.takeImages(ctx, p); err != nil {
		return nil, err
	}
	return p, im.mention(p)
}

// refuse notes why the file cannot be taken. It returns the error if that is
// not the file's fault.
func (p *part) refuse(err error) error {
	f, ok := faultOf(err)
	if !ok {
		return err
	}
	p.refused = true
	p.notes = append(p.notes, refusal(p.file.Path, f)...)
	return nil
}

// refusal turns a fault into notes: one for each wrong field, or one.
func refusal(path string, f *fault.Error) []Note {
	var notes []Note
	for _, field := range f.Fields {
		notes = append(notes, Note{Level: Refused, Code: field.Code, Args: field.Args, Path: path, Excerpt: field.Pointer})
	}
	if len(notes) == 0 {
		notes = append(notes, Note{Level: Refused, Code: f.Code, Args: f.Args, Path: path})
	}
	return notes
}

// takeResources turns the page's resources into the shared part's form.
func (im *importing) takeResources(ctx context.Context, p *part) error {
	p.said.Resources = []content.Resource{}
	p.texts = make(map[string]content.ResourceText)
	for _, r := range p.page.Resources {
		res := content.Resource{Name: r.Name, URL: content.AsWebURL(r.URL), Params: r.Params, LentFrom: r.LentFrom}
		if r.File != "" {
			id, err := im.take(ctx, p, r.File)
			if err != nil {
				return err
			}
			if res.Asset = id; id == "" {
				res.URL = content.AsWebURL(r.File)
			}
		}
		p.said.Resources = append(p.said.Resources, res)
		if says := (content.ResourceText{Title: r.Title, Alt: r.Alt, Caption: r.Caption, Credit: r.Credit}); says != (content.ResourceText{}) {
			p.texts[r.Name] = says
		}
	}
	return nil
}

// takeImages stores the pictures of the body and lets the body name them.
func (im *importing) takeImages(ctx context.Context, p *part) error {
	assets := make(map[string]content.AssetID)
	for _, image := range p.page.Images {
		id, err := im.take(ctx, p, image.File)
		if err != nil {
			return err
		}
		assets[image.Src] = id
	}
	p.page.Body = rewriteSources(p.page.Body, assets)
	return nil
}

// take stores one file of the site. A file that is not taken is noted, and its
// id is empty.
func (im *importing) take(ctx context.Context, p *part, name string) (content.AssetID, error) {
	a, err := im.files.take(ctx, name)
	if err != nil {
		f, ok := faultOf(err)
		if !ok {
			return "", err
		}
		p.notes = append(p.notes, Note{Level: Warning, Code: f.Code, Args: f.Args, Path: p.file.Path, Excerpt: name})
		return "", nil
	}
	p.assets = append(p.assets, kept{name, a})
	return a.ID, nil
}

// mention draws the terms that the page names, and fills what it says of the
// shared part.
func (im *importing) mention(p *part) error {
	page := p.page
	authors, err := im.names.draw(content.Author, p.file.Locale, page.Authors)
	if err != nil {
		return err
	}
	tags, err := im.names.draw(content.Tag, p.file.Locale, page.Tags)
	if err != nil {
		return err
	}
	series, err := im.names.draw(content.Series, p.file.Locale, page.Series[:min(1, len(page.Series))])
	if err != nil {
		return err
	}
	p.mentions = slices.Concat(authors, tags, series)
	for i := range p.mentions {
		p.mentions[i].shown = hidden(page, im.now).Code == ""
	}
	p.said.Date, p.said.LastMod, p.said.Params = page.Date, page.LastMod, page.Params
	p.said.Authors, p.said.Tags = idsOf(authors), idsOf(tags)
	if len(series) > 0 {
		p.said.Series = &content.SeriesPlace{Term: series[0].id}
	}
	return nil
}

// prepareText prepares the translation: what differs from the shared part
// becomes its override, its path is kept where the locale's pattern would give
// another, its body is sanitized.
func (im *importing) prepareText(p *part, shared content.Shared, source bool) error {
	page, f := p.page, p.file
	text := content.Text{
		Slug: f.Slug, Aliases: f.Aliases, Title: page.Title, Summary: page.Summary, SEO: page.SEO,
		Format: page.Format, Body: page.Body, Resources: p.texts,
	}
	if !source {
		text.Overrides = overrides(p.said, shared)
	}
	p.leaveSeries(shared)
	placing := content.Placing{Locale: im.locales[f.Locale], Zone: im.zone}
	if page.Date != nil {
		placing.Date = page.Date.At
	}
	if !f.noPath && placing.Path(text) != f.URLPath {
		text.Path = f.URLPath
	}
	prepared, err := draft.Prepare(im.policy, f.Locale, "", text)
	if err != nil {
		return p.refuse(err)
	}
	p.text = prepared
	for _, w := range prepared.Warnings {
		if w.Code != "shortcode.hugo" { // who read the site told of these
			p.notes = append(p.notes, p.noteOf(w))
		}
	}
	return nil
}

// noteOf gives a warning about the body its line in the file. Of Markdown the
// place in the HTML is known, so the line is looked for.
func (p *part) noteOf(w content.Warning) Note {
	n := Note{Level: Warning, Code: w.Code, Args: w.Args, Path: p.file.Path, Excerpt: w.Excerpt}
	line, ok := w.Args["line"].(int)
	switch {
	case !ok || !strings.HasSuffix(w.Pointer, "/body"):
	case p.page.Format == content.HTML:
		n.Line = p.page.BodyLine + line - 1
	default:
		if before, _, found := strings.Cut(p.page.Body, strings.TrimSuffix(w.Excerpt, "…")); found && w.Excerpt != "" {
			n.Line = p.page.BodyLine + strings.Count(before, "\n")
		}
	}
	return n
}

// overrides returns what a file says differently from the shared part.
func overrides(said, shared content.Shared) content.Overrides {
	var o content.Overrides
	if !sameMoment(said.Date, shared.Date) {
		o.Date = content.Instead(said.Date)
	}
	if !sameMoment(said.LastMod, shared.LastMod) {
		o.LastMod = content.Instead(said.LastMod)
	}
	if !slices.Equal(said.Authors, shared.Authors) {
		o.Authors = content.Instead(said.Authors)
	}
	if !slices.Equal(said.Tags, shared.Tags) {
		o.Tags = content.Instead(said.Tags)
	}
	if !sameParams(said.Params, shared.Params) {
		o.Params = content.Instead(said.Params)
	}
	if !slices.EqualFunc(said.Resources, shared.Resources, sameResource) {
		o.Resources = content.Instead(said.Resources)
	}
	return o
}

func sameMoment(a, b *content.Moment) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.At.Equal(b.At) && a.DateOnly == b.DateOnly
}

// sameParams compares as JSON, since what was stored came back with other types.
func sameParams(a, b map[string]any) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// sameResource reports whether two languages mean the same file, whoever's
// folder holds it.
func sameResource(a, b content.Resource) bool {
	return a.Name == b.Name && a.Asset == b.Asset && a.URL == b.URL && sameParams(a.Params, b.Params)
}
