package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
)

const releaseColumns = "r.id, r.version, r.name, r.state, r.override, r.created_at, r.created_by, r.updated_at, r.done_at, r.done_by, r.result"

// Release returns the release with its items and its schedule, or a fault.NotFound.
func (r reader) Release(ctx context.Context, id string) (*content.Release, error) {
	list, err := r.releases(ctx, "SELECT "+releaseColumns+" FROM releases r WHERE r.id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.NotFound, "release.not_found", "release", id)
	}
	return &list[0], nil
}

// Releases returns the releases that are as asked and of which the view shows a
// post, newest first, as [reader.Release] does.
func (r reader) Releases(ctx context.Context, view access.View, q content.ReleaseQuery) ([]content.Release, error) {
	query, args := "SELECT "+releaseColumns+" FROM releases r WHERE true", []any{}
	if q.State != "" {
		query, args = query+" AND r.state = ?", append(args, string(q.State))
	}
	if q.After != nil {
		query, args = query+" AND (r.created_at, r.id) < (?, ?)", append(args, micros(q.After.CreatedAt), q.After.ID)
	}
	if condition, values := shownPost(view, "i.post_id"); condition != "" {
		query += " AND (r.created_by = ? OR EXISTS (SELECT 1 FROM release_items i WHERE i.release_id = r.id AND " + condition + "))"
		args = append(append(args, view.Actor), values...)
	}
	return r.releases(ctx, query+" ORDER BY r.created_at DESC, r.id DESC LIMIT ?", append(args, q.Limit)...)
}

// releases reads releases with their items by a query for [releaseColumns].
func (r reader) releases(ctx context.Context, query string, args ...any) (list []content.Release, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error {
		var release content.Release
		var created, updated, done int64
		var result string
		err := rows.Scan(&release.ID, &release.Version, &release.Name, &release.State, &release.Override, &created, &release.CreatedBy,
			&updated, &done, &release.DoneBy, &result)
		if err != nil {
			return err
		}
		release.CreatedAt, release.UpdatedAt, release.DoneAt = instant(created), instant(updated), instant(done)
		list = append(list, release)
		return decode(result, &list[len(list)-1].Result)
	}, query, args...)
	for i := range list {
		if err == nil {
			list[i].Items, err = r.releaseItems(ctx, list[i].ID)
		}
		if err == nil {
			list[i].Schedule, err = r.releaseSchedule(ctx, list[i].ID)
		}
	}
	return list, err
}

// releaseSchedule returns the newest schedule of the release that was not
// cancelled; nil if there is none.
func (r reader) releaseSchedule(ctx context.Context, release string) (*content.Schedule, error) {
	list, err := r.schedules(ctx, "SELECT "+scheduleColumns+` FROM schedules s
		WHERE s.release_id = ? AND s.state <> 'cancelled' ORDER BY s.id DESC LIMIT 1`, release)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func (r reader) releaseItems(ctx context.Context, release string) (items []content.Item, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error {
		var item content.Item
		var publication string
		if err := rows.Scan(&item.Post, &item.Action, &publication); err != nil {
			return err
		}
		err := decode(publication, &item.Publication)
		items = append(items, item)
		return err
	}, "SELECT post_id, action, publication FROM release_items WHERE release_id = ? ORDER BY i", release)
	return items, err
}

// AddRelease writes a new release with its items, as version 1.
func (tx *Tx) AddRelease(ctx context.Context, r *content.Release) error {
	result, err := encode(r.Result)
	if err != nil {
		return err
	}
	r.CreatedAt, r.UpdatedAt = tx.now, tx.now
	_, err = tx.put(ctx, `INSERT INTO releases (id, version, name, state, override, created_at, created_by, updated_at, done_at, done_by, result)
		VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Name, string(r.State), r.Override, micros(r.CreatedAt), r.CreatedBy, micros(r.UpdatedAt), micros(r.DoneAt), r.DoneBy, result)
	if err != nil {
		return err
	}
	r.Version = 1
	return tx.putReleaseItems(ctx, r)
}

// SaveRelease writes the release and its items if it still has r.Version, and
// adds one to it; otherwise it returns a fault.Stale.
func (tx *Tx) SaveRelease(ctx context.Context, r *content.Release) error {
	result, err := encode(r.Result)
	if err != nil {
		return err
	}
	r.UpdatedAt = tx.now
	n, err := tx.put(ctx, `UPDATE releases SET version = version + 1, name = ?, state = ?, override = ?, updated_at = ?, done_at = ?, done_by = ?,
		result = ? WHERE id = ? AND version = ?`,
		r.Name, string(r.State), r.Override, micros(r.UpdatedAt), micros(r.DoneAt), r.DoneBy, result, r.ID, r.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return tx.staleRelease(ctx, r)
	}
	r.Version++
	if _, err := tx.put(ctx, "DELETE FROM release_items WHERE release_id = ?", r.ID); err != nil {
		return err
	}
	return tx.putReleaseItems(ctx, r)
}

// DeleteRelease deletes the release and its items if it still has r.Version;
// otherwise it returns a fault.Stale.
func (tx *Tx) DeleteRelease(ctx context.Context, r *content.Release) error {
	if _, err := tx.put(ctx, "DELETE FROM release_items WHERE release_id = ?", r.ID); err != nil {
		return err
	}
	n, err := tx.put(ctx, "DELETE FROM releases WHERE id = ? AND version = ?", r.ID, r.Version)
	if err == nil && n == 0 {
		err = tx.staleRelease(ctx, r)
	}
	return err
}

// staleRelease says which version the release has now, or that there is none.
func (tx *Tx) staleRelease(ctx context.Context, r *content.Release) error {
	now, err := tx.Release(ctx, r.ID)
	if err != nil {
		return err
	}
	return etag.Stale("release.stale", r.Version, now.Version)
}

func (tx *Tx) putReleaseItems(ctx context.Context, r *content.Release) error {
	for i, item := range r.Items {
		publication, err := encode(item.Publication)
		if err != nil {
			return err
		}
		_, err = tx.put(ctx, "INSERT INTO release_items (release_id, i, post_id, action, publication) VALUES (?, ?, ?, ?, ?)",
			r.ID, i, string(item.Post), string(item.Action), publication)
		if err != nil {
			return err
		}
	}
	return nil
}
