package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/entry"
)

// Outdated reports whether an entry has an older form than format and nothing waits
// yet that renders all posts again.
func (r reader) Outdated(ctx context.Context, format int) (outdated bool, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&outdated) },
		`SELECT EXISTS (SELECT 1 FROM entries WHERE format < ?) AND NOT EXISTS (SELECT 1 FROM rerenders WHERE kind = ?)`,
		format, string(entry.ToSite))
	return outdated, err
}
