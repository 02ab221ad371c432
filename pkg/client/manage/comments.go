package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Thread is what colleagues say about a translation, or one segment of it. Its id
// is that of its first comment.
type Thread struct {
	ID       string `json:"id"`
	Segment  string `json:"segment"` // id; empty: the whole translation
	Excerpt  string `json:"excerpt"` // of the segment, when the thread began
	Gone     bool   `json:"gone"`    // the segment is no longer there
	Revision int    `json:"revision"`
	Resolved *struct {
		By Person    `json:"by"`
		At time.Time `json:"at"`
	} `json:"resolved"` // nil: it waits for an answer
	Comments []Comment `json:"comments"`
}

// A Comment is what one person said, as plain text.
type Comment struct {
	ID       string     `json:"id"`
	ETag     string     `json:"etag"`
	Text     string     `json:"text"`
	By       Person     `json:"by"`
	At       time.Time  `json:"at"`
	EditedAt *time.Time `json:"editedAt"`
}

// A ThreadQuery chooses threads. The zero value means all.
type ThreadQuery struct {
	Segment string
	Open    *bool
	Cut
}

// Comments returns one page of the threads about a translation, newest first.
func (c *Client) Comments(ctx context.Context, p Panel, q ThreadQuery) (Page[Thread], error) {
	r, err := rest.NewListCommentsRequest(c.server, p.Post, p.Locale, &rest.ListCommentsParams{
		Segment: given(q.Segment), Open: q.Open, Limit: given(q.Limit), Cursor: given(q.Cursor),
	})
	return answer[Page[Thread]](c.get(ctx, r, err))
}

// A NewComment begins a thread, or answers in one.
type NewComment struct {
	Text    string `json:"text"`
	Segment string `json:"segment,omitempty"` // what it is about; empty: the whole translation
	ReplyTo string `json:"replyTo,omitempty"` // id of the thread, instead of Segment
}

// Comment says something about a translation, and returns the thread.
func (c *Client) Comment(ctx context.Context, p Panel, n NewComment) (Thread, error) {
	r, err := rest.NewCreateCommentRequestWithBody(c.server, p.Post, p.Locale, nil, jsonType, document(n))
	return answer[Thread](c.post(ctx, "", r, err))
}

// PatchComment changes the "text" of a comment, or "resolved" of its thread, and
// returns the thread.
func (c *Client) PatchComment(ctx context.Context, p Panel, id, etag string, patch Patch) (Thread, error) {
	r, err := rest.NewPatchCommentRequestWithBody(c.server, p.Post, p.Locale, id, nil, jsonType, document(patch))
	return answer[Thread](c.change(ctx, etag, r, err))
}

// DeleteComment takes a comment away; with its only comment goes the thread.
func (c *Client) DeleteComment(ctx context.Context, p Panel, id, etag string) error {
	r, err := rest.NewDeleteCommentRequest(c.server, p.Post, p.Locale, id, nil)
	return done(c.change(ctx, etag, r, err))
}
