package draft

import (
	"cmp"
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

func assetNaming(pointer string, id content.AssetID) naming {
	return naming{pointer, "asset.unknown", string(id), func(n *content.Named) { n.Assets = append(n.Assets, id) }}
}

func postNaming(pointer string, id content.PostID) naming {
	return naming{pointer, "linked_post.unknown", string(id), func(n *content.Named) { n.Posts = append(n.Posts, id) }}
}

func authorNaming(pointer string, id content.TermID) naming {
	return naming{pointer, "author.unknown", string(id), func(n *content.Named) { n.Authors = append(n.Authors, id) }}
}

func tagNaming(pointer string, id content.TermID) naming {
	return naming{pointer, "tag.unknown", string(id), func(n *content.Named) { n.Tags = append(n.Tags, id) }}
}

func seriesNaming(pointer string, id content.TermID) naming {
	return naming{pointer, "series.unknown", string(id), func(n *content.Named) { n.Series = append(n.Series, id) }}
}

func appendOnce[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

// gather returns everything that is named, each once.
func gather(list []naming) content.Named {
	var n content.Named
	seen := make(map[[2]string]bool, len(list))
	for _, one := range list {
		if key := [2]string{one.code, one.id}; !seen[key] {
			seen[key] = true
			one.put(&n)
		}
	}
	return n
}

// namedByShared returns what a shared part names.
func namedByShared(s content.Shared) content.Named {
	n := content.Named{Posts: s.Related, Authors: s.Authors, Tags: s.Tags, Assets: assetsOfResources(s.Resources)}
	if s.Series != nil {
		n.Series = []content.TermID{s.Series.Term}
	}
	return n
}

// before returns what the head's text names.
func (s *save) before() content.Named {
	if s.head == nil {
		return content.Named{}
	}
	own := s.head.Text.Overrides
	var body review
	n := gather(body.references(s.head.Text.HTML))
	n.Authors, n.Tags = own.Authors.Value, own.Tags.Value
	n.Assets = assetsOfText(&s.head.Text)
	return n
}

// check returns a fault.Invalid that names every id that does not exist, or of a
// text that was saved before a warning for each. What was copied is not asked.
func (o Options) check(ctx context.Context, tx Tx, self content.PostID, list []naming, before func() content.Named) ([]content.Warning, error) {
	if o.Copied {
		return nil, nil
	}
	r := review{own: o.Own}
	if err := r.gone(ctx, tx, self, list, before); err != nil || !o.Again {
		return nil, cmp.Or(err, r.err())
	}
	var warnings []content.Warning
	for _, f := range r.fields {
		warnings = append(warnings, content.Warning{Code: f.Code, Pointer: f.Pointer, Args: f.Args})
	}
	return warnings, nil
}

// gone notes every id that does not exist. The post itself, which may not be
// written yet, exists; and what was named before and went since, into the trash
// or for good, does not keep a writer from saving something else.
func (r *review) gone(ctx context.Context, tx Tx, self content.PostID, list []naming, before func() content.Named) error {
	named := gather(list)
	named.Own, named.Posts = r.own, slices.DeleteFunc(named.Posts, func(id content.PostID) bool { return id == self })
	if named.Empty() {
		return nil
	}
	missing, err := tx.Missing(ctx, named)
	if err != nil || missing.Empty() {
		return err
	}
	lost, known := idsOf(missing), idsOf(before())
	for _, one := range list {
		var n content.Named
		one.put(&n)
		if len(r.fields) < mostGone && within(n, lost) && !within(n, known) {
			r.fields = append(r.fields, fault.Field{Pointer: one.pointer, Code: one.code, Args: map[string]any{"id": one.id}})
		}
	}
	return nil
}

// mostGone bounds how many ids that do not exist are told of.
const mostGone = 200

// within reports whether the one id of n is among the ids.
func within(n content.Named, ids map[string]bool) bool {
	for id := range idsOf(n) {
		return ids[id]
	}
	return false
}

// idsOf returns the ids of a set, each behind what it is named as.
func idsOf(n content.Named) map[string]bool {
	ids := make(map[string]bool)
	for _, id := range n.Posts {
		ids["post "+string(id)] = true
	}
	for _, id := range n.Authors {
		ids["author "+string(id)] = true
	}
	for _, id := range n.Tags {
		ids["tag "+string(id)] = true
	}
	for _, id := range n.Series {
		ids["series "+string(id)] = true
	}
	for _, id := range n.Assets {
		ids["asset "+string(id)] = true
	}
	return ids
}
