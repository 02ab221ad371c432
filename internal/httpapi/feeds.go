package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

// ReadFeed answers GET /content/v1/feeds/{locale}/{file}.
func (a *API) ReadFeed(_ echo.Context, _ apigen.PathLocale, _ apigen.ReadFeedParamsFile, _ apigen.ReadFeedParams) error {
	return fault.New(fault.NotFound, "http.not_found")
}

// ReadSitemap answers GET /content/v1/sitemap.xml.
func (a *API) ReadSitemap(_ echo.Context) error {
	return fault.New(fault.NotFound, "http.not_found")
}

// ReadSitemapPart answers GET /content/v1/sitemaps/{part}.
func (a *API) ReadSitemapPart(_ echo.Context, _ string) error {
	return fault.New(fault.NotFound, "http.not_found")
}

// ReadLLMs answers GET /content/v1/llms.txt.
func (a *API) ReadLLMs(_ echo.Context, _ apigen.ReadLLMsParams) error {
	return fault.New(fault.NotFound, "http.not_found")
}
