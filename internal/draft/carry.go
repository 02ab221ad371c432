package draft

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
)

// Carry makes what r says the head of a translation that stands already, as its
// next revision, and returns its number. The text was prepared before, in the
// revision that r is a copy of, and is kept as it is; number, hash and what o says
// are new, but for what it means and is based on, which stay. It is how a translation that changes posts goes on saying what it said.
// Addresses stay, and what readers see does too.
func Carry(ctx context.Context, tx Tx, t *content.Translation, r content.Revision, o Options) (int, error) {
	sum, err := hash(r.Text)
	if err != nil {
		return 0, err
	}
	t.Head++
	t.Status = content.Draft
	t.UpdatedAt = o.Meta.At
	if err := tx.SaveTranslation(ctx, r.Post, t); err != nil {
		return 0, err
	}
	r.Means = r.Meaning()
	r.N, r.Version, r.Meta, r.Minor, r.Hash = t.Head, t.Version, o.Meta, o.Minor, sum
	return t.Head, tx.AddRevision(ctx, &r, assetsOfText(&r.Text))
}

// CarryShared makes shared the head of the post's shared part, as its next
// revision, and returns its number. Like [Carry] it keeps what was prepared
// before. A post with Version 0 is new.
func CarryShared(ctx context.Context, tx Tx, post *content.Post, shared content.Shared, meta content.Meta) (int, error) {
	sum, err := hash(shared)
	if err != nil {
		return 0, err
	}
	post.Head++
	post.UpdatedAt = meta.At
	if err := tx.SavePost(ctx, post); err != nil {
		return 0, err
	}
	r := &content.SharedRevision{Post: post.ID, N: post.Head, Version: post.Version, Meta: meta, Hash: sum, Shared: shared}
	return post.Head, tx.AddSharedRevision(ctx, r, assetsOfResources(shared.Resources))
}

// assetsOfText returns the assets that a translation names: in its body, in its own
// resources, and those that it puts in the place of others'.
func assetsOfText(t *content.Text) []content.AssetID {
	ids := assetsOfResources(t.Overrides.Resources.Value)
	for _, link := range markup.Links(t.HTML) {
		if ref, ok := content.ParseReference(link.URL); ok && ref.Asset != "" {
			ids = append(ids, ref.Asset)
		}
	}
	for _, says := range t.Resources {
		if says.Asset != "" {
			ids = append(ids, says.Asset)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// assetsOfResources returns the assets that a list of resources names.
func assetsOfResources(list []content.Resource) []content.AssetID {
	var ids []content.AssetID
	for _, res := range list {
		if res.Asset != "" {
			ids = append(ids, res.Asset)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
