package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// An Item says what becomes of one post.
type Item struct {
	Post         string         `json:"post"`
	Action       string         `json:"action"` // "publish" or "unpublish"
	Shared       int            `json:"shared,omitempty"`
	Translations map[string]int `json:"translations"` // revisions, by locale
}

// A NewRelease is a set of posts that go live and away together: at once, at an
// instant, or, as a draft, when told to.
type NewRelease struct {
	Name      string    `json:"name,omitempty"`
	Items     []Item    `json:"items"` // a post once, at most 200
	At        string    `json:"at,omitempty"`
	TimeZone  string    `json:"timeZone,omitempty"`
	OnBlocked string    `json:"onBlocked,omitempty"`
	Override  *Override `json:"override,omitempty"`
	State     string    `json:"state,omitempty"` // "draft": keep it, and do nothing
}

// A Release is a set of posts that go live and away together.
type Release struct {
	ID        string     `json:"id"`
	ETag      string     `json:"etag"`
	Name      string     `json:"name"`
	State     string     `json:"state"` // "draft", "scheduled", "done", "held" or "failed"
	Items     []Item     `json:"items"`
	Schedule  string     `json:"schedule"` // id; empty: it has none
	At        string     `json:"at"`
	TimeZone  string     `json:"timeZone"`
	Due       *time.Time `json:"due"`
	OnBlocked string     `json:"onBlocked"`
	Override  *Override  `json:"override"`
	By        string     `json:"by"` // id
	ByName    string     `json:"byName"`
	CreatedAt time.Time  `json:"createdAt"`
	DoneAt    *time.Time `json:"doneAt"`
	Reason    *Reason    `json:"reason"`
	DryRun    bool       `json:"dryRun"`
	Blockers  []Blocker  `json:"blockers"` // each with its post
	Warnings  []Warning  `json:"warnings"`
}

// CreateRelease makes a release, in one transaction with all that it does.
func (c *Client) CreateRelease(ctx context.Context, n NewRelease) (Release, error) {
	r, err := rest.NewCreateReleaseRequestWithBody(c.server, nil, jsonType, document(n))
	return answer[Release](c.post(ctx, "", r, err))
}

// TryRelease says what [Client.CreateRelease] would do, and what stands in the
// way, and changes nothing.
func (c *Client) TryRelease(ctx context.Context, n NewRelease) (Release, error) {
	r, err := rest.NewCreateReleaseRequestWithBody(c.server, &rest.CreateReleaseParams{DryRun: new(true)}, jsonType, document(n))
	return answer[Release](c.post(ctx, "", r, err))
}

// Releases returns one page of the releases in a state, newest first; empty: in
// any.
func (c *Client) Releases(ctx context.Context, state string, cut Cut) (Page[Release], error) {
	r, err := rest.NewListReleasesRequest(c.server, &rest.ListReleasesParams{State: given(rest.ReleaseState(state)), Limit: given(cut.Limit), Cursor: given(cut.Cursor)})
	return answer[Page[Release]](c.get(ctx, r, err))
}

// Release returns one release.
func (c *Client) Release(ctx context.Context, id string) (Release, error) {
	r, err := rest.NewGetReleaseRequest(c.server, id)
	return answer[Release](c.get(ctx, r, err))
}

// PatchRelease changes a release that is not done and has the entity tag.
func (c *Client) PatchRelease(ctx context.Context, id, etag string, patch Patch) (Release, error) {
	r, err := rest.NewPatchReleaseRequestWithBody(c.server, id, nil, jsonType, document(patch))
	return answer[Release](c.change(ctx, etag, r, err))
}

// DeleteRelease forgets a release that is not done and has the entity tag.
func (c *Client) DeleteRelease(ctx context.Context, id, etag string) error {
	r, err := rest.NewDeleteReleaseRequest(c.server, id, nil)
	return done(c.change(ctx, etag, r, err))
}

// A Go says how a release is carried out: at once, or at an instant.
type Go struct {
	At        string    `json:"at,omitempty"`
	TimeZone  string    `json:"timeZone,omitempty"`
	OnBlocked string    `json:"onBlocked,omitempty"`
	Override  *Override `json:"override,omitempty"`
}

// PublishRelease carries out a release that has the entity tag.
func (c *Client) PublishRelease(ctx context.Context, id, etag string, how Go) (Release, error) {
	r, err := rest.NewPublishReleaseRequestWithBody(c.server, id, nil, jsonType, document(how))
	return answer[Release](c.post(ctx, etag, r, err))
}

// TryPublishRelease says what [Client.PublishRelease] would do, and changes
// nothing.
func (c *Client) TryPublishRelease(ctx context.Context, id string, how Go) (Release, error) {
	r, err := rest.NewPublishReleaseRequestWithBody(c.server, id, &rest.PublishReleaseParams{DryRun: new(true)}, jsonType, document(how))
	return answer[Release](c.post(ctx, "", r, err))
}
