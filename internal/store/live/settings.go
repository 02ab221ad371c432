package live

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/media"
)

const (
	siteRow    = "SELECT epoch, seq, version, settings FROM site WHERE id = 1"
	localeRows = "SELECT tag, version, settings FROM locales ORDER BY tag"
	liveAsset  = `SELECT a.id, a.type, a.bytes, a.width, a.height, a.name, a.version, a.created_at FROM assets a
		WHERE a.id = ?1 AND (
			EXISTS (SELECT 1 FROM entry_refs r WHERE r.kind = 'asset' AND r.target = ?1)
			OR EXISTS (SELECT 1 FROM terms t CROSS JOIN listing_counts c ON c.locale = '*' AND c.facet = t.id AND c.avail = ''
				WHERE t.avatar = ?1 AND t.avatar <> ''))`
)

// Site returns the site with its settings.
func (r *Reader) Site(ctx context.Context) (*content.Site, error) {
	var site content.Site
	var settings []byte
	ok, err := r.one(ctx, siteRow, nil, &site.Epoch, &site.Seq, &site.Version, &settings)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errors.New("the database has no site row")
	}
	return &site, json.Unmarshal(settings, &site.Settings)
}

// Locales returns the site's locales, ordered by tag.
func (r *Reader) Locales(ctx context.Context) ([]content.Locale, error) {
	var list []content.Locale
	err := r.each(ctx, localeRows, nil, func(rows *sql.Rows) error {
		var l content.Locale
		var settings sql.RawBytes
		if err := rows.Scan(&l.Tag, &l.Version, &settings); err != nil {
			return err
		}
		if err := json.Unmarshal(settings, &l.Settings); err != nil {
			return err
		}
		list = append(list, l)
		return nil
	})
	return list, err
}

// LiveAsset returns the asset, without its texts, if a live entry uses it, or an
// author who has a live post shows it as avatar.
func (r *Reader) LiveAsset(ctx context.Context, id content.AssetID) (a media.Asset, ok bool, err error) {
	var created int64
	ok, err = r.one(ctx, liveAsset, []any{string(id)},
		&a.ID, &a.Type, &a.Bytes, &a.Width, &a.Height, &a.Name, &a.Version, &created)
	a.CreatedAt = instant(created)
	return a, ok, err
}
