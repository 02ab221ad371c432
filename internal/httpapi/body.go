package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/fault"
)

const bodyKey = "diptych.body"

// strangerBody bounds, in bytes, what is read of whom nobody knows yet: an
// address, a password, a link. More would let strangers fill the memory.
const strangerBody = 16 << 10

// A body is a JSON document that conforms to its operation's schema.
type body struct {
	text []byte
	tree any
}

// readBody reads the request's JSON and holds it to the operation's schema, for
// [bodyOf].
func (a *API) readBody(c echo.Context, op operation) error {
	if err := taken(c.Request(), op); err != nil {
		return err
	}
	limit := a.Limits.Body
	if !op.locked {
		limit = min(limit, strangerBody)
	}
	text, err := readAll(c.Request(), limit)
	if err != nil {
		return err
	}
	tree, err := readJSON(text)
	if err != nil {
		return err
	}
	if err := conform(tree, op.body); err != nil {
		return err
	}
	c.Set(bodyKey, body{text: text, tree: tree})
	return nil
}

// bodyOf returns the document that the request brought.
func bodyOf(c echo.Context) body {
	b, _ := c.Get(bodyKey).(body)
	return b
}

// decode reads the document into v. Its schema has named every member, so
// nothing is lost. A document that did not come leaves v as it is.
func (b body) decode(v any) error {
	if b.text == nil {
		return nil
	}
	if err := json.Unmarshal(b.text, v); err != nil {
		return unfit(err)
	}
	return nil
}

// taken says whether the operation takes the body's media type. A JSON text is
// UTF-8, whatever its media type says beside (RFC 8259 §8.1). Two media types are
// none: a proxy may believe the other one.
func taken(r *http.Request, op operation) error {
	kind, parameters, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	charset, named := parameters["charset"]
	switch {
	case err != nil, len(r.Header.Values(echo.HeaderContentType)) > 1, named && !strings.EqualFold(charset, "utf-8"):
	case kind == "application/json", kind == "application/merge-patch+json" && op.patch:
		if coding := r.Header.Get(echo.HeaderContentEncoding); coding == "" || strings.EqualFold(coding, "identity") {
			return nil
		}
	}
	wanted := "application/json"
	if op.patch {
		wanted = "application/merge-patch+json"
	}
	return fault.New(fault.Unsupported, "body.unsupported", "wanted", wanted)
}

// readAll reads a body of at most limit bytes. A declared length is looked at
// first: a client that waits for "100 Continue" is then refused before it sends.
func readAll(r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	text, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err != nil {
		return nil, unread(err)
	}
	if int64(len(text)) > limit {
		return nil, tooLarge(limit)
	}
	return text, nil
}

func tooLarge(limit int64) error {
	return fault.New(fault.TooLarge, "body.too_large", "most", sizeOf(limit))
}

// unread is the fault of a body that broke off or was not framed as it said.
func unread(err error) error {
	if gone(err) {
		return err
	}
	if e, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge(e.Limit)
	}
	return errors.Join(fault.New(fault.Malformed, "body.broken"), fmt.Errorf("read body: %w", err))
}

// sizeOf writes a number of bytes for people.
func sizeOf(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d KiB", max(n>>10, 1))
}
