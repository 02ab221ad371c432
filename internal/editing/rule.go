package editing

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// loosen asks for [access.Override] where the settings of a post would bind its
// languages less than before, or less than the site does where the post is new:
// under a looser rule, or, where they belong together, without one of them. It is
// the rule of parity set aside for good, and not for one publication, so it takes
// the same permission and is told by an event of its own.
func loosen(ctx context.Context, tx Tx, actor access.Actor, before, after *content.Post) error {
	site, err := tx.Site(ctx)
	if err != nil {
		return err
	}
	tags, err := tagsOf(ctx, tx)
	if err != nil {
		return err
	}
	was, is := site.Settings.Parity, after.Rule(site.Settings.Parity)
	var left []locale.Tag
	if before != nil {
		was = before.Rule(site.Settings.Parity)
		if was == content.Together {
			left = slices.DeleteFunc(slices.Clone(before.TargetsOf(tags)), func(tag locale.Tag) bool {
				return slices.Contains(after.TargetsOf(tags), tag)
			})
		}
	}
	if !is.Looser(was) && len(left) == 0 {
		return nil
	}
	bound := slices.Concat(left, after.TargetsOf(tags))
	if len(bound) == 0 {
		bound = []locale.Tag{after.SourceLocale}
	}
	if err := actor.CheckOn(access.Override, access.SubjectOf(after), bound...); err != nil {
		if fault.Is(err, fault.Forbidden) {
			return fault.New(fault.Forbidden, "parity.loosen", "rule", string(was))
		}
		return err
	}
	return tx.Emit(ctx, event.ParityLoosened{Post: after.ID, From: was, To: is, Locales: left, By: actor.ID})
}
