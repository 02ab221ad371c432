package outbound

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"
)

func open(t *testing.T, c *Client, to string, most int64) (*Stream, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, to, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return c.Open(r, most)
}

// TestStream reads what is larger than the client's own bound, up to that of the call.
func TestStream(t *testing.T) {
	stop := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/there?x=1", http.StatusFound)
		case "/stays":
			_, _ = w.Write(make([]byte, 10))
			_ = http.NewResponseController(w).Flush()
			<-stop
		default:
			_, _ = w.Write(make([]byte, 5000))
		}
	}))
	defer s.Close()
	defer close(stop)
	c := New(Options{Allow: []string{"127.0.0.1"}, Most: 10})
	for most, want := range map[int64]int{5000: 5000, 5001: 5000, 4999: 4999, 0: 0} {
		a, err := open(t, c, s.URL+"/moved", most)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(a.Body)
		if len(b) != want || is[*SizeError](err) != (want < 5000) || a.URL.RequestURI() != "/there?x=1" || a.Status != http.StatusOK {
			t.Errorf("most %d: %d bytes of %s, %v", most, len(b), a.URL, err)
		}
		if n, err := a.Body.Read(make([]byte, 10)); n != 0 || err == nil {
			t.Errorf("most %d: after its end, %d bytes, %v", most, n, err)
		}
		if err := a.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	a, err := open(t, New(Options{Allow: []string{"127.0.0.1"}, Timeout: 300 * time.Millisecond}), s.URL+"/stays", 100)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	if b, err := io.ReadAll(a.Body); err == nil || len(b) != 10 {
		t.Errorf("what stays = %d bytes, %v", len(b), err)
	}
}

// TestOnlyNamedHostsAreCalled where some are named: the others are not, allowed or not.
func TestOnlyNamedHostsAreCalled(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "secret") }))
	defer elsewhere.Close()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, elsewhere.URL, http.StatusFound)
		}
	}))
	defer s.Close()
	at, _ := url.Parse(s.URL)
	c := New(Options{Hosts: []string{at.Host}, Allow: []string{"127.0.0.1"}})
	if _, err := get(t, c, s.URL); err != nil {
		t.Errorf("the named one: %v", err)
	}
	for _, to := range []string{elsewhere.URL, s.URL + "/away", "http://example.org/"} {
		if _, err := get(t, c, to); !is[*AddressError](err) {
			t.Errorf("%s: %v", to, err)
		}
	}
	// To be named is not to be allowed: its name may lead to a machine near us.
	if _, err := get(t, New(Options{Hosts: []string{at.Host}}), s.URL); !is[*AddressError](err) {
		t.Errorf("named, and near: %v", err)
	}
}
