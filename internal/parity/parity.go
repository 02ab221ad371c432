// Package parity keeps the languages of a post together: it judges every command
// that moves what is live by the rules of publication, before it is done, and
// writes into the ledger what it did. It works inside the caller's transaction,
// which it never opens; a dry run asks [Judge] alone, so that both judge alike.
//
// A command changes the post in memory, keeps it as it was, asks [Judge], lets
// [Judgement.Pass] say whether it may go on, writes, and calls [Record] once.
package parity

import (
	"context"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Judgement says what stands in the way of a command on a post, and what its
// actor should know.
type Judgement struct {
	Blockers []content.Blocker
	Warnings []content.Warning

	before, after *content.Post
	ready         content.Readiness
}

// Judge judges the post as it would be after a command, given as it is; before is
// nil where it is new. at is the instant of the command, in a dry run the present.
// It writes nothing. What the command leaves as it was is not judged again.
func Judge(ctx context.Context, r Reads, before, after *content.Post, at time.Time) (Judgement, error) {
	ready, err := readiness(ctx, r, before, after, at)
	if err != nil {
		return Judgement{}, err
	}
	j := Judgement{before: before, after: after, ready: ready}
	if !sameLive(before, after) {
		j.Blockers = content.Blockers(after, ready)
		j.Warnings = unnamed(after, ready, j.Blockers)
	}
	return j, nil
}

// A Stand is how the languages of a post are as they are.
type Stand struct {
	Rule    content.Parity
	Targets []locale.Tag
	Lags    []content.Lag
	Course  content.Course

	segments map[locale.Tag]content.Segments
}

// Standing returns how the live translation in the locale stands to its live source.
func (s Stand) Standing(p *content.Post, tag locale.Tag) content.Standing {
	return s.Course.Standing(p, tag, s.segments[tag])
}

// Survey returns how the languages of the post are at the instant.
func Survey(ctx context.Context, r Reads, p *content.Post, at time.Time) (Stand, error) {
	ready, err := readiness(ctx, r, p, p, at)
	if err != nil {
		return Stand{}, err
	}
	return Stand{Rule: p.Rule(ready.Parity), Targets: p.TargetsOf(ready.Locales), Lags: content.Lags(p, ready), Course: ready.Course, segments: ready.Segments}, nil
}

// Overridable returns those of the blockers that an override sets aside: all but
// those of completeness. A text that is not there cannot be shown.
func (j Judgement) Overridable() []content.Blocker {
	return slices.DeleteFunc(slices.Clone(j.Blockers), func(b content.Blocker) bool { return b.Rule == content.Completeness })
}

// Moved returns the judgement of a command under which texts keep their readers,
// such as a merge: how complete they are was judged when they went live.
func (j Judgement) Moved() Judgement {
	j.Blockers = j.Overridable()
	return j
}

// sameLive reports whether readers see the same revisions in the same languages.
func sameLive(before, after *content.Post) bool {
	if before == nil {
		return len(after.LiveLocales()) == 0
	}
	if before.Live != after.Live {
		return false
	}
	for _, tag := range slices.Concat(before.LiveLocales(), after.LiveLocales()) {
		if live(before, tag) != live(after, tag) {
			return false
		}
	}
	return true
}

// live returns the live revision of the language; 0 where there is none.
func live(p *content.Post, tag locale.Tag) int {
	if p == nil {
		return 0
	}
	if t := p.Translation(tag); t != nil {
		return t.Live
	}
	return 0
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
