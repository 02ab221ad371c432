package reading

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Reception is what has to be known of the site to say which answer a request asks
// for, and who may read it, before anything else is read.
type Reception struct {
	Generation entry.Generation
	Origins    []string // other sites whose scripts may read delivery; empty, or with "*": all

	locales  []locale.Tag
	xDefault locale.Tag
}

// Reception reads it.
func (s *Service) Reception(ctx context.Context) (Reception, error) {
	var r Reception
	err := s.Snapshot(ctx, func(src Source) (err error) {
		if r.Generation, err = src.Generation(ctx); err != nil {
			return err
		}
		site, err := src.Site(ctx)
		if err != nil {
			return err
		}
		locales, err := src.Locales(ctx)
		for _, l := range locales {
			r.locales = append(r.locales, l.Tag)
		}
		r.Origins, r.xDefault = site.Settings.CORSOrigins, site.Settings.XDefault
		return err
	})
	if err != nil {
		return Reception{}, fmt.Errorf("read what requests are told apart by: %w", err)
	}
	return r, nil
}

// Choose returns the language of whoever names none but by Accept-Language: what a
// [Choice] with that header alone comes to.
func (r Reception) Choose(accept string) locale.Tag {
	if tag, ok := locale.Lookup(accept, r.locales); ok {
		return tag
	}
	return r.xDefault
}
