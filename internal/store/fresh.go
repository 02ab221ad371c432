package store

import (
	"context"
	"crypto/rand"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// furnish gives a database without a site its site and its first locales, and one
// without a preview key its key.
func (db *DB) furnish(ctx context.Context) error {
	return db.Write(ctx, func(tx *Tx) error {
		if err := tx.makePreviewKey(ctx); err != nil {
			return err
		}
		var n int64
		if err := tx.q(ctx).Model(&siteRow{}).Count(&n).Error; err != nil || n > 0 {
			return err
		}
		site := content.FreshSite()
		settings, err := encode(site)
		if err != nil {
			return err
		}
		row := siteRow{ID: 1, Epoch: newEpoch(), Version: 1, Settings: settings}
		if err := tx.q(ctx).Create(&row).Error; err != nil {
			return err
		}
		for _, tag := range []locale.Tag{locale.English, locale.French} {
			s := content.FreshLocale(tag)
			if tag != site.XDefault {
				s.Fallback = []locale.Tag{site.XDefault} // borrowed only where a reader asks for it
			}
			if err := tx.AddLocale(ctx, &content.Locale{Tag: tag, Settings: s}); err != nil {
				return err
			}
		}
		tx.notedSettings = nil // nobody has read anything yet
		if db.form == 0 {
			return nil
		}
		_, err = tx.DropSearch(ctx, db.form)
		return err
	})
}

// newEpoch returns a name that no other life of this database has.
func newEpoch() string { return rand.Text() }
