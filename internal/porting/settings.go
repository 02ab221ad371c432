package porting

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
)

// settle makes the site ready for the foreign one: it adds the languages that
// are missing, and on the very first import takes over what the foreign site
// says of itself. What somebody has set since is never changed by an import.
func settle(ctx context.Context, tx Tx, site *Site, im *importing) error {
	locales, err := tx.Locales(ctx)
	if err != nil {
		return err
	}
	for _, foreign := range site.Locales {
		i := slices.IndexFunc(locales, func(l content.Locale) bool { return l.Tag == foreign.Tag })
		if i < 0 {
			l := newLocale(site, foreign, locales)
			if err := tx.AddLocale(ctx, &l); err != nil {
				return err
			}
			locales = append(locales, l)
			if err := im.emitSettings(ctx, tx, l.Tag); err != nil {
				return err
			}
			continue
		}
		if !im.first {
			continue
		}
		l := locales[i]
		before := l.Settings
		takeOver(&l.Settings, foreign)
		if sameLocale(before, l.Settings) {
			continue
		}
		if err := tx.SaveLocale(ctx, &l); err != nil {
			return err
		}
		if err := im.emitSettings(ctx, tx, l.Tag); err != nil {
			return err
		}
	}
	if !im.first {
		return nil
	}
	return im.settleSite(ctx, tx, site)
}

// newLocale is a language that the site did not have. It may borrow from the
// default language, where a reader asks for that.
func newLocale(site *Site, foreign SiteLocale, known []content.Locale) content.Locale {
	l := content.Locale{Tag: foreign.Tag, Settings: content.FreshLocale(foreign.Tag)}
	takeOver(&l.Settings, foreign)
	if slices.ContainsFunc(known, func(k content.Locale) bool { return k.Tag == site.Default }) {
		l.Settings.Fallback = []locale.Tag{site.Default}
	}
	return l
}

// takeOver puts what a foreign site says of a language into its settings.
func takeOver(s *content.LocaleSettings, foreign SiteLocale) {
	for _, part := range []struct {
		to   *string
		from string
	}{
		{&s.Title, foreign.Title},
		{&s.Description, foreign.Description},
		{&s.BaseURL, foreign.BaseURL},
		{&s.Paths.Post, foreign.Paths.Post},
	} {
		if part.from != "" {
			*part.to = part.from
		}
	}
	if s.Hreflang == "" {
		s.Hreflang = foreign.Hreflang
	}
	takePaths(&s.Paths, content.FreshLocale(foreign.Tag).Paths, foreign.Paths)
}

// takePaths takes over where the pages of terms and the feed stand, so that their
// addresses stay, unless somebody has said otherwise here.
func takePaths(to *content.Paths, fresh, foreign content.Paths) {
	for _, part := range []struct {
		to          *string
		fresh, from string
	}{
		{&to.Tag, fresh.Tag, foreign.Tag},
		{&to.Author, fresh.Author, foreign.Author},
		{&to.Series, fresh.Series, foreign.Series},
		{&to.Feed, fresh.Feed, foreign.Feed},
	} {
		if part.from != "" && *part.to == part.fresh {
			*part.to = part.from
		}
	}
}

func sameLocale(a, b content.LocaleSettings) bool {
	return a.Title == b.Title && a.Description == b.Description && a.BaseURL == b.BaseURL && a.Hreflang == b.Hreflang && a.Paths == b.Paths
}

// settleSite takes over zone, hosts and default language.
func (im *importing) settleSite(ctx context.Context, tx Tx, foreign *Site) error {
	site, err := tx.Site(ctx)
	if err != nil {
		return err
	}
	s := &site.Settings
	if foreign.TimeZone != "" {
		s.TimeZone = foreign.TimeZone
	}
	if foreign.Default != "" {
		s.XDefault = foreign.Default
	}
	for _, host := range foreign.Hosts {
		if !slices.Contains(s.Hosts, host) {
			s.Hosts = append(s.Hosts, host)
		}
	}
	if err := tx.SaveSite(ctx, site); err != nil {
		return err
	}
	return im.emitSettings(ctx, tx, "")
}

func (im *importing) emitSettings(ctx context.Context, tx Tx, tag locale.Tag) error {
	return tx.Emit(ctx, event.SettingsSaved{Locale: tag, By: im.actor.ID})
}
