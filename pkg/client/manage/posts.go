package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Patch is a JSON merge patch (RFC 7396): what it does not name stays, nil
// empties. Its names are those of the JSON, such as "title".
type Patch map[string]any

// CreatePost makes a post with its translations, all in one transaction, as
// drafts.
func (c *Client) CreatePost(ctx context.Context, p NewPost) (Post, error) {
	r, err := rest.NewCreatePostRequestWithBody(c.server, nil, jsonType, document(p))
	return answer[Post](c.post(ctx, "", r, err))
}

// Post returns a post with the newest states of its parts.
func (c *Client) Post(ctx context.Context, id string) (Post, error) {
	r, err := rest.NewGetPostRequest(c.server, id)
	return answer[Post](c.get(ctx, r, err))
}

// A PostQuery chooses posts. The zero value means all of them, newest change
// first.
type PostQuery struct {
	State        string // "draft", "live", "behind", "scheduled", "held" or "trashed"
	Status       string // "draft", "in_review" or "approved"
	Live         *bool
	Locale       string // that have this language; State, Status and Live then are about it
	Assignee     string // id of a person, or "me", who has a translation of it; in Locale, where that is given
	Missing      string // that ought to have this language and do not
	Author       string // id
	Tag          string // id
	Series       string // id
	UpdatedSince time.Time
	Text         string // words of titles, summaries, bodies and slugs
	Sort         string // such as "-updated", "title" or "relevance"
	Cut
}

// Posts returns one page of posts, without their bodies.
func (c *Client) Posts(ctx context.Context, q PostQuery) (Page[Post], error) {
	r, err := rest.NewListPostsRequest(c.server, &rest.ListPostsParams{
		State: given(rest.PostState(q.State)), Status: given(rest.Status(q.Status)), Live: q.Live,
		Locale: given(q.Locale), Assignee: given(q.Assignee), Missing: given(q.Missing), Author: given(q.Author), Tag: given(q.Tag), Series: given(q.Series),
		UpdatedSince: instant(q.UpdatedSince), Q: given(q.Text), Sort: given(rest.ListPostsParamsSort(q.Sort)),
		Limit: given(q.Limit), Cursor: given(q.Cursor),
	})
	return answer[Page[Post]](c.get(ctx, r, err))
}

// PatchPost changes the shared part, if it still has the entity tag. No
// translation is touched.
func (c *Client) PatchPost(ctx context.Context, id, etag string, patch Patch) (Post, error) {
	r, err := rest.NewPatchPostRequestWithBody(c.server, id, nil, jsonType, document(patch))
	return answer[Post](c.change(ctx, etag, r, err))
}

// PutPost replaces the shared part, if it still has the entity tag: what is
// left out is emptied. No translation is touched.
func (c *Client) PutPost(ctx context.Context, id, etag string, s Shared) (Post, error) {
	r, err := rest.NewPutPostRequestWithBody(c.server, id, nil, jsonType, document(s))
	return answer[Post](c.change(ctx, etag, r, err))
}

// DeletePost puts a post that is not live into the trash. The entity tag is
// that of its shared part.
func (c *Client) DeletePost(ctx context.Context, id, etag string) error {
	r, err := rest.NewDeletePostRequest(c.server, id, nil)
	return done(c.change(ctx, etag, r, err))
}

// DuplicatePost makes a new post of the newest states of one, in some of its
// locales; none named: in all.
func (c *Client) DuplicatePost(ctx context.Context, id string, locales ...string) (Post, error) {
	r, err := rest.NewDuplicatePostRequestWithBody(c.server, id, nil, jsonType, document(struct {
		Locales []string `json:"locales,omitempty"`
	}{locales}))
	return answer[Post](c.post(ctx, "", r, err))
}

// MergePost joins the languages of another post to this one, which has the
// entity tag.
func (c *Client) MergePost(ctx context.Context, id, etag string, m Merge) (Post, error) {
	r, err := rest.NewMergePostRequestWithBody(c.server, id, nil, jsonType, document(m))
	return answer[Post](c.post(ctx, etag, r, err))
}

// A Merge names the post that is absorbed.
type Merge struct {
	Post     string    `json:"post"`
	Override *Override `json:"override,omitempty"`
}

// SplitPost makes one language of a post, which has the entity tag, a post of
// its own, and returns that.
func (c *Client) SplitPost(ctx context.Context, id, etag string, s Split) (Post, error) {
	r, err := rest.NewSplitPostRequestWithBody(c.server, id, nil, jsonType, document(s))
	return answer[Post](c.post(ctx, etag, r, err))
}

// A Split names the language that goes.
type Split struct {
	Locale   string    `json:"locale"`
	Override *Override `json:"override,omitempty"`
}
