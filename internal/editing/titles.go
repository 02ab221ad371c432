package editing

import (
	"context"
	"maps"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Titles are what a post is called, in the languages that an actor may read.
type titles struct {
	post   *content.Post // with those languages alone
	titles map[locale.Tag]string
}

// titlesOf reads what a post is called.
func titlesOf(ctx context.Context, r PostReads, actor access.Actor, id content.PostID) (titles, error) {
	p, err := r.Post(ctx, id)
	if err != nil {
		return titles{}, err
	}
	t := titles{post: actor.Shown(p), titles: make(map[locale.Tag]string)}
	for _, one := range t.post.Translations {
		rev, err := r.Revision(ctx, id, one.Locale, one.Head)
		if err != nil {
			return titles{}, err
		}
		t.titles[one.Locale] = rev.Text.Title
	}
	return t, nil
}

// best returns the title in the source, or in the first language that has one.
func (t titles) best() string {
	if title := t.titles[t.post.SourceLocale]; title != "" {
		return title
	}
	for _, tag := range slices.Sorted(maps.Keys(t.titles)) {
		if t.titles[tag] != "" {
			return t.titles[tag]
		}
	}
	return ""
}
