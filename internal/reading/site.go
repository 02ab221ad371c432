package reading

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Site answers GET /site.
func (s *Service) Site(ctx context.Context, choice Choice) (Answer, error) {
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		f, c, err := furnish(ctx, src, choice)
		if err != nil {
			return Answer{}, err
		}
		items, err := f.languages(ctx)
		if err != nil {
			return Answer{}, err
		}
		l := settings(f.locales, c.tag)
		pictures := imagesOf(f.site.Settings.Tidy().Media)
		answer, err := compose(site{
			Locale: c.tag, Title: l.Title, Description: l.Description,
			TimeZone: f.site.Settings.Zone().String(), XDefault: f.site.Settings.XDefault,
			Paths: paths{
				Post: l.Paths.Post, Tag: l.Paths.Tag, Author: l.Paths.Author,
				Series: l.Paths.Series, List: l.Paths.List, Feed: l.Paths.Feed,
			},
			Locales: items, Images: pictures, ImageWidths: pictures.Widths, Params: object(f.site.Settings.Params),
		})
		answer.Languages, answer.Varied, answer.Keys = []locale.Tag{c.tag}, c.varied, listKeys([]locale.Tag{entry.Everywhere})
		return answer, err
	})
	if err != nil {
		return answer, fmt.Errorf("read site: %w", err)
	}
	return answer, nil
}

// Locales answers GET /locales: {"items": [...]}.
func (s *Service) Locales(ctx context.Context) (Answer, error) {
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		f := furnishings{src: src}
		var err error
		if f.site, err = src.Site(ctx); err != nil {
			return Answer{}, err
		}
		if f.locales, err = src.Locales(ctx); err != nil {
			return Answer{}, err
		}
		items, err := f.languages(ctx)
		if err != nil {
			return Answer{}, err
		}
		answer, err := compose(siteLocales{Items: items})
		answer.Keys = listKeys([]locale.Tag{entry.Everywhere})
		return answer, err
	})
	if err != nil {
		return answer, fmt.Errorf("read locales: %w", err)
	}
	return answer, nil
}

// languages returns the site's locales with their numbers of live posts.
func (f furnishings) languages(ctx context.Context) ([]siteLocale, error) {
	items := make([]siteLocale, 0, len(f.locales))
	for _, l := range f.locales {
		n, err := f.src.Count(ctx, l.Tag, "", "")
		if err != nil {
			return nil, err
		}
		item := siteLocale{
			Locale: l.Tag, Hreflang: l.Settings.Hreflang, Title: l.Settings.Title, Description: l.Settings.Description,
			URL: l.Settings.URL(l.Settings.Paths.List), Fallback: append([]locale.Tag{}, l.Settings.Fallback...),
			Count: n, XDefault: l.Tag == f.site.Settings.XDefault, Params: object(l.Settings.Params),
		}
		if item.Hreflang == "" {
			item.Hreflang = string(l.Tag)
		}
		items = append(items, item)
	}
	return items, nil
}

// object returns the map, or an empty one, so that its JSON is never null.
func object(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}
