package store

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/locale"
)

// What a view shows, as conditions of queries.

// seen keeps the posts that the view shows.
func seen(g *gorm.DB, view access.View) *gorm.DB {
	switch {
	case view.All, view.Posts:
		return g
	case view.Own:
		return g.Where("created_by = ?", view.Actor)
	}
	return g.Where("false")
}

// shown returns the condition on a translation t that the view sets; none if it
// shows every one.
func shown(view access.View) (condition string, values []any) {
	if view.All || slices.Contains(view.Locales, access.Everywhere) {
		return "", nil
	}
	ways := []string{"false"}
	among := func(tags []locale.Tag) string {
		marks := make([]string, len(tags))
		for i, tag := range tags {
			marks[i] = "?"
			values = append(values, string(tag))
		}
		return "t.locale IN (" + strings.Join(marks, ", ") + ")"
	}
	if view.Source {
		ways = append(ways, "t.locale = posts.source_locale")
	}
	if len(view.Locales) > 0 {
		ways = append(ways, among(view.Locales))
	}
	if view.Own {
		values = append(values, view.Actor)
		if slices.Contains(view.OwnIn, access.Everywhere) {
			ways = append(ways, "posts.created_by = ?")
		} else {
			ways = append(ways, "(posts.created_by = ? AND "+among(view.OwnIn)+")")
		}
	}
	return "(" + strings.Join(ways, " OR ") + ")", values
}
