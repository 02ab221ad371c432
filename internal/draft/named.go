package draft

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

func assetNaming(pointer string, id content.AssetID) naming {
	return naming{pointer, "asset.unknown", string(id), func(n *content.Named) { n.Assets = appendOnce(n.Assets, id) }}
}

func postNaming(pointer string, id content.PostID) naming {
	return naming{pointer, "linked_post.unknown", string(id), func(n *content.Named) { n.Posts = appendOnce(n.Posts, id) }}
}

func authorNaming(pointer string, id content.TermID) naming {
	return naming{pointer, "author.unknown", string(id), func(n *content.Named) { n.Authors = appendOnce(n.Authors, id) }}
}

func tagNaming(pointer string, id content.TermID) naming {
	return naming{pointer, "tag.unknown", string(id), func(n *content.Named) { n.Tags = appendOnce(n.Tags, id) }}
}

func seriesNaming(pointer string, id content.TermID) naming {
	return naming{pointer, "series.unknown", string(id), func(n *content.Named) { n.Series = appendOnce(n.Series, id) }}
}

func appendOnce[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

// gather returns everything that is named.
func gather(list []naming) content.Named {
	var n content.Named
	for _, one := range list {
		one.put(&n)
	}
	return n
}

// check returns a fault.Invalid that names every id that does not exist. The
// post itself, which may not be written yet, exists.
func check(ctx context.Context, tx Tx, self content.PostID, list []naming) error {
	named := gather(list)
	named.Posts = slices.DeleteFunc(named.Posts, func(id content.PostID) bool { return id == self })
	if named.Empty() {
		return nil
	}
	missing, err := tx.Missing(ctx, named)
	if err != nil || missing.Empty() {
		return err
	}
	var r review
	for _, one := range list {
		var n content.Named
		one.put(&n)
		if within(n, missing) {
			r.fields = append(r.fields, fault.Field{Pointer: one.pointer, Code: one.code, Args: map[string]any{"id": one.id}})
		}
	}
	return r.err()
}

// within reports whether the one id of n is in set.
func within(n, set content.Named) bool {
	switch {
	case len(n.Posts) > 0:
		return slices.Contains(set.Posts, n.Posts[0])
	case len(n.Authors) > 0:
		return slices.Contains(set.Authors, n.Authors[0])
	case len(n.Tags) > 0:
		return slices.Contains(set.Tags, n.Tags[0])
	case len(n.Series) > 0:
		return slices.Contains(set.Series, n.Series[0])
	}
	return slices.Contains(set.Assets, n.Assets[0])
}
