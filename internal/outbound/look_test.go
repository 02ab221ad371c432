package outbound

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestLookLeavesNoConnection: net/http logs what comes over a connection that waits for
// the next call, so none is left where strangers choose the server.
func TestLookLeavesNoConnection(t *testing.T) {
	var asked []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		if !r.Close {
			t.Errorf("%s: the connection stays", r.URL.Path)
		}
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/there", http.StatusFound)
		}
	}))
	defer s.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodHead, s.URL+"/moved", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(Options{Allow: []string{"127.0.0.1"}}).Look(r)
	if err != nil || a.At != s.URL+"/there" || len(asked) != 2 {
		t.Errorf("%+v, %v, asked for %q", a, err, asked)
	}
}
