package reading

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Months, and places in series, are written with entries. After an upgrade from a program
// that knew none, entries get theirs as they are rendered again, which takes minutes where
// they are many: a part of the truth would be taken for all of it, so until then there is
// no answer.

// settledIn is after how many seconds to ask again: that a server is busy passes sooner.
const settledIn = 30

// monthsOf returns the months of a list, the newest first, up to most of them. As long as
// they do not have all of its posts it is the fault.Unavailable "list.unsettled".
func monthsOf(ctx context.Context, src Source, tag locale.Tag, facet content.TermID, most int) ([]entry.Month, error) {
	months, err := src.Months(ctx, tag, facet, most)
	if err != nil || len(months) == most {
		return months, err
	}
	left, err := src.Count(ctx, tag, facet, "")
	for _, m := range months {
		left -= m.Posts
	}
	if err == nil && left > 0 {
		err = fault.New(fault.Unavailable, "list.unsettled", "seconds", settledIn)
	}
	return months, err
}

// settled returns the fault of [monthsOf] as long as not all posts of a series have their
// place in it.
func settled(ctx context.Context, src Source, tags []locale.Tag, series content.TermID) error {
	if len(tags) == 1 && tags[0] == entry.Everywhere {
		locales, err := src.Locales(ctx)
		if err != nil {
			return err
		}
		tags = tagsOf(locales)
	}
	for _, tag := range tags {
		if _, err := monthsOf(ctx, src, tag, series, stretchMonths); err != nil {
			return err
		}
	}
	return nil
}
