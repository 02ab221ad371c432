package projection

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// An outcome is what refreshing a post means to the posts that link to it.
type outcome struct {
	moved     bool        // its languages or their URLs are others than before
	placed    bool        // the places in its texts are
	addresses []entry.Ref // by which links may lead elsewhere now
}

// refs returns the references of those that it means something to.
func (o outcome) refs(post content.PostID) []entry.Ref {
	switch {
	case o.moved:
		return append([]entry.Ref{{Kind: entry.ToPost, Target: string(post)}}, o.addresses...)
	case o.placed:
		return append([]entry.Ref{{Kind: entry.ToAnchor, Target: string(post)}}, o.addresses...)
	}
	return o.addresses
}

// RefreshLinking renders the posts that link to the post after it came into being for
// them or went, though nothing of it is or was live: it is in the trash, or was taken
// out of it. The report of links then says what is so.
func RefreshLinking(ctx context.Context, tx Tx, post content.PostID) error {
	return RefreshFreed(ctx, tx, post, nil)
}

// RefreshFreed renders the posts that link to a post which does not exist any more, or
// to one of the addresses that it held.
func RefreshFreed(ctx context.Context, tx Tx, post content.PostID, held []content.Address) error {
	s, err := Begin(ctx, tx)
	if err != nil {
		return err
	}
	if err := s.Freed(ctx, post, held); err != nil {
		return err
	}
	return s.Finish(ctx)
}

// deferLinking leaves those that link to the post for later.
func (v *view) deferLinking(ctx context.Context, post content.PostID, o outcome) error {
	return v.later(ctx, post, o.refs(post))
}

// later leaves those that have one of the references for later.
func (v *view) later(ctx context.Context, post content.PostID, refs []entry.Ref) error {
	for _, ref := range refs {
		posts, err := v.linkingTo(ctx, []entry.Ref{ref}, 1)
		if err != nil {
			return err
		}
		if len(posts) == 0 {
			continue
		}
		if err := v.tx.Defer(ctx, entry.Rerender{Ref: ref, Cause: entry.ByLinkTarget, By: post}); err != nil {
			return err
		}
	}
	return nil
}

// linkingTo returns up to limit posts that have one of the references, each once.
func (v *view) linkingTo(ctx context.Context, refs []entry.Ref, limit int) ([]content.PostID, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	var posts []content.PostID
	seen := make(map[content.PostID]bool)
	add := func(ids []content.PostID) {
		for _, id := range ids {
			if !seen[id] && len(posts) < limit {
				seen[id] = true
				posts = append(posts, id)
			}
		}
	}
	if refs[0].Kind == entry.ToPost || refs[0].Kind == entry.ToAnchor {
		ids, err := v.tx.Referrers(ctx, refs[0], "", limit) // those of absorbed posts, too
		if err != nil {
			return nil, err
		}
		add(ids)
		refs = refs[1:]
	}
	if len(refs) > 0 {
		ids, err := v.tx.Linking(ctx, refs, limit)
		if err != nil {
			return nil, err
		}
		add(ids)
	}
	return posts, nil
}

// mark keeps what is known of the live texts beside their entries, where it is not
// known yet, and reports whether places in them are others than before.
func (v *view) mark(ctx context.Context, post content.PostID, after []entry.Rendered) (placed bool, err error) {
	before, err := v.tx.Marks(ctx, post)
	if err != nil {
		return false, err
	}
	gone := make(map[locale.Tag]bool, len(before))
	for tag := range before {
		gone[tag] = true
	}
	for i := range after {
		row := &after[i]
		delete(gone, row.Locale)
		old, now := before[row.Locale], row.Mark()
		if old == now {
			continue
		}
		placed = placed || old.Anchors != now.Anchors
		var links *[]entry.Link
		if old.Links != now.Links {
			links = &row.Links
		}
		if err := v.tx.SetMark(ctx, content.Part{Post: post, Locale: row.Locale}, now, links); err != nil {
			return false, err
		}
	}
	for tag := range gone {
		placed = true
		if err := v.tx.DropMark(ctx, content.Part{Post: post, Locale: tag}); err != nil {
			return false, err
		}
	}
	return placed, nil
}
