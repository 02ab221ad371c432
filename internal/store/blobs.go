package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
)

// AssetIDs returns the ids of assets, in order, after the given one.
func (r reader) AssetIDs(ctx context.Context, after content.AssetID, limit int) ([]content.AssetID, error) {
	return r.ids(ctx, "SELECT id FROM assets WHERE id > ? ORDER BY id LIMIT ?", string(after), limit)
}

// CountBlobs returns how many bytes' names [reader.AssetIDs] and
// [reader.MadeHashes] return in all.
func (r reader) CountBlobs(ctx context.Context) (n int, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, `SELECT (SELECT count(*) FROM assets) + (
		SELECT count(DISTINCT hash) FROM variants v WHERE NOT EXISTS (SELECT 1 FROM assets a WHERE a.id = v.hash))`)
	return n, err
}

// NamedBlobs returns which of the hashes anything names: an asset, what was made
// from one, a revision that is kept, in the trash too, an author, a file that an
// import took.
func (r reader) NamedBlobs(ctx context.Context, hashes []content.AssetID) ([]content.AssetID, error) {
	list, err := encode(hashes)
	if err != nil {
		return nil, err
	}
	return r.ids(ctx, `SELECT value FROM json_each(?) WHERE
		EXISTS (SELECT 1 FROM assets WHERE id = value) OR EXISTS (SELECT 1 FROM variants WHERE hash = value)
		OR EXISTS (SELECT 1 FROM asset_uses WHERE asset_id = value) OR EXISTS (SELECT 1 FROM terms WHERE avatar = value AND avatar <> '')
		OR value IN (SELECT asset_id FROM imports WHERE asset_id <> '')`, list)
}

func (r reader) ids(ctx context.Context, query string, args ...any) ([]content.AssetID, error) {
	var ids []content.AssetID
	err := r.each(ctx, func(rows *sql.Rows) error {
		var id content.AssetID
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, query, args...)
	return ids, err
}
