package live

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
)

const (
	siteRow    = "SELECT epoch, seq, version, settings FROM site WHERE id = 1"
	localeRows = "SELECT tag, version, settings FROM locales ORDER BY tag"
	liveAsset  = "SELECT " + assetColumns + " FROM assets a WHERE a.id = ?1 AND " + assetShown
	liveMedia  = "SELECT " + assetColumns + `, a.frames, a.looked, a.focus_x, a.focus_y,
			coalesce(v.focus, ''), coalesce(v.type, ''), coalesce(v.hash, ''), coalesce(v.bytes, 0), coalesce(v.made_at, 0)
		FROM assets a LEFT JOIN variants v ON v.asset_id = a.id AND v.spec = ?2 WHERE a.id = ?1 AND ` + assetShown

	assetColumns = "a.id, a.type, a.bytes, a.width, a.height, a.name, a.version, a.created_at"
	// assetShown holds for what a live entry uses, and for the avatars of authors
	// with live posts.
	assetShown = `(
		EXISTS (SELECT 1 FROM entry_refs r WHERE r.kind = 'asset' AND r.target = ?1)
		OR EXISTS (SELECT 1 FROM terms t CROSS JOIN listing_counts c ON c.locale = '*' AND c.facet = t.id AND c.avail = ''
			WHERE t.avatar = ?1 AND t.avatar <> ''))`
)

// Generation names the state that is read from.
func (r *Reader) Generation(ctx context.Context) (g entry.Generation, err error) {
	ok := false
	err = r.few(ctx, "SELECT epoch, seq FROM site", nil, func(v row) error {
		ok, g = true, entry.Generation{Epoch: v.text(0), Seq: v.number(1)}
		return nil
	})
	if err == nil && !ok {
		err = errors.New("the database has no site row")
	}
	return g, err
}

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
	err := r.few(ctx, localeRows, nil, func(v row) error {
		var kept content.KeptLocale
		if err := json.Unmarshal([]byte(v.text(2)), &kept); err != nil {
			return err
		}
		list = append(list, content.Locale{
			Tag: locale.Tag(v.text(0)), Version: v.number(1), Settings: kept.LocaleSettings, Former: kept.Former,
		})
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

// LiveMedia is LiveAsset together with what was made of the asset under the spec
// and is kept, the zero value if nothing was.
func (r *Reader) LiveMedia(ctx context.Context, id content.AssetID, spec string) (a media.Asset, made media.Made, ok bool, err error) {
	var created, at int64
	var focus media.Point
	ok, err = r.one(ctx, liveMedia, []any{string(id), spec},
		&a.ID, &a.Type, &a.Bytes, &a.Width, &a.Height, &a.Name, &a.Version, &created, &a.Look.Frames, &a.Look.Version, &focus.X, &focus.Y,
		&made.Focus, &made.Type, &made.Hash, &made.Bytes, &at)
	a.CreatedAt = instant(created)
	if focus.X >= 0 {
		a.Focus = &focus
	}
	if made.Hash != "" {
		made.Asset, made.Spec, made.At = a.ID, spec, instant(at)
	}
	return a, made, ok, err
}
