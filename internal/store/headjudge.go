package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A headRow is one row of heads.
type headRow struct {
	post                   content.PostID
	part                   locale.Tag // empty: the shared part
	by                     string
	source                 bool
	state, status, title   string
	date, created, updated int64
	head                   int
	doc                    int64
}

// A candidate is a post that may be as asked, with what decides it.
type candidate struct {
	rows  []headRow
	terms int                 // how many of the terms asked for it names, as far as the view shows
	waits map[locale.Tag]bool // the locales that a schedule in the state asked for names
	given []locale.Tag        // the locales that the assignee asked for has
}

// A found post is as asked.
type found struct {
	at   place
	tags []locale.Tag // the translations that are as asked, in order
	rows []headRow    // the same
}

// judged returns those of the posts that are as asked.
func (l *lister) judged(ctx context.Context, ids []string) (map[content.PostID]found, error) {
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	of := make(map[content.PostID]*candidate, len(ids))
	err = l.each(ctx, func(rows *sql.Rows) error {
		var h headRow
		err := rows.Scan(&h.post, &h.part, &h.by, &h.source, &h.state, &h.status, &h.title, &h.date, &h.created, &h.updated, &h.head, &h.doc)
		if of[h.post] == nil {
			of[h.post] = new(candidate)
		}
		of[h.post].rows = append(of[h.post].rows, h)
		return err
	}, `SELECT post_id, part, by, source, state, status, title, date, created, updated, head, doc
		FROM heads WHERE post_id IN (SELECT value FROM json_each(?))`, list)
	if err != nil {
		return nil, err
	}
	if err := l.named(ctx, of, list); err != nil {
		return nil, err
	}
	if err := l.waiting(ctx, of, list); err != nil {
		return nil, err
	}
	if err := l.given(ctx, of, list); err != nil {
		return nil, err
	}
	out := make(map[content.PostID]found, len(of))
	for id, c := range of {
		if f, ok := l.judge(c); ok {
			out[id] = f
		}
	}
	return out, nil
}

// named notes how many of the terms the candidates name.
func (l *lister) named(ctx context.Context, of map[content.PostID]*candidate, list string) error {
	for i, terms := range l.terms {
		err := l.each(ctx, func(rows *sql.Rows) error {
			var id content.PostID
			var part locale.Tag
			if err := rows.Scan(&id, &part); err != nil {
				return err
			}
			if c := of[id]; c != nil && c.terms == i && (part == "" || l.shows(c.row(part))) {
				c.terms++
			}
			return nil
		}, `SELECT post_id, part FROM term_uses WHERE term_id IN (SELECT value FROM json_each(?))
			AND post_id IN (SELECT value FROM json_each(?))`, terms, list)
		if err != nil {
			return err
		}
	}
	return nil
}

// waiting notes which locales of the candidates a schedule names.
func (l *lister) waiting(ctx context.Context, of map[content.PostID]*candidate, list string) error {
	state := waitsFor(l.q.State)
	if state == "" {
		return nil
	}
	return l.each(ctx, func(rows *sql.Rows) error {
		var id content.PostID
		var tag locale.Tag
		if err := rows.Scan(&id, &tag); err != nil {
			return err
		}
		if c := of[id]; c != nil {
			if c.waits == nil {
				c.waits = make(map[locale.Tag]bool)
			}
			c.waits[tag] = true
		}
		return nil
	}, `SELECT s.post_id, t.key FROM schedules s, json_each(s.publication, '$.translations') t
			WHERE s.post_id IN (SELECT value FROM json_each(?1)) AND s.post_id <> '' AND s.state = ?2
		UNION ALL
		SELECT i.post_id, t.key FROM release_items i
			JOIN schedules s ON s.release_id = i.release_id AND s.state = ?2, json_each(i.publication, '$.translations') t
			WHERE i.post_id IN (SELECT value FROM json_each(?1))`, list, state)
}

// given notes which locales of the candidates the assignee has.
func (l *lister) given(ctx context.Context, of map[content.PostID]*candidate, list string) error {
	if l.q.Assignee == "" {
		return nil
	}
	return l.each(ctx, func(rows *sql.Rows) error {
		var id content.PostID
		var tag locale.Tag
		if err := rows.Scan(&id, &tag); err != nil {
			return err
		}
		if c := of[id]; c != nil {
			c.given = append(c.given, tag)
		}
		return nil
	}, `SELECT post_id, locale FROM work WHERE assignee = ? AND assignee <> '' AND post_id IN (SELECT value FROM json_each(?))`, l.q.Assignee, list)
}

// has reports whether the assignee asked for has a translation of the candidate that
// the view shows.
func (l *lister) has(c *candidate) bool {
	return l.q.Assignee == "" || slices.ContainsFunc(c.given, func(tag locale.Tag) bool {
		return (l.q.Locale == "" || tag == l.q.Locale) && l.shows(c.row(tag))
	})
}

// waitsFor returns the state of schedules that a post's state stands for, or nothing.
func waitsFor(s content.PostState) string {
	switch s {
	case content.StateScheduled:
		return string(content.SchedulePending)
	case content.StateHeld:
		return string(content.ScheduleHeld)
	}
	return ""
}

// row returns the row of the part, or one that nobody is shown.
func (c *candidate) row(part locale.Tag) headRow {
	for _, h := range c.rows {
		if h.part == part {
			return h
		}
	}
	return headRow{}
}

// judge says whether the post is as asked, and where it stands in the list. Of
// its parts it looks at none that the view does not show.
func (l *lister) judge(c *candidate) (f found, ok bool) {
	shared := c.row("")
	if !l.sees(shared) || !l.has(c) || (shared.state == "trashed") != (l.q.State == content.StateTrashed) || c.terms < len(l.terms) {
		return found{}, false
	}
	var translations []headRow
	for _, h := range c.rows {
		if h.part != "" && l.asked(h, c) {
			translations = append(translations, h)
			f.tags = append(f.tags, h.part)
		}
	}
	slices.Sort(f.tags)
	missing := c.row(l.q.Missing)
	keyed := translations
	f.rows = translations
	switch {
	case l.q.Missing != "" && missing.state != "missing", l.one && len(translations) == 0:
		return found{}, false
	case l.one:
	case l.q.Missing != "":
		keyed = []headRow{missing}
	case l.bySave():
		keyed = append(keyed, shared)
	default:
		keyed = []headRow{shared}
	}
	f.at = place{id: shared.post}
	saved := int64(0)
	for _, h := range keyed {
		saved = max(saved, h.updated)
		if at := l.placeOf(h); at.compare(f.at) > 0 {
			f.at = at
		}
	}
	return f, saved >= micros(l.q.UpdatedSince)
}

// asked reports whether the translation is as asked and may be read.
func (l *lister) asked(h headRow, c *candidate) bool {
	return l.shows(h) && slices.Contains(l.states, h.state) &&
		(l.q.Locale == "" || h.part == l.q.Locale) &&
		(l.q.Status == "" || h.status == string(l.q.Status)) &&
		(waitsFor(l.q.State) == "" || c.waits[h.part])
}

// sees reports whether the view shows the shared part of the post.
func (l *lister) sees(shared headRow) bool {
	v := l.view
	return shared.post != "" && (v.All || v.Posts || v.Own && shared.by == v.Actor)
}

// shows reports whether the view shows the translation.
func (l *lister) shows(h headRow) bool {
	v := l.view
	return h.part != "" && (v.Reads(h.part) || v.Source && h.source || v.Own && h.by == v.Actor && v.ReadsOwn(h.part))
}

// may reports whether the view may show any translation in the locale.
func (l *lister) may(tag locale.Tag) bool {
	v := l.view
	return v.Reads(tag) || v.Source || v.Own && v.ReadsOwn(tag)
}

// ownOnly reports whether the view shows nothing but what its actor made.
func (l *lister) ownOnly() bool { return !l.view.All && !l.view.Posts }
