package httpapi

import (
	"bytes"
	"crypto/rand"
	_ "embed" // the page of a one-time link
	"fmt"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"
)

//go:embed accept.html
var acceptPage string

// accept answers GET /auth/accept, to which one-time links lead: a page where a
// person chooses a password. What it sends goes to the contract's operation; the
// link's secret is in the fragment, which the browser keeps to itself.
func (a *API) accept() (echo.HandlerFunc, error) {
	page, err := template.New("accept").Parse(acceptPage)
	if err != nil {
		return nil, fmt.Errorf("read the page of one-time links: %w", err)
	}
	return func(c echo.Context) error {
		s, nonce := a.speakerOf(c), rand.Text()
		var b bytes.Buffer
		err := page.Execute(&b, map[string]string{
			"Lang": string(s.tag), "Nonce": nonce, "Title": s.say("page.accept", nil), "Email": s.say("page.email", nil),
			"Name": s.say("page.name", nil), "Password": s.say("page.password", nil), "Send": s.say("page.send", nil),
			"Done": s.say("page.done", nil), "Script": s.say("page.script", nil), "Failed": s.say("page.failed", nil),
		})
		if err != nil {
			return fmt.Errorf("write the page of one-time links: %w", err)
		}
		h := c.Response().Header()
		h.Set(echo.HeaderCacheControl, "no-store")
		h.Set(echo.HeaderXContentTypeOptions, "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Robots-Tag", "noindex")
		h.Set("Content-Language", string(s.tag))
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-"+nonce+"'; style-src 'nonce-"+nonce+
			"'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'")
		return c.HTMLBlob(http.StatusOK, b.Bytes())
	}, nil
}
