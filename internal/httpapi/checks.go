package httpapi

import (
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/proofreading"
)

// A findingAnswer is one thing that a check found.
type findingAnswer struct {
	ID          string            `json:"id"`
	Check       check.Name        `json:"check"`
	Severity    check.Severity    `json:"severity"`
	Profile     string            `json:"profile"`
	Segment     *string           `json:"segment"`
	Place       placeAnswer       `json:"place"`
	Message     string            `json:"message"`
	Explanation string            `json:"explanation"`
	Excerpt     string            `json:"excerpt"`
	Values      map[string]string `json:"values"`
	Fix         *mendedAnswer     `json:"fix"`
	Dismissed   *dismissedAnswer  `json:"dismissed"`
}

// A placeAnswer says where a finding is.
type placeAnswer struct {
	Pointer string      `json:"pointer"`
	Field   check.Field `json:"field"`
	Start   int         `json:"start"`
	Length  int         `json:"length"`
}

// A mendedAnswer is a segment's text before and after a fix.
type mendedAnswer struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

// A dismissedAnswer is whose word stands against a finding.
type dismissedAnswer struct {
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	ByName string    `json:"byName"`
	At     time.Time `json:"at"`
}

// A findingsAnswer is all that checks found.
type findingsAnswer struct {
	Revision       int             `json:"revision"`
	SourceRevision int             `json:"sourceRevision"`
	Sums           findingSums     `json:"sums"`
	Items          []findingAnswer `json:"items"`
}

// A findingSums counts findings.
type findingSums struct {
	Error     int `json:"error"`
	Warning   int `json:"warning"`
	Dismissed int `json:"dismissed"`
}

// findingOf tells a finding in the caller's language.
func findingOf(f proofreading.Found, s speaker) findingAnswer {
	answer := findingAnswer{
		ID: f.ID, Check: f.Check, Severity: f.Severity, Profile: f.Profile, Segment: filled(f.Segment), Place: placeAnswer{f.Place.Pointer, f.Place.Field, f.Place.Start, f.Place.Length},
		Message: s.say(f.Code, f.Args), Explanation: s.say("finding."+string(f.Check)+".why", f.Args), Excerpt: f.Excerpt,
		Values: make(map[string]string, len(f.Args)),
	}
	for name, value := range f.Args {
		answer.Values[name] = fmt.Sprint(value)
	}
	if f.Before != "" || f.After != "" { // of what is too long to be shown there is a fix all the same
		answer.Fix = &mendedAnswer{f.Before, f.After}
	}
	if d := f.Dismissed; d != nil {
		answer.Dismissed = &dismissedAnswer{Reason: d.Reason, By: d.By, ByName: d.Person.Name, At: d.At.UTC()}
	}
	return answer
}

// ListChecks answers GET /manage/v1/posts/{id}/translations/{locale}/checks.
func (a *API) ListChecks(c echo.Context, id apigen.PostID, name apigen.PathLocale, p apigen.ListChecksParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	found, err := a.Proofreading.Find(c.Request().Context(), proofreading.Find{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Basis: proofreading.Basis(either(p.Basis)),
		Severity: check.Severity(either(p.Severity)), Check: check.Name(either(p.Check)),
	})
	if err != nil {
		return err
	}
	answer := findingsAnswer{
		Revision: found.Revision, SourceRevision: found.SourceRevision, Items: make([]findingAnswer, len(found.Items)),
		Sums: findingSums{Error: found.Errors, Warning: found.Warnings, Dismissed: found.Dismissals},
	}
	s := a.speakerOf(c)
	for i, f := range found.Items {
		answer.Items[i] = findingOf(f, s)
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}

// DismissCheck answers PUT /manage/v1/posts/{id}/translations/{locale}/checks/{finding}/dismissal.
func (a *API) DismissCheck(c echo.Context, id apigen.PostID, name apigen.PathLocale, finding apigen.FindingID) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	var in apigen.Dismissal
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	found, err := a.Proofreading.Dismiss(c.Request().Context(), proofreading.Dismiss{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Finding: finding, Reason: in.Reason,
	})
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, findingOf(found, a.speakerOf(c)))
}

// RestoreCheck answers DELETE /manage/v1/posts/{id}/translations/{locale}/checks/{finding}/dismissal.
func (a *API) RestoreCheck(c echo.Context, id apigen.PostID, name apigen.PathLocale, finding apigen.FindingID) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	err = a.Proofreading.Restore(c.Request().Context(), proofreading.Restore{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Finding: finding,
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// A fixesAnswer is a translation after it was mended.
type fixesAnswer struct {
	Revision    int               `json:"revision"`
	ETag        string            `json:"etag"`
	Changes     []mendingAnswer   `json:"changes"`
	Warnings    []warningAnswer   `json:"warnings"`
	Translation translationAnswer `json:"translation"`
}

// A mendingAnswer is what mending changes in one segment.
type mendingAnswer struct {
	Segment string       `json:"segment"`
	Place   string       `json:"place"`
	Before  string       `json:"before"`
	After   string       `json:"after"`
	Checks  []check.Name `json:"checks"`
}

// FixChecks answers POST /manage/v1/posts/{id}/translations/{locale}/checks/fix.
func (a *API) FixChecks(c echo.Context, id apigen.PostID, name apigen.PathLocale, p apigen.FixChecksParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	var in apigen.CheckFixInput
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	cmd := proofreading.Fix{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, IDs: either(in.Ids), All: either(in.All), DryRun: either(p.DryRun),
	}
	for _, one := range either(in.Checks) {
		cmd.Checks = append(cmd.Checks, check.Name(one))
	}
	if cmd.Once, err = a.onceOf(c); err != nil {
		return err
	}
	done, err := matching(c.Request().Header, func(version int64) (proofreading.Fixed, error) {
		cmd.Version = version
		return a.Proofreading.Fix(c.Request().Context(), cmd)
	})
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	answer := fixesAnswer{
		Revision: done.Revision, ETag: etag.Of(done.Translation.Version), Changes: make([]mendingAnswer, len(done.Changes)),
		Warnings: warningsOf(done.Warnings, a.speakerOf(c)), Translation: d.translation(done.Translation, done.Text),
	}
	for i, one := range done.Changes {
		answer.Changes[i] = mendingAnswer(one)
	}
	return sendTagged(c, http.StatusOK, done.Translation.Version, answer)
}
