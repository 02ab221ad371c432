package editing

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// A DuplicatePost asks for a new post that says what another one says.
type DuplicatePost struct {
	Actor   access.Actor
	Post    content.PostID
	Locales []locale.Tag // nil: all that the actor may read there and write in a post of its own
	Note    string       // for colleagues; empty: it says what was duplicated
	Once    once.Key
}

// DuplicatePost makes a new post out of the heads of another one: its shared
// part, its targets and parity, and its translations with their overrides. All
// of it are drafts, the actor's own. Dates are left empty, since the new post was
// not published then; paths, aliases and canonical URLs stay with the old one; a
// slug gets a number. Nothing of the history is copied. Where the source is not
// among the locales, the first of them is.
func (s *Service) DuplicatePost(ctx context.Context, cmd DuplicatePost) (Saved, error) {
	saved, err := s.duplicatePost(ctx, cmd)
	if err != nil {
		return Saved{}, fmt.Errorf("duplicate post %s: %w", cmd.Post, err)
	}
	return saved, nil
}

func (s *Service) duplicatePost(ctx context.Context, cmd DuplicatePost) (Saved, error) {
	if err := cmd.Actor.CheckBest(access.WriteShared); err != nil {
		return Saved{}, err
	}
	twin, refused := s.preparedTwin(ctx, cmd)
	var saved Saved
	err := s.Write(ctx, func(tx Tx) (err error) {
		saved, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Saved, error) {
			if refused != nil {
				return Saved{}, refused
			}
			return twin.write(ctx, tx, cmd)
		})
		return err
	})
	return saved, err
}

// A twin is a duplicate that is ready to be saved.
type twin struct {
	of     *content.Post
	source locale.Tag
	shared *draft.PreparedShared
	texts  []*draft.Prepared // the source first
}

// preparedTwin reads what is duplicated and does the slow part.
func (s *Service) preparedTwin(ctx context.Context, cmd DuplicatePost) (twin, error) {
	var (
		t        twin
		view     View
		settings content.SiteSettings
	)
	err := s.Read(ctx, func(r Snapshot) error {
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		settings = site.Settings
		p, err := access.Known(ctx, r, cmd.Actor, cmd.Post)
		if err != nil {
			return err
		}
		if cmd.Locales, err = duplicable(cmd, p); err != nil {
			return err
		}
		t.of, t.source = p, p.SourceLocale
		if !slices.Contains(cmd.Locales, t.source) {
			t.source = cmd.Locales[0]
		}
		if err := mayCreate(cmd.Actor, t.source, cmd.Locales); err != nil {
			return err
		}
		view, err = viewOf(ctx, r, cmd.Actor, p)
		return err
	})
	if err != nil {
		return t, err
	}
	view.Shared.Date, view.Shared.LastMod = nil, nil
	if t.shared, err = draft.PrepareShared("", view.Shared); err != nil {
		return t, err
	}
	for _, tag := range cmd.Locales {
		text := view.Texts[tag]
		text.Path, text.Aliases, text.SEO.Canonical = "", nil, ""
		text.Overrides.Date, text.Overrides.LastMod = content.Override[*content.Moment]{}, content.Override[*content.Moment]{}
		one, err := s.ready(ctx, policyOf(settings), cmd.Actor, writing{tag, "/translations/" + string(tag), text})
		if err != nil {
			return t, err
		}
		if tag == t.source {
			t.texts = slices.Insert(t.texts, 0, one)
		} else {
			t.texts = append(t.texts, one)
		}
	}
	return t, nil
}

// duplicable returns the locales that the duplicate gets, in order.
func duplicable(cmd DuplicatePost, p *content.Post) ([]locale.Tag, error) {
	own := access.Subject{CreatedBy: cmd.Actor.ID, Source: p.SourceLocale}
	if cmd.Locales == nil {
		for _, tag := range p.Locales() {
			if cmd.Actor.CheckOn(access.Read, access.SubjectOf(p), tag) == nil && cmd.Actor.CheckOn(access.Write, own, tag) == nil {
				cmd.Locales = append(cmd.Locales, tag)
			}
		}
		if len(cmd.Locales) == 0 {
			return nil, cmd.Actor.CheckOn(access.Write, own)
		}
		return cmd.Locales, nil
	}
	var bad wrongs
	if len(cmd.Locales) == 0 {
		bad.add("/locales", "post.no_translation")
	}
	for i, tag := range cmd.Locales {
		at := fmt.Sprintf("/locales/%d", i)
		if err := cmd.Actor.CheckOn(access.Read, access.SubjectOf(p), tag); err != nil {
			return nil, err
		}
		switch {
		case p.Translation(tag) == nil:
			bad = append(bad, fault.Field{Pointer: at, Code: "translation.not_found", Args: map[string]any{"post": string(p.ID), "locale": string(tag)}})
		case slices.Contains(cmd.Locales[:i], tag):
			bad.add(at, "list.twice", "value", string(tag))
		}
	}
	return cmd.Locales, bad.fault()
}

// write saves the duplicate as a new post.
func (t twin) write(ctx context.Context, tx Tx, cmd DuplicatePost) (Saved, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Saved{}, err
	}
	if cmd.Note == "" {
		cmd.Note = fmt.Sprintf("%s → %s", t.of.ID, id) // in no language
	}
	p := &content.Post{
		ID: content.PostID(id.String()), SourceLocale: t.source, Targets: t.of.Targets, Parity: t.of.Parity,
		CreatedAt: tx.Now(), CreatedBy: cmd.Actor.ID,
	}
	if err := loosen(ctx, tx, cmd.Actor, nil, p); err != nil {
		return Saved{}, err
	}
	options := draft.Options{Meta: meta(tx, cmd.Actor, cmd.Note), Copied: true}
	if _, err := draft.SaveShared(ctx, tx, p, t.shared, options); err != nil {
		return Saved{}, err
	}
	var saved Saved
	for _, text := range t.texts {
		if err := checkRead(ctx, tx, t.of, text.Locale); err != nil {
			return Saved{}, err
		}
		done, err := draft.Save(ctx, tx, p, text, options)
		if err != nil {
			return Saved{}, err
		}
		saved.Warnings = append(saved.Warnings, done.Warnings...)
	}
	for _, text := range t.texts {
		if err := t.behind(ctx, tx, p, text.Locale); err != nil {
			return Saved{}, err
		}
	}
	if err := tx.Emit(ctx, event.PostCreated{Post: p.ID, From: t.of.ID, Locales: p.Locales(), By: cmd.Actor.ID}); err != nil {
		return Saved{}, err
	}
	saved.View, err = viewOf(ctx, tx, cmd.Actor, p)
	return saved, err
}
