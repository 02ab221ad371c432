package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/media"
)

// Made returns the file that was made from the asset under the spec; the zero
// value if there is none.
func (r reader) Made(ctx context.Context, id content.AssetID, spec string) (media.Made, error) {
	var rows []variantRow
	err := r.q(ctx).Where("asset_id = ? AND spec = ?", string(id), spec).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return media.Made{}, err
	}
	return rows[0].made(), nil
}

// MadeHashes returns the hashes of bytes that are there only because they were
// made from assets, each once, in order, after the given one. What was made and
// was also uploaded is not among them.
func (r reader) MadeHashes(ctx context.Context, after content.AssetID, limit int) ([]content.AssetID, error) {
	var hashes []content.AssetID
	err := r.each(ctx, func(rows *sql.Rows) error {
		var hash content.AssetID
		err := rows.Scan(&hash)
		hashes = append(hashes, hash)
		return err
	}, `SELECT DISTINCT hash FROM variants v WHERE hash > ? AND NOT EXISTS (SELECT 1 FROM assets a WHERE a.id = v.hash)
		ORDER BY hash LIMIT ?`, string(after), limit)
	return hashes, err
}

// PutMade keeps the row of a file that was made, in the place of an older one of
// its spec, as of the transaction's instant. It returns false and keeps nothing if
// the asset is gone.
func (tx *Tx) PutMade(ctx context.Context, m media.Made) (bool, error) {
	n, err := tx.put(ctx, `INSERT INTO variants (asset_id, spec, focus, type, hash, bytes, made_at)
		SELECT ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM assets WHERE id = ?)
		ON CONFLICT DO UPDATE SET focus = excluded.focus, type = excluded.type, hash = excluded.hash,
			bytes = excluded.bytes, made_at = excluded.made_at`,
		string(m.Asset), m.Spec, m.Focus, m.Type, string(m.Hash), m.Bytes, micros(tx.now), string(m.Asset))
	return n > 0, err
}

func (row *variantRow) made() media.Made {
	return media.Made{
		Asset: content.AssetID(row.AssetID), Spec: row.Spec, Focus: row.Focus, Type: row.Type,
		Hash: content.AssetID(row.Hash), Bytes: row.Bytes, At: instant(row.MadeAt),
	}
}

type variantRow struct {
	AssetID string `gorm:"primaryKey"`
	Spec    string `gorm:"primaryKey"`
	Focus   string
	Type    string
	Hash    string
	Bytes   int64
	MadeAt  int64
}

func (variantRow) TableName() string { return "variants" }
