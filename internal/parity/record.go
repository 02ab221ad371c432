package parity

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Deed is who did what was judged, and how it came about.
type Deed struct {
	By       string // the actor
	Cause    content.Cause
	Release  string // that it is part of, or empty
	Schedule string // that fires, or empty
	// Override is the reason for which the rule was set aside, or empty. It is kept
	// only where something stood in the way.
	Override string
}

// Record writes into the ledger what the judged command did: which languages went
// live and went, that the rule was set aside, and whether the languages part or
// come together. It compares the post as it was with the post as it now is, and
// writes nothing where they are alike. Call it once, in the transaction of the
// command, whether it was blocked and overridden or not blocked at all.
func Record(ctx context.Context, tx Writes, j Judgement, d Deed) error {
	lines := moved(j, d)
	var events []event.Event
	if aside := j.Overridable(); len(aside) > 0 && d.Override != "" {
		line := j.line(content.Overridden, d)
		line.Reason, line.Blockers = d.Override, aside
		lines = append(lines, line)
		events = append(events, event.ParityOverridden{
			Post: j.after.ID, Locales: localesOf(aside), Reason: d.Override, At: j.ready.At, By: d.By,
		})
	}
	if line, told, turns := turn(j, d); turns {
		lines, events = append(lines, line), append(events, told)
	}
	if len(lines) == 0 {
		return nil
	}
	if err := tx.AddLines(ctx, lines); err != nil {
		return err
	}
	return tx.Emit(ctx, events...)
}

// A Refusal is a schedule that did nothing when it fired.
type Refusal struct {
	Post     content.PostID
	What     content.Happening // [content.WasHeld] or [content.HasFailed]
	Reason   string            // key of the message that says why
	Blockers []content.Blocker // what stood in the way, if that is why
}

// Refused writes into the ledger that a schedule did nothing to a post.
func Refused(ctx context.Context, tx Writes, r Refusal, d Deed) error {
	line := d.line(r.Post, r.What)
	line.Reason, line.Blockers = r.Reason, r.Blockers
	return tx.AddLines(ctx, []content.Line{line})
}

// line begins a line of the ledger.
func (d Deed) line(post content.PostID, what content.Happening) content.Line {
	return content.Line{Post: post, What: what, By: d.By, Cause: d.Cause, Release: d.Release, Schedule: d.Schedule}
}

// line begins a line about what was judged.
func (j Judgement) line(what content.Happening, d Deed) content.Line {
	line := d.line(j.after.ID, what)
	line.Rule = j.after.Rule(j.ready.Parity)
	return line
}

// moved returns a line for each language whose live revision is another.
func moved(j Judgement, d Deed) []content.Line {
	var tags []locale.Tag
	if j.before != nil {
		tags = j.before.LiveLocales()
	}
	tags = append(tags, j.after.LiveLocales()...)
	slices.Sort(tags)
	var lines []content.Line
	for _, tag := range slices.Compact(tags) {
		was, is := live(j.before, tag), live(j.after, tag)
		if was == is {
			continue
		}
		line := j.line(content.WentLive, d)
		line.Locale, line.Revision = tag, is
		if is == 0 {
			line.What, line.Revision = content.WentAway, was
		}
		lines = append(lines, line)
	}
	return lines
}

// turn returns the line that says that the languages part, part otherwise, or come
// together, and the event that tells it; turns is false where none of it is so.
func turn(j Judgement, d Deed) (line content.Line, told event.Event, turns bool) {
	lags := content.Lags(j.after, j.ready)
	open := j.ready.Open
	if content.SameLags(lags, open.Lags) {
		return content.Line{}, nil, false
	}
	what, since := content.Lagging, open.Since
	if len(open.Lags) == 0 {
		what, since = content.Diverged, j.ready.At
		for _, lag := range lags {
			if lag.Since.Before(since) { // than there was a ledger
				since = lag.Since
			}
		}
	}
	if len(lags) == 0 {
		line = j.line(content.Converged, d)
		line.Since = since
		return line, event.PostConverged{Post: j.after.ID, Since: since, At: j.ready.At, By: d.By}, true
	}
	line = j.line(what, d)
	line.Since, line.Lags = since, lags
	return line, event.PostDiverged{Post: j.after.ID, Locales: lagging(lags), Since: since, At: j.ready.At, By: d.By}, true
}

// lagging returns the languages that lag, each once, in order.
func lagging(lags []content.Lag) []locale.Tag {
	var tags []locale.Tag
	for _, lag := range lags {
		tags = append(tags, lag.Locale)
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

func localesOf(blockers []content.Blocker) []locale.Tag {
	var tags []locale.Tag
	for _, b := range blockers {
		tags = append(tags, b.Locale)
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}
