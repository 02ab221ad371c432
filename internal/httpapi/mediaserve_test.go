package httpapi_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	_ "golang.org/x/image/webp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/media"
	maker "github.com/diptych-cms/diptych/internal/variants"
)

// shown makes a live post with a photo, and returns where the photo's variants are.
func (w *world) shown(t testing.TB, width, height int) (asset, at string) {
	t.Helper()
	admin := w.token(t, "admin")
	asset = into[struct{ ID string }](t, w.upload(t, admin, "été.jpg", photo(t, width, height)).want(t, http.StatusCreated, "")).ID
	w.use(t, admin, asset)
	return asset, "/content/v1/media/" + asset + "/"
}

func TestVariantsAreServed(t *testing.T) {
	w := newWorld(t)
	_, at := w.shown(t, 700, 400)
	for _, tt := range []struct {
		name, kind, file string
		width, height    int
	}{
		{"w320.webp", "image/webp", "_t_.w320.webp", 320, 183}, {"w640.jpeg", "image/jpeg", "_t_.w640.jpeg", 640, 366},
		{"w320.png", "image/png", "_t_.w320.png", 320, 183}, {"w320h180.webp?focus=50-50", "image/webp", "_t_.w320h180.webp", 320, 180},
		{"w2560.webp", "image/webp", "_t_.w2560.webp", 700, 400},
	} {
		a := w.get(t, at+tt.name, "").want(t, http.StatusOK, "")
		size, _, err := image.DecodeConfig(bytes.NewReader(a.body))
		if err != nil || size.Width != tt.width || size.Height != tt.height {
			t.Errorf("%s is %d × %d, %v", tt.name, size.Width, size.Height, err)
		}
		sum := sha256.Sum256(a.body)
		for name, want := range map[string]string{
			"Content-Type": tt.kind, "Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox", "Accept-Ranges": "bytes", "Access-Control-Allow-Origin": "*",
			"Cross-Origin-Resource-Policy": "cross-origin", "ETag": `"` + hex.EncodeToString(sum[:]) + `"`, "Content-Length": fmt.Sprint(len(a.body)), "Vary": "",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s %q, want %q", tt.name, name, got, want)
			}
		}
		if got := a.header.Get("Content-Disposition"); !strings.HasPrefix(got, `inline; filename="`+tt.file+`"; filename*=`) {
			t.Errorf("%s: %s", tt.name, got)
		}
	}
}

func TestVariantsByRangeAndCondition(t *testing.T) {
	w := newWorld(t)
	asset, at := w.shown(t, 700, 400)
	o := w.countOpenings()
	whole := w.get(t, at+"w320.webp", "").want(t, http.StatusOK, "")
	tag := whole.header.Get("ETag")
	ask := func(method string, header ...string) answer {
		t.Helper()
		c := call{method: method, path: at + "w320.webp", header: map[string]string{}}
		for pair := range slices.Chunk(header, 2) {
			c.header[pair[0]] = pair[1]
		}
		return w.do(t, c)
	}
	head := ask("HEAD").want(t, http.StatusOK, "")
	if len(head.body) > 0 || head.header.Get("Content-Length") != whole.header.Get("Content-Length") || head.header.Get("ETag") != tag {
		t.Errorf("HEAD: %v", head.header)
	}
	if part := ask("GET", "Range", "bytes=8-11").want(t, http.StatusPartialContent, ""); string(part.body) != "WEBP" {
		t.Errorf("a range: %q", part.body)
	}
	if part := ask("GET", "Range", "bytes=8-11", "If-Range", tag).want(t, http.StatusPartialContent, ""); string(part.body) != "WEBP" {
		t.Errorf("a range of this tag: %q", part.body)
	}
	for _, other := range []string{`"` + asset + `"`, "W/" + tag} {
		if all := ask("GET", "Range", "bytes=8-11", "If-Range", other).want(t, http.StatusOK, ""); !bytes.Equal(all.body, whole.body) {
			t.Errorf("a range of %s: %d bytes", other, len(all.body))
		}
	}
	for _, same := range []string{tag, "*", `"x", ` + tag, "W/" + tag} {
		if a := ask("GET", "If-None-Match", same).want(t, http.StatusNotModified, ""); len(a.body) > 0 || a.header.Get("ETag") != tag || a.header.Get("Cache-Control") == "" {
			t.Errorf("%s: %v", same, a.header)
		}
	}
	ask("GET", "If-None-Match", `"`+asset+`"`).want(t, http.StatusOK, "")
	if n := o.times(asset); n != 1 {
		t.Errorf("it was made %d times", n)
	}
	for _, query := range []string{"?size=1", "?focus=50-50", "?focus=", "?grant=x"} {
		if a := w.get(t, at+"w320.webp"+query, ""); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d", query, a.status)
		}
	}
	w.get(t, at+"original?focus=50-50", "").want(t, http.StatusBadRequest, "parameter.unknown")
	for _, focus := range []string{"101-50", "050-50", "50", "-1-50", "50-50-50", "a-b", "50.5-50"} {
		if a := w.get(t, at+"w320h180.webp?focus="+focus, ""); a.status != http.StatusBadRequest {
			t.Errorf("focus=%s: %d", focus, a.status)
		}
	}
}

// A crop has one address, which names the point that it keeps.
func TestCropsFollowTheFocus(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	asset, at := w.shown(t, 700, 400)
	moved := func(query, want string) {
		t.Helper()
		a := w.get(t, at+"w320h320.webp"+query, "").want(t, http.StatusFound, "")
		if got := a.header.Get("Location"); got != at+"w320h320.webp?focus="+want || a.header.Get("Cache-Control") != "public, max-age=60" || a.header.Get("ETag") != "" {
			t.Errorf("%q leads to %s: %v", query, got, a.header)
		}
	}
	moved("", "50-50")
	moved("?focus=10-50", "50-50")
	middle := w.get(t, at+"w320h320.webp?focus=50-50", "").want(t, http.StatusOK, "")
	w.do(t, call{method: "PATCH", path: "/manage/v1/assets/" + asset, token: admin, header: map[string]string{"If-Match": `"1"`},
		body: `{"focus":{"x":0.104,"y":0.5}}`}).want(t, http.StatusOK, "")
	moved("?focus=50-50", "10-50")
	moved("", "10-50")
	left := w.get(t, at+"w320h320.webp?focus=10-50", "").want(t, http.StatusOK, "")
	if left.header.Get("ETag") == middle.header.Get("ETag") {
		t.Error("the crop did not move")
	}
	for _, name := range []string{"w321h321.webp", "w320h321.webp"} { // not one that the site lists: it leads nowhere
		w.get(t, at+name, "").want(t, http.StatusNotFound, "media.unknown")
	}
}

// Nobody can have more made than the site lists.
func TestOnlyListedVariantsAreMade(t *testing.T) {
	w := newWorld(t)
	asset, at := w.shown(t, 700, 400)
	o := w.countOpenings()
	r := rand.New(rand.NewPCG(1, 2))
	formats := []string{"webp", "jpeg", "png", "jpg", "gif", "avif", ""}
	for range 500 {
		name := fmt.Sprintf("w%dh%d.%s", 1+r.IntN(5000), 1+r.IntN(5000), formats[r.IntN(len(formats))])
		if r.IntN(2) == 0 {
			name = fmt.Sprintf("w%d.%s", 321+r.IntN(300), formats[r.IntN(len(formats))])
		}
		w.get(t, at+name, "").want(t, http.StatusNotFound, "media.unknown")
	}
	if n := o.times(asset); n > 0 {
		t.Errorf("%d were made", n)
	}
}

func TestLostFile(t *testing.T) {
	w := newWorld(t)
	asset, at := w.shown(t, 700, 400)
	w.get(t, at+"w320.webp", "").want(t, http.StatusOK, "")
	if gone, err := w.Blobs.Delete(t.Context(), content.AssetID(asset), time.Now().Add(time.Hour)); err != nil || !gone {
		t.Fatal(gone, err)
	}
	w.get(t, at+"w640.webp", "").want(t, http.StatusNotFound, "media.gone")
	w.get(t, at+"original", "").want(t, http.StatusNotFound, "media.gone")
	w.get(t, at+"w320.webp", "").want(t, http.StatusOK, "")
	list := w.get(t, "/content/v1/posts?locale=fr", "").want(t, http.StatusOK, "")
	if !strings.Contains(string(list.body), asset) {
		t.Errorf("the post that shows it is not served: %s", list.body)
	}
}

// When too many wait, others are told to come again.
func TestTooManyVariants(t *testing.T) {
	w := newWorld(t)
	asset, at := w.shown(t, 700, 400)
	config := w.Reading.Variants.Config
	began, goOn := make(chan struct{}), make(chan struct{})
	config.Jobs, config.Queue = 1, 1
	config.Blobs = &waiting{Blobs: config.Blobs, of: content.AssetID(asset), began: began, goOn: goOn}
	w.Reading.Variants = maker.New(config)
	t.Cleanup(w.Reading.Variants.Close)
	var wg sync.WaitGroup
	wg.Go(func() {
		if a := w.get(t, at+"w320.webp", ""); a.status != http.StatusOK {
			t.Errorf("the first: %d %s", a.status, a.body)
		}
	})
	<-began
	// One more may wait: of three, two at least are told to come again.
	var mu sync.Mutex
	var statuses []int
	for _, name := range []string{"w320.png", "w640.webp", "w640.png"} {
		wg.Go(func() {
			a := w.get(t, at+name, "")
			mu.Lock()
			statuses = append(statuses, a.status)
			enough := len(statuses) == 2
			mu.Unlock()
			if a.status == http.StatusServiceUnavailable && (a.header.Get("Retry-After") == "" || a.header.Get("Cache-Control") != "no-store") {
				t.Errorf("503: %v", a.header)
			}
			if enough {
				close(goOn)
			}
		})
	}
	wg.Wait()
	slices.Sort(statuses)
	if !slices.Equal(statuses, []int{200, 503, 503}) {
		t.Errorf("statuses %v", statuses)
	}
}

// Waiting holds the first who opens an original, until it may go on.
type waiting struct {
	maker.Blobs
	of          content.AssetID
	began, goOn chan struct{}
	once        sync.Once
}

func (b *waiting) Open(ctx context.Context, id content.AssetID) (media.Bytes, error) {
	if id == b.of {
		b.once.Do(func() { close(b.began) })
		<-b.goOn
	}
	return b.Blobs.Open(ctx, id)
}
