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

func (unbuilt) ExportMany(c echo.Context, _ apigen.ExportManyParams) error {
	return notBuilt(c)
}

func (unbuilt) ImportMany(c echo.Context, _ apigen.ImportManyParams) error {
	return notBuilt(c)
}

func (unbuilt) ExportTranslation(c echo.Context, _ apigen.PostID, _ apigen.PathLocale, _ apigen.ExportTranslationParams) error {
	return notBuilt(c)
}

func (unbuilt) ImportTranslation(c echo.Context, _ apigen.PostID, _ apigen.PathLocale, _ apigen.ImportTranslationParams) error {
	return notBuilt(c)
}
