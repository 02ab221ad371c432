package editing

import (
	"context"
	"fmt"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/once"
)

// A CopyMode says what of a translation a copy takes.
type CopyMode string

// The modes.
const (
	CopyEmpty     CopyMode = "empty"     // the names of resources alone
	CopyText      CopyMode = "text"      // all words, files and params
	CopyStructure CopyMode = "structure" // the blocks of the body, and files, without words
)

// CopyModes returns every mode.
func CopyModes() []CopyMode { return []CopyMode{CopyEmpty, CopyText, CopyStructure} }

// A CopyTranslation asks to begin a missing translation as a copy of another.
type CopyTranslation struct {
	Actor  access.Actor
	Post   content.PostID
	Locale locale.Tag // where there is no translation yet
	From   locale.Tag // empty: the source
	Mode   CopyMode
	Note   string // for colleagues; empty: it says what was copied
	Once   once.Key
}

// CopyTranslation makes a missing translation out of another one: always a
// draft, based on the source's revision that it is a copy of. Slug, path, aliases
// and canonical URL are not copied, nor is what a translation says differently
// of its date, authors and tags. It asks for permission to read the one and to
// write the other. A translation that is there is a Conflict.
func (s *Service) CopyTranslation(ctx context.Context, cmd CopyTranslation) (Saved, error) {
	saved, err := s.copyTranslation(ctx, cmd)
	if err != nil {
		return Saved{}, fmt.Errorf("copy into translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return saved, nil
}

func (s *Service) copyTranslation(ctx context.Context, cmd CopyTranslation) (Saved, error) {
	if err := cmd.Actor.CheckBest(access.Write, cmd.Locale); err != nil {
		return Saved{}, err
	}
	if !slices.Contains(CopyModes(), cmd.Mode) {
		return Saved{}, fault.Wrong("/mode", "copy.mode", "mode", string(cmd.Mode))
	}
	// What is refused here is told after the key was looked up: a request that
	// comes twice finds what the first one made.
	copied, refused := s.preparedCopy(ctx, cmd)
	var saved Saved
	err := s.Write(ctx, func(tx Tx) (err error) {
		saved, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Saved, error) {
			if refused != nil {
				return Saved{}, refused
			}
			return copied.write(ctx, tx, cmd)
		})
		return err
	})
	return saved, err
}

// A copied is a copy that is ready to be saved.
type copied struct {
	text    *draft.Prepared
	from    locale.Tag
	n       int        // the revision that it is a copy of
	basedOn int        // the revision that it stands beside, as the copied one does; 0: unknown
	basedIn locale.Tag // in this language
}

// preparedCopy reads what is copied and does the slow part.
func (s *Service) preparedCopy(ctx context.Context, cmd CopyTranslation) (copied, error) {
	var c copied
	var text content.Text
	var settings content.SiteSettings
	err := s.Read(ctx, func(r Snapshot) error {
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		settings = site.Settings
		p, from, err := copyable(ctx, r, cmd)
		if err != nil {
			return err
		}
		rev, err := r.Revision(ctx, p.ID, from.Locale, from.Head)
		if err != nil {
			return err
		}
		shared, err := r.SharedRevision(ctx, p.ID, p.Head)
		if err != nil {
			return err
		}
		c.from, c.n, c.basedOn, c.basedIn = from.Locale, rev.N, rev.BasedOn, rev.BasedIn
		if from.Locale == p.SourceLocale {
			c.basedOn, c.basedIn = rev.N, from.Locale
		}
		text, err = copyOf(rev.Text, shared.Shared, cmd.Mode)
		return err
	})
	if err != nil {
		return c, err
	}
	c.text, err = s.ready(ctx, policyOf(settings), cmd.Actor, writing{cmd.Locale, "", text})
	return c, err
}

// copyable returns the post and the translation that is copied, if the actor may
// read it and write the other, which is missing.
func copyable(ctx context.Context, r Reads, cmd CopyTranslation) (*content.Post, *content.Translation, error) {
	p, err := access.Known(ctx, r, cmd.Actor, cmd.Post)
	if err != nil {
		return nil, nil, err
	}
	if cmd.From == "" {
		cmd.From = p.SourceLocale
	}
	if err := cmd.Actor.CheckOn(access.Write, access.SubjectOf(p), cmd.Locale); err != nil {
		return nil, nil, err
	}
	if err := cmd.Actor.CheckOn(access.Read, access.SubjectOf(p), cmd.From); err != nil {
		return nil, nil, err
	}
	tags, err := tagsOf(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	from := p.Translation(cmd.From)
	switch {
	case !slices.Contains(tags, cmd.Locale):
		return nil, nil, fault.Wrong("", "locale.unknown", "locale", string(cmd.Locale))
	case from == nil:
		return nil, nil, fault.Wrong("/from", "translation.not_found", "post", string(p.ID), "locale", string(cmd.From))
	case p.Translation(cmd.Locale) != nil:
		return nil, nil, fault.New(fault.Conflict, "translation.exists", "locale", string(cmd.Locale))
	}
	return p, from, nil
}

// write saves the copy, if the translation is still missing.
func (c copied) write(ctx context.Context, tx Tx, cmd CopyTranslation) (Saved, error) {
	p, _, err := copyable(ctx, tx, cmd)
	if err == nil && cmd.Mode == CopyText {
		err = checkRead(ctx, tx, p, c.from)
	}
	if err != nil {
		return Saved{}, err
	}
	if cmd.Note == "" {
		cmd.Note = fmt.Sprintf("%s %d → %s", c.from, c.n, cmd.Locale) // in no language
	}
	o := draft.Options{Meta: meta(tx, cmd.Actor, cmd.Note), BasedOn: c.basedOn, BasedIn: c.basedIn, Copied: true, Again: true}
	if cmd.Mode == CopyText {
		o.Meta.Origin = content.FromCopy
	}
	done, err := draft.Save(ctx, tx, p, c.text, o)
	if err != nil {
		return Saved{}, err
	}
	e := event.TranslationSaved{Post: p.ID, Locale: cmd.Locale, From: c.from, Revision: done.Revision, By: cmd.Actor.ID}
	if err := tx.Emit(ctx, e); err != nil {
		return Saved{}, err
	}
	view, err := viewOf(ctx, tx, cmd.Actor, p)
	return Saved{View: view, Warnings: done.Warnings}, err
}

// copyOf returns what a copy says at first. Nothing in it is invented.
func copyOf(from content.Text, shared content.Shared, mode CopyMode) (content.Text, error) {
	if mode == CopyText {
		own := from.Overrides
		from.Slug, from.Path, from.Aliases, from.SEO.Canonical = "", "", nil, ""
		from.Overrides = content.Overrides{Params: own.Params, Resources: own.Resources}
		return from, nil
	}
	to := content.Text{Format: from.Format, Resources: make(map[string]content.ResourceText)}
	files := shared.Resources
	if mode == CopyStructure {
		to.SEO.Image, to.SEO.NoIndex = from.SEO.Image, from.SEO.NoIndex
		if own := from.Overrides.Resources; own.Set {
			to.Overrides.Resources = content.Instead(untitled(own.Value))
			files = own.Value
		}
		to.Body = markup.Skeleton(from.HTML)
		if from.Format == content.Markdown {
			var err error
			if to.Body, err = markup.MarkdownSkeleton(from.Body); err != nil {
				return to, err
			}
		}
	}
	for name, says := range from.Resources {
		if slices.ContainsFunc(files, func(r content.Resource) bool { return r.Name == name }) {
			to.Resources[name] = content.ResourceText{Credit: says.Credit} // whoever made it has one name
		}
	}
	return to, nil
}

// untitled returns the files without the words that stand beside them.
func untitled(list []content.Resource) []content.Resource {
	list = slices.Clone(list)
	for i := range list {
		list[i].Title = ""
	}
	return list
}
