package store

import (
	"context"
	"crypto/rand"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// furnish gives a database without a site its site and its first locales.
func (db *DB) furnish(ctx context.Context) error {
	return db.Write(ctx, func(tx *Tx) error {
		var n int64
		if err := tx.q(ctx).Model(&siteRow{}).Count(&n).Error; err != nil || n > 0 {
			return err
		}
		settings, err := encode(freshSite())
		if err != nil {
			return err
		}
		site := siteRow{ID: 1, Epoch: newEpoch(), Version: 1, Settings: settings}
		if err := tx.q(ctx).Create(&site).Error; err != nil {
			return err
		}
		for _, l := range freshLocales() {
			if err := tx.AddLocale(ctx, &l); err != nil {
				return err
			}
		}
		return nil
	})
}

// newEpoch returns a name that no other life of this database has.
func newEpoch() string { return rand.Text() }

func freshSite() content.SiteSettings {
	return content.SiteSettings{
		TimeZone:    "UTC",
		XDefault:    locale.English,
		Parity:      content.Independent,
		CORSOrigins: []string{"*"},
	}
}

func freshLocales() []content.Locale {
	return []content.Locale{
		{Tag: locale.English, Settings: content.LocaleSettings{
			Typography: "en",
			Paths: content.Paths{
				Post: "/en/{slug}/", Tag: "/en/tags/{slug}/", Author: "/en/authors/{slug}/",
				Series: "/en/series/{slug}/", List: "/en/", Feed: "/en/feed.xml",
			},
		}},
		{Tag: locale.French, Settings: content.LocaleSettings{
			Typography: "fr-CA",
			Paths: content.Paths{
				Post: "/fr/{slug}/", Tag: "/fr/mots-cles/{slug}/", Author: "/fr/auteurs/{slug}/",
				Series: "/fr/series/{slug}/", List: "/fr/", Feed: "/fr/feed.xml",
			},
		}},
	}
}
