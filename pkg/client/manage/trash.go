package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Trashed is a post in the trash. Its slugs stay reserved until it is purged.
type Trashed struct {
	ID        string            `json:"id"`
	ETag      string            `json:"etag"`
	Titles    map[string]string `json:"titles"` // by locale
	TrashedAt time.Time         `json:"trashedAt"`
	By        string            `json:"by"` // id
	ByName    string            `json:"byName"`
	PurgeAt   *time.Time        `json:"purgeAt"` // nil: never by itself
}

// Trash returns one page of the posts in the trash, the last one first.
func (c *Client) Trash(ctx context.Context, cut Cut) (Page[Trashed], error) {
	r, err := rest.NewListTrashRequest(c.server, &rest.ListTrashParams{Limit: given(cut.Limit), Cursor: given(cut.Cursor)})
	return answer[Page[Trashed]](c.get(ctx, r, err))
}

// RestorePost takes a post, which has the entity tag, out of the trash, as it
// was, and not live.
func (c *Client) RestorePost(ctx context.Context, id, etag string) (Post, error) {
	r, err := rest.NewRestorePostRequest(c.server, id, nil)
	return answer[Post](c.post(ctx, etag, r, err))
}

// PurgePost deletes a post in the trash, which has the entity tag, for good.
func (c *Client) PurgePost(ctx context.Context, id, etag string) error {
	r, err := rest.NewPurgePostRequest(c.server, id, nil)
	return done(c.change(ctx, etag, r, err))
}
