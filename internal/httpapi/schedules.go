package httpapi

import (
	"cmp"
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// A scheduleAnswer is what is to happen at an instant, or what became of it.
type scheduleAnswer struct {
	ID          string                `json:"id"`
	ETag        string                `json:"etag"`
	Post        *content.PostID       `json:"post"`
	Release     *string               `json:"release"`
	Action      content.Action        `json:"action"`
	Publication *revisionsAnswer      `json:"publication"`
	Due         time.Time             `json:"due"`
	At          string                `json:"at"`
	TimeZone    string                `json:"timeZone"`
	State       content.ScheduleState `json:"state"`
	OnBlocked   content.OnBlocked     `json:"onBlocked"`
	Override    *overrideAnswer       `json:"override"`
	By          string                `json:"by"`
	ByName      string                `json:"byName"`
	CreatedAt   time.Time             `json:"createdAt"`
	FiredAt     *time.Time            `json:"firedAt"`
	LateSeconds *float64              `json:"lateSeconds"`
	Reason      *reasonAnswer         `json:"reason"`
	Blockers    []blockerAnswer       `json:"blockers"`
}

// A revisionsAnswer names revisions as requests do.
type revisionsAnswer struct {
	Shared       int                `json:"shared,omitempty"`
	Translations map[locale.Tag]int `json:"translations"`
}

type overrideAnswer struct {
	Reason string `json:"reason"`
}

// A reasonAnswer says why nothing was done.
type reasonAnswer struct {
	Code   string         `json:"code"`
	Detail string         `json:"detail"`
	Errors []problemField `json:"errors,omitempty"`
}

// A scheduledAnswer says that something waits, and what would stand in its way now.
type scheduledAnswer struct {
	Schedule scheduleAnswer  `json:"schedule"`
	Blockers []blockerAnswer `json:"blockers"`
	Warnings []warningAnswer `json:"warnings"`
}

// ofRelease is the action of a release's schedule.
const ofRelease content.Action = "release"

func scheduleOf(one content.Schedule, s speaker) scheduleAnswer {
	answer := scheduleAnswer{
		ID: one.ID, ETag: etag.Of(one.Version), Action: one.Item.Action, Due: one.Due.UTC(), At: one.At, TimeZone: one.TimeZone, State: one.State,
		OnBlocked: one.OnBlocked, Override: overrideOf(one.Override), By: one.By, ByName: one.ByName, CreatedAt: one.CreatedAt.UTC(),
		FiredAt: instant(one.FiredAt), Reason: reasonOf(one.Outcome, cmp.Or(one.ByName, one.By), s), Blockers: blockersOf(refusedFor(one.Outcome), s),
	}
	if one.Release != "" {
		answer.Release, answer.Action = &one.Release, ofRelease
	} else {
		answer.Post, answer.Publication = &one.Item.Post, &revisionsAnswer{one.Item.Publication.Shared, one.Item.Publication.Translations}
	}
	if !one.FiredAt.IsZero() {
		late := one.Late().Seconds()
		answer.LateSeconds = &late
	}
	return answer
}

func overrideOf(reason string) *overrideAnswer {
	if reason == "" {
		return nil
	}
	return &overrideAnswer{reason}
}

// reasonOf says why nothing was done in the name of somebody; nil if that is not
// so. Who reads it is not who may not do it.
func reasonOf(o *content.Outcome, name string, s speaker) *reasonAnswer {
	if o == nil {
		return nil
	}
	p := problemOf(o.Fault(), s)
	if o.Fault().Kind == fault.Forbidden {
		p.Title = s.say("schedule.forbidden", map[string]any{"name": name})
	}
	return &reasonAnswer{Code: p.Code, Detail: p.Title, Errors: p.Errors}
}

func refusedFor(o *content.Outcome) []content.Blocker {
	if o == nil {
		return nil
	}
	return o.Blockers
}

// plan schedules what the body names.
func (a *API) plan(c echo.Context, cmd publishing.Plan) error {
	done, err := a.Publishing.Schedule(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	if cmd.DryRun {
		return a.sendResult(c, done.Result, true)
	}
	s := a.speakerOf(c)
	created(c, "schedules", done.Schedule.ID)
	return send(c, http.StatusAccepted, echo.MIMEApplicationJSON, scheduledAnswer{
		Schedule: scheduleOf(done.Schedule, s), Blockers: blockersOf(done.Result.Blockers, s), Warnings: warningsOf(done.Result.Warnings, s),
	})
}

// ListSchedules answers GET /manage/v1/schedules.
func (a *API) ListSchedules(c echo.Context, p apigen.ListSchedulesParams) error {
	cmd := publishing.ListSchedules{Actor: actorOf(c), Cursor: c.QueryParam("cursor"), Query: content.ScheduleQuery{
		Post: content.PostID(c.QueryParam("post")), Release: c.QueryParam("release"),
		State: content.ScheduleState(c.QueryParam("state")), Limit: either(p.Limit),
	}}
	page, err := a.Publishing.Schedules(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	s := a.speakerOf(c)
	return sendPage(c, page.Items, page.Next, func(one content.Schedule) scheduleAnswer { return scheduleOf(one, s) })
}

// GetSchedule answers GET /manage/v1/schedules/{schedule}.
func (a *API) GetSchedule(c echo.Context, id apigen.ScheduleID) error {
	one, err := a.Publishing.GetSchedule(c.Request().Context(), publishing.ScheduleNamed{Actor: actorOf(c), ID: id})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, one.Version, scheduleOf(one, a.speakerOf(c)))
}

// PatchSchedule answers PATCH /manage/v1/schedules/{schedule}.
func (a *API) PatchSchedule(c echo.Context, id apigen.ScheduleID, _ apigen.PatchScheduleParams) error {
	var in struct {
		At          *string           `json:"at"`
		TimeZone    *string           `json:"timeZone"`
		OnBlocked   *apigen.OnBlocked `json:"onBlocked"`
		Publication any               `json:"publication"`
	}
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	cmd := publishing.ScheduleChange{Actor: actorOf(c), ID: id, At: in.At, TimeZone: in.TimeZone}
	if in.OnBlocked != nil {
		to := onBlockedIn(in.OnBlocked)
		cmd.OnBlocked = &to
	}
	one, err := matching(c.Request().Header, func(version int64) (one content.Schedule, err error) {
		cmd.Version = version
		if in.Publication != nil {
			if cmd.Publication, err = a.renamed(c, id, in.Publication); err != nil {
				return one, err
			}
		}
		return a.Publishing.Reschedule(c.Request().Context(), cmd)
	})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, one.Version, scheduleOf(one, a.speakerOf(c)))
}

// renamed applies a merge patch to the revisions that a schedule names. The
// version that the command compares holds what is read here to what is there.
func (a *API) renamed(c echo.Context, id string, patch any) (*content.Publication, error) {
	one, err := a.Publishing.GetSchedule(c.Request().Context(), publishing.ScheduleNamed{Actor: actorOf(c), ID: id})
	if err != nil {
		return nil, err
	}
	type document struct {
		Shared       *int             `json:"shared,omitempty"`
		Translations apigen.Revisions `json:"translations"`
	}
	change := patched(form[content.Publication]{
		whole: a.contract.operations["publishPost"].body,
		write: func(p content.Publication) (any, error) {
			d := document{Translations: make(apigen.Revisions, len(p.Translations))}
			if p.Shared > 0 {
				d.Shared = &p.Shared
			}
			for tag, n := range p.Translations {
				d.Translations[string(tag)] = n
			}
			return d, nil
		},
		read: func(text []byte) (content.Publication, error) {
			var d document
			if err := json.Unmarshal(text, &d); err != nil {
				return content.Publication{}, unfit(err)
			}
			var bad wrongs
			pub := publicationIn(d.Shared, d.Translations, "/publication", &bad)
			return pub, bad.fault()
		},
	}, patch)
	pub, err := change(one.Item.Publication)
	return &pub, err
}

// DeleteSchedule answers DELETE /manage/v1/schedules/{schedule}.
func (a *API) DeleteSchedule(c echo.Context, id apigen.ScheduleID, _ apigen.DeleteScheduleParams) error {
	_, err := matching(c.Request().Header, func(version int64) (struct{}, error) {
		return struct{}{}, a.Publishing.Cancel(c.Request().Context(), publishing.ScheduleNamed{Actor: actorOf(c), ID: id, Version: version})
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// whenIn reads an instant; its At is empty where none was sent.
func whenIn(at, zone *string) publishing.When {
	return publishing.When{At: either(at), TimeZone: either(zone)}
}

func onBlockedIn(b *apigen.OnBlocked) content.OnBlocked { return content.OnBlocked(either(b)) }

func overrideIn(o *apigen.Override) string {
	if o == nil {
		return ""
	}
	return o.Reason
}
