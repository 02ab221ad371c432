package httpapi

import (
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/locale"
)

// speakerOf returns who speaks to the caller: in the language that a public
// request asks content in, if Diptych speaks it, else in the one that
// Accept-Language asks for. Where that header decided, Vary says so.
func (a *API) speakerOf(c echo.Context) speaker {
	tag, ok := a.asked(c)
	if !ok {
		if rec, ok := recording(c); ok {
			tag = rec.tongue
		} else {
			tag = a.Words.Match(c.Request().Header.Get("Accept-Language"))
		}
		vary(c, "Accept-Language")
	}
	return speaker{Words: a.Words, tag: tag}
}

// asked returns the language of a public request's parameter locale.
func (a *API) asked(c echo.Context) (locale.Tag, bool) {
	if managed(c) {
		return "", false
	}
	tag, err := locale.Parse(c.QueryParam("locale"))
	if err != nil {
		return "", false
	}
	spoken := a.Words.Match(string(tag))
	return spoken, spoken.Base() == tag.Base()
}

// managed reports whether the request is for the management interface.
func managed(c echo.Context) bool {
	return strings.HasPrefix(c.Request().URL.Path, "/manage/v1/")
}

// vary names a request header that decided what the answer is.
func vary(c echo.Context, header string) {
	h := c.Response().Header()
	for _, v := range h.Values("Vary") {
		if v == header {
			return
		}
	}
	h.Add("Vary", header)
}
