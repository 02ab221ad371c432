package httpapi_test

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"html"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/store"
)

// An alarm hears of everything that runs or loads where nothing may.
type alarm struct {
	*httptest.Server
	mu    sync.Mutex
	heard map[string]bool
}

func newAlarm(t *testing.T) *alarm {
	a := &alarm{heard: make(map[string]bool)}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.heard[strings.TrimPrefix(r.URL.Path, "/")] = true
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *alarm) names() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Sorted(maps.Keys(a.heard))
}

// A trap is a file that raises the alarm under its name where it runs.
type trap struct {
	name, kind string
	bytes      string
	uploaded   bool // it is taken when it is uploaded; the others are put in the store behind its back
}

func traps(t *testing.T, alarm string) []trap {
	script := func(name string) string { return "fetch('" + alarm + "/" + name + "')" }
	page := func(name string) string {
		return "<!doctype html><html><body onload=\"" + script(name) + "\"><script>" + script(name) + "</script><img src='" + alarm + "/" + name + "'></body></html>"
	}
	svg := func(name string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10" onload="` + script(name) + `"><script>` + script(name) + `</script>` +
			`<image href="` + alarm + "/" + name + `" width="9" height="9"/><foreignObject width="9" height="9"><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="` + alarm + "/" + name + `"/></body></foreignObject></svg>`
	}
	pdf := func(name string) string {
		return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(" + alarm + "/" + name + ")>>/AA<</O<</S/JavaScript/JS(app.launchURL\\('" + alarm + "/" + name + "'\\))>>>>>>endobj\n" +
			"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
	}
	return []trap{
		{"svg", "image/svg+xml", svg("svg"), true},
		{"pdf", "application/pdf", pdf("pdf"), true},
		{"text", "text/plain", page("text"), false},
		{"html", "text/html", page("html"), false},
		{"pngpage", "image/png", withText(picture(t), page("pngpage")), false},
		{"pngtail", "image/png", picture(t) + page("pngtail"), false},
		{"pnghtml", "image/png", page("pnghtml"), false},
		{"gifscript", "image/gif", "GIF89a=1/*\x00\x00\x00\x00;*/;" + script("gifscript"), false},
		{"xml", "application/xhtml+xml", `<html xmlns="http://www.w3.org/1999/xhtml"><body onload="` + script("xml") + `"><script>` + script("xml") + `</script></body></html>`, false},
		{"unknown", "", page("unknown"), false},
	}
}

// withText returns a PNG that says something beside its pixels.
func withText(png, text string) string {
	chunk := "tEXt" + "Comment\x00" + text
	length, sum := make([]byte, 4), make([]byte, 4)
	binary.BigEndian.PutUint32(length, uint32(len(chunk)-4))
	binary.BigEndian.PutUint32(sum, crc32.ChecksumIEEE([]byte(chunk)))
	const header = 33 // signature and IHDR
	return png[:header] + string(length) + chunk + string(sum) + png[header:]
}

// plant puts a file into the store under a type of our choice, whatever uploads say.
func (w *world) plant(t *testing.T, tr trap) string {
	t.Helper()
	if tr.uploaded {
		extension := map[string]string{"image/svg+xml": ".svg", "application/pdf": ".pdf"}[tr.kind]
		return into[struct{ ID string }](t, w.upload(t, w.token(t, "admin"), tr.name+extension, tr.bytes).want(t, http.StatusCreated, "")).ID
	}
	id, size, err := w.Blobs.Put(t.Context(), strings.NewReader(tr.bytes), 1<<20, func(io.ReaderAt, int64) error { return nil })
	if err == nil {
		err = w.Store.Write(t.Context(), func(tx *store.Tx) error {
			return tx.AddAsset(t.Context(), &media.Asset{ID: id, Type: tr.kind, Bytes: size, Name: tr.name + ".html"})
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(id)
}

// TestFilesInBrowser opens files that want to run in Chromium: by themselves, in
// frames, as pictures, as scripts and styles. That the browser would run them is
// shown by the same files without our headers.
func TestFilesInBrowser(t *testing.T) {
	tab := chromium(t)
	w := newWorld(t)
	admin := w.token(t, "admin")
	alarm := newAlarm(t)
	api := httptest.NewServer(w.api)
	t.Cleanup(api.Close)
	bare := http.NewServeMux() // the same bytes as somebody careless serves them
	var files, careless []string
	for _, tr := range traps(t, alarm.URL) {
		asset := w.plant(t, tr)
		w.use(t, admin, asset)
		files = append(files, api.URL+"/content/v1/media/"+asset+"/original")
		if tr.kind == "image/png" || tr.kind == "image/gif" {
			files = append(files, api.URL+"/content/v1/media/"+asset+"/w320.webp")
		}
		bare.HandleFunc("/"+tr.name, func(rw http.ResponseWriter, _ *http.Request) {
			kind, known := map[string]string{"svg": tr.kind, "xml": tr.kind, "gifscript": "text/javascript"}[tr.name]
			if !known {
				kind = "text/html"
			}
			rw.Header().Set("Content-Type", kind)
			_, _ = io.WriteString(rw, tr.bytes)
		})
		careless = append(careless, "/"+tr.name)
	}
	visit := func(address string) {
		t.Helper()
		// What is sent as a download ends the navigation with an error: that is good.
		if err := chromedp.Do(tab, chromedp.Navigate(address)); err != nil && !strings.Contains(err.Error(), "ERR_ABORTED") {
			t.Fatalf("open %s: %v", address, err)
		}
	}
	bare.HandleFunc("/page", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(rw, "<script src='/gifscript'></script>")
	})
	careless = append(careless, "/page")
	site := serverOf(t, bare)
	for _, path := range careless {
		visit(site + path)
	}
	alarm.wait(t, len(careless)-2) // all but the PDF, which needs a viewer, and the page

	alarm.mu.Lock()
	clear(alarm.heard)
	alarm.mu.Unlock()
	for _, address := range files {
		visit(address)
	}
	visit(pageOf(t, files, alarm.URL+"/loaded"))
	// The page tells that all its frames have loaded, or were refused.
	alarm.wait(t, 1)
	time.Sleep(500 * time.Millisecond) // what runs late has its chance; without it the test would only be kinder
	if got := alarm.names(); !slices.Equal(got, []string{"loaded"}) {
		t.Errorf("these ran: %v", got)
	}
}

func serverOf(t *testing.T, h http.Handler) string {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// wait waits until the alarm has heard at least so many names.
func (a *alarm) wait(t *testing.T, least int) {
	t.Helper()
	for range 200 {
		if len(a.names()) >= least {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the browser ran only %v", a.names())
}

// pageOf serves a page that shows the files in every way that a page can, and calls
// an address when all are loaded or refused.
func pageOf(t *testing.T, files []string, loaded string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html><title>x</title><body onload=\"fetch('%s')\">", loaded)
	for _, f := range files {
		f = html.EscapeString(f)
		fmt.Fprintf(&b, `<iframe src="%s"></iframe><img src="%s"><object data="%s"></object><embed src="%s"><script src="%s"></script><link rel="stylesheet" href="%s">`, f, f, f, f, f, f)
	}
	return serverOf(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, b.String())
	}))
}
