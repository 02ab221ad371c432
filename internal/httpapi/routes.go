package httpapi

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

const deliveryPrefix = "/content/v1"

// routes returns the router with everything that it serves. Public reads have
// no middleware but the log and the guard that the contract makes for them.
func (a *API) routes(accept echo.HandlerFunc) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = a.fail
	e.IPExtractor = clientOf(a.TrustedProxies)
	e.Use(a.watch)
	apigen.RegisterHandlersWithOptions(reads{e, a.preflight}, a, apigen.RegisterHandlersOptions{
		OperationMiddlewares: a.guards(),
	})
	page := a.handbook()
	e.GET("/", page)
	e.HEAD("/", page)
	e.GET("/auth/accept", accept)
	e.GET("/livez", a.live)
	e.HEAD("/livez", a.live)
	e.GET("/readyz", a.ready)
	e.HEAD("/readyz", a.ready)
	return e
}

// reads is a router that answers HEAD and preflights wherever delivery and
// previews answer GET.
type reads struct {
	*echo.Echo
	preflight echo.HandlerFunc
}

// GET adds the route, and those that pages of the site read also for HEAD and OPTIONS.
func (r reads) GET(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	if strings.HasPrefix(path, deliveryPrefix+"/") || strings.HasPrefix(path, previewPrefix+"/") {
		r.Echo.HEAD(path, h, m...)
		r.Echo.OPTIONS(path, r.preflight)
	}
	return r.Echo.GET(path, h, m...)
}

// guards returns what stands before each operation, as the contract says: the
// credential first, so that nobody learns anything without one, then what the
// request may hold.
func (a *API) guards() map[string][]echo.MiddlewareFunc {
	guards := make(map[string][]echo.MiddlewareFunc, len(a.contract.operations))
	for id, op := range a.contract.operations {
		switch {
		case op.face == delivery:
			guards[id] = []echo.MiddlewareFunc{a.public(op)}
		case op.face == preview && op.locked:
			guards[id] = []echo.MiddlewareFunc{a.bounded(op), a.unseen, a.admit, a.check(op)}
		case op.face == preview:
			guards[id] = []echo.MiddlewareFunc{a.bounded(op), a.unseen, a.check(op)}
		case op.locked:
			guards[id] = []echo.MiddlewareFunc{a.bounded(op), a.witness(id), a.authenticate, a.machines(op), a.check(op)}
		default:
			guards[id] = []echo.MiddlewareFunc{a.bounded(op), a.stranger, a.check(op)}
		}
	}
	return guards
}

// live answers whether the process runs.
func (a *API) live(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.NoContent(http.StatusNoContent)
}

// ready answers whether requests can be answered.
func (a *API) ready(c echo.Context) error {
	if err := a.Ready(c.Request().Context()); err != nil {
		return unready(err)
	}
	return a.live(c)
}
