package outbound

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "8.8.8.8": true, "2606:2800:220:1::1": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "127.255.255.254": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"0.0.0.0": false, "0.1.2.3": false, "100.64.0.1": false, "100.127.255.255": false, "100.128.0.1": true, "192.0.0.170": false, "192.0.2.1": false,
		"192.88.99.1": false, "198.18.0.1": false, "198.19.255.255": false, "198.51.100.7": false, "203.0.113.9": false, "224.0.0.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::127.0.0.1": false, "::ffff:127.0.0.1": false, "::ffff:169.254.169.254": false, "64:ff9b::7f00:1": false, "64:ff9b:1::1": false,
		"100::1": false, "2001::1": false, "2001:db8::1": false, "2002:7f00:1::": false, "3fff::1": false, "5f00::1": false, "fc00::1": false, "fd12::1": false, "fe80::1": false, "fe80::1%eth0": false,
		"fec0::1": false, "ff02::1": false,
	} {
		if got := Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("Public(%s) = %v, want %v", address, got, want)
		}
	}
	if Public(netip.Addr{}) {
		t.Error("no address is public")
	}
}

func get(t *testing.T, c *Client, to string) (*Answer, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, to, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return c.Do(r)
}

// TestNearMachinesAreNotCalled calls a server on this machine by each of its names.
func TestNearMachinesAreNotCalled(t *testing.T) {
	asked := 0
	near := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer near.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(near.URL, "http://"), ":")
	c := New(Options{})
	for _, host := range []string{"127.0.0.1", "localhost", "LOCALHOST", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"} {
		_, err := get(t, c, "http://"+host+":"+port+"/")
		refused, ok := errors.AsType[*AddressError](err)
		if !ok || refused.Host == "" {
			t.Errorf("%s: %v, want an address that is refused", host, err)
		}
	}
	if asked > 0 {
		t.Errorf("the server was asked %d times", asked)
	}
}

func TestNamedHostsAreCalled(t *testing.T) {
	near := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "oui") }))
	defer near.Close()
	at, _ := url.Parse(near.URL)
	for _, allow := range []string{"127.0.0.1", at.Host} {
		a, err := get(t, New(Options{Allow: []string{allow}}), near.URL)
		if err != nil || string(a.Body) != "oui" || a.Status != http.StatusOK {
			t.Errorf("with %s allowed: %v %v", allow, a, err)
		}
	}
	if _, err := get(t, New(Options{Allow: []string{"127.0.0.1:1", "localhost"}}), near.URL); err == nil {
		t.Error("another port, or another name, was allowed")
	}
}

// TestRedirects sends whoever asks elsewhere.
func TestRedirects(t *testing.T) {
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "secret") }))
	defer inner.Close()
	var outer *httptest.Server
	outer = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/inner":
			http.Redirect(w, r, inner.URL, http.StatusTemporaryRedirect)
		case "/ftp":
			w.Header().Set("Location", "ftp://127.0.0.1/")
			w.WriteHeader(http.StatusFound)
		case "/round":
			http.Redirect(w, r, outer.URL+"/round", http.StatusFound)
		case "/once":
			http.Redirect(w, r, "/", http.StatusFound)
		}
	}))
	defer outer.Close()
	at, _ := url.Parse(outer.URL)
	c := New(Options{Allow: []string{at.Host}}) // by its port: the inner one is on the same machine
	if _, err := get(t, c, outer.URL+"/inner"); !is[*AddressError](err) {
		t.Errorf("sent to a near machine: %v", err)
	}
	for _, path := range []string{"/ftp", "/round"} {
		if _, err := get(t, c, outer.URL+path); !is[*RedirectError](err) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if a, err := get(t, c, outer.URL+"/once"); err != nil || a.Status != http.StatusOK {
		t.Errorf("to the same host: %v %v", a, err)
	}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, outer.URL+"/inner", strings.NewReader("un texte"))
	if _, err := New(Options{Allow: []string{"127.0.0.1"}}).Do(r); !is[*RedirectError](err) {
		t.Errorf("a body went to another host: %v", err)
	}
	r, _ = http.NewRequestWithContext(t.Context(), http.MethodPost, outer.URL+"/once", strings.NewReader("un texte"))
	if a, err := c.Do(r); !is[*RedirectError](err) {
		t.Errorf("a body was lost, and the answer is %v %v", a, err)
	}
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func TestAnswersAreBounded(t *testing.T) {
	stop := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/never":
			<-stop
		case "/packed":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = z.Write(make([]byte, 1<<20))
			_ = z.Close()
		default:
			_, _ = w.Write(make([]byte, 1001))
		}
	}))
	defer s.Close()
	defer close(stop)
	c := New(Options{Allow: []string{"127.0.0.1"}, Most: 1000})
	for _, path := range []string{"/", "/packed"} {
		if _, err := get(t, c, s.URL+path); !is[*SizeError](err) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := get(t, New(Options{Allow: []string{"127.0.0.1"}, Timeout: time.Millisecond}), s.URL+"/never"); err == nil {
		t.Error("it waits for ever")
	}
	for _, scheme := range []string{"file:///etc/passwd", "gopher://127.0.0.1/"} {
		if _, err := get(t, c, scheme); err == nil {
			t.Errorf("%s was called", scheme)
		}
	}
}
