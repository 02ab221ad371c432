package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Schedule is what goes live, or away, by itself. It is checked again when it
// fires, as the person who scheduled it, and done whole or not at all.
type Schedule struct {
	ID          string       `json:"id"`
	ETag        string       `json:"etag"`
	Post        string       `json:"post"`    // empty: of a release
	Release     string       `json:"release"` // empty: of one post
	Action      string       `json:"action"`  // "publish", "unpublish" or "release"
	Publication *Publication `json:"publication"`
	Due         time.Time    `json:"due"`
	When
	State       string     `json:"state"`     // "pending", "done", "held", "failed" or "cancelled"
	OnBlocked   string     `json:"onBlocked"` // "hold" or "fail"
	Override    *Override  `json:"override"`
	By          string     `json:"by"` // id
	ByName      string     `json:"byName"`
	CreatedAt   time.Time  `json:"createdAt"`
	FiredAt     *time.Time `json:"firedAt"`
	LateSeconds *float64   `json:"lateSeconds"`
	Reason      *Reason    `json:"reason"`
	Blockers    []Blocker  `json:"blockers"`
}

// A Reason says why a schedule or a release did not do what it was made for.
type Reason struct {
	Code   string  `json:"code"`
	Detail string  `json:"detail"` // in the client's language
	Errors []Wrong `json:"errors"`
}

// A Scheduled is a new schedule, with what would stand in its way now.
type Scheduled struct {
	Schedule Schedule  `json:"schedule"`
	Blockers []Blocker `json:"blockers"`
	Warnings []Warning `json:"warnings"`
}

// A Later is a publication that waits for its instant.
type Later struct {
	Publication
	When
	OnBlocked string `json:"onBlocked,omitempty"` // "hold", the default, or "fail"
}

// PublishLater makes the named revisions live at an instant.
func (c *Client) PublishLater(ctx context.Context, post string, l Later) (Scheduled, error) {
	r, err := rest.NewPublishPostRequestWithBody(c.server, post, nil, jsonType, document(l))
	return answer[Scheduled](c.post(ctx, "", r, err))
}

// UnpublishLater takes languages from readers at an instant.
func (c *Client) UnpublishLater(ctx context.Context, post string, l Later) (Scheduled, error) {
	r, err := rest.NewUnpublishPostRequestWithBody(c.server, post, nil, jsonType, document(l))
	return answer[Scheduled](c.post(ctx, "", r, err))
}

// A ScheduleQuery chooses schedules. The zero value means all of them.
type ScheduleQuery struct {
	Post    string
	Release string
	State   string
	Cut
}

// Schedules returns one page of schedules: those that wait, soonest first, then
// the others.
func (c *Client) Schedules(ctx context.Context, q ScheduleQuery) (Page[Schedule], error) {
	r, err := rest.NewListSchedulesRequest(c.server, &rest.ListSchedulesParams{
		Post: given(q.Post), Release: given(q.Release), State: given(rest.ScheduleState(q.State)),
		Limit: given(q.Limit), Cursor: given(q.Cursor),
	})
	return answer[Page[Schedule]](c.get(ctx, r, err))
}

// Schedule returns one schedule.
func (c *Client) Schedule(ctx context.Context, id string) (Schedule, error) {
	r, err := rest.NewGetScheduleRequest(c.server, id)
	return answer[Schedule](c.get(ctx, r, err))
}

// PatchSchedule changes a schedule that waits and has the entity tag: its "at",
// "timeZone", "onBlocked" or "publication". A held one waits again.
func (c *Client) PatchSchedule(ctx context.Context, id, etag string, patch Patch) (Schedule, error) {
	r, err := rest.NewPatchScheduleRequestWithBody(c.server, id, nil, jsonType, document(patch))
	return answer[Schedule](c.change(ctx, etag, r, err))
}

// CancelSchedule cancels a schedule that waits and has the entity tag.
func (c *Client) CancelSchedule(ctx context.Context, id, etag string) error {
	r, err := rest.NewDeleteScheduleRequest(c.server, id, nil)
	return done(c.change(ctx, etag, r, err))
}
