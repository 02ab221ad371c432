package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

// ReadNeighbours answers GET /content/v1/posts/{id}/neighbours.
func (a *API) ReadNeighbours(_ echo.Context, _ apigen.PostID, _ apigen.ReadNeighboursParams) error {
	return fault.New(fault.NotFound, "http.not_found")
}

// ReadRelated answers GET /content/v1/posts/{id}/related.
func (a *API) ReadRelated(_ echo.Context, _ apigen.PostID, _ apigen.ReadRelatedParams) error {
	return fault.New(fault.NotFound, "http.not_found")
}

// ReadArchives answers GET /content/v1/archives.
func (a *API) ReadArchives(_ echo.Context, _ apigen.ReadArchivesParams) error {
	return fault.New(fault.NotFound, "http.not_found")
}
