package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

// ReportLinks answers GET /manage/v1/reports/links.
func (a *API) ReportLinks(echo.Context, apigen.ReportLinksParams) error { return notYet() }

// CheckLinks answers POST /manage/v1/reports/links/check.
func (a *API) CheckLinks(echo.Context, apigen.CheckLinksParams) error { return notYet() }
