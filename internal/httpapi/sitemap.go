package httpapi

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/reading"
)

// ReadSitemap answers GET /content/v1/sitemap.xml.
func (a *API) ReadSitemap(c echo.Context) error { return a.deliver(c, a.Reading.Sitemap) }

// ReadSitemapPart answers GET /content/v1/sitemaps/{part}.
func (a *API) ReadSitemapPart(c echo.Context, part string) error {
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) { return a.Reading.SitemapPart(ctx, part) })
}
