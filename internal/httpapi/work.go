package httpapi

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reviewing"
	"github.com/diptych-cms/diptych/internal/work"
)

// A personAnswer is an actor as lists name it.
type personAnswer struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Active bool   `json:"active"`
}

// someone returns a person, or null where there is none.
func someone(p work.Person) *personAnswer {
	if p.ID == "" {
		return nil
	}
	return new(personAnswer(p))
}

// A workAnswer is one translation of a work list.
type workAnswer struct {
	Post           content.PostID  `json:"post"`
	Title          string          `json:"title"`
	SourceLocale   locale.Tag      `json:"sourceLocale"`
	Locale         locale.Tag      `json:"locale"`
	State          *string         `json:"state"`
	Status         *string         `json:"status"`
	Revision       int             `json:"revision"`
	SourceRevision int             `json:"sourceRevision"`
	Words          wordsAnswer     `json:"words"`
	Segments       segmentsCounted `json:"segments"`
	Since          *time.Time      `json:"since"`
	Due            *time.Time      `json:"due"`
	Assignee       *personAnswer   `json:"assignee"`
	Comments       int             `json:"comments"`
}

// A wordsAnswer counts words of the source.
type wordsAnswer struct {
	All   int `json:"all"`
	New   int `json:"new"`
	Stale int `json:"stale"`
	Fuzzy int `json:"fuzzy"`
	Exact int `json:"exact"`
}

// A segmentsCounted counts segments by what they are to their source.
type segmentsCounted struct {
	Missing int `json:"missing"`
	Stale   int `json:"stale"`
	Current int `json:"current"`
}

func workOf(i work.Item) workAnswer {
	answer := workAnswer{
		Post: i.Post, Title: i.Title, SourceLocale: i.Source, Locale: i.Locale, Status: filled(string(i.Status)), Revision: i.Revision,
		SourceRevision: i.SourceHead, Words: wordsAnswer(i.Words), Segments: segmentsCounted(i.Segments),
		Since: instant(i.Since), Due: instant(i.Due), Assignee: someone(i.Assignee), Comments: i.Comments,
	}
	if i.State != work.Unjudged {
		answer.State = filled(string(i.State))
	}
	return answer
}

// A workList is a page of work.
type workList struct {
	pageAnswer[workAnswer]
	Pending int `json:"pending"`
}

// ListWork answers GET /manage/v1/work.
func (a *API) ListWork(c echo.Context, p apigen.ListWorkParams) error {
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	cmd := reviewing.List{Actor: actorOf(c), Cursor: c.QueryParam("cursor")}
	q := &cmd.Query
	if err := tagParam(c, "locale", &q.Locale); err != nil {
		return err
	}
	q.Sort, q.Limit = work.Sort(c.QueryParam("sort")), either(p.Limit)
	if states := c.QueryParam("state"); states != "" {
		for name := range strings.SplitSeq(states, ",") {
			q.States = append(q.States, work.State(name))
		}
	}
	switch who := c.QueryParam("assignee"); who {
	case "":
	case "none":
		q.Nobody = true
	default:
		q.Assignee = reviewing.ActorID(cmd.Actor, who)
	}
	if tag := c.QueryParam("tag"); tag != "" {
		q.Tags = []content.TermID{content.TermID(tag)}
	}
	if q.DueBefore, err = d.dayParam(c, "due_before", 1); err != nil {
		return err
	}
	if q.Since, err = d.dayParam(c, "since", 0); err != nil {
		return err
	}
	page, err := a.Reviewing.Work(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, workList{
		pageAnswer: pageOf(page.Items, page.Next, workOf), Pending: page.Pending,
	})
}

// day reads an instant, or a day of the site's zone: its beginning, or that of a
// later one.
func (d docs) day(text string, later int) (time.Time, bool) {
	if at, err := time.ParseInLocation(time.DateOnly, text, d.zone); err == nil {
		return at.AddDate(0, 0, later), true
	}
	at, err := time.Parse(time.RFC3339, text)
	return at, err == nil
}

// An assignmentAnswer says who is to do a translation.
type assignmentAnswer struct {
	Post     content.PostID `json:"post"`
	Locale   locale.Tag     `json:"locale"`
	ETag     string         `json:"etag"`
	Assignee personAnswer   `json:"assignee"`
	Due      *time.Time     `json:"due"`
	Note     string         `json:"note"`
	By       personAnswer   `json:"by"`
	At       time.Time      `json:"at"`
}

func assignmentOf(a work.Assignment) assignmentAnswer {
	return assignmentAnswer{
		Post: a.Post, Locale: a.Locale, ETag: etag.Of(a.Version), Assignee: personAnswer(a.Assignee), Due: instant(a.Due),
		Note: a.Note, By: personAnswer(a.By), At: a.At.UTC(),
	}
}

// ListAssignments answers GET /manage/v1/posts/{id}/assignments.
func (a *API) ListAssignments(c echo.Context, id apigen.PostID) error {
	list, err := a.Reviewing.Assignments(c.Request().Context(), reviewing.ListAssignments{Actor: actorOf(c), Post: content.PostID(id)})
	if err != nil {
		return err
	}
	answer := struct {
		Items []assignmentAnswer `json:"items"`
	}{Items: make([]assignmentAnswer, len(list))}
	for i, one := range list {
		answer.Items[i] = assignmentOf(one)
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}

// PutAssignment answers PUT /manage/v1/posts/{id}/assignments/{locale}.
func (a *API) PutAssignment(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.PutAssignmentParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	var in apigen.AssignmentInput
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	cmd := reviewing.Assign{Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Assignee: in.Assignee, Note: either(in.Note)}
	if in.Due != nil {
		var ok bool
		if cmd.Due, ok = d.day(*in.Due, 1); !ok {
			return fault.Wrong("/due", "member.moment")
		}
	}
	done, err := matching(c.Request().Header, func(version int64) (work.Assignment, error) {
		cmd.Version = version
		return a.Reviewing.Assign(c.Request().Context(), cmd)
	})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, done.Version, assignmentOf(done))
}

// DeleteAssignment answers DELETE /manage/v1/posts/{id}/assignments/{locale}.
func (a *API) DeleteAssignment(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.DeleteAssignmentParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	_, err = matching(c.Request().Header, func(version int64) (struct{}, error) {
		return struct{}{}, a.Reviewing.Unassign(c.Request().Context(), reviewing.Unassign{
			Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Version: version,
		})
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// ReviewTranslation answers POST /manage/v1/posts/{id}/translations/{locale}/review.
func (a *API) ReviewTranslation(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.ReviewTranslationParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	var in apigen.ReviewInput
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	cmd := reviewing.Review{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Revision: in.Revision, Decision: work.Decision(in.Decision), Comment: either(in.Comment),
	}
	if cmd.Once, err = a.onceOf(c); err != nil {
		return err
	}
	done, err := a.Reviewing.Review(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, done.Translation.Version, d.translation(done.Translation, done.Text))
}
