package httpapi

import (
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/uploading"
	"github.com/diptych-cms/diptych/internal/variants"
)

// mediaPolicy lets a file do nothing where a browser opens it by itself.
const mediaPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

// ReadMedia answers GET /content/v1/media/{asset}/{variant}.
func (a *API) ReadMedia(c echo.Context, asset apigen.AssetID, variant apigen.Variant, _ apigen.ReadMediaParams) error {
	m, err := a.Reading.Media(c.Request().Context(), reading.MediaQuery{
		Asset: content.AssetID(asset), Variant: variant, Focus: c.QueryParam("focus"),
	})
	if err != nil {
		return err
	}
	nameKeys(c.Response().Header(), entry.MediaKey(content.AssetID(asset)))
	if m.Focus != "" {
		c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=60")
		return c.Redirect(http.StatusFound, deliveryPrefix+"/media/"+asset+"/"+variant+"?focus="+m.Focus)
	}
	return sendFile(c, m.File, "public, max-age=31536000, immutable")
}

// ReadAssetMedia answers GET /manage/v1/assets/{asset}/media/{variant}.
func (a *API) ReadAssetMedia(c echo.Context, asset apigen.AssetID, variant apigen.Variant) error {
	file, err := a.Uploading.Media(c.Request().Context(), uploading.MediaQuery{
		Actor: actorOf(c), Asset: content.AssetID(asset), Variant: variant,
	})
	if err != nil {
		return err
	}
	return sendFile(c, file, "private, no-store")
}

// sendFile sends a file, or the ranges of it that were asked for, and closes it.
func sendFile(c echo.Context, file variants.File, cache string) error {
	defer file.Content.Close()
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, file.Type)
	h.Set("Content-Disposition", disposition(file))
	h.Set("ETag", `"`+file.ETag+`"`)
	h.Set(echo.HeaderCacheControl, cache)
	h.Set(echo.HeaderXContentTypeOptions, "nosniff")
	h.Set(echo.HeaderContentSecurityPolicy, mediaPolicy)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if !understood(c.Request().Header.Values("Range")) {
		c.Request().Header.Del("Range")
	}
	w := &ranged{Response: c.Response()}
	http.ServeContent(w, c.Request(), "", file.At, file.Content)
	if w.refused != 0 {
		h.Del("Content-Disposition")
		return echo.NewHTTPError(w.refused)
	}
	return nil
}

// understood reports whether a Range is answered at all: one header, in bytes, of
// few ranges, none of them the last zero bytes, to which http.ServeContent gives
// a range that is none. Others may be ignored (RFC 9110 §14.2).
func understood(lines []string) bool {
	const most = 10
	if len(lines) != 1 || !strings.HasPrefix(lines[0], "bytes=") {
		return false
	}
	ranges := strings.Split(strings.TrimPrefix(lines[0], "bytes="), ",")
	return len(ranges) <= most && !slices.ContainsFunc(ranges, func(r string) bool {
		suffix, ok := strings.CutPrefix(strings.TrimSpace(r), "-")
		return ok && strings.Trim(suffix, "0") == ""
	})
}

// disposition says whether a browser shows the file or keeps it (RFC 6266), and
// under which name: in full for those that know RFC 8187, in ASCII for others.
func disposition(file variants.File) string {
	kind := "attachment"
	if file.Inline {
		kind = "inline"
	}
	if file.Name == "" {
		return kind
	}
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\/%`, r) {
			return '_'
		}
		return r
	}, file.Name)
	if plain == file.Name {
		return mime.FormatMediaType(kind, map[string]string{"filename": plain})
	}
	return kind + `; filename="` + plain + `"; filename*=UTF-8''` + extValue(file.Name)
}

// extValue writes a name as RFC 8187 §3.2 asks: bytes of UTF-8, all but a few
// of them escaped.
func extValue(name string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(name) {
		c := name[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// A ranged holds back the plain-text refusal that http.ServeContent writes
// about a range, and its bare one of a condition, so that a problem can be sent
// instead.
type ranged struct {
	*echo.Response
	refused int // the status, or 0
}

// WriteHeader implements [http.ResponseWriter].
func (w *ranged) WriteHeader(status int) {
	if status == http.StatusRequestedRangeNotSatisfiable || status == http.StatusPreconditionFailed {
		w.refused = status
		return
	}
	w.Response.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (w *ranged) Write(b []byte) (int, error) {
	if w.refused != 0 {
		return len(b), nil
	}
	return w.Response.Write(b)
}

// ReadFrom implements [io.ReaderFrom], which Echo's response does not: it lets the
// kernel copy a file to the connection.
func (w *ranged) ReadFrom(r io.Reader) (int64, error) {
	to, ok := w.Writer.(io.ReaderFrom)
	if !ok || !w.Committed || w.refused != 0 {
		return io.Copy(struct{ io.Writer }{w}, r)
	}
	n, err := to.ReadFrom(r)
	w.Size += n
	return n, err
}
