package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
)

const scheduleColumns = `s.id, s.version, s.post_id, s.action, s.publication, s.release_id, s.state, s.due, s.at, s.time_zone,
	s.on_blocked, s.override, s.by, s.created_at, s.fired_at, s.outcome`

// Schedule returns the schedule, or a fault.NotFound.
func (r reader) Schedule(ctx context.Context, id string) (*content.Schedule, error) {
	list, err := r.schedules(ctx, "SELECT "+scheduleColumns+" FROM schedules s WHERE s.id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.NotFound, "schedule.not_found", "schedule", id)
	}
	return &list[0], nil
}

// DueSchedules returns up to limit ids of schedules that wait for an instant not
// after at, first due first.
func (r reader) DueSchedules(ctx context.Context, at time.Time, limit int) (ids []string, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT id FROM schedules WHERE state = 'pending' AND due <= ? ORDER BY due, id LIMIT ?", micros(at), limit)
	return ids, err
}

// NextDue returns the first instant after at that a schedule waits for; zero if
// none does.
func (r reader) NextDue(ctx context.Context, at time.Time) (time.Time, error) {
	var due int64
	err := r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&due) },
		"SELECT due FROM schedules WHERE state = 'pending' AND due > ? ORDER BY due LIMIT 1", micros(at))
	return instant(due), err
}

// CountSchedules returns how many schedules there are in the state; of the post
// alone, where one is named.
func (r reader) CountSchedules(ctx context.Context, state content.ScheduleState, post content.PostID) (n int, err error) {
	query, args := "SELECT count(*) FROM schedules WHERE state = ?", []any{string(state)}
	if post != "" {
		query, args = query+" AND post_id = ?", append(args, string(post))
	}
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, query, args...)
	return n, err
}

// PendingSchedules returns the schedules of the post itself, not of a release,
// that wait for their time: first due first.
func (r reader) PendingSchedules(ctx context.Context, id content.PostID) ([]content.Schedule, error) {
	return r.schedules(ctx, "SELECT "+scheduleColumns+" FROM schedules s WHERE s.post_id = ? AND s.state = 'pending' ORDER BY s.due, s.id", string(id))
}

// Schedules returns the schedules that are as asked and of which the view shows
// the post or, of a release, one of them: soonest first.
func (r reader) Schedules(ctx context.Context, view access.View, q content.ScheduleQuery) ([]content.Schedule, error) {
	query, args := "SELECT "+scheduleColumns+" FROM schedules s WHERE true", []any{}
	and := func(condition string, values ...any) {
		query += " AND " + condition
		args = append(args, values...)
	}
	if q.Post != "" {
		and(`s.id IN (SELECT id FROM schedules WHERE post_id = ?1
			UNION ALL SELECT o.id FROM release_items i JOIN schedules o ON o.release_id = i.release_id WHERE i.post_id = ?1)`, string(q.Post))
	}
	if q.Release != "" {
		and("s.release_id = ?", q.Release)
	}
	if q.State != "" {
		and("s.state = ?", string(q.State))
	}
	if q.Waiting {
		and("s.state IN ('pending', 'held')")
	}
	if q.After != nil {
		and("(s.due, s.id) > (?, ?)", micros(q.After.Due), q.After.ID)
	}
	if condition, values := shownPost(view, "s.post_id"); condition != "" {
		ofRelease, more := shownPost(view, "i.post_id")
		and("(s.post_id <> '' AND "+condition+" OR s.release_id <> '' AND EXISTS (SELECT 1 FROM release_items i WHERE i.release_id = s.release_id AND "+ofRelease+"))",
			append(values, more...)...)
	}
	return r.schedules(ctx, query+" ORDER BY s.due, s.id LIMIT ?", append(args, q.Limit)...)
}

// shownPost returns the condition that the view shows the post whose id stands
// in the column, one in the trash too; none if it shows every one.
func shownPost(view access.View, column string) (condition string, values []any) {
	switch {
	case view.All:
		return "", nil
	case view.Posts:
		return "EXISTS (SELECT 1 FROM posts p WHERE p.id = " + column + ")", nil
	case view.Own:
		return "EXISTS (SELECT 1 FROM posts p WHERE p.id = " + column + " AND p.created_by = ?)", []any{view.Actor}
	}
	return "false", nil
}

// schedules reads schedules by a query for [scheduleColumns].
func (r reader) schedules(ctx context.Context, query string, args ...any) (list []content.Schedule, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error {
		var s content.Schedule
		var publication, outcome string
		var due, created, fired int64
		err := rows.Scan(&s.ID, &s.Version, &s.Item.Post, &s.Item.Action, &publication, &s.Release, &s.State, &due, &s.At, &s.TimeZone,
			&s.OnBlocked, &s.Override, &s.By, &created, &fired, &outcome)
		if err != nil {
			return err
		}
		s.Due, s.CreatedAt, s.FiredAt = instant(due), instant(created), instant(fired)
		if err := decode(publication, &s.Item.Publication); err != nil {
			return err
		}
		if err := decode(outcome, &s.Outcome); err != nil {
			return err
		}
		list = append(list, s)
		return nil
	}, query, args...)
	return list, err
}

// AddSchedule writes a new schedule, as version 1.
func (tx *Tx) AddSchedule(ctx context.Context, s *content.Schedule) error {
	publication := "null"
	if s.Release == "" {
		var err error
		if publication, err = encode(s.Item.Publication); err != nil {
			return err
		}
	}
	_, err := tx.put(ctx, `INSERT INTO schedules (id, version, post_id, action, publication, release_id, state, due, at, time_zone,
		on_blocked, override, by, created_at, fired_at, outcome) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 'null')`,
		s.ID, string(s.Item.Post), string(s.Item.Action), publication, s.Release, string(s.State), micros(s.Due), s.At, s.TimeZone,
		string(s.OnBlocked), s.Override, s.By, micros(s.CreatedAt))
	if err == nil {
		s.Version = 1
	}
	return err
}

// SaveSchedule writes all of the schedule but what it is about and when it was
// made, if it still has s.Version, and adds one to it; otherwise it returns a
// fault.Stale.
func (tx *Tx) SaveSchedule(ctx context.Context, s *content.Schedule) error {
	publication := "null"
	var err error
	if s.Release == "" {
		if publication, err = encode(s.Item.Publication); err != nil {
			return err
		}
	}
	outcome, err := encode(s.Outcome)
	if err != nil {
		return err
	}
	n, err := tx.put(ctx, `UPDATE schedules SET version = version + 1, publication = ?, state = ?, due = ?, at = ?, time_zone = ?,
		on_blocked = ?, override = ?, by = ?, fired_at = ?, outcome = ? WHERE id = ? AND version = ?`,
		publication, string(s.State), micros(s.Due), s.At, s.TimeZone, string(s.OnBlocked), s.Override, s.By, micros(s.FiredAt), outcome,
		s.ID, s.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		now, err := tx.Schedule(ctx, s.ID)
		if err != nil {
			return err
		}
		return etag.Stale("schedule.stale", s.Version, now.Version)
	}
	s.Version++
	return nil
}
