package store

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
)

// Missing returns those of the named that do not exist, or are another kind of
// term, in the order in which they are named. A post in the trash does not exist,
// and to whom only their own posts exist, none of others that readers do not see.
func (r reader) Missing(ctx context.Context, n content.Named) (content.Named, error) {
	var missing content.Named
	const term = "SELECT 1 FROM terms WHERE id = w.value AND kind = "
	for _, ask := range []struct {
		ids    any
		number int
		exists string
		into   any
	}{
		{n.Posts, len(n.Posts), "SELECT 1 FROM posts WHERE id = w.value AND deleted_at = 0 AND (@own IN ('', created_by) OR live > 0)", &missing.Posts},
		{n.Authors, len(n.Authors), term + "'author'", &missing.Authors},
		{n.Tags, len(n.Tags), term + "'tag'", &missing.Tags},
		{n.Series, len(n.Series), term + "'series'", &missing.Series},
		{n.Assets, len(n.Assets), "SELECT 1 FROM assets WHERE id = w.value", &missing.Assets},
	} {
		if ask.number == 0 {
			continue
		}
		ids, err := encode(ask.ids)
		if err != nil {
			return missing, err
		}
		err = r.q(ctx).Raw("SELECT w.value FROM json_each(@ids) w WHERE NOT EXISTS ("+ask.exists+") ORDER BY w.key",
			map[string]any{"ids": ids, "own": n.Own}).Scan(ask.into).Error
		if err != nil {
			return missing, err
		}
	}
	return missing, nil
}
