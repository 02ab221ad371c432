package store

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
)

// unusedAsset holds for assets that nothing names: no revision that is kept, and no author.
const unusedAsset = `NOT EXISTS (SELECT 1 FROM asset_uses u WHERE u.asset_id = assets.id)
	AND NOT EXISTS (SELECT 1 FROM terms t WHERE t.avatar = assets.id)`

// AssetUses returns up to limit places that name the asset, by post and part, and the
// authors whose picture it is: those that readers see first, then by state, post and
// locale.
func (r reader) AssetUses(ctx context.Context, id content.AssetID, limit int) ([]media.Use, error) {
	var rows []struct {
		PostID, TermID, CreatedBy, SourceLocale, Part, Title, State string
	}
	err := r.q(ctx).Raw(`
		WITH uses AS (
		  SELECT u.post_id, p.created_by, p.source_locale, u.part, p.deleted_at > 0 AS trashed,
		    max(u.n = iif(u.part = '', p.live, coalesce(t.live, 0))) AS live,
		    max(u.n = iif(u.part = '', p.head, coalesce(t.head, 0))) AS newest
		  FROM asset_uses u
		  JOIN posts p ON p.id = u.post_id
		  LEFT JOIN translations t ON t.post_id = u.post_id AND t.locale = u.part
		  WHERE u.asset_id = @asset GROUP BY u.post_id, u.part
		)
		SELECT post_id, '' AS term_id, created_by, source_locale, part,
		  coalesce((SELECT s.doc ->> 'title' FROM translations h
		    JOIN revisions s ON s.post_id = h.post_id AND s.locale = h.locale AND s.n = h.head
		    WHERE h.post_id = uses.post_id AND h.locale = iif(part = '', source_locale, part)), '') AS title,
		  CASE WHEN trashed THEN 'trash' WHEN live THEN 'live' WHEN newest THEN 'newest' ELSE 'older' END AS state,
		  CASE WHEN trashed THEN 4 WHEN live THEN 1 WHEN newest THEN 2 ELSE 3 END AS rank
		FROM uses
		UNION ALL
		SELECT '', t.id, '', '', '', coalesce((SELECT x.name FROM term_texts x WHERE x.term_id = t.id ORDER BY x.locale LIMIT 1), ''),
		  'live', 1 FROM terms t WHERE t.avatar = @asset
		ORDER BY rank, 1, 5 LIMIT @limit`, map[string]any{"asset": string(id), "limit": limit}).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	uses := make([]media.Use, len(rows))
	for i, row := range rows {
		uses[i] = media.Use{
			Post: content.PostID(row.PostID), Author: content.TermID(row.TermID), CreatedBy: row.CreatedBy, Source: locale.Tag(row.SourceLocale),
			Locale: locale.Tag(row.Part), Title: row.Title, State: media.UseState(row.State),
		}
	}
	return uses, nil
}

// AssetUsage returns what is uploaded: by everybody, and by one.
func (r reader) AssetUsage(ctx context.Context, by string) (media.Usage, error) {
	var row struct{ Files, Bytes, OwnFiles, OwnBytes int64 }
	err := r.q(ctx).Raw(`
		SELECT count(*) AS files, coalesce(sum(bytes), 0) AS bytes,
		  count(*) FILTER (WHERE by = @by) AS own_files, coalesce(sum(bytes) FILTER (WHERE by = @by), 0) AS own_bytes
		FROM assets`, map[string]any{"by": by}).Scan(&row).Error
	return media.Usage{
		Site: media.Sum{Files: int(row.Files), Bytes: row.Bytes},
		Own:  media.Sum{Files: int(row.OwnFiles), Bytes: row.OwnBytes},
	}, err
}

// UnseenAssets returns up to limit pictures that were never looked at, by id, without
// texts.
func (r reader) UnseenAssets(ctx context.Context, limit int) ([]media.Asset, error) {
	var rows []assetRow
	if err := r.q(ctx).Where("looked = 0 AND width > 0").Order("id").Limit(limit).Find(&rows).Error; err != nil {
		return nil, err
	}
	assets := make([]media.Asset, len(rows))
	for i := range rows {
		assets[i] = rows[i].asset()
	}
	return assets, nil
}

// SaveLook writes what the asset looks like. Its version stays: nobody said anything.
func (tx *Tx) SaveLook(ctx context.Context, id content.AssetID, look media.Look) error {
	_, err := tx.put(ctx, "UPDATE assets SET looked = ?, frames = ?, blurhash = ?, colour = ? WHERE id = ?",
		look.Version, look.Frames, look.Placeholder, look.Colour, string(id))
	return err
}

// DeleteAsset takes away an asset that nothing names, with its texts, the rows of what
// was made from it, and what imports know of it.
func (tx *Tx) DeleteAsset(ctx context.Context, id content.AssetID) error {
	for _, statement := range []string{
		"DELETE FROM asset_texts WHERE asset_id = ?", "DELETE FROM imports WHERE asset_id = ? AND post_id = ''", "DELETE FROM assets WHERE id = ?",
	} {
		if _, err := tx.put(ctx, statement, string(id)); err != nil {
			return err
		}
	}
	return nil
}

// WordAssets writes the words of up to limit assets that have none yet, since they came
// before there were any. It returns how many it wrote; 0 means that none is left.
func (tx *Tx) WordAssets(ctx context.Context, limit int) (int, error) {
	var rows []assetRow
	if err := tx.q(ctx).Where("words = ''").Order("id").Limit(limit).Find(&rows).Error; err != nil {
		return 0, err
	}
	assets, err := tx.assetsOf(ctx, rows)
	if err != nil {
		return 0, err
	}
	for i := range assets {
		if _, err := tx.put(ctx, "UPDATE assets SET words = ? WHERE id = ?", assetWords(&assets[i]), string(assets[i].ID)); err != nil {
			return i, err
		}
	}
	return len(assets), nil
}
