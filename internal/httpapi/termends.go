package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

// A usageAnswer is how much a term is used, with one page of the posts.
type usageAnswer struct {
	Heads int `json:"heads"`
	Live  int `json:"live"`
	pageAnswer[termUseAnswer]
}

// A termUseAnswer is one post that uses a term.
type termUseAnswer struct {
	Post  content.PostID `json:"post"`
	Title string         `json:"title"`
	Head  bool           `json:"head"`
	Live  bool           `json:"live"`
}

func (a *API) mergeTerm(c echo.Context, s shelf, id apigen.TermID) error {
	var in apigen.TermMerge
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	term, err := matching(c.Request().Header, func(version int64) (*content.Term, error) {
		return a.Editing.MergeTerm(c.Request().Context(), editing.MergeTerm{
			Actor: actorOf(c), Kind: s.kind, Term: content.TermID(id), Version: version, Absorbed: content.TermID(in.Term), Once: key,
		})
	})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, term.Version, termOf(term))
}

func (a *API) deleteTerm(c echo.Context, s shelf, id apigen.TermID) error {
	_, err := matching(c.Request().Header, func(version int64) (struct{}, error) {
		return struct{}{}, a.Editing.RemoveTerm(c.Request().Context(), editing.RemoveTerm{Actor: actorOf(c), Kind: s.kind, Term: content.TermID(id), Version: version})
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func (a *API) termUsage(c echo.Context, s shelf, id apigen.TermID, limit *int) error {
	usage, err := a.Editing.TermUsage(c.Request().Context(), editing.GetTermUsage{
		Actor: actorOf(c), Kind: s.kind, Term: content.TermID(id), Limit: either(limit), Cursor: c.QueryParam("cursor"),
	})
	if err != nil {
		return err
	}
	answer := usageAnswer{Heads: usage.Heads, Live: usage.Live, pageAnswer: pageOf(usage.Items, usage.Next, func(u editing.TermUse) termUseAnswer {
		return termUseAnswer{Post: u.Post, Title: u.Title, Head: len(u.Parts) > 0, Live: u.Live}
	})}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}

// MergeTag answers POST /manage/v1/tags/{id}/merge.
func (a *API) MergeTag(c echo.Context, id apigen.TermID, _ apigen.MergeTagParams) error {
	return a.mergeTerm(c, tagShelf(), id)
}

// DeleteTag answers DELETE /manage/v1/tags/{id}.
func (a *API) DeleteTag(c echo.Context, id apigen.TermID, _ apigen.DeleteTagParams) error {
	return a.deleteTerm(c, tagShelf(), id)
}

// GetTagUsage answers GET /manage/v1/tags/{id}/usage.
func (a *API) GetTagUsage(c echo.Context, id apigen.TermID, p apigen.GetTagUsageParams) error {
	return a.termUsage(c, tagShelf(), id, p.Limit)
}

// MergeAuthor answers POST /manage/v1/authors/{id}/merge.
func (a *API) MergeAuthor(c echo.Context, id apigen.TermID, _ apigen.MergeAuthorParams) error {
	return a.mergeTerm(c, authorShelf(), id)
}

// DeleteAuthor answers DELETE /manage/v1/authors/{id}.
func (a *API) DeleteAuthor(c echo.Context, id apigen.TermID, _ apigen.DeleteAuthorParams) error {
	return a.deleteTerm(c, authorShelf(), id)
}

// GetAuthorUsage answers GET /manage/v1/authors/{id}/usage.
func (a *API) GetAuthorUsage(c echo.Context, id apigen.TermID, p apigen.GetAuthorUsageParams) error {
	return a.termUsage(c, authorShelf(), id, p.Limit)
}

// MergeSeries answers POST /manage/v1/series/{id}/merge.
func (a *API) MergeSeries(c echo.Context, id apigen.TermID, _ apigen.MergeSeriesParams) error {
	return a.mergeTerm(c, seriesShelf(), id)
}

// DeleteSeries answers DELETE /manage/v1/series/{id}.
func (a *API) DeleteSeries(c echo.Context, id apigen.TermID, _ apigen.DeleteSeriesParams) error {
	return a.deleteTerm(c, seriesShelf(), id)
}

// GetSeriesUsage answers GET /manage/v1/series/{id}/usage.
func (a *API) GetSeriesUsage(c echo.Context, id apigen.TermID, p apigen.GetSeriesUsageParams) error {
	return a.termUsage(c, seriesShelf(), id, p.Limit)
}
