package httpapi

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/linking"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A reportedAnswer is one link of the report.
type reportedAnswer struct {
	Post          content.PostID  `json:"post"`
	Title         string          `json:"title"`
	Locale        locale.Tag      `json:"locale"`
	Text          string          `json:"text"`
	Href          string          `json:"href"`
	State         entry.LinkState `json:"state"`
	Reason        string          `json:"reason"`
	Target        *targetAnswer   `json:"target"`
	Fragment      *string         `json:"fragment"`
	FragmentFound *bool           `json:"fragmentFound"`
	Count         int             `json:"count"`
	Checked       *checkedAnswer  `json:"checked"`
}

// A targetAnswer is a post of ours that a link leads to.
type targetAnswer struct {
	Post   content.PostID `json:"post"`
	Locale *string        `json:"locale"`
	URL    *string        `json:"url"`
}

// A checkedAnswer is what another server said.
type checkedAnswer struct {
	At      time.Time `json:"at"`
	Status  *int      `json:"status"`
	Error   *string   `json:"error"`
	MovedTo *string   `json:"movedTo"`
}

// linkReasons are the messages that say why a link is in its state.
func linkReasons() map[entry.LinkReason]string {
	return map[entry.LinkReason]string{
		entry.NoPage: "links.no_page", entry.NoPost: "links.no_post", entry.NoFile: "links.no_file",
		entry.NoFragment: "links.no_fragment", entry.FragmentElse: "links.fragment_else",
		entry.NotLive: "links.not_live", entry.NotTranslated: "links.not_translated",
		entry.SaysLanguage: "links.says_language", entry.OtherLanguages: "links.other_languages",
	}
}

// outsideFaults are the messages that say why another server gave no answer.
func outsideFaults() map[entry.OutsideFault]string {
	return map[entry.OutsideFault]string{
		entry.OutsideTimeout: "links.timeout", entry.OutsideNoHost: "links.no_host", entry.OutsideRefused: "links.refused",
		entry.OutsideUntrusted: "links.untrusted", entry.OutsideRedirect: "links.redirect",
		entry.OutsideForbidden: "links.forbidden", entry.OutsideOther: "links.other",
	}
}

func reportedOf(l *entry.ReportedLink, s speaker) reportedAnswer {
	answer := reportedAnswer{
		Post: l.Post, Title: l.Title, Locale: l.Locale, Text: l.Text, Href: l.Href, State: l.State, Count: l.Count, Fragment: filled(l.Fragment),
	}
	if key := linkReasons()[l.Reason]; key != "" {
		answer.Reason = s.say(key, map[string]any{"locale": string(l.Locale)})
	}
	if l.Target != "" {
		answer.Target = &targetAnswer{Post: l.Target, Locale: filled(string(l.Language)), URL: filled(l.URL)}
	}
	if l.Fragment != "" && l.State != entry.LinkUnpublished && l.State != entry.LinkExternal {
		answer.FragmentFound = &l.Found
	}
	if c := l.Checked; c != nil {
		answer.Checked = &checkedAnswer{At: c.At, MovedTo: filled(c.Moved)}
		if c.Status > 0 {
			answer.Checked.Status = &c.Status
		}
		if c.Status >= http.StatusBadRequest {
			answer.Reason = s.say("links.answered", map[string]any{"status": c.Status})
		}
		if c.Why != "" {
			answer.Reason = s.say(outsideFaults()[c.Why], nil)
			answer.Checked.Error = &answer.Reason
		}
	}
	return answer
}

// ReportLinks answers GET /manage/v1/reports/links.
func (a *API) ReportLinks(c echo.Context, p apigen.ReportLinksParams) error {
	cmd := linking.Report{Actor: actorOf(c), Cursor: c.QueryParam("cursor")}
	cmd.Query = entry.LinkQuery{State: entry.LinkState(c.QueryParam("state")), Post: content.PostID(c.QueryParam("post")), Limit: either(p.Limit)}
	if err := tagParam(c, "locale", &cmd.Query.Locale); err != nil {
		return err
	}
	page, err := a.Linking.Report(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	answer := struct {
		Items   []reportedAnswer        `json:"items"`
		Sums    map[entry.LinkState]int `json:"sums"`
		Next    *string                 `json:"next"`
		Pending int                     `json:"pending"`
	}{Items: make([]reportedAnswer, len(page.Items)), Sums: make(map[entry.LinkState]int), Next: filled(page.Next), Pending: page.Pending}
	s := a.speakerOf(c)
	for i := range page.Items {
		answer.Items[i] = reportedOf(&page.Items[i], s)
	}
	for _, state := range entry.LinkStates() {
		answer.Sums[state] = page.Sums[state]
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}

// CheckLinks answers POST /manage/v1/reports/links/check.
func (a *API) CheckLinks(c echo.Context, _ apigen.CheckLinksParams) error {
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	queued, err := a.Linking.Check(c.Request().Context(), linking.Check{Actor: actorOf(c), Once: key})
	if err != nil {
		return err
	}
	return send(c, http.StatusAccepted, echo.MIMEApplicationJSON, queued)
}
