package previewing

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A headReads finds what rendering starts from.
type headReads interface {
	Posts
	Settings
}

// headsOf returns the post as rendering takes it, as if its newest revisions in
// the languages, of which it has at least one, went live at that instant. Its
// other languages are in it as far as they are live: readers see them already,
// and a page names them as alternates.
func headsOf(ctx context.Context, r headReads, p *content.Post, at time.Time, tags []locale.Tag) (*entry.Input, error) {
	site, err := r.Site(ctx)
	if err != nil {
		return nil, err
	}
	locales, err := r.Locales(ctx)
	if err != nil {
		return nil, err
	}
	after, err := p.WithHeads(at, tags...)
	if err != nil {
		return nil, err
	}
	live := &content.LivePost{Post: after}
	if live.Shared, err = r.SharedRevision(ctx, p.ID, after.Live); err != nil {
		return nil, err
	}
	for _, t := range after.Translations {
		if t.Live == 0 {
			continue
		}
		rev, err := r.Revision(ctx, p.ID, t.Locale, t.Live)
		if err != nil {
			return nil, err
		}
		live.Texts = append(live.Texts, *rev)
	}
	if err := standing.Live(ctx, r, live); err != nil {
		return nil, err
	}
	return &entry.Input{Live: live, Site: site.Settings, Locales: locales}, nil
}
