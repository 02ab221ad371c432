package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Bulk does one thing to many posts: those of Filter, in [Client.TryBulk], or
// Items, in [Client.Bulk].
type Bulk struct {
	Action  string     `json:"action"`            // "publish", "unpublish", "tag", "untag" or "delete"
	Mode    string     `json:"mode,omitempty"`    // "all", the default: all or nothing; "each": each for itself
	Tag     string     `json:"tag,omitempty"`     // id, to tag and untag
	Locales []string   `json:"locales,omitempty"` // with a filter: where to publish and unpublish
	Filter  *Filter    `json:"filter,omitempty"`
	Items   []BulkItem `json:"items,omitempty"` // at most 500
}

// A Filter chooses posts, as [PostQuery] does.
type Filter struct {
	State        string     `json:"state,omitempty"`
	Status       string     `json:"status,omitempty"`
	Live         *bool      `json:"live,omitempty"`
	Locale       string     `json:"locale,omitempty"`
	Missing      string     `json:"missing,omitempty"`
	Author       string     `json:"author,omitempty"`
	Tag          string     `json:"tag,omitempty"`
	Series       string     `json:"series,omitempty"`
	UpdatedSince *time.Time `json:"updatedSince,omitempty"`
	Text         string     `json:"q,omitempty"`
}

// A BulkItem is one post, with the revisions or the entity tag that were looked
// at.
type BulkItem struct {
	Post         string         `json:"post"`
	ETag         string         `json:"etag,omitempty"`
	Shared       int            `json:"shared,omitempty"`
	Translations map[string]int `json:"translations,omitempty"`
}

// A BulkOutcome says what became of one post.
type BulkOutcome struct {
	BulkItem
	Titles   map[string]string `json:"titles"` // by locale
	OK       bool              `json:"ok"`
	Problem  *Problem          `json:"problem"`
	Blockers []Blocker         `json:"blockers"`
}

// A BulkResult says what was done, post by post, or would be.
type BulkResult struct {
	Action string        `json:"action"`
	Mode   string        `json:"mode"`
	DryRun bool          `json:"dryRun"`
	More   bool          `json:"more"` // the filter finds more posts: do these first, then ask again
	Items  []BulkOutcome `json:"items"`
}

// Todo is the list of what the result says can be done, to be sent.
func (r BulkResult) Todo() []BulkItem {
	var items []BulkItem
	for _, o := range r.Items {
		if o.OK {
			items = append(items, o.BulkItem)
		}
	}
	return items
}

// TryBulk returns what would be done, to which posts and revisions, and what
// stands in the way; nothing changes.
func (c *Client) TryBulk(ctx context.Context, b Bulk) (BulkResult, error) {
	r, err := rest.NewBulkPostsRequestWithBody(c.server, &rest.BulkPostsParams{DryRun: new(true)}, jsonType, document(b))
	return answer[BulkResult](c.post(ctx, "", r, err))
}

// Bulk does it to the items: what was looked at, and nothing else.
func (c *Client) Bulk(ctx context.Context, b Bulk) (BulkResult, error) {
	r, err := rest.NewBulkPostsRequestWithBody(c.server, nil, jsonType, document(b))
	return answer[BulkResult](c.post(ctx, "", r, err))
}
