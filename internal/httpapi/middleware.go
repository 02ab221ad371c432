package httpapi

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/access"
)

const actorKey = "diptych.actor"

// watch logs each request once it is answered, and turns a panic into a
// problem. Public reads are logged at level debug: they are many.
func (a *API) watch(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := a.Now()
		_, inside := recording(c)
		if !inside {
			a.unhurried(c)
		}
		if err := a.recovered(next, c); err != nil {
			c.Error(err)
		}
		if inside { // whoever asked is told and counted where they asked
			return nil
		}
		if a.Answered != nil {
			a.Answered(c.Response().Status)
		}
		level := levelOf(c.Response().Status)
		if managed(c) {
			level = slog.LevelInfo
		}
		ctx := c.Request().Context()
		if a.Log.Enabled(ctx, level) {
			a.Log.LogAttrs(ctx, level, "request",
				slog.String("method", c.Request().Method), slog.String("path", c.Request().URL.Path),
				slog.Int("status", c.Response().Status), slog.Int64("bytes", c.Response().Size),
				slog.Duration("took", a.Now().Sub(start)), slog.String("actor", actorOf(c).ID), slog.String("client", c.RealIP()),
				slog.String("request", c.Response().Header().Get(echo.HeaderXRequestID)))
		}
		return nil
	}
}

// unhurried lets an answer take the time of a slow client: the server's own limit is that
// of answers that are ready.
func (a *API) unhurried(c echo.Context) {
	err := http.NewResponseController(c.Response().Writer).SetWriteDeadline(time.Now().Add(a.Limits.Writing))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		a.Log.DebugContext(c.Request().Context(), "no time to write an answer", "error", err) // the connection is gone
	}
}

// recovered calls the handler and returns a panic as an error that holds its
// stack.
func (a *API) recovered(next echo.HandlerFunc, c echo.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return next(c)
}

// bounded gives a management request its deadline and its name, and says that
// nothing of it is to be kept. Its body has to be there by then: the server's own
// time-out is that of uploads, which take as long as their line is slow.
func (a *API) bounded(op operation) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set(echo.HeaderCacheControl, "private, no-store")
			h.Set(echo.HeaderXContentTypeOptions, "nosniff")
			h.Set(echo.HeaderXRequestID, requestID(c.Request().Header.Get(echo.HeaderXRequestID)))
			limit := a.Limits.Request
			if op.streams || op.slow || len(op.files) > 0 || strings.HasPrefix(c.Request().Header.Get(echo.HeaderContentType), "multipart/") {
				limit = a.Limits.Sending
			}
			ctx, cancel := context.WithTimeout(c.Request().Context(), limit)
			defer cancel()
			c.SetRequest(c.Request().WithContext(ctx))
			ends, line := time.Now().Add(limit), http.NewResponseController(c.Response().Writer)
			err := line.SetReadDeadline(ends)
			if err == nil { // whoever took that long to send is still to be told what came of it
				err = line.SetWriteDeadline(ends.Add(a.Limits.Writing))
			}
			if err != nil && !errors.Is(err, http.ErrNotSupported) {
				return fmt.Errorf("bound a request: %w", err)
			}
			return next(c)
		}
	}
}

// requestID returns the name that a proxy gave the request, if it is a harmless
// one, or a new one.
func requestID(given string) string {
	const most = 64
	harmless := given != "" && len(given) <= most && strings.IndexFunc(given, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}) < 0
	if harmless {
		return given
	}
	return rand.Text()
}

// bearer returns the token of the header Authorization (RFC 6750 §2.1). Two
// headers name nobody.
func bearer(h http.Header) (string, bool) {
	lines := h.Values(echo.HeaderAuthorization)
	if len(lines) != 1 {
		return "", false
	}
	scheme, token, ok := strings.Cut(lines[0], " ")
	token = strings.Trim(token, " ")
	return token, ok && strings.EqualFold(scheme, "bearer") && token != ""
}

// actorOf returns who asks; the zero actor, whom every command refuses, where
// nobody was authenticated.
func actorOf(c echo.Context) access.Actor {
	actor, _ := c.Get(actorKey).(access.Actor)
	return actor
}

// check holds a management request to the contract before its handler runs.
func (a *API) check(op operation) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := checkPath(c.ParamValues()); err != nil {
				return err
			}
			if err := checkQuery(c.Request().URL.RawQuery, op.parameters); err != nil {
				return err
			}
			oneLine(c.Request().Header, "If-Match")
			if op.body != nil && (!op.bare || c.Request().ContentLength != 0) {
				if err := a.readBody(c, op); err != nil {
					return err
				}
				if op.locked {
					if err := a.recognise(c); err != nil {
						return err
					}
				}
			}
			return next(c)
		}
	}
}

// public holds a public request to the contract and says from where scripts
// may read the answer.
func (a *API) public(op operation) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if _, inside := recording(c); !inside {
				a.allowOrigin(c)
			}
			if err := checkPath(c.ParamValues()); err != nil {
				return err
			}
			if err := checkQuery(c.Request().URL.RawQuery, op.parameters); err != nil {
				return err
			}
			return next(c)
		}
	}
}

// oneLine joins the lines of a header that is a list, as RFC 9110 §5.3 allows;
// generated code takes one only.
func oneLine(h http.Header, name string) {
	if lines := h.Values(name); len(lines) > 1 {
		h.Set(name, strings.Join(lines, ", "))
	}
}

// gone reports whether the client hung up, so that nobody waits for an answer.
func gone(err error) bool { return errors.Is(err, context.Canceled) }
