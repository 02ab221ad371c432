package editing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/projection"
)

// RemoveTranslation deletes a translation. It is a Conflict while readers see
// it, and of the source, which the others are made from. Schedules of the post
// that name it are held.
func (s *Service) RemoveTranslation(ctx context.Context, cmd RemoveTranslation) error {
	err := cmd.Actor.CheckBest(access.Delete, cmd.Locale)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error { return removeTranslation(ctx, tx, cmd) })
	}
	if err != nil {
		return fmt.Errorf("remove translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return nil
}

func removeTranslation(ctx context.Context, tx Tx, cmd RemoveTranslation) error {
	p, err := access.Known(ctx, tx, cmd.Actor, cmd.Post)
	if err != nil {
		return err
	}
	if err := cmd.Actor.CheckOn(access.Delete, access.SubjectOf(p), cmd.Locale); err != nil {
		return err
	}
	t := p.Translation(cmd.Locale)
	if t == nil {
		return translationNotFound(p.ID, cmd.Locale)
	}
	if err := seenText(ctx, tx, p, t, cmd.Version); err != nil {
		return err
	}
	switch {
	case t.Live > 0:
		return fault.New(fault.Conflict, "translation.live", "locale", string(cmd.Locale))
	case p.SourceLocale == cmd.Locale:
		return fault.New(fault.Conflict, "translation.is_source", "locale", string(cmd.Locale))
	}
	had, err := tx.Addresses(ctx, p.ID)
	if err != nil {
		return err
	}
	if err := tx.RemoveTranslation(ctx, p.ID, cmd.Locale, t.Version); err != nil {
		return err
	}
	freed := slices.DeleteFunc(had, func(a content.Address) bool { return a.Locale != cmd.Locale })
	if err := projection.RefreshFreed(ctx, tx, p.ID, freed); err != nil {
		return err
	}
	if err := tx.Emit(ctx, event.TranslationDeleted{Post: p.ID, Locale: cmd.Locale, By: cmd.Actor.ID}); err != nil {
		return err
	}
	return strandLanguage(ctx, tx, p.ID, cmd.Locale, cmd.Actor.ID)
}

// strandLanguage holds what waits to happen to a language that left the post.
func strandLanguage(ctx context.Context, tx Tx, id content.PostID, tag locale.Tag, by string) error {
	why := fault.Wrong("/translations/"+string(tag), "translation.missing", "locale", string(tag))
	return parity.Strand(ctx, tx, parity.Stranding{Post: id, Locale: tag, Why: why, By: by})
}

// RemovePost puts a post into the trash: for everything but the trash it does
// not exist any more. Its slugs and URLs stay reserved, so that it can come back
// to them. What is scheduled for it is held. It is a Conflict while readers see
// any of its languages.
func (s *Service) RemovePost(ctx context.Context, cmd RemovePost) error {
	err := cmd.Actor.CheckBest(access.Delete)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error { return removePost(ctx, tx, cmd) })
	}
	if err != nil {
		return fmt.Errorf("remove post %s: %w", cmd.Post, err)
	}
	return nil
}

func removePost(ctx context.Context, tx Tx, cmd RemovePost) error {
	p, err := access.Known(ctx, tx, cmd.Actor, cmd.Post)
	if err != nil {
		return err
	}
	if err := cmd.Actor.CheckOn(access.Delete, access.SubjectOf(p), everywhere(p)...); err != nil {
		return err
	}
	if err := seenShared(ctx, tx, p, cmd.Version); err != nil {
		return err
	}
	if live := p.LiveLocales(); len(live) > 0 {
		return fault.New(fault.Conflict, "post.live", "locales", words(live))
	}
	p.DeletedAt, p.DeletedBy = tx.Now(), cmd.Actor.ID
	if err := tx.SavePost(ctx, p); err != nil {
		return err
	}
	if err := projection.RefreshLinking(ctx, tx, p.ID); err != nil {
		return err
	}
	if err := tx.Emit(ctx, event.PostDeleted{Post: p.ID, By: cmd.Actor.ID}); err != nil {
		return err
	}
	why := fault.New(fault.NotFound, "schedule.post_trashed", "post", string(p.ID))
	return parity.Strand(ctx, tx, parity.Stranding{Post: p.ID, Why: why, By: cmd.Actor.ID})
}

// everywhere returns the locales that a command on the whole post touches: its
// translations' and, for the shared part, its source's.
func everywhere(p *content.Post) []locale.Tag { return append(p.Locales(), p.SourceLocale) }

// words joins tags for a message.
func words(tags []locale.Tag) string {
	list := make([]string, len(tags))
	for i, tag := range tags {
		list[i] = string(tag)
	}
	return strings.Join(list, ", ")
}
