package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestLinksHoldTheirAddresses: what an editor writes as an address stays one, in the
// header Link too.
func TestLinksHoldTheirAddresses(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	w.do(t, call{method: "PATCH", path: "/manage/v1/posts/" + p.ID + "/translations/fr", token: admin, header: map[string]string{"If-Match": `"1"`}, body: map[string]any{
		"seo": map[string]any{"canonical": `https://ailleurs.example/>; rel="stylesheet", <https://evil.example/a.css`},
	}}).want(t, http.StatusOK, "")
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin, body: `{"shared":1,"translations":{"fr":2,"en":1}}`}).want(t, http.StatusOK, "")
	a := w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusOK, "")
	links := strings.Split(a.header.Get("Link"), ", ")
	if want := `<https://ailleurs.example/%3E;%20rel=%22stylesheet%22,%20%3Chttps://evil.example/a.css>; rel="canonical"`; links[0] != want {
		t.Errorf("Link: %s", links)
	}
}
