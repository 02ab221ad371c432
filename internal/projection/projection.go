// Package projection is what a change of live rows does: it renders what readers
// get, moves slugs and public URLs, keeps lists and references, and says what
// changed. It works inside the caller's transaction, which it never opens.
//
// Callers write live rows first (which revisions are live, a term's names, an
// asset's texts, settings), then call the function named for what they changed:
// [Refresh], [RefreshTerm], [RefreshAsset] or [RefreshSettings]. What is too much for
// one transaction is left as a rerender, which [Work] takes up.
package projection

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/standing"
)

const (
	// AtOnce is how many posts that refer to what changed are rendered in the
	// transaction that changed it. With more, all of them are left for later.
	AtOnce = 200
	// PerTurn is how many posts one [Work] renders.
	PerTurn = 100
)

// Refresh renders all live languages of the post after its live rows changed:
// another revision of a text or of the shared part is live, or none is. It moves
// the post's slugs and URLs, writes what readers see differently, and does the
// same for the posts that link to this one if it came, moved or went, or the places
// in its texts that they link to did.
//
// cause is [entry.ByContent] or [entry.ByShared] alike: of each language it is
// found out what changed. A slug or URL that another translation reserves or
// holds is a fault.Conflict ("slug.taken", "path.taken") that names each place.
// A post that is gone or not live loses its entries. Refreshing twice changes
// nothing.
func Refresh(ctx context.Context, tx Tx, post content.PostID, cause entry.Cause) error {
	s, err := Begin(ctx, tx)
	if err != nil {
		return err
	}
	if err := s.Refresh(ctx, post, cause); err != nil {
		return err
	}
	return s.Finish(ctx)
}

// RefreshTerm renders the posts that show the term, or would if it had a name in
// their language, after its names changed.
func RefreshTerm(ctx context.Context, tx Tx, term content.TermID) error {
	v, err := open(ctx, tx)
	if err != nil {
		return err
	}
	return v.referrers(ctx, entry.Ref{Kind: entry.ToTerm, Target: string(term)}, entry.ByTerm)
}

// RefreshAbsorbed renders the posts that show a term which became another one. Of
// many, the first are rendered at once, so that the other one has its page in
// their languages from now on.
func RefreshAbsorbed(ctx context.Context, tx Tx, term content.TermID) error {
	v, err := open(ctx, tx)
	if err != nil {
		return err
	}
	r := entry.Rerender{Ref: entry.Ref{Kind: entry.ToTerm, Target: string(term)}, Cause: entry.ByTerm}
	posts, err := tx.Referrers(ctx, r.Ref, "", AtOnce+1)
	if err != nil {
		return err
	}
	many := len(posts) > AtOnce
	if many {
		posts = posts[:PerTurn]
	}
	for _, post := range posts {
		if err := v.rerender(ctx, post, r); err != nil {
			return err
		}
	}
	if !many {
		return nil
	}
	r.After = posts[len(posts)-1]
	return tx.Defer(ctx, r)
}

// RefreshAsset renders the posts that show the asset after its texts changed.
func RefreshAsset(ctx context.Context, tx Tx, asset content.AssetID) error {
	v, err := open(ctx, tx)
	if err != nil {
		return err
	}
	return v.referrers(ctx, entry.Ref{Kind: entry.ToAsset, Target: string(asset)}, entry.ByAsset)
}

// RefreshSettings has every post rendered again, later: settings of the site or of a
// locale changed, or the form of entries or the sanitizer's policy did. It also
// repairs entries that do not say what the live rows say.
func RefreshSettings(ctx context.Context, tx Deferred) error {
	return tx.Defer(ctx, entry.Rerender{Ref: entry.Ref{Kind: entry.ToSite}, Cause: entry.BySettings})
}

// Work takes up one rerender that waits and renders the next posts of it, up to
// [PerTurn]. It returns how many it rendered, and whether any rerender may still
// wait: call it again, in a transaction of its own, until none does. A crash
// between two turns loses nothing.
func Work(ctx context.Context, tx Tx) (done int, more bool, err error) {
	r, ok, err := tx.NextDeferred(ctx)
	if err != nil || !ok {
		return 0, false, err
	}
	v, err := open(ctx, tx)
	if err != nil {
		return 0, false, err
	}
	posts, err := tx.Referrers(ctx, r.Ref, r.After, PerTurn)
	if err != nil {
		return 0, false, err
	}
	for _, post := range posts {
		if err := v.rerender(ctx, post, r); err != nil {
			return 0, false, fmt.Errorf("render post %s again: %w", post, err)
		}
	}
	if len(posts) < PerTurn {
		return len(posts), true, tx.Undefer(ctx, r)
	}
	r.After = posts[len(posts)-1]
	return len(posts), true, tx.Defer(ctx, r)
}

// A view is one transaction as projection sees it: its settings are read once.
type view struct {
	tx      Tx
	site    content.SiteSettings
	locales []content.Locale
}

func open(ctx context.Context, tx Tx) (*view, error) {
	site, err := tx.Site(ctx)
	if err != nil {
		return nil, err
	}
	locales, err := tx.Locales(ctx)
	if err != nil {
		return nil, err
	}
	return &view{tx: tx, site: site.Settings, locales: locales}, nil
}

// referrers renders the posts that refer to what changed, or leaves them all
// for later if they are many.
func (v *view) referrers(ctx context.Context, ref entry.Ref, cause entry.Cause) error {
	posts, err := v.tx.Referrers(ctx, ref, "", AtOnce+1)
	if err != nil {
		return err
	}
	r := entry.Rerender{Ref: ref, Cause: cause}
	if len(posts) > AtOnce {
		return v.tx.Defer(ctx, r)
	}
	for _, post := range posts {
		if err := v.rerender(ctx, post, r); err != nil {
			return err
		}
	}
	return nil
}

// rerender renders a post because of what it refers to. If settings moved its
// URLs, those that link to it are rendered in their own turn.
func (v *view) rerender(ctx context.Context, post content.PostID, r entry.Rerender) error {
	why := occasion{cause: r.Cause, by: cmp.Or(string(r.By), r.Target), addresses: leave}
	if r.Kind == entry.ToSite {
		why.addresses = yield
	}
	o, err := v.refresh(ctx, post, why)
	if err != nil {
		return err
	}
	return v.deferLinking(ctx, post, o)
}

// An occasion is why a post is rendered.
type occasion struct {
	cause     entry.Cause
	by        string
	linked    content.PostID // that the post links to, and that changed in the same transaction
	addresses manner
}

// A manner says what becomes of addresses while a post is rendered.
type manner uint8

// The manners.
const (
	insist manner = iota // move them; refuse if one is taken
	yield                // move them; do without one that is taken
	leave                // they move only if settings did that had not reached the post yet
)

// refresh renders the post and writes what differs.
func (v *view) refresh(ctx context.Context, post content.PostID, why occasion) (o outcome, err error) {
	live, err := v.tx.LivePost(ctx, post)
	if err != nil {
		return o, err
	}
	if live.Post == nil {
		live.Post = &content.Post{ID: post}
	}
	if live.Shared == nil {
		live.Texts = nil
	}
	if err := standing.Live(ctx, v.tx, live); err != nil {
		return o, err
	}
	in := &entry.Input{Live: live, Site: v.site, Locales: v.locales}
	if why.addresses != leave {
		if o.addresses, err = v.move(ctx, in, why.addresses); err != nil {
			return o, err
		}
	}
	if err := Gather(ctx, v.tx, in); err != nil {
		return o, err
	}
	before, err := v.tx.EntryRows(ctx, post)
	if err != nil {
		return o, err
	}
	after := entry.Render(*in)
	if len(before) == 0 && len(after) == 0 {
		return o, nil
	}
	d := compare(live.Post, before, after, why)
	if d.moved && why.addresses == leave {
		if o.addresses, err = v.move(ctx, in, yield); err != nil {
			return o, err
		}
	}
	if len(d.changes) == 0 && len(o.addresses) > 0 {
		d.changes = d.led() // an alias came or went, which entries do not show
	}
	if o.placed, err = v.mark(ctx, post, after); err != nil {
		return o, err
	}
	o.moved = d.moved
	return o, v.write(ctx, d)
}

// write carries out a difference.
func (v *view) write(ctx context.Context, d difference) error {
	if len(d.put)+len(d.gone) > 0 {
		if err := v.tx.WriteEntries(ctx, d.put, d.gone); err != nil {
			return err
		}
		if err := v.word(ctx, d.put); err != nil {
			return err
		}
		gone, added := entry.Moves(entry.Places(d.before), entry.Places(d.after))
		if len(gone)+len(added) > 0 {
			if err := v.tx.Relist(ctx, gone, added); err != nil {
				return err
			}
		}
	}
	if len(d.changes) > 0 {
		if err := v.tx.Touch(ctx, d.changes); err != nil {
			return err
		}
	}
	return v.tx.SetRefs(ctx, d.post, slices.Compact(d.refs))
}
