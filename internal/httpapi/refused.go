package httpapi

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// maxTried bounds what is kept of an id that a client made up.
const maxTried = 100

// witness tells the audit when somebody who is known was refused: by their roles,
// or by an answer that hides what is there. It costs the answer no time.
func (a *API) witness(id string) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			err := next(c)
			if actor := actorOf(c); actor.ID != "" && (fault.Is(err, fault.Forbidden) || access.Hides(err)) {
				a.Keys.Refused(actor, attempt(c, id, err))
			}
			return err
		}
	}
}

// attempt returns what the audit keeps of a request that was refused.
func attempt(c echo.Context, operation string, err error) event.Record {
	status := http.StatusForbidden
	if access.Hides(err) {
		status = http.StatusNotFound
	}
	r := event.Record{
		Operation: operation, Origin: event.OriginOf(c.Request().Context()),
		Detail: json.RawMessage(`{"status":` + strconv.Itoa(status) + `}`),
	}
	for i, name := range c.ParamNames() {
		value := c.ParamValues()[i]
		if len(value) > maxTried {
			continue
		}
		kind, _, _ := strings.Cut(strings.TrimPrefix(c.Path(), "/manage/v1/"), "/")
		switch {
		case name == "locale" || name == "tag":
			if tag, err := locale.Parse(value); err == nil {
				r.Locales = append(r.Locales, tag)
			}
		case name == "id" && (kind == "posts" || kind == "trash"):
			r.Post = content.PostID(value)
		default:
			r.About = strings.TrimSuffix(kind, "s") + ":" + strings.ToValidUTF8(value, "?")
		}
	}
	return r
}
