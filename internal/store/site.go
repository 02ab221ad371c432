package store

import (
	"context"
	"database/sql"
	"errors"

	"gorm.io/gorm"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// errNoSite says that the database is none of ours: its migrations write the row.
var errNoSite = errors.New("the database has no site row")

// Site returns the site with its settings.
func (r reader) Site(ctx context.Context) (*content.Site, error) {
	var row *siteRow
	if r.known != nil {
		row = r.known.site
	}
	if row == nil {
		err := r.each(ctx, func(rows *sql.Rows) error {
			row = new(siteRow)
			return rows.Scan(&row.Epoch, &row.Seq, &row.Version, &row.Settings)
		}, "SELECT epoch, seq, version, settings FROM site WHERE id = 1")
		if err != nil {
			return nil, err
		}
		if row == nil {
			return nil, errNoSite
		}
	}
	if r.known != nil {
		r.known.site = row
	}
	site := &content.Site{Epoch: row.Epoch, Seq: row.Seq, Version: row.Version}
	return site, decode(row.Settings, &site.Settings)
}

// SaveSite writes the site's settings if it still has s.Version, and adds one
// to it. It returns a fault.Stale if another write came between.
func (tx *Tx) SaveSite(ctx context.Context, s *content.Site) error {
	settings, err := encode(s.Settings)
	if err != nil {
		return err
	}
	was, err := tx.Site(ctx)
	if err != nil {
		return err
	}
	if was.Settings.SeenBeside(s.Settings) {
		tx.noteSettings("")
	}
	tx.termsMoved = tx.termsMoved || was.Settings.MovesTerms(s.Settings)
	tx.known.site = nil
	res := tx.q(ctx).Model(&siteRow{}).Where("id = 1 AND version = ?", s.Version).
		Updates(map[string]any{"settings": settings, "version": s.Version + 1})
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		now, err := tx.Site(ctx)
		if err != nil {
			return err
		}
		return etag.Stale("site.stale", s.Version, now.Version)
	}
	s.Version++
	return nil
}

// Locales returns the site's locales, ordered by tag.
func (r reader) Locales(ctx context.Context) ([]content.Locale, error) {
	var rows []localeRow
	if r.known != nil {
		rows = r.known.locales
	}
	if rows == nil {
		err := r.each(ctx, func(found *sql.Rows) error {
			var row localeRow
			err := found.Scan(&row.Tag, &row.Version, &row.Settings)
			rows = append(rows, row)
			return err
		}, "SELECT tag, version, settings FROM locales ORDER BY tag")
		if err != nil {
			return nil, err
		}
	}
	if r.known != nil {
		r.known.locales = rows
	}
	locales := make([]content.Locale, len(rows))
	for i, row := range rows {
		l, err := row.locale()
		if err != nil {
			return nil, err
		}
		locales[i] = l
	}
	return locales, nil
}

// Locale returns one of the site's locales, or a fault.NotFound.
func (r reader) Locale(ctx context.Context, tag locale.Tag) (*content.Locale, error) {
	var row localeRow
	err := r.q(ctx).Where("tag = ?", string(tag)).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.New(fault.NotFound, "locale.not_found", "locale", string(tag))
	}
	if err != nil {
		return nil, err
	}
	l, err := row.locale()
	return &l, err
}

// locale returns the row as what it means.
func (r localeRow) locale() (content.Locale, error) {
	var kept content.KeptLocale
	err := decode(r.Settings, &kept)
	return content.Locale{Tag: locale.Tag(r.Tag), Version: r.Version, Settings: kept.LocaleSettings, Former: kept.Former}, err
}

// AddLocale adds a locale to the site, as version 1. It returns a
// fault.Conflict if the site has it.
func (tx *Tx) AddLocale(ctx context.Context, l *content.Locale) error {
	settings, err := encode(l.Settings)
	if err != nil {
		return err
	}
	l.Version = 1
	tx.known.locales = nil
	tx.noteSettings(l.Tag)
	if err := tx.q(ctx).Create(&localeRow{Tag: string(l.Tag), Version: 1, Settings: settings}).Error; err != nil {
		return err
	}
	return tx.unsettleAll(ctx)
}

// SaveLocale writes a locale's settings if it still has l.Version, and adds
// one to it. It returns a fault.Stale if another write came between.
func (tx *Tx) SaveLocale(ctx context.Context, l *content.Locale) error {
	was, err := tx.Locale(ctx, l.Tag)
	if err != nil {
		return err
	}
	if l.Former, err = tx.former(ctx, was, l.Settings); err != nil {
		return err
	}
	settings, err := encode(content.KeptLocale{LocaleSettings: l.Settings, Former: l.Former})
	if err != nil {
		return err
	}
	if was.Settings.SeenBeside(l.Settings) {
		tx.noteSettings(l.Tag)
	}
	tx.termsMoved = tx.termsMoved || was.Settings.MovesTerms(l.Settings)
	tx.known.locales = nil
	res := tx.q(ctx).Model(&localeRow{}).Where("tag = ? AND version = ?", string(l.Tag), l.Version).
		Updates(map[string]any{"settings": settings, "version": l.Version + 1})
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		now, err := tx.Locale(ctx, l.Tag)
		if err != nil {
			return err
		}
		return etag.Stale("locale.stale", l.Version, now.Version)
	}
	l.Version++
	return nil
}

// former returns what is remembered of where the locale's pages stood: nothing, as long
// as nobody can have seen them.
func (tx *Tx) former(ctx context.Context, was *content.Locale, now content.LocaleSettings) ([]content.FormerPages, error) {
	left := was.Left(now)
	if len(left) == 0 {
		return nil, nil
	}
	seen := false
	err := tx.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&seen) },
		"SELECT EXISTS (SELECT 1 FROM changes WHERE locale = ? AND post_id <> ?)", string(was.Tag), entry.SiteID)
	if err != nil || !seen {
		return nil, err
	}
	return left, nil
}

// RemoveLocale deletes a locale that has no translation, posts in the trash
// included, if it still has the version; otherwise it returns a fault.Stale. It
// returns a fault.Conflict "locale.in_use" while there is a translation.
func (tx *Tx) RemoveLocale(ctx context.Context, tag locale.Tag, version int64) error {
	var used int
	err := tx.q(ctx).Raw("SELECT EXISTS (SELECT 1 FROM translations WHERE locale = ?)", string(tag)).Scan(&used).Error
	if err != nil {
		return err
	}
	if used > 0 {
		return fault.New(fault.Conflict, "locale.in_use", "locale", string(tag))
	}
	tx.known.locales = nil
	tx.noteSettings(tag)
	if err := tx.dropAssignments(ctx, tag); err != nil {
		return err
	}
	res := tx.q(ctx).Where("tag = ? AND version = ?", string(tag), version).Delete(&localeRow{})
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		now, err := tx.Locale(ctx, tag)
		if err != nil {
			return err
		}
		return etag.Stale("locale.stale", version, now.Version)
	}
	return tx.unsettleAll(ctx)
}
