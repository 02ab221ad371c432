package httpapi

import (
	"context"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
)

// Headers of answers that scripts of other origins may read, beside the few
// that they always may.
const exposedHeaders = "ETag, Link, Content-Language, Content-Length, Content-Range, Accept-Ranges"

// originsFor is how long the site's list of origins is used without asking.
const originsFor = 5 * time.Second

// An origins knows from which other sites browsers may read delivery.
type origins struct {
	site func(context.Context) (*content.Site, error)
	now  func() time.Time
	kept atomic.Pointer[originList]
}

type originList struct {
	at   time.Time
	list []string
	all  bool
}

func newOrigins(c Config) *origins { return &origins{site: c.Site, now: c.Now} }

// current returns the site's list; the last one known if it cannot be read.
func (o *origins) current(ctx context.Context) *originList {
	kept, now := o.kept.Load(), o.now()
	if kept != nil && now.Sub(kept.at) < originsFor {
		return kept
	}
	site, err := o.site(ctx)
	if err != nil {
		if kept == nil {
			kept = &originList{}
		}
		return kept
	}
	list := site.Settings.CORSOrigins
	fresh := &originList{at: now, list: list, all: len(list) == 0 || slices.Contains(list, "*")}
	o.kept.Store(fresh)
	return fresh
}

// allowOrigin says whether a script of the request's origin may read the
// answer. Delivery asks for no credentials and allows none.
func (a *API) allowOrigin(c echo.Context) bool {
	h, list := c.Response().Header(), a.origins.current(c.Request().Context())
	if list.all {
		h["Access-Control-Allow-Origin"] = everyOrigin()
		h["Access-Control-Expose-Headers"] = exposed()
		return true
	}
	h.Add("Vary", "Origin")
	origin := c.Request().Header.Get(echo.HeaderOrigin)
	if origin == "" || !slices.Contains(list.list, origin) {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h["Access-Control-Expose-Headers"] = exposed()
	return true
}

func everyOrigin() []string { return []string{"*"} }
func exposed() []string     { return []string{exposedHeaders} }

// preflight answers what a browser asks before a script's request.
func (a *API) preflight(c echo.Context) error {
	h := c.Response().Header()
	h.Set(echo.HeaderAllow, "GET, HEAD, OPTIONS")
	if a.allowOrigin(c) {
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
		h.Set("Access-Control-Allow-Headers", "Accept-Language, If-None-Match, If-Modified-Since, Range, If-Range")
		if previewed(c) {
			h.Set("Access-Control-Allow-Headers", "Authorization, Accept-Language, Range, If-Range")
		}
		h.Set("Access-Control-Max-Age", "86400")
	}
	return c.NoContent(http.StatusNoContent)
}
