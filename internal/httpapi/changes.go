package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/reading"
)

// ReadChanges answers GET /content/v1/changes: at once, when something changes, or again
// and again as server-sent events.
func (a *API) ReadChanges(c echo.Context, p apigen.ReadChangesParams) error {
	q := reading.ChangesQuery{
		Locale: c.QueryParam("locale"), Since: c.QueryParam("since"), Include: c.QueryParam("include"), Limit: c.QueryParam("limit"),
	}
	waits := p.Wait != nil && *p.Wait > 0
	switch {
	case c.Request().Method == http.MethodHead: // whoever wants no body waits for none
	case wantsEvents(c.Request().Header):
		if id := p.LastEventID; id != nil && *id != "" { // clients that keep none yet send an empty one
			q.Since = *id
		}
		return a.attendEvents(c, q)
	case waits:
		leave, err := a.listen(c)
		if err != nil {
			return err
		}
		defer leave()
		return a.awaitChanges(c, q, time.Duration(*p.Wait)*time.Second)
	}
	back := func() {}
	defer func() { back() }()
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) {
		changes, err := a.turn(ctx, a.pages.enter, q)
		if err == nil {
			back, err = a.afloat.lend(len(changes.Body))
		}
		return changes.Answer, err
	})
}

// wantsEvents reports whether the client asks for server-sent events, by name.
func wantsEvents(h http.Header) bool {
	events := wishFor(strings.Join(h["Accept"], ","), "text", "event-stream")
	return events.exact == byName && events.q > 0
}

// listen gives the client a place among those who wait, until leave is called. That one
// address has all that it may have, is told whoever looks after the server: a proxy may
// have to be trusted, or somebody be kept out.
func (a *API) listen(c echo.Context) (leave func(), err error) {
	leave, err = a.listeners.enter(c.RealIP())
	if !fault.Is(err, fault.Throttled) {
		return leave, err
	}
	if refused, say := a.shares.note(a.Now()); say {
		a.Log.WarnContext(c.Request().Context(), "one address waits for changes in many places, and gets no more: if it is your proxy's, name that in --trusted-proxies",
			"client", c.RealIP(), "since the last line", refused)
	}
	return leave, err
}

// awaitChanges answers when something changes, or when the time is up.
func (a *API) awaitChanges(c echo.Context, q reading.ChangesQuery, most time.Duration) error {
	changes, err := a.await(c.Request().Context(), q, most)
	if err != nil {
		return err
	}
	back, err := a.afloat.lend(len(changes.Body))
	if err != nil {
		return err
	}
	defer back()
	describe(c, changes.Answer)
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return sendBody(c, echo.MIMEApplicationJSON, changes.Body)
}

// await returns what changed, or nothing once the time is up or the server stops.
func (a *API) await(ctx context.Context, q reading.ChangesQuery, most time.Duration) (reading.Changes, error) {
	waiting, enough := context.WithTimeout(ctx, most)
	defer enough()
	if a.Serving != nil {
		defer context.AfterFunc(a.Serving, enough)() //nolint:contextcheck // the end of the server, not of the request
	}
	for {
		changes, err := a.turn(ctx, a.pages.wait, q)
		if err != nil || changes.Items > 0 || !changes.UpToDate || a.Reading.Await(waiting, changes) != nil {
			return changes, err
		}
		q.Since = changes.Next
	}
}

// turn reads a page of changes, once enter gives it a place: each takes memory while it
// is made, and all who wait may want theirs at once.
func (a *API) turn(ctx context.Context, enter func(context.Context) error, q reading.ChangesQuery) (reading.Changes, error) {
	if err := enter(ctx); err != nil {
		return reading.Changes{}, err
	}
	defer a.pages.leave()
	changes, err := a.Reading.Changes(ctx, q)
	a.heard(changes)
	return changes, err
}

// heard sees to it that who hears of a change and asks for it next is not told what was
// before.
func (a *API) heard(c reading.Changes) {
	if a.Generations != nil && c.Next != "" {
		a.Generations.Raise(c.Generation)
	}
}
