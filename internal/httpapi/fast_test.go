package httpapi_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/httpapi"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// counted returns the API with a cache of its own, and how often it read.
func (w *world) counted(t testing.TB, bytes int64) (http.Handler, *atomic.Int64) {
	reads := new(atomic.Int64)
	counting := *w.Reading
	counting.Snapshot = func(ctx context.Context, fn func(reading.Source) error) error {
		reads.Add(1)
		return w.Reading.Snapshot(ctx, fn)
	}
	counting.Live = countedLive{w.Reading.Live, reads}
	return w.handler(t, func(c *httpapi.Config) { c.Reading, c.Cache = &counting, bytes }), reads
}

// A countedLive counts what is read of one language, without a snapshot.
type countedLive struct {
	reading.Source
	reads *atomic.Int64
}

func (c countedLive) EntryBySlug(ctx context.Context, tag locale.Tag, slug string) (entry.Stored, bool, error) {
	c.reads.Add(1)
	return c.Source.EntryBySlug(ctx, tag, slug)
}

func (c countedLive) List(ctx context.Context, r entry.Range) ([]entry.Stored, error) {
	c.reads.Add(1)
	return c.Source.List(ctx, r)
}

const oneEntry = "/content/v1/posts/by-slug/un-jardin-sur-le-toit?locale=fr"

func TestAHitReadsNothing(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	w.publish(t, admin, p)
	var reads *atomic.Int64
	w.api, reads = w.counted(t, 8<<20)
	no := "/content/v1/posts/by-slug/nowhere?locale=fr"
	first, refused := w.do(t, call{method: "GET", path: oneEntry}), w.do(t, call{method: "GET", path: no}).want(t, 404, "post.unknown")
	before := reads.Load()
	for range 3 {
		if again := w.do(t, call{method: "GET", path: oneEntry}); !again.equals(first) {
			t.Errorf("then it was %v %s", again.header, again.body)
		}
		if again := w.do(t, call{method: "GET", path: no}); !again.equals(refused) {
			t.Errorf("then it was %v %s", again.header, again.body)
		}
	}
	head := w.do(t, call{method: "HEAD", path: oneEntry})
	if len(head.body) != 0 || head.header.Get("Content-Length") != fmt.Sprint(len(first.body)) || head.header.Get("ETag") != first.header.Get("ETag") {
		t.Errorf("HEAD: %v, %d bytes", head.header, len(head.body))
	}
	if n := reads.Load(); n != before {
		t.Errorf("read %d times more", n-before)
	}
	french := w.do(t, call{method: "GET", path: "/content/v1/posts/by-slug/nowhere", header: map[string]string{"Accept-Language": "fr"}})
	english := w.do(t, call{method: "GET", path: "/content/v1/posts/by-slug/nowhere", header: map[string]string{"Accept-Language": "en"}})
	if french.equals(english) || french.header.Get("Content-Language") != "fr" || english.header.Get("Content-Language") != "en" {
		t.Errorf("problems in the language of whoever asked first: %s %s", french.body, english.body)
	}
}

// TestLanguagesInAnyCaseHaveOneAnswer: however the language is written, the answer is the
// one that is kept, links to further pages included.
func TestLanguagesInAnyCaseHaveOneAnswer(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	w.live(t, admin, "vent", 100)
	api, reads := w.counted(t, 8<<20)
	w.api = api
	for path, others := range map[string][]string{
		oneEntry: {strings.Replace(oneEntry, "=fr", "=FR", 1), strings.Replace(oneEntry, "=fr", "=%46r", 1), strings.Replace(oneEntry, "=fr", "=fra", 1)},
		"/content/v1/posts?fallback=en&limit=1&locale=fr": {"/content/v1/posts?locale=fR&limit=1&fallback=EN", "/content/v1/posts?fallback=eN&limit=1&locale=fr&utm_x=1"},
		"/content/v1/posts?available_in=en&locale=fr":     {"/content/v1/posts?available_in=En&locale=Fr"},
		"/content/v1/feeds/fr/atom.xml":                   {"/content/v1/feeds/FR/atom.xml", "/content/v1/feeds/f%52/atom.xml"},
		"/content/v1/posts/by-slug/nowhere?locale=fr":     {"/content/v1/posts/by-slug/nowhere?locale=FR"},
		"/content/v1/posts?locale=*&limit=1":              {"/content/v1/posts?limit=1&locale=%2A"},
	} {
		first := w.do(t, call{method: "GET", path: path})
		before := reads.Load()
		for _, other := range others {
			if again := w.do(t, call{method: "GET", path: other}); !again.equals(first) {
				t.Errorf("%s: %v %s\nwant %v %s", other, again.header, again.body, first.header, first.body)
			}
		}
		if n := reads.Load(); n != before {
			t.Errorf("%v were read %d times", others, n-before)
		}
	}
	for _, unknown := range []string{"xx", "FRANCAIS", "f", "fr-CA"} { // of which each is named as it was sent
		a := w.do(t, call{method: "GET", path: "/content/v1/posts?locale=" + unknown}).want(t, http.StatusNotFound, "locale.unknown")
		if !strings.Contains(string(a.body), unknown) {
			t.Errorf("%s: %s", unknown, a.body)
		}
	}
}

// TestAThousandMissOnce asks for what nobody asked for before, all at once.
func TestAThousandMissOnce(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	api, reads := w.counted(t, 8<<20)
	var all sync.WaitGroup
	for range 1_000 {
		all.Go(func() {
			if a := sent(t, api, "GET "+oneEntry+" HTTP/1.1\r\nHost: x\r\n\r\n"); a.status != http.StatusOK {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	all.Wait()
	if n := reads.Load(); n != 2 { // what the desk knows, and the entry
		t.Errorf("read %d times", n)
	}
}

func TestUnchangedInWhateverCoding(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.both(t, admin, true, strings.Repeat("<p>A word and another. </p>", 100), strings.Repeat("<p>Un mot et un autre. </p>", 100))
	list := "/content/v1/posts?locale=fr&fields=title,body"
	plain := w.do(t, call{method: "GET", path: list}).want(t, http.StatusOK, "")
	if v := plain.header.Get("Vary"); v != "Accept-Encoding" {
		t.Errorf("Vary %q", v)
	}
	ask := func(name, value string) answer {
		return sent(t, w.api, "GET "+list+" HTTP/1.1\r\nHost: x\r\n"+name+": "+value+"\r\n\r\n")
	}
	var pressed answer
	for range 200 { // it comes a moment after it was asked for first
		if pressed = ask("Accept-Encoding", "gzip"); pressed.header.Get("Content-Encoding") != "" {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if pressed.header.Get("Content-Encoding") != "gzip" || unzipped(t, pressed.body) != string(plain.body) || pressed.header.Get("Content-Length") != fmt.Sprint(len(pressed.body)) {
		t.Fatalf("pressed: %v", pressed.header)
	}
	opaque := strings.Trim(plain.header.Get("ETag"), `"`)
	if want := `"` + opaque + `-gz"`; pressed.header.Get("ETag") != want {
		t.Errorf("ETag %s, want %s", pressed.header.Get("ETag"), want)
	}
	for tag, want := range map[string]string{
		`"` + opaque + `"`: `"` + opaque + `"`, `"` + opaque + `-gz"`: `"` + opaque + `-gz"`, `W/"` + opaque + `-br"`: `"` + opaque + `-br"`,
		`"x", "` + opaque + `-zstd"`: `"` + opaque + `-zstd"`, "*": `"` + opaque + `"`,
	} {
		a := ask("If-None-Match", tag).want(t, http.StatusNotModified, "")
		if a.header.Get("ETag") != want || a.header.Get("Cache-Control") == "" || a.header.Get("Vary") != "Accept-Encoding" || len(a.body) > 0 || a.header.Get("Content-Length") != "" {
			t.Errorf("%s: 304 with %v", tag, a.header)
		}
	}
	for _, tag := range []string{`"` + opaque, opaque, `"` + opaque + `-xz"`, `"x"`, `""`, `"` + opaque + `" "x"`} {
		ask("If-None-Match", tag).want(t, http.StatusOK, "")
	}
	if a := ask("Range", "bytes=0-9"); a.status != http.StatusOK || len(a.body) != len(plain.body) {
		t.Errorf("a range: %d, %d bytes", a.status, len(a.body))
	}
}

func unzipped(t testing.TB, b []byte) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestOriginsAreThoseOfTheMoment: who may not read any more may not, from the answer on
// that says so.
func TestOriginsAreThoseOfTheMoment(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	shop := call{method: "GET", path: oneEntry, header: map[string]string{"Origin": "https://shop.example"}}
	if got := w.do(t, shop).header.Get("Access-Control-Allow-Origin"); got != "*" {
		t.Errorf("at first %q", got)
	}
	for _, step := range []struct{ origins, want, vary string }{
		{`["https://shop.example"]`, "https://shop.example", "Origin"}, {`["https://other.example"]`, "", "Origin"}, {`[]`, "*", ""},
	} {
		etag := w.do(t, call{method: "GET", path: "/manage/v1/site", token: admin}).header.Get("ETag")
		w.do(t, at("PATCH", "/manage/v1/site", admin, etag, `{"corsOrigins":`+step.origins+`}`)).want(t, http.StatusOK, "")
		for range 2 {
			a := w.do(t, shop).want(t, http.StatusOK, "")
			if got, vary := a.header.Get("Access-Control-Allow-Origin"), strings.Join(a.header.Values("Vary"), ", "); got != step.want || !strings.Contains(vary, step.vary) || strings.Contains(vary, "Origin") != (step.vary != "") {
				t.Errorf("%s: %q, Vary %q", step.origins, got, vary)
			}
		}
	}
}
