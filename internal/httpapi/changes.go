package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

// ReadChanges answers GET /content/v1/changes.
func (a *API) ReadChanges(_ echo.Context, _ apigen.ReadChangesParams) error {
	return fault.New(fault.NotFound, "http.not_found")
}
