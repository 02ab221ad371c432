package httpapi

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/cache"
	"github.com/diptych-cms/diptych/internal/handbook"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/openapi"
)

// A booklet is the handbook in one language as it is kept: compressed, since it is
// long and read by few.
type booklet struct {
	etag string // of the page as it is, without quotes
	gzip []byte
}

// handbook answers GET /: the page for people who build front ends, in the
// language of the parameter lang, or else in the one that the browser asks for. It
// is made when somebody first looks at it.
func (a *API) handbook() echo.HandlerFunc {
	booklets := make(map[locale.Tag]func() (booklet, error))
	for _, tag := range handbook.Languages() {
		booklets[tag] = sync.OnceValues(func() (booklet, error) { return a.print(tag) })
	}
	parameters := map[string]parameter{"lang": {schema: openapi3.NewStringSchema().WithEnum("en", "fr")}}
	return func(c echo.Context) error {
		if err := checkQuery(c.Request().URL.RawQuery, parameters); err != nil {
			return err
		}
		tag := locale.Tag(c.QueryParam("lang"))
		if tag == "" {
			tag = a.Words.Match(c.Request().Header.Get("Accept-Language"))
			vary(c, "Accept-Language")
		}
		b, err := booklets[tag]()
		if err != nil {
			return err
		}
		return a.hand(c, tag, b)
	}
}

// print makes the page in one language, once in the life of the process. To read
// the whole contract takes memory that nothing needs afterwards: it goes back at once.
func (a *API) print(tag locale.Tag) (booklet, error) {
	defer debug.FreeOSMemory()
	page, err := handbook.Write(openapi.Document, tag, cmp.Or(a.BaseURL, "http://localhost:8080"), func(key string) string { return a.Words.Say(tag, key, nil) })
	if err != nil {
		return booklet{}, err
	}
	var b bytes.Buffer
	press := gzip.NewWriter(&b)
	if _, err := press.Write(page); err != nil {
		return booklet{}, fmt.Errorf("compress the handbook: %w", err)
	}
	if err := press.Close(); err != nil {
		return booklet{}, fmt.Errorf("compress the handbook: %w", err)
	}
	sum := sha256.Sum256(page)
	return booklet{etag: hex.EncodeToString(sum[:16]), gzip: bytes.Clone(b.Bytes())}, nil
}

// hand sends the page as the client takes it.
func (a *API) hand(c echo.Context, tag locale.Tag, b booklet) error {
	h, accepted := c.Response().Header(), cache.ParseAccepted(c.Request().Header["Accept-Encoding"])
	packed := accepted[cache.Gzip] > accepted[cache.Identity]
	etag := b.etag
	if packed {
		etag += "-gz"
	}
	h.Set("ETag", `"`+etag+`"`)
	vary(c, "Accept-Encoding")
	h.Set(echo.HeaderCacheControl, a.shared)
	h.Set("Content-Language", string(tag))
	if unchanged(c.Request().Header, etag) {
		return c.NoContent(http.StatusNotModified)
	}
	h.Set(echo.HeaderContentType, "text/html; charset=utf-8")
	h.Set(echo.HeaderXContentTypeOptions, "nosniff")
	h.Set("Content-Security-Policy", handbook.Policy())
	h.Set("Referrer-Policy", "no-referrer")
	if packed {
		h.Set(echo.HeaderContentEncoding, "gzip")
		h.Set(echo.HeaderContentLength, strconv.Itoa(len(b.gzip)))
	}
	c.Response().WriteHeader(http.StatusOK)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	return unpack(c.Response(), b.gzip, packed)
}

// unpack writes a compressed page as it is, or as it was.
func unpack(w io.Writer, page []byte, packed bool) error {
	if packed {
		_, err := w.Write(page)
		return err
	}
	r, err := gzip.NewReader(bytes.NewReader(page))
	if err != nil {
		return fmt.Errorf("read the handbook: %w", err)
	}
	_, err = io.Copy(w, r) //nolint:gosec // we packed it ourselves
	return err
}
