package editing

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/projection"
)

// A Parted is what a split leaves: the post that a language left, and the new
// one that it became.
type Parted struct {
	Post, New View
}

// Split makes a translation a post of its own, with its revisions, URLs and
// live pointer and a copy of the shared part, so that readers see the same text
// at the same place. The old post does not wait for the language any more. The
// source cannot leave: split the others off instead. Schedules of the old post
// that name the language are held.
//
// Where readers see the language beside others of a post whose languages belong
// together, parity is asked: what stands in the way is a Conflict
// "publication.blocked".
func (s *Service) Split(ctx context.Context, cmd Split) (Parted, error) {
	var parted Parted
	err := cmd.Actor.CheckBest(access.Arrange, cmd.Locale)
	if err == nil {
		err = checkOverride(cmd.Override)
	}
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error {
			parted, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Parted, error) { return split(ctx, tx, cmd) })
			return err
		})
	}
	if err != nil {
		return Parted{}, fmt.Errorf("split %s from post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return parted, nil
}

func split(ctx context.Context, tx Tx, cmd Split) (Parted, error) {
	old, err := splittable(ctx, tx, cmd)
	if err != nil {
		return Parted{}, err
	}
	own, err := founded(ctx, tx, old, cmd)
	if err != nil {
		return Parted{}, err
	}
	if err := leave(ctx, tx, old, own, cmd); err != nil {
		return Parted{}, err
	}
	if err := tx.Emit(ctx, event.PostSplit{Post: old.ID, New: own.ID, Locale: cmd.Locale, By: cmd.Actor.ID}); err != nil {
		return Parted{}, err
	}
	if err := strandLanguage(ctx, tx, old.ID, cmd.Locale, cmd.Actor.ID); err != nil {
		return Parted{}, err
	}
	var parted Parted
	if parted.Post, err = viewOf(ctx, tx, cmd.Actor, old); err != nil {
		return Parted{}, err
	}
	parted.New, err = viewOf(ctx, tx, cmd.Actor, own)
	return parted, err
}

// splittable returns the post if the language may and can leave it.
func splittable(ctx context.Context, tx Tx, cmd Split) (*content.Post, error) {
	p, err := access.Known(ctx, tx, cmd.Actor, cmd.Post)
	if err != nil {
		return nil, err
	}
	if err := cmd.Actor.CheckOn(access.Arrange, access.SubjectOf(p), cmd.Locale, p.SourceLocale); err != nil {
		return nil, err
	}
	if err := seenShared(ctx, tx, p, cmd.Version); err != nil {
		return nil, err
	}
	switch {
	case p.Translation(cmd.Locale) == nil:
		return nil, translationNotFound(p.ID, cmd.Locale)
	case p.SourceLocale == cmd.Locale:
		return nil, fault.New(fault.Conflict, "split.source", "locale", string(cmd.Locale))
	}
	return p, checkRead(ctx, tx, p, cmd.Locale)
}

// founded writes the new post with a copy of the shared part: what readers see
// of it first, if the language is live, then the head.
func founded(ctx context.Context, tx Tx, old *content.Post, cmd Split) (*content.Post, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	own := &content.Post{
		ID: content.PostID(id.String()), SourceLocale: cmd.Locale, Targets: []locale.Tag{cmd.Locale},
		Parity: old.Parity, CreatedAt: tx.Now(), CreatedBy: old.CreatedBy,
	}
	live, head, err := sharedOf(ctx, tx, old)
	if err != nil {
		return nil, err
	}
	from := meta(tx, cmd.Actor, "")
	if old.Translation(cmd.Locale).Live > 0 {
		if own.Live, err = draft.CarryShared(ctx, tx, own, live, from); err != nil {
			return nil, err
		}
		own.LiveAt = old.LiveAt
		if reflect.DeepEqual(live, head) {
			return own, nil
		}
	}
	_, err = draft.CarryShared(ctx, tx, own, head, from)
	return own, err
}

// leave moves the translation over and writes both posts and what readers get
// of them, the old one first: its URL is the new one's now.
func leave(ctx context.Context, tx Tx, old, own *content.Post, cmd Split) error {
	before := old.Clone()
	if err := tx.MoveTranslation(ctx, old.ID, own.ID, cmd.Locale); err != nil {
		return err
	}
	own.Translations = []content.Translation{*old.Translation(cmd.Locale)}
	old.Translations = slices.DeleteFunc(old.Translations, func(t content.Translation) bool { return t.Locale == cmd.Locale })
	if len(old.LiveLocales()) == 0 {
		old.Live, old.LiveAt = 0, time.Time{}
	}
	judged, err := parity.Judge(ctx, tx, before, old, tx.Now()) // before it stops waiting for the language
	if err != nil {
		return err
	}
	judged.Blockers = leaving(judged.Blockers, cmd.Locale)
	if err := judged.Pass(cmd.Actor, cmd.Override); err != nil {
		return err
	}
	tags, err := tagsOf(ctx, tx)
	if err != nil {
		return err
	}
	old.Targets = slices.DeleteFunc(slices.Clone(old.TargetsOf(tags)), func(t locale.Tag) bool { return t == cmd.Locale })
	if err := tx.SavePost(ctx, old); err != nil {
		return err
	}
	readers, err := projection.Begin(ctx, tx)
	if err != nil {
		return err
	}
	for _, p := range []*content.Post{old, own} {
		if err := tx.SaveLive(ctx, p); err != nil {
			return err
		}
		if err := readers.Refresh(ctx, p.ID, entry.ByContent); err != nil {
			return err
		}
	}
	if err := readers.Finish(ctx); err != nil {
		return err
	}
	founded, err := parity.Judge(ctx, tx, nil, own, tx.Now())
	if err != nil {
		return err
	}
	deed := parity.Deed{By: cmd.Actor.ID, Cause: content.BySplit, Override: cmd.Override}
	if err := parity.Record(ctx, tx, judged, deed); err != nil {
		return err
	}
	deed.Override = "" // nothing stood in the way of the new one
	return parity.Record(ctx, tx, founded, deed)
}

// leaving says of the language that leaves that it would, and not that somebody
// should write it.
func leaving(blockers []content.Blocker, tag locale.Tag) []content.Blocker {
	list := slices.Clone(blockers)
	for i := range list {
		if list[i].Locale == tag && list[i].Code == "blocker.translation_missing" {
			list[i].Code = "blocker.translation_leaves"
		}
	}
	return list
}
