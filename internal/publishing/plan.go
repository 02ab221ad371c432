package publishing

import (
	"context"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// plan does the deed to the post in memory and says what stands in the way. It
// writes nothing, so that a dry run and the real command judge alike.
func plan(ctx context.Context, r Snapshot, cmd Command, do deed, at time.Time) (Result, error) {
	p, err := known(ctx, r, cmd.Actor, cmd.Post)
	if err != nil {
		return Result{}, err
	}
	if err := permitted(cmd, p); err != nil {
		return Result{}, err
	}
	change, err := do(p, at, cmd.Publication)
	if err != nil {
		return Result{}, err
	}
	ready, err := readiness(ctx, r, p, change)
	if err != nil {
		return Result{}, err
	}
	result := Result{Post: p, Change: change, Blockers: content.Blockers(p, ready)}
	result.Warnings = append(behind(p, cmd.Publication), unnamed(p, ready, result.Blockers)...)
	return result, nil
}

// permitted asks for permission in each locale named, and in each live one if
// the shared part of all of them is to change.
func permitted(cmd Command, p *content.Post) error {
	tags := cmd.Publication.Locales()
	if len(tags) == 0 {
		return nil // refused next, with its place
	}
	if cmd.Publication.Shared > p.Live && p.Live > 0 {
		tags = append(tags, p.LiveLocales()...)
	}
	return cmd.Actor.CheckOn(access.Publish, access.SubjectOf(p), tags...)
}

// readiness reads what the blockers must know of the post as it would be.
func readiness(ctx context.Context, r Snapshot, after *content.Post, change content.Change) (content.Readiness, error) {
	site, err := r.Site(ctx)
	if err != nil {
		return content.Readiness{}, err
	}
	locales, err := r.Locales(ctx)
	if err != nil {
		return content.Readiness{}, err
	}
	ready := content.Readiness{Parity: site.Settings.Parity, Texts: make(map[locale.Tag]content.Ready)}
	for _, l := range locales {
		ready.Locales = append(ready.Locales, l.Tag)
	}
	if after.Live == 0 {
		return ready, nil // nothing is live
	}
	shared, err := r.SharedRevision(ctx, after.ID, after.Live)
	if err != nil {
		return content.Readiness{}, err
	}
	for _, t := range after.Translations {
		fresh := slices.Contains(change.Locales, t.Locale)
		if t.Live == 0 || (!fresh && !change.Shared) {
			continue
		}
		rev, err := r.Revision(ctx, after.ID, t.Locale, t.Live)
		if err != nil {
			return content.Readiness{}, err
		}
		n, err := nameless(ctx, r, t.Locale, rev.Text.Terms(shared.Shared))
		if err != nil {
			return content.Readiness{}, err
		}
		one := content.ReadyOf(rev.Text, n)
		if !fresh {
			one.Title, one.Slug, one.Body = true, true, true // judged when it went live
		}
		ready.Texts[t.Locale] = one
	}
	return ready, nil
}

// nameless counts the terms that have no name in the locale.
func nameless(ctx context.Context, r Snapshot, tag locale.Tag, ids []content.TermID) (int, error) {
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

// behind warns of revisions that went live and are no longer the newest.
func behind(p *content.Post, pub content.Publication) []content.Warning {
	var list []content.Warning
	for _, b := range p.Behind(pub) {
		list = append(list, content.Warning{
			Code: "publication.not_head", Pointer: b.Pointer, Args: map[string]any{"n": b.N, "head": b.Head},
		})
	}
	return list
}

// unnamed warns of terms that a language leaves out, where that does not block.
func unnamed(p *content.Post, r content.Readiness, blockers []content.Blocker) []content.Warning {
	var list []content.Warning
	for _, t := range p.Translations {
		n := r.Texts[t.Locale].Unnamed
		blocked := slices.ContainsFunc(blockers, func(b content.Blocker) bool { return b.Locale == t.Locale && b.Field == "terms" })
		if n > 0 && !blocked {
			list = append(list, content.Warning{
				Code: "publication.term_unnamed", Pointer: "/translations/" + string(t.Locale),
				Args: map[string]any{"count": n, "locale": string(t.Locale)},
			})
		}
	}
	return list
}
