package uploading

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/paging"
)

// Get returns an asset with its texts. Whoever reads posts or uploads may see
// what there is to link.
func (s *Service) Get(ctx context.Context, actor access.Actor, id content.AssetID) (*media.Asset, error) {
	if err := mayLook(actor); err != nil {
		return nil, err
	}
	var asset *media.Asset
	err := s.Read(ctx, func(r Snapshot) (err error) {
		asset, err = r.Asset(ctx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read asset %s: %w", id, err)
	}
	return asset, nil
}

// List returns a page of assets, newest first.
func (s *Service) List(ctx context.Context, q ListQuery) (Page, error) {
	if err := mayLook(q.Actor); err != nil {
		return Page{}, err
	}
	limit, err := paging.Limit(q.Limit)
	if err != nil {
		return Page{}, err
	}
	list := fmt.Sprintf("assets %q %q %t", q.Type, q.Words, q.Unused) // the cursor is of this list alone
	place, err := paging.OpenAt(q.Cursor, list)
	if err != nil {
		return Page{}, err
	}
	query := media.Query{Type: q.Type, Words: q.Words, Unused: q.Unused, Limit: limit + 1} // one more, to know whether there is another page
	if place != nil {
		query.After = &media.Key{At: place.At, ID: content.AssetID(place.ID)}
	}
	var page Page
	err = s.Read(ctx, func(r Snapshot) (err error) {
		page.Items, err = r.Assets(ctx, query)
		return err
	})
	if err != nil {
		return Page{}, fmt.Errorf("list assets: %w", err)
	}
	if len(page.Items) > limit {
		last := page.Items[limit-1]
		page.Items, page.Next = page.Items[:limit], paging.CursorAt(list, paging.Place{At: last.CreatedAt, ID: string(last.ID)})
	}
	return page, nil
}

// mayLook lets in whoever may read some post, or upload.
func mayLook(actor access.Actor) error {
	if v := actor.View(); v.All || v.Posts || v.Own {
		return nil
	}
	return actor.Check(access.Upload)
}
