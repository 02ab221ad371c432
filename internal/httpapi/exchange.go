package httpapi

import (
	"bufio"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/exchanging"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
)

// An exchangeAnswer says what became of a file, for one post.
type exchangeAnswer struct {
	Post     content.PostID       `json:"post"`
	Locale   locale.Tag           `json:"locale"`
	Units    []exchangeUnitAnswer `json:"units"`
	Sums     exchangeSums         `json:"sums"`
	Revision int                  `json:"revision"`
	ETag     *string              `json:"etag"`
	Warnings []warningAnswer      `json:"warnings"`
}

// An exchangesAnswer says what became of many files.
type exchangesAnswer struct {
	Posts []exchangePostAnswer `json:"posts"`
	Units []exchangeUnitAnswer `json:"units"`
}

// An exchangePostAnswer is a post among many: its code says why nothing was taken.
type exchangePostAnswer struct {
	exchangeAnswer
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// An exchangeUnitAnswer says what became of one unit.
type exchangeUnitAnswer struct {
	ID      string             `json:"id"`
	Segment *string            `json:"segment"`
	Outcome exchanging.Outcome `json:"outcome"`
	State   *bitext.State      `json:"state"`
	Code    string             `json:"code"`
	Detail  string             `json:"detail"`
	Target  *string            `json:"target"`
	Current *string            `json:"current,omitempty"`
	Place   exchangePlace      `json:"place"`
}

// An exchangePlace is where a unit stands in its file.
type exchangePlace struct {
	File string `json:"file,omitempty"`
	Line int    `json:"line"`
}

// An exchangeSums counts units by outcome.
type exchangeSums struct {
	Applied   int `json:"applied"`
	Moved     int `json:"appliedButSourceMoved"`
	Unchanged int `json:"unchanged"`
	Conflict  int `json:"conflict"`
	Rejected  int `json:"rejected"`
}

func exchangeOf(r *exchanging.Report, s speaker) exchangeAnswer {
	sums := r.Sums()
	answer := exchangeAnswer{
		Post: r.Post, Locale: r.Locale, Units: unitsOf(r.Results, s), Revision: r.Revision, Warnings: warningsOf(r.Warnings, s),
		Sums: exchangeSums{
			Applied: sums[exchanging.Applied], Moved: sums[exchanging.Moved], Unchanged: sums[exchanging.Unchanged],
			Conflict: sums[exchanging.Conflict], Rejected: sums[exchanging.Rejected],
		},
	}
	if r.Version > 0 {
		answer.ETag = filled(etag.Of(r.Version))
	}
	return answer
}

func unitsOf(list []exchanging.Result, s speaker) []exchangeUnitAnswer {
	answers := make([]exchangeUnitAnswer, 0, len(list))
	for _, r := range list {
		answer := exchangeUnitAnswer{
			ID: r.Name, Segment: filled(r.Segment), Outcome: r.Outcome, Code: r.Code, Detail: s.why(r.Code, r.Args),
			Target: filled(r.Target), Current: filled(r.Current), Place: exchangePlace{File: r.File, Line: r.Line},
		}
		if r.State != "" {
			answer.State = &r.State
		}
		answers = append(answers, answer)
	}
	return answers
}

// why says what stopped something, and what to do about it.
func (s speaker) why(code string, args map[string]any) string {
	if code == "" {
		return ""
	}
	return strings.TrimSpace(s.say(code, args) + " " + s.detail(code, args))
}

// choice reads how files are to be made.
func (a *API) choice(c echo.Context) exchanging.Choice {
	choice := exchanging.Choice{
		Format: exchanging.XLIFF21, Cut: c.QueryParam("segmentation") == "sentence", Prefill: c.QueryParam("prefill") == "true", At: a.Now(),
	}
	if format := c.QueryParam("format"); format != "" {
		choice.Format = exchanging.Format(format)
	}
	if states := c.QueryParam("state"); states != "" {
		for state := range strings.SplitSeq(states, ",") {
			choice.States = append(choice.States, bitext.State(state))
		}
	}
	return choice
}

// ExportTranslation answers GET /manage/v1/posts/{id}/translations/{locale}/exchange.
func (a *API) ExportTranslation(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.ExportTranslationParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	choice := a.choice(c)
	file, err := a.Exchanging.Export(c.Request().Context(), exchanging.Export{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Choice: choice,
	})
	if err != nil {
		return err
	}
	_, err = (&download{c: c, media: choice.Format.Media(), file: file.Name}).Write(file.Body)
	return err
}

// ImportTranslation answers POST /manage/v1/posts/{id}/translations/{locale}/exchange.
func (a *API) ImportTranslation(c echo.Context, id apigen.PostID, name apigen.PathLocale, p apigen.ImportTranslationParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	media, body, err := a.fileBody(c, "importTranslation")
	if err != nil {
		return err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	kind, body := kindOf(media, c.QueryParam("format"), body)
	report, err := a.Exchanging.Import(c.Request().Context(), exchanging.Import{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Kind: kind, Body: body, DryRun: either(p.DryRun), Once: key,
	})
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, exchangeOf(report, a.speakerOf(c)))
}

// kindOf returns what a body is read as: as the parameter says, or its media type, or
// what it begins with.
func kindOf(media, format string, body io.Reader) (exchanging.Kind, io.Reader) {
	switch {
	case format != "":
		return exchanging.Kind(format), body
	case media == "application/xliff+xml":
		return exchanging.ReadXLIFF, body
	case media == "text/x-gettext-translation":
		return exchanging.ReadPO, body
	}
	in := bufio.NewReader(body)
	start, _ := in.Peek(16) // what cannot be read fails again where it is read
	return exchanging.KindOfText(start), in
}

// ExportMany answers GET /manage/v1/exchange.
func (a *API) ExportMany(c echo.Context, p apigen.ExportManyParams) error {
	cmd := exchanging.ExportMany{Actor: actorOf(c), Choice: a.choice(c)}
	if err := tagParam(c, "locale", &cmd.Locale); err != nil {
		return err
	}
	if posts := either(p.Posts); posts != "" {
		for id := range strings.SplitSeq(posts, ",") {
			cmd.Posts = append(cmd.Posts, content.PostID(id))
		}
	}
	to := &download{c: c, media: "application/zip", file: "translations-" + string(cmd.Locale) + ".zip"}
	each, end := exchanging.Zip(to, cmd.At)
	n, err := a.Exchanging.ExportMany(c.Request().Context(), cmd, each)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "exchange.nothing")
	}
	return end()
}

// ImportMany answers POST /manage/v1/exchange.
func (a *API) ImportMany(c echo.Context, p apigen.ImportManyParams) error {
	_, body, err := a.fileBody(c, "importMany")
	if err != nil {
		return err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	reports, err := a.Exchanging.ImportMany(c.Request().Context(), exchanging.ImportMany{
		Actor: actorOf(c), Archive: body, DryRun: either(p.DryRun), Once: key,
	})
	if err != nil {
		return err
	}
	s := a.speakerOf(c)
	answer := exchangesAnswer{Posts: make([]exchangePostAnswer, len(reports.Posts)), Units: unitsOf(reports.Units, s)}
	for i := range reports.Posts {
		r := &reports.Posts[i]
		answer.Posts[i] = exchangePostAnswer{exchangeAnswer: exchangeOf(r, s), Code: r.Code, Detail: s.why(r.Code, r.Args)}
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}
