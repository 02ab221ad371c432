package reading

import (
	"context"
	"fmt"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Reception is what has to be known of the site to say which answer a request asks
// for, and who may read it, before anything else is read.
type Reception struct {
	Generation entry.Generation
	Origins    []string // other sites whose scripts may read delivery; empty, or with "*": all

	// Changed are the posts of which readers see something else than in the generation
	// before, with the seq in which that came last. With Anew, anything may be different.
	Changed map[content.PostID]int64
	Anew    bool

	Locales  []locale.Tag // of the site
	xDefault locale.Tag
}

// mostChanged bounds the changes that a reception tells apart: more come of a change to the
// whole site, after which little stands.
const mostChanged = 1000

// Reception reads it, and what changed since the generation before that somebody knows.
func (s *Service) Reception(ctx context.Context, before entry.Generation) (Reception, error) {
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
			r.Locales = append(r.Locales, l.Tag)
		}
		if err != nil {
			return err
		}
		r.Origins, r.xDefault = site.Settings.CORSOrigins, site.Settings.XDefault
		return r.since(ctx, src, before)
	})
	if err != nil {
		return Reception{}, fmt.Errorf("read what requests are told apart by: %w", err)
	}
	return r, nil
}

// since reads what changed. Every post of which readers see something else is told of in
// the transaction that changed it, so that what is told is all.
func (r *Reception) since(ctx context.Context, src Source, before entry.Generation) error {
	if before.Epoch != r.Generation.Epoch {
		r.Anew = true
		return nil
	}
	list, err := src.Changes(ctx, entry.Everywhere, entry.Point{Seq: before.Seq + 1}, mostChanged)
	if err != nil {
		return err
	}
	r.Anew = len(list) == mostChanged
	r.Changed = make(map[content.PostID]int64, len(list))
	for _, t := range list {
		switch t.Kind {
		case entry.OfPost:
			r.Changed[content.PostID(t.ID)] = t.Seq // in the order of seq: the last one stays
		case entry.OfSite:
			r.Anew = true
		}
	}
	return nil
}

// Choose returns the language of whoever names none but by Accept-Language: what a
// [Choice] with that header alone comes to.
func (r Reception) Choose(accept string) locale.Tag {
	if tag, ok := locale.Lookup(accept, r.Locales); ok {
		return tag
	}
	return r.xDefault
}

// Named returns the locale of the site that a text names, in whatever case.
func (r Reception) Named(text string) (locale.Tag, bool) {
	tag, err := locale.Parse(text)
	return tag, err == nil && slices.Contains(r.Locales, tag)
}
