package store

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
)

// Asset returns the asset with its texts, or a fault.NotFound.
func (r reader) Asset(ctx context.Context, id content.AssetID) (*media.Asset, error) {
	assets, err := r.AssetsByID(ctx, []content.AssetID{id})
	if err != nil {
		return nil, err
	}
	if len(assets) == 0 {
		return nil, fault.New(fault.NotFound, "asset.not_found", "asset", string(id))
	}
	return &assets[0], nil
}

// AssetsByID returns the assets of the ids that exist, with texts, in no order.
func (r reader) AssetsByID(ctx context.Context, ids []content.AssetID) ([]media.Asset, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	var rows []assetRow
	if err := r.q(ctx).Where("id IN (SELECT value FROM json_each(?))", list).Find(&rows).Error; err != nil {
		return nil, err
	}
	return r.assetsOf(ctx, rows)
}

// Assets returns a page of assets with their texts, newest first.
func (r reader) Assets(ctx context.Context, q media.Query) ([]media.Asset, error) {
	g := r.q(ctx)
	if q.After != nil {
		g = g.Where("(created_at, id) < (?, ?)", micros(q.After.At), string(q.After.ID))
	}
	if q.Type != "" {
		// "image/" stands for all its kinds; whole types hold no slash at their end.
		g = g.Where("type = ? OR (substr(?, -1) = '/' AND substr(type, 1, length(?)) = ?)", q.Type, q.Type, q.Type, q.Type)
	}
	for _, word := range strings.Fields(fold(q.Words)) {
		g = g.Where("instr(words, ?) > 0", word)
	}
	if q.Unused {
		g = g.Where(unusedAsset)
	}
	var rows []assetRow
	if err := g.Order("created_at DESC, id DESC").Limit(q.Limit).Find(&rows).Error; err != nil {
		return nil, err
	}
	return r.assetsOf(ctx, rows)
}

// assetsOf reads the texts of the assets, in the order of the rows.
func (r reader) assetsOf(ctx context.Context, rows []assetRow) ([]media.Asset, error) {
	assets := make([]media.Asset, len(rows))
	ids, place := make([]string, len(rows)), make(map[string]int, len(rows))
	for i, row := range rows {
		ids[i], place[row.ID] = row.ID, i
		assets[i] = row.asset()
	}
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	var texts []assetTextRow
	if err := r.q(ctx).Where("asset_id IN (SELECT value FROM json_each(?))", list).Find(&texts).Error; err != nil {
		return nil, err
	}
	for _, row := range texts {
		assets[place[row.AssetID]].Texts[locale.Tag(row.Locale)] = media.Text{Alt: row.Alt, Caption: row.Caption, Title: row.Title, Credit: row.Credit}
	}
	return assets, nil
}

func (row *assetRow) asset() media.Asset {
	a := media.Asset{
		ID: content.AssetID(row.ID), Type: row.Type, Bytes: row.Bytes, Width: row.Width, Height: row.Height, Name: row.Name, By: row.By,
		Look:    media.Look{Version: row.Looked, Frames: row.Frames, Placeholder: row.Blurhash, Colour: row.Colour},
		Version: row.Version, CreatedAt: instant(row.CreatedAt), Texts: make(map[locale.Tag]media.Text),
	}
	if row.FocusX >= 0 {
		a.Focus = &media.Point{X: row.FocusX, Y: row.FocusY}
	}
	return a
}

func assetRowOf(a *media.Asset) *assetRow {
	row := &assetRow{
		ID: string(a.ID), Type: a.Type, Bytes: a.Bytes, Width: a.Width, Height: a.Height, Name: a.Name, By: a.By,
		Looked: a.Look.Version, Frames: a.Look.Frames, Blurhash: a.Look.Placeholder, Colour: a.Look.Colour,
		FocusX: -1, FocusY: -1, Words: assetWords(a), Version: a.Version, CreatedAt: micros(a.CreatedAt),
	}
	if a.Focus != nil {
		row.FocusX, row.FocusY = a.Focus.X, a.Focus.Y
	}
	return row
}

// assetWords returns what the asset is found by, folded: its name and all its texts.
func assetWords(a *media.Asset) string {
	all := []string{a.Name}
	for _, tag := range slices.Sorted(maps.Keys(a.Texts)) {
		t := a.Texts[tag]
		all = append(all, t.Alt, t.Caption, t.Title, t.Credit)
	}
	return fold(strings.Join(all, "\n"))
}

// AddAsset writes the row and texts of an asset that has none, as version 1 of
// the transaction's instant.
func (tx *Tx) AddAsset(ctx context.Context, a *media.Asset) error {
	a.Version, a.CreatedAt = 1, tx.now
	if err := tx.q(ctx).Create(assetRowOf(a)).Error; err != nil {
		return err
	}
	return tx.putAssetTexts(ctx, a)
}

// SaveAsset writes the asset's name, focus and texts if it still has a.Version, and adds
// one to it; it returns a fault.Stale if another write came between.
func (tx *Tx) SaveAsset(ctx context.Context, a *media.Asset) error {
	row := assetRowOf(a)
	res := tx.q(ctx).Model(&assetRow{}).Where("id = ? AND version = ?", string(a.ID), a.Version).Updates(map[string]any{
		"version": a.Version + 1, "name": row.Name, "focus_x": row.FocusX, "focus_y": row.FocusY, "words": row.Words,
	})
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		now, err := tx.Asset(ctx, a.ID)
		if err != nil {
			return err
		}
		return etag.Stale("asset.stale", a.Version, now.Version)
	}
	a.Version++
	if err := tx.q(ctx).Where("asset_id = ?", string(a.ID)).Delete(&assetTextRow{}).Error; err != nil {
		return err
	}
	return tx.putAssetTexts(ctx, a)
}

func (tx *Tx) putAssetTexts(ctx context.Context, a *media.Asset) error {
	if len(a.Texts) == 0 {
		return nil
	}
	rows := make([]assetTextRow, 0, len(a.Texts))
	for tag, text := range a.Texts {
		rows = append(rows, assetTextRow{AssetID: string(a.ID), Locale: string(tag), Alt: text.Alt, Caption: text.Caption, Title: text.Title, Credit: text.Credit})
	}
	return tx.q(ctx).Create(&rows).Error
}

// Imports returns every file that imports of this name took, ordered by path
// and locale.
func (r reader) Imports(ctx context.Context, source string) ([]content.Imported, error) {
	var rows []importRow
	if err := r.q(ctx).Where("source = ?", source).Order("path, locale").Find(&rows).Error; err != nil {
		return nil, err
	}
	files := make([]content.Imported, len(rows))
	for i, row := range rows {
		files[i] = row.imported()
	}
	return files, nil
}

// Imported returns what is remembered of one file, or the zero value.
func (r reader) Imported(ctx context.Context, source, path string, tag locale.Tag) (content.Imported, error) {
	var rows []importRow
	err := r.q(ctx).Where("source = ? AND path = ? AND locale = ?", source, path, string(tag)).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return content.Imported{}, err
	}
	return rows[0].imported(), nil
}

func (row *importRow) imported() content.Imported {
	return content.Imported{
		Source: row.Source, Path: row.Path, Locale: locale.Tag(row.Locale),
		Post: content.PostID(row.PostID), Asset: content.AssetID(row.AssetID), Hash: row.Hash,
	}
}

// PutImports remembers files by source, path and locale.
func (tx *Tx) PutImports(ctx context.Context, files []content.Imported) error {
	for _, f := range files {
		_, err := tx.put(ctx, `INSERT INTO imports (source, path, locale, post_id, asset_id, hash) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET post_id = excluded.post_id, asset_id = excluded.asset_id, hash = excluded.hash`,
			f.Source, f.Path, string(f.Locale), string(f.Post), string(f.Asset), f.Hash)
		if err != nil {
			return err
		}
	}
	return nil
}
