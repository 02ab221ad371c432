package editing

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// Create makes a post with its shared part and all its translations, in one
// transaction. Nothing of it is live. Without a source locale the only
// translation is the source. Everything that is wrong comes in one
// fault.Invalid, with pointers such as "/translations/fr/slug"; a slug or path
// that another post has is a fault.Conflict.
//
// It asks for permission on the shared part in the source locale, and to write
// in each of the others: the post will be the actor's own.
func (s *Service) Create(ctx context.Context, cmd CreatePost) (Saved, error) {
	saved, err := s.create(ctx, cmd)
	if err != nil {
		return Saved{}, fmt.Errorf("create post: %w", err)
	}
	return saved, nil
}

func (s *Service) create(ctx context.Context, cmd CreatePost) (Saved, error) {
	tags := slices.Sorted(maps.Keys(cmd.Translations))
	if cmd.Whole.Source == "" && len(tags) == 1 {
		cmd.Whole.Source = tags[0]
	}
	if err := mayCreate(cmd.Actor, cmd.Whole.Source, tags); err != nil {
		return Saved{}, err
	}
	shared, texts, err := s.prepareAll(ctx, cmd, tags)
	if err != nil {
		return Saved{}, err
	}
	var saved Saved
	err = s.Write(ctx, func(tx Tx) error {
		saved, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Saved, error) {
			return found(ctx, tx, cmd, shared, texts)
		})
		return err
	})
	return saved, err
}

// found writes the new post: its shared part, then its texts, the source first.
func found(ctx context.Context, tx Tx, cmd CreatePost, shared *draft.PreparedShared, texts []*draft.Prepared) (Saved, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Saved{}, err
	}
	targets, err := cmd.Whole.targets(ctx, tx)
	if err != nil {
		return Saved{}, err
	}
	p := &content.Post{
		ID: content.PostID(id.String()), SourceLocale: cmd.Whole.Source, Targets: targets,
		Parity: cmd.Whole.Parity, CreatedAt: tx.Now(), CreatedBy: cmd.Actor.ID,
	}
	if err := loosen(ctx, tx, cmd.Actor, nil, p); err != nil {
		return Saved{}, err
	}
	if _, err := draft.SaveShared(ctx, tx, p, shared, draft.Options{Meta: meta(tx, cmd.Actor, cmd.Note), Own: cmd.Actor.OwnOnly()}); err != nil {
		return Saved{}, err
	}
	var saved Saved
	for _, text := range texts {
		done, err := draft.Save(ctx, tx, p, text, options(tx, cmd.Actor, cmd.Translations[text.Locale].Edit))
		if err != nil {
			return Saved{}, err
		}
		saved.Warnings = append(saved.Warnings, done.Warnings...)
	}
	if err := tx.Emit(ctx, event.PostCreated{Post: p.ID, Locales: p.Locales(), By: cmd.Actor.ID}); err != nil {
		return Saved{}, err
	}
	saved.View, err = viewOf(ctx, tx, cmd.Actor, p)
	return saved, err
}

// targets returns the target locales: those named, or all that the site has now.
// A locale that comes later is no target of posts that are there, so it makes
// none of them incomplete.
func (w Whole) targets(ctx context.Context, r SettingReads) ([]locale.Tag, error) {
	if w.Targets != nil {
		return w.Targets, nil
	}
	return tagsOf(ctx, r)
}

// mayCreate asks for what making a post of one's own takes.
func mayCreate(actor access.Actor, source locale.Tag, tags []locale.Tag) error {
	own := access.Subject{CreatedBy: actor.ID, Source: source}
	if source == "" {
		return actor.CheckBest(access.WriteShared) // refused next, with its place
	}
	if err := actor.CheckOn(access.WriteShared, own, source); err != nil {
		return err
	}
	if len(tags) == 0 {
		return nil // refused next, with its place
	}
	return actor.CheckOn(access.Write, own, tags...)
}

// prepareAll does the slow part of the whole post, the source first. Everything
// wrong comes in one fault.
func (s *Service) prepareAll(ctx context.Context, cmd CreatePost, tags []locale.Tag) (*draft.PreparedShared, []*draft.Prepared, error) {
	known, policy, err := s.rules(ctx)
	if err != nil {
		return nil, nil, err
	}
	var bad wrongs
	if len(tags) == 0 {
		bad.add("/translations", "post.no_translation")
	}
	cmd.Whole.judge(&bad, known, tags)
	shared, err := draft.PrepareShared("", cmd.Whole.Shared)
	if err := bad.take(err); err != nil {
		return nil, nil, err
	}
	var texts []*draft.Prepared
	for _, tag := range tags {
		at := "/translations/" + string(tag)
		if !slices.Contains(known, tag) {
			bad.add(at, "locale.unknown", "locale", string(tag))
			continue
		}
		text := cmd.Translations[tag].Text
		if text.Path != "" {
			bad.add(at+"/path", "path.import_only")
		}
		one, err := s.ready(ctx, policy, cmd.Actor, writing{tag, at, text})
		if err := bad.take(err); err != nil {
			return nil, nil, err
		}
		if tag == cmd.Whole.Source {
			texts = slices.Insert(texts, 0, one)
		} else {
			texts = append(texts, one)
		}
	}
	return shared, texts, bad.fault()
}

// judge adds what is wrong with a post's own settings, given the site's locales
// and those of its translations.
func (w Whole) judge(bad *wrongs, known, tags []locale.Tag) {
	switch {
	case w.Source == "":
		bad.add("/sourceLocale", "member.required")
	case !slices.Contains(tags, w.Source):
		bad.add("/sourceLocale", "post.source_missing", "locale", string(w.Source))
	}
	if w.Parity != "" && !slices.Contains(content.Parities(), w.Parity) {
		bad.add("/parity", "settings.parity", "parity", string(w.Parity))
	}
	for i, tag := range w.Targets {
		at := fmt.Sprintf("/targetLocales/%d", i)
		switch {
		case !slices.Contains(known, tag):
			bad.add(at, "locale.unknown", "locale", string(tag))
		case slices.Contains(w.Targets[:i], tag):
			bad.add(at, "list.twice", "value", string(tag))
		}
	}
}

// rules returns the site's locales and the policy for bodies.
func (s *Service) rules(ctx context.Context) (tags []locale.Tag, policy *sanitize.Policy, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		policy = policyOf(site.Settings)
		tags, err = tagsOf(ctx, r)
		return err
	})
	return tags, policy, err
}

// policyOf returns the policy for bodies that the settings ask for.
func policyOf(s content.SiteSettings) *sanitize.Policy {
	return sanitize.New(sanitize.Options{DeniedClasses: s.DeniedClasses, EmbedHosts: s.EmbedHosts})
}

// meta says where a revision that a person saves comes from.
func meta(tx Tx, actor access.Actor, note string) content.Meta {
	return content.Meta{At: tx.Now(), By: actor.ID, Origin: content.FromAPI, Note: note}
}

// options are what a person's save of a translation came with.
func options(tx Tx, actor access.Actor, e Edit) draft.Options {
	return draft.Options{Meta: meta(tx, actor, e.Note), Own: actor.OwnOnly(), BasedOn: e.BasedOn, BasedIn: e.BasedIn, Minor: e.Minor}
}

// take adds the fields of an Invalid fault and returns any other error, and a
// fault that names no field.
func (w *wrongs) take(err error) error {
	f, ok := fault.Of(err)
	if !ok || f.Kind != fault.Invalid || len(f.Fields) == 0 {
		return err
	}
	*w = append(*w, f.Fields...)
	return nil
}
