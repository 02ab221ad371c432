package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/remembering"
)

// A memoryAnswer is one text of the memory.
type memoryAnswer struct {
	ID           string        `json:"id"`
	Score        int           `json:"score"`
	Source       string        `json:"source"`
	Target       string        `json:"target"`
	SourceLocale locale.Tag    `json:"sourceLocale"`
	TargetLocale locale.Tag    `json:"targetLocale"`
	Origin       bitext.Origin `json:"origin"`
	By           string        `json:"by"`
	ByName       string        `json:"byName"`
	At           time.Time     `json:"at"`
	Post         *string       `json:"post"`
	Segment      *string       `json:"segment"`
}

func memoryOf(f remembering.Found) memoryAnswer {
	return memoryAnswer{
		ID: strconv.FormatInt(f.ID, 10), Score: f.Score, Source: f.Source, Target: f.Target,
		SourceLocale: f.Direction.Source, TargetLocale: f.Direction.Target, Origin: f.Origin,
		By: f.By, ByName: f.ByName, At: f.At, Post: filled(string(f.Post)), Segment: filled(f.Segment),
	}
}

// An importAnswer says what became of what a file holds.
type importAnswer struct {
	Added     int                   `json:"added"`
	Changed   int                   `json:"changed"`
	Unchanged int                   `json:"unchanged"`
	Refused   int                   `json:"refused"`
	Warnings  []importWarningAnswer `json:"warnings"`
}

// An importWarningAnswer says why something was refused.
type importWarningAnswer struct {
	Line    int    `json:"line"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
	Excerpt string `json:"excerpt"`
}

func importOf(r remembering.Report, s speaker) importAnswer {
	answer := importAnswer{Added: r.Added, Changed: r.Changed, Unchanged: r.Unchanged, Refused: r.Refused, Warnings: []importWarningAnswer{}}
	for _, w := range r.Warnings {
		answer.Warnings = append(answer.Warnings, importWarningAnswer{Line: w.Line, Code: w.Code, Detail: s.say(w.Code, w.Args), Excerpt: w.Excerpt})
	}
	return answer
}

// direction reads two languages of a query.
func direction(c echo.Context) (source, target locale.Tag, err error) {
	if err := tagParam(c, "source", &source); err != nil {
		return "", "", err
	}
	return source, target, tagParam(c, "target", &target)
}

// SearchMemory answers GET /manage/v1/memory.
func (a *API) SearchMemory(c echo.Context, p apigen.SearchMemoryParams) error {
	source, target, err := direction(c)
	if err != nil {
		return err
	}
	page, err := a.Remembering.Search(c.Request().Context(), remembering.Search{
		Actor: actorOf(c), Source: source, Target: target, Text: p.Q, Mode: remembering.Mode(either(p.Mode)),
		Limit: either(p.Limit), Cursor: c.QueryParam("cursor"),
	})
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, memoryOf)
}

// DeleteMemory answers DELETE /manage/v1/memory/{entry}.
func (a *API) DeleteMemory(c echo.Context, entry apigen.MemoryEntryID) error {
	id, err := strconv.ParseInt(entry, 10, 64)
	if err != nil || id < 1 || strconv.FormatInt(id, 10) != entry {
		id = 0 // there is none
	}
	if err := a.Remembering.Forget(c.Request().Context(), remembering.Forget{Actor: actorOf(c), Entry: id}); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// ExportMemory answers GET /manage/v1/memory/export.
func (a *API) ExportMemory(c echo.Context, _ apigen.ExportMemoryParams) error {
	source, target, err := direction(c)
	if err != nil {
		return err
	}
	to := &download{c: c, media: "application/x-tmx+xml", file: "diptych-" + string(source) + "-" + string(target) + ".tmx"}
	return a.Remembering.ExportMemory(c.Request().Context(), remembering.Export{Actor: actorOf(c), Source: source, Target: target}, to)
}

// ImportMemory answers POST /manage/v1/memory/import.
func (a *API) ImportMemory(c echo.Context, p apigen.ImportMemoryParams) error {
	_, cmd, err := a.importing(c, "importMemory", either(p.DryRun))
	if err != nil {
		return err
	}
	report, err := a.Remembering.ImportMemory(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, importOf(report, a.speakerOf(c)))
}

// importing reads the request of an operation that takes a file in, and its media type.
func (a *API) importing(c echo.Context, operation string, dry bool) (kind string, cmd remembering.Import, err error) {
	kind, body, err := a.fileBody(c, operation)
	if err != nil {
		return "", cmd, err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return "", cmd, err
	}
	if dry && key.Name != "" { // nothing is done that must not be done twice
		key = once.Key{}
	}
	return kind, remembering.Import{Actor: actorOf(c), File: body, Dry: dry, Once: key}, nil
}
