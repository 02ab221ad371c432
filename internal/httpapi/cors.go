package httpapi

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// Headers of answers that scripts of other origins may read, beside the few
// that they always may.
const exposedHeaders = "ETag, Link, Content-Language, Content-Length, Content-Range, Accept-Ranges, Retry-After"

// Headers that scripts of other origins may send. Content-Type says nothing where there is
// no body, and the others mostly are what caches and libraries add by themselves.
const askedHeaders = "Accept, Accept-Language, Cache-Control, Content-Type, If-Modified-Since, If-None-Match, If-Range, Last-Event-ID, Pragma, Range, X-Requested-With"

// allowOrigin says whether a script of the request's origin may read the
// answer. Delivery asks for no credentials and allows none.
func (a *API) allowOrigin(c echo.Context) bool {
	m, err := a.desk.at(c.Request().Context(), a.Generations.Generation())
	if err != nil {
		return false // what cannot be known is not allowed
	}
	return m.allow(c.Response().Header(), c.Request().Header)
}

// allow does so for the headers of an answer that has its Vary already.
func (m *knowledge) allow(h, asked http.Header) bool {
	if m.anyOrigin {
		h["Access-Control-Allow-Origin"] = m.everyone
		h["Access-Control-Expose-Headers"] = m.exposed
		return true
	}
	h["Vary"] = append(slices.Clip(h["Vary"]), echo.HeaderOrigin)
	origin := asked.Get(echo.HeaderOrigin)
	if origin == "" || !slices.Contains(m.Origins, origin) {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h["Access-Control-Expose-Headers"] = m.exposed
	return true
}

// strayed reports whether a public request was for no operation, so that no guard has
// said yet who may read that.
func strayed(c echo.Context, err error) bool {
	return strings.HasPrefix(c.Request().URL.Path, deliveryPrefix+"/") &&
		(errors.Is(err, echo.ErrNotFound) || errors.Is(err, echo.ErrMethodNotAllowed))
}

// preflight answers what a browser asks before a script's request.
func (a *API) preflight(c echo.Context) error {
	h := c.Response().Header()
	h.Set(echo.HeaderAllow, "GET, HEAD, OPTIONS")
	if a.allowOrigin(c) {
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
		h.Set("Access-Control-Allow-Headers", askedHeaders)
		if previewed(c) {
			h.Set("Access-Control-Allow-Headers", "Authorization, "+askedHeaders)
		}
		h.Set("Access-Control-Max-Age", "86400")
	}
	return c.NoContent(http.StatusNoContent)
}
