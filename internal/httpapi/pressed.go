package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/cache"
	"github.com/diptych-cms/diptych/internal/reading"
)

// pressed returns an answer that the cache does not keep, and so has no other forms of, as
// it is sent: compressed while the client waits, where it is long and the client takes
// that. A full copy of a site is read over the network by whoever builds it.
func pressed(c echo.Context, answer reading.Answer) (reading.Answer, error) {
	if len(answer.Body) < cache.Smallest {
		return answer, nil
	}
	r, h := c.Request(), c.Response().Header()
	h.Add("Vary", "Accept-Encoding")
	accepted := cache.ParseAccepted(r.Header["Accept-Encoding"])
	if accepted[cache.Gzip] == 0 || accepted[cache.Gzip] < accepted[cache.Identity] || unchanged(r.Header, answer.ETag) {
		return answer, nil
	}
	answer.ETag += cache.Gzip.Suffix()
	if unchanged(r.Header, answer.ETag) {
		return answer, nil
	}
	body, err := cache.Quickly(answer.Body)
	if err != nil {
		return answer, err
	}
	answer.Body = body
	h.Set(echo.HeaderContentEncoding, cache.Gzip.String())
	return answer, nil
}
