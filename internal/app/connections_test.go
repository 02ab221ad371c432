package app

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestConnectionsBeyondTheLimitAreNotKept(t *testing.T) {
	kept := &keeping{most: 2}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.RemoteAddr) }))
	server.Config.ConnState = kept.state
	server.Start()
	defer server.Close()
	for i, want := range []bool{true, true, false} {
		client := &http.Client{Transport: new(http.Transport)}
		defer client.CloseIdleConnections()
		if first, second := address(t, client, server.URL), address(t, client, server.URL); (first == second) != want {
			t.Errorf("connection %d is kept: %v, want %v", i, first == second, want)
		}
	}
}

// address returns from where the server saw the client.
func address(t *testing.T, c *http.Client, url string) string {
	t.Helper()
	a, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
