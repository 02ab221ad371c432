package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

// unbuilt answers the operations of the contract that have no handler yet.
type unbuilt struct{}

func notBuilt(c echo.Context) error {
	return send(c, http.StatusNotImplemented, "application/problem+json", problem{
		Type: "about:blank", Status: http.StatusNotImplemented, Code: "http.internal", Title: "This is not built yet.",
	})
}

func (unbuilt) DiffRevision(c echo.Context, _ apigen.PostID, _ apigen.PathLocale, _ apigen.RevisionNumber, _ apigen.DiffRevisionParams) error {
	return notBuilt(c)
}
func (unbuilt) DiffSharedRevision(c echo.Context, _ apigen.PostID, _ apigen.RevisionNumber, _ apigen.DiffSharedRevisionParams) error {
	return notBuilt(c)
}
func (unbuilt) GetRevision(c echo.Context, _ apigen.PostID, _ apigen.PathLocale, _ apigen.RevisionNumber) error {
	return notBuilt(c)
}
func (unbuilt) GetSharedRevision(c echo.Context, _ apigen.PostID, _ apigen.RevisionNumber) error {
	return notBuilt(c)
}
func (unbuilt) ListRevisions(c echo.Context, _ apigen.PostID, _ apigen.PathLocale, _ apigen.ListRevisionsParams) error {
	return notBuilt(c)
}
func (unbuilt) ListSharedRevisions(c echo.Context, _ apigen.PostID, _ apigen.ListSharedRevisionsParams) error {
	return notBuilt(c)
}
func (unbuilt) RestoreRevision(c echo.Context, _ apigen.PostID, _ apigen.PathLocale, _ apigen.RevisionNumber, _ apigen.RestoreRevisionParams) error {
	return notBuilt(c)
}
func (unbuilt) RestoreSharedRevision(c echo.Context, _ apigen.PostID, _ apigen.RevisionNumber, _ apigen.RestoreSharedRevisionParams) error {
	return notBuilt(c)
}
