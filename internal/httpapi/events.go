package httpapi

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/reading"
)

// Server-sent events (WHATWG HTML §9.2): the changes as they come, until the client hangs
// up, reads too slowly, or the server stops. Clients then connect again by themselves, and
// go on from the id that they saw last.
const (
	eventStream = "text/event-stream"
	heartbeat   = 20 * time.Second // after which a silent line is shown to be alive; proxies end silent ones
	slowest     = 10 * time.Second // that a client may take to make room for one event
	comeBack    = 2 * time.Second  // after which it connects again
	comeLater   = 30 * time.Second // likewise, if there was no place to wait
)

// An eventLine sends events to one client.
type eventLine struct {
	to    http.ResponseWriter
	line  *http.ResponseController
	bytes bytes.Buffer
}

// attendEvents sends events for as long as the client stays. If there is no place for it
// to wait, it gets what there is and is asked to come back later: a browser gives up for
// good on an answer that is no stream, and would hear of nothing any more.
func (a *API) attendEvents(c echo.Context, q reading.ChangesQuery) error {
	leave, err := a.listen(c)
	if err == nil {
		defer leave()
		return a.sendEvents(c, q)
	}
	ctx := c.Request().Context()
	if isShed(err) {
		a.noteShed(ctx)
	}
	changes, err := a.turn(ctx, a.pages.enter, q)
	if err != nil {
		return err
	}
	pause := comeLater
	if !changes.UpToDate {
		pause = comeBack
	}
	_ = a.sendEvent(beginEvents(c, changes, pause), changes) // who is not there to take it will come again
	return nil
}

// sendEvents sends the changes after those that the query names, and what comes then.
func (a *API) sendEvents(c echo.Context, q reading.ChangesQuery) error {
	ctx := c.Request().Context()
	changes, err := a.await(ctx, q, time.Nanosecond) // what cannot be answered is told as ever
	if err != nil {
		return err
	}
	out := beginEvents(c, changes, comeBack)
	for a.Serving == nil || a.Serving.Err() == nil {
		if err := a.sendEvent(out, changes); err != nil || ctx.Err() != nil {
			return nil //nolint:nilerr // the client is gone, or will come again
		}
		q.Since = changes.Next
		if changes, err = a.await(ctx, q, heartbeat); err != nil {
			return err
		}
	}
	return nil
}

// beginEvents begins a stream that begins with the changes, to which the client comes back
// after a pause when it ends.
func beginEvents(c echo.Context, changes reading.Changes, pause time.Duration) *eventLine {
	describe(c, changes.Answer)
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, eventStream)
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set(echo.HeaderXContentTypeOptions, "nosniff")
	h.Set("X-Accel-Buffering", "no") // nginx keeps nothing back
	out := &eventLine{to: c.Response(), line: http.NewResponseController(c.Response())}
	_ = out.line.SetReadDeadline(time.Time{}) // the server's limit is that of requests; without one it is none
	c.Response().WriteHeader(http.StatusOK)
	fmt.Fprintf(&out.bytes, "retry: %d\n\n", pause.Milliseconds())
	return out
}

// sendEvent sends one event, if there is room for it in memory.
func (a *API) sendEvent(out *eventLine, changes reading.Changes) error {
	back, err := a.afloat.lend(len(changes.Body))
	if err != nil {
		return err
	}
	defer back()
	out.add(changes)
	return out.send()
}

// add adds an event with the changes; without any, what only shows that the line lives.
func (l *eventLine) add(c reading.Changes) {
	if c.Items == 0 {
		l.bytes.WriteString(":\n\n")
		return
	}
	fmt.Fprintf(&l.bytes, "id: %s\nevent: changes\ndata: %s\n\n", c.Next, c.Body)
}

// send sends what was added.
func (l *eventLine) send() error {
	if err := l.line.SetWriteDeadline(time.Now().Add(slowest)); err != nil {
		return err
	}
	_, err := l.to.Write(l.bytes.Bytes())
	if l.bytes = (bytes.Buffer{}); err != nil { // a large one is not kept while nothing comes
		return err
	}
	return l.line.Flush()
}
