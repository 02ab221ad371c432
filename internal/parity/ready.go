package parity

import (
	"context"
	"slices"
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
		Texts: make(map[locale.Tag]content.Ready), Tolerance: site.Settings.Tolerance,
		Segments: make(map[locale.Tag]content.Segments), Was: make(map[locale.Tag]content.Segments),
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
	revs, err := changed(ctx, r, before, after)
	if err != nil {
		return content.Readiness{}, err
	}
	if (len(after.LiveLocales()) > 1 || live(before, after.SourceLocale) > 0) && !anew(before, after, revs) {
		if ready.Course, err = r.Course(ctx, after.ID, concerned(after, ready.Open)...); err != nil {
			return content.Readiness{}, err
		}
	}
	b := &bench{r: r, before: before, after: after, revs: revs, ready: &ready, site: site.Settings, locales: locales}
	if err := b.stands(ctx); err != nil {
		return content.Readiness{}, err
	}
	return ready, b.texts(ctx)
}

// changed reads the texts that the command makes live, and where it changes the
// shared part, which is in all of them, all live ones.
func changed(ctx context.Context, r Reads, before, after *content.Post) ([]*content.Revision, error) {
	sharedToo := before == nil || before.Live != after.Live
	var revs []*content.Revision
	for _, t := range after.Translations {
		if t.Live == 0 || t.Live == live(before, t.Locale) && !sharedToo {
			continue
		}
		rev, err := r.Revision(ctx, after.ID, t.Locale, t.Live)
		if err != nil {
			return nil, err
		}
		revs = append(revs, rev)
	}
	return revs, nil
}

// anew reports whether the source goes live with something that it never meant
// before, and every other text with what was made from that very revision. Nearly
// every publication of several languages does. Then they belong together, and how
// they came to where they were need not be read.
func anew(before, after *content.Post, revs []*content.Revision) bool {
	i := slices.IndexFunc(revs, func(rev *content.Revision) bool { return rev.Locale == after.SourceLocale })
	if i < 0 || len(revs) < len(after.LiveLocales()) {
		return false
	}
	source := revs[i]
	if source.Means != source.N || source.N <= live(before, source.Locale) {
		return false
	}
	return !slices.ContainsFunc(revs, func(rev *content.Revision) bool {
		return rev != source && (rev.BasedIn != source.Locale || rev.BasedOn != source.N)
	})
}

// texts says how complete the texts are that the command makes live, and of all
// that it changes, which terms they would leave out.
func (b *bench) texts(ctx context.Context) error {
	if len(b.revs) == 0 {
		return nil
	}
	shared, err := b.r.SharedRevision(ctx, b.after.ID, b.after.Live)
	if err != nil {
		return err
	}
	shown := make([][]content.TermID, len(b.revs))
	for i, rev := range b.revs {
		shown[i] = rev.Text.Terms(shared.Shared)
	}
	terms, err := b.r.TermsByID(ctx, slices.Concat(shown...))
	if err != nil {
		return err
	}
	for i, rev := range b.revs {
		unnamed := 0
		for _, t := range terms {
			if t.Texts[rev.Locale].Name == "" && slices.Contains(shown[i], t.ID) {
				unnamed++
			}
		}
		one := content.ReadyOf(rev.Text, unnamed)
		if rev.N == live(b.before, rev.Locale) {
			one.Title, one.Slug, one.Body = true, true, true // judged when it went live
		} else if err := b.finish(ctx, rev, &one); err != nil {
			return err
		}
		b.ready.Texts[rev.Locale] = one
	}
	return nil
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
