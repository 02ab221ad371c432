package httpapi

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/reading"
)

// ReadRedirects answers GET /content/v1/redirects.
func (a *API) ReadRedirects(c echo.Context, _ apigen.ReadRedirectsParams) error {
	q := reading.RedirectsQuery{
		Locale: c.QueryParam("locale"), Format: c.QueryParam("format"), Limit: c.QueryParam("limit"), Cursor: c.QueryParam("cursor"),
	}
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) { return a.Reading.Redirects(ctx, q) })
}
