package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// unbuilt answers the operations of the contract that have no handler yet.
type unbuilt struct{}

func notBuilt(c echo.Context) error {
	return send(c, http.StatusNotImplemented, "application/problem+json", problem{
		Type: "about:blank", Status: http.StatusNotImplemented, Code: "http.internal", Title: "This is not built yet.",
	})
}
