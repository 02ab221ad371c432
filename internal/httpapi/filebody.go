package httpapi

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/fault"
)

// fileBody returns the body of an operation that takes a file as it is, and its
// media type, which is one of those that the contract names. The body is read as it
// comes in and kept nowhere; at its end whoever sends it must still be who they were.
func (a *API) fileBody(c echo.Context, operation string) (kind string, body io.Reader, err error) {
	r, kinds := c.Request(), a.contract.operations[operation].files
	kind, _, err = mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	coding := r.Header.Get(echo.HeaderContentEncoding)
	if err != nil || !slices.Contains(kinds, kind) || coding != "" && !strings.EqualFold(coding, "identity") || len(r.Header.Values(echo.HeaderContentType)) > 1 {
		return "", nil, fault.New(fault.Unsupported, "body.unsupported", "wanted", strings.Join(kinds, ", "))
	}
	if r.ContentLength > a.Limits.Upload {
		return "", nil, tooLarge(a.Limits.Upload)
	}
	return kind, &wholeBody{r: http.MaxBytesReader(c.Response(), r.Body, a.Limits.Upload), good: func() error { return a.recognise(c) }}, nil
}

// A wholeBody reads a body in our own faults.
type wholeBody struct {
	r    io.Reader
	good func() error // asked at the end: whether whoever sends it still may
}

// Read implements [io.Reader].
func (b *wholeBody) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	switch {
	case err == nil:
		return n, nil
	case !errors.Is(err, io.EOF):
		return n, unread(err)
	}
	if err := b.good(); err != nil {
		return n, err
	}
	return n, io.EOF
}
