package httpapi_test

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// look asks for the page at the address of the server.
func (w *world) look(t *testing.T, method, path string, header map[string]string) *http.Response {
	t.Helper()
	rec := httptest.NewRecorder()
	w.api.ServeHTTP(rec, request(t, call{method: method, path: path, header: header}))
	return rec.Result()
}

func bodyOf(t *testing.T, r *http.Response) string {
	t.Helper()
	var from io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		from = unpacked
	}
	text, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestHandbook(t *testing.T) {
	w := newWorld(t)
	texts := make(map[string]string)
	for _, tt := range []struct{ path, accept, tag string }{
		{"/", "", "en"}, {"/", "fr-CA,fr;q=0.9,en;q=0.8", "fr"}, {"/?lang=en", "fr", "en"}, {"/?lang=fr", "en", "fr"}, {"/?utm_source=x&lang=fr", "", "fr"},
	} {
		r := w.look(t, "GET", tt.path, map[string]string{"Accept-Language": tt.accept, "Host": "evil.example", "X-Forwarded-Host": "evil.example"})
		text := bodyOf(t, r)
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Language") != tt.tag || !strings.Contains(text, `<html lang="`+tt.tag+`">`) || strings.Contains(text, "evil") {
			t.Errorf("%s by %q: %d, in %s", tt.path, tt.accept, r.StatusCode, r.Header.Get("Content-Language"))
		}
		if varies := slices.Contains(r.Header.Values("Vary"), "Accept-Language"); varies != !strings.Contains(tt.path, "lang") {
			t.Errorf("%s: Vary %q", tt.path, r.Header.Values("Vary"))
		}
		texts[tt.tag] = text
	}
	tags := make(map[string]bool)
	for _, coding := range []string{"", "gzip, br"} {
		r := w.look(t, "GET", "/?lang=fr", map[string]string{"Accept-Encoding": coding})
		packed, tag := r.Header.Get("Content-Encoding") == "gzip", r.Header.Get("ETag")
		if packed != (coding != "") || bodyOf(t, r) != texts["fr"] || tags[tag] {
			t.Errorf("coded as %q, under %s", r.Header.Get("Content-Encoding"), tag)
		}
		tags[tag] = true
		again := w.look(t, "GET", "/?lang=fr", map[string]string{"Accept-Encoding": coding, "If-None-Match": tag})
		if again.StatusCode != http.StatusNotModified || bodyOf(t, again) != "" || again.Header.Get("ETag") != tag {
			t.Errorf("again: %d", again.StatusCode)
		}
		head := w.look(t, "HEAD", "/?lang=fr", map[string]string{"Accept-Encoding": coding})
		if head.StatusCode != http.StatusOK || bodyOf(t, &http.Response{Body: head.Body, Header: http.Header{}}) != "" || head.Header.Get("ETag") != tag {
			t.Errorf("HEAD: %d", head.StatusCode)
		}
	}
	w.do(t, call{method: "GET", path: "/?lang=de"}).want(t, http.StatusBadRequest, "parameter.invalid")
	w.do(t, call{method: "GET", path: "/?page=2"}).want(t, http.StatusBadRequest, "parameter.unknown")
	w.do(t, call{method: "POST", path: "/"}).want(t, http.StatusMethodNotAllowed, "http.method")
	w.do(t, call{method: "GET", path: "/index.html"}).want(t, http.StatusNotFound, "http.not_found")
}

// TestHandbookInBrowser opens the page in Chromium: it has its style, asks for
// nothing more, and the console has nothing to say.
func TestHandbookInBrowser(t *testing.T) {
	tab := chromium(t)
	w := newWorld(t)
	var mu sync.Mutex
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.URL.String())
		mu.Unlock()
		w.api.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	listening, deafen := context.WithCancel(tab)
	messages := chromedp.Console(listening)
	for _, lang := range []string{"fr", "en"} {
		if err := chromedp.Do(tab, chromedp.EmulateViewport(390, 844)); err != nil {
			t.Fatal(err)
		}
		if err := chromedp.Do(tab, chromedp.Navigate(server.URL+"/?lang="+lang)); err != nil {
			t.Fatal(err)
		}
		got, err := chromedp.Run(tab, chromedp.Evaluate[string](`[document.documentElement.lang, getComputedStyle(document.body).marginTop,
			performance.getEntriesByType('resource').length, document.documentElement.scrollWidth <= innerWidth,
			document.querySelectorAll('h1').length, document.querySelector('[aria-current]').lang].join(' ')`))
		if want := lang + " 0px 0 true 1 " + lang; err != nil || got != want {
			t.Errorf("%q, want %q, %v", got, want, err)
		}
		shoot(t, tab, lang)
	}
	deafen()
	for m, err := range messages {
		if err != nil {
			break
		}
		t.Errorf("the console says %s", m)
	}
	mu.Lock()
	defer mu.Unlock()
	if want := []string{"/?lang=fr", "/?lang=en"}; !slices.Equal(asked, want) {
		t.Errorf("asked for %q", asked)
	}
}

// shoot keeps pictures of the page where DIPTYCH_SHOTS names a folder, for whoever
// changes how it looks.
func shoot(t *testing.T, tab context.Context, name string) {
	t.Helper()
	dir := os.Getenv("DIPTYCH_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(tab, chromedp.FullScreenshot(90))
	if err == nil {
		err = os.WriteFile(dir+"/"+name+".png", picture, 0o600)
	}
	if err != nil {
		t.Error(err)
	}
}
