package httpapi

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
)

// statuses gives every kind of fault its HTTP status. A test holds it complete.
func statuses() map[fault.Kind]int {
	return map[fault.Kind]int{
		fault.Internal:        http.StatusInternalServerError,
		fault.Malformed:       http.StatusBadRequest,
		fault.Invalid:         http.StatusUnprocessableEntity,
		fault.Unauthenticated: http.StatusUnauthorized,
		fault.Forbidden:       http.StatusForbidden,
		fault.NotFound:        http.StatusNotFound,
		fault.Conflict:        http.StatusConflict,
		fault.Stale:           http.StatusPreconditionFailed,
		fault.Required:        http.StatusPreconditionRequired,
		fault.TooLarge:        http.StatusRequestEntityTooLarge,
		fault.Unsupported:     http.StatusUnsupportedMediaType,
		fault.Throttled:       http.StatusTooManyRequests,
		fault.Unavailable:     http.StatusServiceUnavailable,
		fault.Full:            http.StatusInsufficientStorage,
	}
}

// A problem is an answer that says what went wrong (RFC 9457). Its type is
// always about:blank, since no page explains the codes.
type problem struct {
	Type   string         `json:"type"`
	Status int            `json:"status"`
	Code   string         `json:"code"`
	Title  string         `json:"title"`
	Detail string         `json:"detail,omitempty"`
	Errors []problemField `json:"errors,omitempty"`
	Extra  map[string]any `json:"-"` // members of the fault's own, beside these
}

// A problemField is one wrong input.
type problemField struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// A speaker says messages in the language of one caller.
type speaker struct {
	Words
	tag locale.Tag
}

func (s speaker) say(key string, args map[string]any) string { return s.Say(s.tag, key, args) }

// detail returns the remedy that goes with a code, or nothing.
func (s speaker) detail(code string, args map[string]any) string {
	if key := code + ".detail"; s.Has(key) {
		return s.say(key, args)
	}
	return ""
}

// problemOf says what the client may know of err: all of a fault, the status of
// what Echo itself refused, and nothing of anything else.
func problemOf(err error, s speaker) problem {
	f := faultOf(err)
	p := problem{Type: "about:blank", Status: statuses()[f.Kind], Code: f.Code}
	if h, ok := errors.AsType[*echo.HTTPError](err); ok && f.Kind == fault.Internal && h.Code < http.StatusInternalServerError {
		p.Status, p.Code = h.Code, codeOf(h.Code)
	}
	p.Title, p.Detail = s.say(p.Code, f.Args), s.detail(p.Code, f.Args)
	for _, field := range f.Fields {
		words := s.say(field.Code, field.Args)
		if remedy := s.detail(field.Code, field.Args); remedy != "" && field.Code != p.Code {
			words += " " + remedy
		}
		p.Errors = append(p.Errors, problemField{Pointer: field.Pointer, Code: field.Code, Detail: words})
	}
	for name, value := range f.Extra {
		if p.Extra == nil {
			p.Extra = make(map[string]any, len(f.Extra))
		}
		switch list := value.(type) {
		case []content.Blocker:
			value = blockersOf(list, s)
		case []media.Use:
			value = usesOf(list)
		}
		p.Extra[name] = value
	}
	return p
}

// faultOf returns the fault in err's chain; a deadline that passed is one, and
// everything that nobody classified is Internal.
func faultOf(err error) *fault.Error {
	if f, ok := fault.Of(err); ok && f.Kind != fault.Internal {
		return f
	}
	if errors.Is(err, context.DeadlineExceeded) || gone(err) {
		return fault.New(fault.Unavailable, "http.too_slow")
	}
	return fault.New(fault.Internal, "http.internal")
}

// codeOf names what Echo itself refuses. The texts of its errors hold what was
// sent and how it was parsed, so they go no further.
func codeOf(status int) string {
	switch status {
	case http.StatusNotFound:
		return "http.not_found"
	case http.StatusMethodNotAllowed:
		return "http.method"
	case http.StatusRequestedRangeNotSatisfiable:
		return "http.range"
	case http.StatusPreconditionFailed:
		return "http.precondition"
	}
	return "http.malformed"
}

// unready is the fault of a server that cannot answer yet, or no more.
func unready(err error) error {
	return fmt.Errorf("%w: %w", fault.New(fault.Unavailable, "http.unready"), err)
}

// fail sends an error as a problem. It is the only place where one leaves the
// house, and logs those that are ours.
func (a *API) fail(err error, c echo.Context) {
	ctx := c.Request().Context()
	if c.Response().Committed {
		level := slog.LevelWarn
		if hungUp(err) {
			level = slog.LevelDebug
		}
		a.Log.Log(ctx, level, "answer broken off", "path", c.Request().URL.Path, "error", err)
		return
	}
	s := a.speakerOf(c)
	p := problemOf(err, s)
	switch {
	case isShed(err):
		a.noteShed(ctx)
	case p.Status >= http.StatusInternalServerError && !gone(err):
		a.Log.ErrorContext(ctx, "request failed", "method", c.Request().Method, "path", c.Request().URL.Path, "status", p.Status, "error", err)
	}
	if strayed(c, err) {
		a.allowOrigin(c)
	}
	h := c.Response().Header()
	h.Set(echo.HeaderXContentTypeOptions, "nosniff")
	h.Set(echo.HeaderCacheControl, "no-store")
	if managed(c) || previewed(c) {
		h.Set(echo.HeaderCacheControl, "private, no-store")
	}
	h.Set("Content-Language", string(s.tag))
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set(echo.HeaderWWWAuthenticate, `Bearer realm="diptych"`)
	case http.StatusServiceUnavailable:
		h.Set(echo.HeaderRetryAfter, fmt.Sprint(cmp.Or(faultOf(err).Args["seconds"], any(1))))
	case http.StatusTooManyRequests:
		h.Set(echo.HeaderRetryAfter, fmt.Sprint(faultOf(err).Args["seconds"]))
	}
	if tag, ok := p.Extra["etag"].(string); ok {
		h.Set("ETag", tag)
	}
	if err := send(c, p.Status, "application/problem+json", p); err != nil {
		a.Log.DebugContext(ctx, "problem not sent", "error", err) // the client is gone
	}
}

// MarshalJSON writes the members of the fault's own beside the others, in
// stable order.
func (p problem) MarshalJSON() ([]byte, error) {
	type plain problem
	out, err := encode(plain(p))
	if err != nil || len(p.Extra) == 0 {
		return out, err
	}
	extra, err := encode(p.Extra)
	if err != nil {
		return nil, err
	}
	out[len(out)-1] = ','
	return append(out, extra[1:]...), nil
}

// encode writes v as JSON, with its HTML as it is.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// send answers with a document that was made for this request.
func send(c echo.Context, status int, kind string, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, kind)
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	c.Response().WriteHeader(status)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	_, err = c.Response().Write(body)
	return err
}
