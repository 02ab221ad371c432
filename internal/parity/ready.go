package parity

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// readiness reads what the rules must know of the post as it would be.
func readiness(ctx context.Context, r Reads, before, after *content.Post, at time.Time) (content.Readiness, error) {
	site, err := r.Site(ctx)
	if err != nil {
		return content.Readiness{}, err
	}
	locales, err := r.Locales(ctx)
	if err != nil {
		return content.Readiness{}, err
	}
	ready := content.Readiness{
		Parity: site.Settings.Parity, Grace: site.Settings.Grace(), Before: before, At: at,
		Texts: make(map[locale.Tag]content.Ready),
	}
	for _, l := range locales {
		ready.Locales = append(ready.Locales, l.Tag)
	}
	if ready.Open, err = r.Parting(ctx, after.ID); err != nil {
		return content.Readiness{}, err
	}
	if after.Live == 0 {
		return ready, nil // nothing is live
	}
	if len(after.LiveLocales()) > 1 || before != nil && live(before, after.SourceLocale) > 0 {
		if ready.Course, err = r.Course(ctx, after.ID, concerned(after, ready.Open)...); err != nil {
			return content.Readiness{}, err
		}
	}
	return ready, texts(ctx, r, ready, after)
}

// texts reads how complete the texts are that the command makes live, and of all
// live ones, where it changes the shared part, which terms they would leave out.
func texts(ctx context.Context, r Reads, ready content.Readiness, after *content.Post) error {
	sharedToo := ready.Before == nil || ready.Before.Live != after.Live
	var shared *content.SharedRevision
	for _, t := range after.Translations {
		fresh := t.Live != live(ready.Before, t.Locale)
		if t.Live == 0 || !fresh && !sharedToo {
			continue
		}
		var err error
		if shared == nil {
			if shared, err = r.SharedRevision(ctx, after.ID, after.Live); err != nil {
				return err
			}
		}
		rev, err := r.Revision(ctx, after.ID, t.Locale, t.Live)
		if err != nil {
			return err
		}
		n, err := nameless(ctx, r, t.Locale, rev.Text.Terms(shared.Shared))
		if err != nil {
			return err
		}
		one := content.ReadyOf(rev.Text, n)
		if !fresh {
			one.Title, one.Slug, one.Body = true, true, true // judged when it went live
		}
		ready.Texts[t.Locale] = one
	}
	return nil
}

// nameless counts the terms that have no name in the locale.
func nameless(ctx context.Context, r Texts, tag locale.Tag, ids []content.TermID) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	terms, err := r.TermsByID(ctx, ids)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, t := range terms {
		if t.Texts[tag].Name == "" {
			n++
		}
	}
	return n, nil
}

// concerned returns the revisions that are to be live, and those that a source
// last stood beside.
func concerned(after *content.Post, open content.Parting) []content.StepKey {
	var keys []content.StepKey
	for _, t := range after.Translations {
		if t.Live > 0 {
			keys = append(keys, content.StepKey{Locale: t.Locale, N: t.Live})
		}
	}
	for _, lag := range open.Lags {
		if lag.Agreed > 0 {
			keys = append(keys, content.StepKey{Locale: lag.Beside, N: lag.Agreed})
		}
	}
	return keys
}
