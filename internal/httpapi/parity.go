package httpapi

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// A standingAnswer is how a translation stands beside its source.
type standingAnswer struct {
	SourceLocale    locale.Tag `json:"sourceLocale"`
	BasedOn         int        `json:"basedOn"`
	Confirmed       int        `json:"confirmed"`
	BehindRevisions int        `json:"behindRevisions"`
	Stale           bool       `json:"stale"`
}

// ConfirmTranslation answers POST /manage/v1/posts/{id}/translations/{locale}/confirm.
func (a *API) ConfirmTranslation(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.ConfirmTranslationParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	var in apigen.Confirmation
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	cmd := editing.Confirm{Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Revision: in.Revision}
	switch {
	case (in.SourceRevision == nil) == (in.With == nil):
		return fault.Wrong("", "confirm.one_of")
	case in.With != nil:
		var bad wrongs
		cmd.Beside, cmd.BesideRevision = bad.tag("/with/locale", locale.Tag(in.With.Locale)), in.With.Revision
		if err := bad.fault(); err != nil {
			return err
		}
	default:
		cmd.BesideRevision = *in.SourceRevision
	}
	if cmd.Once, err = a.onceOf(c); err != nil {
		return err
	}
	done, err := a.Editing.Confirm(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	t := done.Post.Translation(tag)
	if t == nil { // no role may confirm what it may not read
		return fmt.Errorf("translation %s of post %s is not in its own view", tag, done.Post.ID)
	}
	answer := d.translation(*t, done.Texts[tag])
	answer.Standing = &standingAnswer{
		SourceLocale: done.Source, BasedOn: done.Standing.BasedOn, Confirmed: done.Standing.Confirmed,
		BehindRevisions: done.Standing.Behind, Stale: done.Standing.Stale,
	}
	return sendTagged(c, http.StatusOK, t.Version, answer)
}

// A parityAnswer says how the languages of a post stand together.
type parityAnswer struct {
	Post    content.PostID                    `json:"post"`
	Rule    content.Parity                    `json:"rule"`
	Targets []locale.Tag                      `json:"targets"`
	State   content.ParityState               `json:"state"`
	Since   *time.Time                        `json:"since"`
	Lags    []lagAnswer                       `json:"lags"`
	Locales map[locale.Tag]localeParityAnswer `json:"locales"`
	Ledger  []lineAnswer                      `json:"ledger"`
	Next    *string                           `json:"next"`
}

type localeParityAnswer struct {
	Live            int        `json:"live"`
	Head            int        `json:"head"`
	LiveAt          *time.Time `json:"liveAt"`
	BehindRevisions int        `json:"behindRevisions"`
	Stale           bool       `json:"stale"`
	Confirmed       int        `json:"confirmed"`
}

type lagAnswer struct {
	Locale locale.Tag  `json:"locale"`
	Why    content.Why `json:"why"`
	Beside *string     `json:"beside"`
	Since  time.Time   `json:"since"`
}

// A lineAnswer is one line of the ledger.
type lineAnswer struct {
	ID          string            `json:"id"`
	At          time.Time         `json:"at"`
	Kind        content.Happening `json:"kind"`
	Cause       content.Cause     `json:"cause"`
	Rule        content.Parity    `json:"rule"`
	Locale      *string           `json:"locale"`
	Revision    int               `json:"revision"`
	Lags        []lagAnswer       `json:"lags"`
	By          string            `json:"by"`
	ByName      string            `json:"byName"`
	Transaction int64             `json:"transaction"`
	Release     *string           `json:"release"`
	Schedule    *string           `json:"schedule"`
	Reason      *string           `json:"reason"`
	Blockers    []blockerAnswer   `json:"blockers"`
}

func lagsOf(lags []content.Lag) []lagAnswer {
	answers := make([]lagAnswer, len(lags))
	for i, l := range lags {
		answers[i] = lagAnswer{Locale: l.Locale, Why: l.Why, Beside: filled(string(l.Beside)), Since: l.Since.UTC()}
	}
	return answers
}

func lineOf(l content.Line, s speaker) lineAnswer {
	return lineAnswer{
		ID: strconv.FormatInt(l.ID, 10), At: l.At.UTC(), Kind: l.What, Cause: l.Cause, Rule: l.Rule,
		Locale: filled(string(l.Locale)), Revision: l.Revision, Lags: lagsOf(l.Lags), By: l.By, ByName: l.ByName,
		Transaction: l.Transaction, Release: filled(l.Release), Schedule: filled(l.Schedule), Reason: filled(l.Reason),
		Blockers: blockersOf(l.Blockers, s),
	}
}

// GetParity answers GET /manage/v1/posts/{id}/parity.
func (a *API) GetParity(c echo.Context, id apigen.PostID, p apigen.GetParityParams) error {
	stand, err := a.Publishing.Parity(c.Request().Context(), publishing.GetParity{
		Actor: actorOf(c), Post: content.PostID(id), Limit: either(p.Limit), Cursor: c.QueryParam("cursor"),
	})
	if err != nil {
		return err
	}
	answer := parityAnswer{
		Post: stand.Post, Rule: stand.Rule, Targets: list(stand.Targets), State: stand.State, Since: instant(stand.Since),
		Lags: lagsOf(stand.Lags), Locales: make(map[locale.Tag]localeParityAnswer, len(stand.Locales)),
		Ledger: make([]lineAnswer, len(stand.Ledger)), Next: filled(stand.Next),
	}
	for tag, one := range stand.Locales {
		answer.Locales[tag] = localeParityAnswer{
			Live: one.Translation.Live, Head: one.Translation.Head, LiveAt: instant(one.Translation.LiveAt),
			BehindRevisions: one.Standing.Behind, Stale: one.Standing.Stale, Confirmed: one.Standing.Confirmed,
		}
	}
	s := a.speakerOf(c)
	for i, line := range stand.Ledger {
		answer.Ledger[i] = lineOf(line, s)
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}

// An episodeAnswer is one time that languages of a post were apart.
type episodeAnswer struct {
	Post        content.PostID `json:"post"`
	Title       string         `json:"title"`
	Rule        content.Parity `json:"rule"`
	DivergedAt  time.Time      `json:"divergedAt"`
	ConvergedAt *time.Time     `json:"convergedAt"`
	LagSeconds  int64          `json:"lagSeconds"`
	Locales     []locale.Tag   `json:"locales"`
	By          string         `json:"by"`
	ByName      string         `json:"byName"`
	Transaction int64          `json:"transaction"`
	Override    bool           `json:"override"`
	Reason      *string        `json:"reason"`
}

func episodeOf(e content.Episode, now time.Time) episodeAnswer {
	return episodeAnswer{
		Post: e.Post, Title: e.Title, Rule: e.Rule, DivergedAt: e.DivergedAt.UTC(), ConvergedAt: instant(e.ConvergedAt),
		LagSeconds: int64(e.Lag(now).Seconds()), Locales: list(e.Locales), By: e.By, ByName: e.ByName, Transaction: e.Transaction,
		Override: e.Overridden, Reason: filled(e.Reason),
	}
}

// ReportParity answers GET /manage/v1/reports/parity: a page of it as JSON, or the
// whole as CSV.
func (a *API) ReportParity(c echo.Context, p apigen.ReportParityParams) error {
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	cmd := publishing.ReportParity{Actor: actorOf(c), Limit: either(p.Limit), Cursor: c.QueryParam("cursor")}
	if cmd.From, err = d.dayParam(c, "from", 0); err != nil {
		return err
	}
	if cmd.Before, err = d.dayParam(c, "to", 1); err != nil {
		return err
	}
	if c.QueryParam("format") == "csv" {
		return a.exportParity(c, cmd)
	}
	page, err := a.Publishing.ReportParity(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, func(e content.Episode) episodeAnswer { return episodeOf(e, page.Now) })
}

// dayParam reads a parameter that is an instant, or a day of the site's zone: its
// beginning, or that of a later one.
func (d docs) dayParam(c echo.Context, name string, later int) (time.Time, error) {
	text := c.QueryParam(name)
	if text == "" {
		return time.Time{}, nil
	}
	at, ok := d.day(text, later)
	if !ok {
		f := fault.New(fault.Malformed, "parameter.invalid", "name", name)
		f.Fields = []fault.Field{{Pointer: "?" + name, Code: "member.moment"}}
		return time.Time{}, f
	}
	return at, nil
}

// exportParity sends the whole report as a sheet.
func (a *API) exportParity(c echo.Context, cmd publishing.ReportParity) error {
	to := newSheet(c, "diptych-parity.csv",
		"post", "title", "rule", "divergedAt", "convergedAt", "lagSeconds", "locales", "by", "byName", "transaction", "override", "reason")
	err := a.Publishing.ExportParity(c.Request().Context(), cmd, func(e content.Episode, now time.Time) error {
		return to.row(episodeRow(e, now))
	})
	if err != nil {
		return err
	}
	return to.end()
}

// episodeRow is an episode as a row of a sheet.
func episodeRow(e content.Episode, now time.Time) []string {
	ended := ""
	if !e.ConvergedAt.IsZero() {
		ended = e.ConvergedAt.UTC().Format(time.RFC3339Nano)
	}
	return []string{
		string(e.Post), e.Title, string(e.Rule), e.DivergedAt.UTC().Format(time.RFC3339Nano), ended,
		strconv.FormatInt(int64(e.Lag(now).Seconds()), 10), spaced(e.Locales), e.By, e.ByName,
		strconv.FormatInt(e.Transaction, 10), strconv.FormatBool(e.Overridden), e.Reason,
	}
}
