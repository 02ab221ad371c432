package httpapi

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/remembering"
)

// A glossaryDoc is what a client edits of a term of the glossary.
type glossaryDoc struct {
	Source        glossarySide   `json:"source"`
	Target        glossaryTarget `json:"target"`
	Note          string         `json:"note"`
	CaseSensitive bool           `json:"caseSensitive"`
}

// A glossarySide is what a term is called in one language.
type glossarySide struct {
	Locale locale.Tag `json:"locale"`
	Term   string     `json:"term"`
	Forms  []string   `json:"forms"`
}

// A glossaryTarget also says what it must not be called.
type glossaryTarget struct {
	glossarySide
	Forbidden []string `json:"forbidden"`
}

// A glossaryAnswer is a term of the glossary.
type glossaryAnswer struct {
	ID   string `json:"id"`
	ETag string `json:"etag"`
	glossaryDoc
	By     string    `json:"by"`
	ByName string    `json:"byName"`
	At     time.Time `json:"at"`
}

func glossaryOf(t remembering.Term) glossaryAnswer {
	return glossaryAnswer{ID: t.ID, ETag: etag.Of(t.Version), glossaryDoc: glossaryDocOf(t.Term), By: t.By, ByName: t.ByName, At: t.At}
}

func glossaryDocOf(t bitext.Term) glossaryDoc {
	return glossaryDoc{
		Source:        glossarySide{t.Source.Locale, t.Source.Term, list(t.Source.Forms)},
		Target:        glossaryTarget{glossarySide{t.Target.Locale, t.Target.Term, list(t.Target.Forms)}, list(t.Forbidden)},
		Note:          t.Note,
		CaseSensitive: t.CaseSensitive,
	}
}

func readGlossary(text []byte) (bitext.Term, error) {
	var doc glossaryDoc
	if err := json.Unmarshal(text, &doc); err != nil {
		return bitext.Term{}, unfit(err)
	}
	var bad wrongs
	return bitext.Term{
		Source:        bitext.TermSide{Locale: bad.tag("/source/locale", doc.Source.Locale), Term: doc.Source.Term, Forms: doc.Source.Forms},
		Target:        bitext.TermSide{Locale: bad.tag("/target/locale", doc.Target.Locale), Term: doc.Target.Term, Forms: doc.Target.Forms},
		Forbidden:     doc.Target.Forbidden,
		Note:          doc.Note,
		CaseSensitive: doc.CaseSensitive,
	}, bad.fault()
}

func writeGlossary(t bitext.Term) (any, error) { return glossaryDocOf(t), nil }

// ListGlossary answers GET /manage/v1/glossary.
func (a *API) ListGlossary(c echo.Context, p apigen.ListGlossaryParams) error {
	source, target, err := direction(c)
	if err != nil {
		return err
	}
	page, err := a.Remembering.ListTerms(c.Request().Context(), remembering.ListTerms{
		Actor: actorOf(c), Source: source, Target: target, Text: either(p.Q), Limit: either(p.Limit), Cursor: c.QueryParam("cursor"),
	})
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, glossaryOf)
}

// CreateGlossaryTerm answers POST /manage/v1/glossary.
func (a *API) CreateGlossaryTerm(c echo.Context, _ apigen.CreateGlossaryTermParams) error {
	term, err := readGlossary(bodyOf(c).text)
	if err != nil {
		return err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	made, err := a.Remembering.CreateTerm(c.Request().Context(), remembering.CreateTerm{Actor: actorOf(c), Term: term, Once: key})
	if err != nil {
		return err
	}
	created(c, "glossary", made.ID)
	return sendTagged(c, http.StatusCreated, made.Version, glossaryOf(made))
}

// GetGlossaryTerm answers GET /manage/v1/glossary/{term}.
func (a *API) GetGlossaryTerm(c echo.Context, id apigen.GlossaryTermID) error {
	term, err := a.Remembering.GetTerm(c.Request().Context(), actorOf(c), id)
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, term.Version, glossaryOf(term))
}

// PatchGlossaryTerm answers PATCH /manage/v1/glossary/{term}.
func (a *API) PatchGlossaryTerm(c echo.Context, id apigen.GlossaryTermID, _ apigen.PatchGlossaryTermParams) error {
	whole := a.contract.operations["createGlossaryTerm"].body
	change := patched(form[bitext.Term]{whole: whole, write: writeGlossary, read: readGlossary}, bodyOf(c).tree)
	term, err := matching(c.Request().Header, func(version int64) (remembering.Term, error) {
		return a.Remembering.SaveTerm(c.Request().Context(), remembering.SaveTerm{Actor: actorOf(c), ID: id, Version: version, Change: change})
	})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, term.Version, glossaryOf(term))
}

// DeleteGlossaryTerm answers DELETE /manage/v1/glossary/{term}.
func (a *API) DeleteGlossaryTerm(c echo.Context, id apigen.GlossaryTermID, _ apigen.DeleteGlossaryTermParams) error {
	_, err := matching(c.Request().Header, func(version int64) (struct{}, error) {
		return struct{}{}, a.Remembering.RemoveTerm(c.Request().Context(), remembering.RemoveTerm{Actor: actorOf(c), ID: id, Version: version})
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// The media types of glossaries.
const (
	mediaCSV = "text/csv"
	mediaTBX = "application/x-tbx+xml"
)

// ExportGlossary answers GET /manage/v1/glossary/export.
func (a *API) ExportGlossary(c echo.Context, p apigen.ExportGlossaryParams) error {
	source, target, err := direction(c)
	if err != nil {
		return err
	}
	format, media := remembering.CSV, mediaCSV+"; charset=utf-8"
	if remembering.Format(either(p.Format)) == remembering.TBX {
		format, media = remembering.TBX, mediaTBX
	}
	to := &download{c: c, media: media, file: "diptych-" + string(source) + "-" + string(target) + "." + string(format)}
	return a.Remembering.ExportTerms(c.Request().Context(), remembering.Export{Actor: actorOf(c), Source: source, Target: target}, format, to)
}

// ImportGlossary answers POST /manage/v1/glossary/import.
func (a *API) ImportGlossary(c echo.Context, p apigen.ImportGlossaryParams) error {
	kind, cmd, err := a.importing(c, "importGlossary", either(p.DryRun))
	if err != nil {
		return err
	}
	cmd.Format = remembering.Format(either(p.Format))
	if cmd.Format == "" && kind == mediaTBX {
		cmd.Format = remembering.TBX
	}
	report, err := a.Remembering.ImportTerms(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, importOf(report, a.speakerOf(c)))
}
