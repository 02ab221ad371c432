package editing

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/projection"
)

// Site returns the site with its settings.
func (s *Service) Site(ctx context.Context, actor access.Actor) (*content.Site, error) {
	var site *content.Site
	err := s.browse(ctx, actor, func(r Snapshot) error {
		var err error
		site, err = r.Site(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("get site: %w", err)
	}
	return site, nil
}

// Locales returns the site's locales, ordered by tag.
func (s *Service) Locales(ctx context.Context, actor access.Actor) ([]content.Locale, error) {
	var list []content.Locale
	err := s.browse(ctx, actor, func(r Snapshot) error {
		var err error
		list, err = r.Locales(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list locales: %w", err)
	}
	return list, nil
}

// Locale returns one of the site's locales, or NotFound.
func (s *Service) Locale(ctx context.Context, actor access.Actor, tag locale.Tag) (*content.Locale, error) {
	var l *content.Locale
	err := s.browse(ctx, actor, func(r Snapshot) error {
		var err error
		l, err = r.Locale(ctx, tag)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("get locale %s: %w", tag, err)
	}
	return l, nil
}

// browse reads what whoever has a role may read.
func (s *Service) browse(ctx context.Context, actor access.Actor, fn func(Snapshot) error) error {
	if err := actor.Check(access.Browse); err != nil {
		return err
	}
	return s.Read(ctx, fn)
}

// SaveSite changes the site's settings. What readers see follows, in the
// background where that is much. A change that changes nothing leaves the
// version as it is.
func (s *Service) SaveSite(ctx context.Context, cmd SaveSite) (*content.Site, error) {
	var site *content.Site
	err := s.settle(ctx, cmd.Actor, func(tx Tx) (saved bool, tag locale.Tag, err error) {
		if site, err = tx.Site(ctx); err != nil {
			return false, "", err
		}
		if err := etag.Check("site.stale", cmd.Version, site.Version); err != nil {
			return false, "", err
		}
		after, err := cmd.Change(site.Settings)
		if err != nil || reflect.DeepEqual(after.Tidy(), site.Settings.Tidy()) {
			return false, "", err
		}
		tags, err := tagsOf(ctx, tx)
		if err != nil {
			return false, "", err
		}
		if err := wrongs(after.Wrong(tags)).fault(); err != nil {
			return false, "", err
		}
		site.Settings = after.Tidy()
		return true, "", tx.SaveSite(ctx, site)
	})
	if err != nil {
		return nil, fmt.Errorf("save site: %w", err)
	}
	return site, nil
}

// SaveLocale changes the settings of a locale, as [Service.SaveSite] does.
func (s *Service) SaveLocale(ctx context.Context, cmd SaveLocale) (*content.Locale, error) {
	var l *content.Locale
	err := s.settle(ctx, cmd.Actor, func(tx Tx) (saved bool, tag locale.Tag, err error) {
		if l, err = tx.Locale(ctx, cmd.Tag); err != nil {
			return false, "", err
		}
		if err := etag.Check("locale.stale", cmd.Version, l.Version); err != nil {
			return false, "", err
		}
		after, err := cmd.Change(l.Settings)
		if err != nil || reflect.DeepEqual(after.Tidy(), l.Settings.Tidy()) {
			return false, "", err
		}
		tags, err := tagsOf(ctx, tx)
		if err != nil {
			return false, "", err
		}
		if err := wrongs(after.Wrong(cmd.Tag, tags)).fault(); err != nil {
			return false, "", err
		}
		l.Settings = after.Tidy()
		return true, cmd.Tag, tx.SaveLocale(ctx, l)
	})
	if err != nil {
		return nil, fmt.Errorf("save locale %s: %w", cmd.Tag, err)
	}
	return l, nil
}

// AddLocale adds a language to the site. A tag that the site has is a Conflict.
func (s *Service) AddLocale(ctx context.Context, cmd AddLocale) (*content.Locale, error) {
	var added *content.Locale
	err := s.settle(ctx, cmd.Actor, func(tx Tx) (saved bool, tag locale.Tag, err error) {
		added, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (*content.Locale, error) {
			saved = true
			return addLocale(ctx, tx, cmd)
		})
		return saved, cmd.Tag, err
	})
	if err != nil {
		return nil, fmt.Errorf("add locale %s: %w", cmd.Tag, err)
	}
	return added, nil
}

func addLocale(ctx context.Context, tx Tx, cmd AddLocale) (*content.Locale, error) {
	if parsed, err := locale.Parse(string(cmd.Tag)); err != nil || parsed != cmd.Tag {
		return nil, fault.Wrong("/tag", "locale.malformed", "tag", string(cmd.Tag))
	}
	tags, err := tagsOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	if slices.Contains(tags, cmd.Tag) {
		return nil, fault.New(fault.Conflict, "locale.exists", "locale", string(cmd.Tag))
	}
	l := &content.Locale{Tag: cmd.Tag, Settings: furnished(cmd.Tag, cmd.Settings)}
	if err := wrongs(l.Settings.Wrong(cmd.Tag, tags)).fault(); err != nil {
		return nil, err
	}
	return l, tx.AddLocale(ctx, l)
}

// furnished fills what a new locale's settings leave open.
func furnished(tag locale.Tag, s content.LocaleSettings) content.LocaleSettings {
	fresh := content.FreshLocale(tag)
	if s.Typography == "" {
		s.Typography = fresh.Typography
	}
	for _, p := range []struct{ have, usual *string }{
		{&s.Paths.Post, &fresh.Paths.Post}, {&s.Paths.Tag, &fresh.Paths.Tag}, {&s.Paths.Author, &fresh.Paths.Author},
		{&s.Paths.Series, &fresh.Paths.Series}, {&s.Paths.List, &fresh.Paths.List}, {&s.Paths.Feed, &fresh.Paths.Feed},
	} {
		if *p.have == "" {
			*p.have = *p.usual
		}
	}
	return s.Tidy()
}

// RemoveLocale takes a language away from the site: a Conflict while a post has
// a translation in it, while it is the x-default, or while another locale falls
// back to it.
func (s *Service) RemoveLocale(ctx context.Context, cmd RemoveLocale) error {
	err := s.settle(ctx, cmd.Actor, func(tx Tx) (bool, locale.Tag, error) {
		l, err := tx.Locale(ctx, cmd.Tag)
		if err != nil {
			return false, "", err
		}
		if err := etag.Check("locale.stale", cmd.Version, l.Version); err != nil {
			return false, "", err
		}
		if err := unused(ctx, tx, cmd.Tag); err != nil {
			return false, "", err
		}
		return true, cmd.Tag, tx.RemoveLocale(ctx, cmd.Tag, l.Version)
	})
	if err != nil {
		return fmt.Errorf("remove locale %s: %w", cmd.Tag, err)
	}
	return nil
}

// unused returns a Conflict while the settings lean on the locale.
func unused(ctx context.Context, tx Tx, tag locale.Tag) error {
	site, err := tx.Site(ctx)
	if err != nil {
		return err
	}
	if site.Settings.XDefault == tag {
		return fault.New(fault.Conflict, "locale.is_x_default", "locale", string(tag))
	}
	locales, err := tx.Locales(ctx)
	if err != nil {
		return err
	}
	for _, l := range locales {
		if slices.Contains(l.Settings.Fallback, tag) {
			return fault.New(fault.Conflict, "locale.is_fallback", "locale", string(tag), "of", string(l.Tag))
		}
	}
	return nil
}

// settle runs a change of settings: permission first, then the change, then
// what follows from it for readers.
func (s *Service) settle(ctx context.Context, actor access.Actor, fn func(Tx) (saved bool, tag locale.Tag, err error)) error {
	if err := actor.Check(access.Settings); err != nil {
		return err
	}
	return s.Write(ctx, func(tx Tx) error {
		saved, tag, err := fn(tx)
		if err != nil || !saved {
			return err
		}
		if err := projection.RefreshSettings(ctx, tx); err != nil {
			return err
		}
		return tx.Emit(ctx, event.SettingsSaved{Locale: tag, By: actor.ID})
	})
}
