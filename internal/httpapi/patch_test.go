package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestASchedulePatchIsAMergePatch(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	made := w.do(t, call{
		method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin,
		body: `{"shared":1,"translations":{"fr":1,"en":1},"at":"2029-01-01T09:00:00Z"}`,
	}).want(t, http.StatusAccepted, "")
	path := made.header.Get("Location")
	w.save(t, admin, &p, "fr", "<p>Mieux.</p>")
	for i, tt := range []struct {
		patch, want string
		status      int
	}{
		{`{"publication":{"translations":{"fr":2}}}`, `{"shared":1,"translations":{"en":1,"fr":2}}`, http.StatusOK},
		{`{"publication":{"translations":{"en":null}}}`, `{"shared":1,"translations":{"fr":2}}`, http.StatusOK},
		{`{"publication":{"translations":{"fr":null}}}`, "", http.StatusUnprocessableEntity},
		{`{"publication":null}`, "", http.StatusUnprocessableEntity},
		{`{"publication":{"fr":2}}`, "", http.StatusUnprocessableEntity},
		{`{"version":9}`, "", http.StatusUnprocessableEntity},
	} {
		now := w.do(t, call{method: "GET", path: path, token: admin}).want(t, http.StatusOK, "")
		c := at("PATCH", path, admin, now.header.Get("ETag"), tt.patch)
		c.header["Content-Type"] = "application/merge-patch+json"
		a := w.do(t, c).want(t, tt.status, "")
		if tt.want != "" && !strings.Contains(string(a.body), `"publication":`+tt.want) {
			t.Errorf("%d: %s gives %s", i, tt.patch, a.body)
		}
	}
}
