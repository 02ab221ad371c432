package httpapi

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/fault"
)

// A filePart reads the one file of a multipart body as it comes in, without
// keeping it anywhere. At its end it looks for more: a second part would be
// lost silently, so it refuses the upload, which is not over before.
type filePart struct {
	part *multipart.Part
	rest *multipart.Reader
	name string
	good func() error // asked at the end: whether whoever sends it still may
}

// filePart returns the part named "file" of the request's body (RFC 7578).
func (a *API) filePart(c echo.Context) (*filePart, error) {
	r := c.Request()
	kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if err != nil || kind != "multipart/form-data" {
		return nil, fault.New(fault.Unsupported, "body.unsupported", "wanted", "multipart/form-data")
	}
	if r.ContentLength > a.Limits.Upload {
		return nil, tooLarge(a.Limits.Upload)
	}
	r.Body = http.MaxBytesReader(c.Response(), r.Body, a.Limits.Upload)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, unread(err)
	}
	part, err := parts.NextPart()
	switch {
	case errors.Is(err, io.EOF):
		return nil, fault.Wrong("/file", "member.required")
	case err != nil:
		return nil, unread(err)
	case part.FormName() != "file":
		wrong := fault.Wrong("/"+escaped(shown(part.FormName())), "member.unknown", "name", shown(part.FormName()))
		wrong.Fields = append(wrong.Fields, fault.Field{Pointer: "/file", Code: "member.required"})
		return nil, wrong
	case part.FileName() == "":
		return nil, fault.Wrong("/file", "upload.no_name")
	}
	return &filePart{part: part, rest: parts, name: part.FileName(), good: func() error { return a.recognise(c) }}, nil
}

// Read implements [io.Reader].
func (f *filePart) Read(b []byte) (int, error) {
	n, err := f.part.Read(b)
	switch {
	case err == nil:
		return n, nil
	case !errors.Is(err, io.EOF):
		return n, unread(err)
	}
	next, err := f.rest.NextPart()
	switch {
	case errors.Is(err, io.EOF):
		if err := f.good(); err != nil {
			return n, err
		}
		return n, io.EOF
	case err != nil:
		return n, unread(err)
	}
	return n, fault.Wrong("/"+escaped(shown(next.FormName())), "upload.one_file")
}
