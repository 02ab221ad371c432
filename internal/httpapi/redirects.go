package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

// ReadRedirects answers GET /content/v1/redirects.
func (a *API) ReadRedirects(_ echo.Context, _ apigen.ReadRedirectsParams) error {
	return fault.New(fault.NotFound, "http.not_found")
}
