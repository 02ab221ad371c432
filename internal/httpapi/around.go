package httpapi

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/reading"
)

// ReadNeighbours answers GET /content/v1/posts/{id}/neighbours.
func (a *API) ReadNeighbours(c echo.Context, id apigen.PostID, _ apigen.ReadNeighboursParams) error {
	q := reading.NeighboursQuery{
		Choice: choiceOf(c), Post: content.PostID(id),
		Tag: c.QueryParam("tag"), Author: c.QueryParam("author"), Series: c.QueryParam("series"),
		AvailableIn: c.QueryParam("available_in"),
	}
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) { return a.Reading.Neighbours(ctx, q) })
}

// ReadRelated answers GET /content/v1/posts/{id}/related.
func (a *API) ReadRelated(c echo.Context, id apigen.PostID, _ apigen.ReadRelatedParams) error {
	q := reading.RelatedQuery{Choice: choiceOf(c), Post: content.PostID(id), Limit: c.QueryParam("limit")}
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) { return a.Reading.Related(ctx, q) })
}

// ReadArchives answers GET /content/v1/archives.
func (a *API) ReadArchives(c echo.Context, _ apigen.ReadArchivesParams) error {
	q := reading.ArchivesQuery{
		Choice: choiceOf(c), Tag: c.QueryParam("tag"), Author: c.QueryParam("author"), Series: c.QueryParam("series"),
	}
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) { return a.Reading.Archives(ctx, q) })
}
