package httpapi_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/media"
	maker "github.com/diptych-cms/diptych/internal/variants"
)

// photo is a JPEG that there is something to choose from.
func photo(t testing.TB, width, height int) string {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.SetRGBA(x, y, color.RGBA{uint8(x), uint8(y), uint8(x ^ y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Openings counts which bytes are asked for: of an original, once for each picture
// that is made of it.
type openings struct {
	maker.Blobs
	mu sync.Mutex
	of map[content.AssetID]int
}

func (o *openings) Open(ctx context.Context, id content.AssetID) (media.Bytes, error) {
	o.mu.Lock()
	o.of[id]++
	o.mu.Unlock()
	return o.Blobs.Open(ctx, id)
}

func (o *openings) times(asset string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.of[content.AssetID(asset)]
}

// countOpenings has all faces of the house count: they share one maker.
func (w *world) countOpenings() *openings {
	o := &openings{Blobs: w.Reading.Variants.Blobs, of: make(map[content.AssetID]int)}
	w.Reading.Variants.Blobs = o
	return o
}

// publicNames are last parts of addresses of a picture, good ones and bad ones.
func publicNames() []string {
	return []string{
		"original", "w320.webp", "w640.jpeg", "w2560.png", "w320h180.webp?focus=50-50", "w320h180.webp", "w320h320.png?focus=0-100",
		"w321.webp", "w320h1.png", "w320.gif", "W320.webp", "w0320.webp", "w99999999999999999999.webp", "thumbnail", "w320.webp%2f..%2foriginal",
	}
}

// asks are ways to ask for an address.
func asks() map[string]call {
	return map[string]call{
		"GET": {method: "GET"}, "HEAD": {method: "HEAD"},
		"a range":          {method: "GET", header: map[string]string{"Range": "bytes=0-9"}},
		"any tag":          {method: "GET", header: map[string]string{"If-None-Match": "*"}},
		"the right tag":    {method: "GET", header: map[string]string{"If-None-Match": "TAG"}},
		"an if-match":      {method: "GET", header: map[string]string{"If-Match": `"x"`}},
		"a range of a tag": {method: "GET", header: map[string]string{"If-Range": "TAG", "Range": "bytes=0-0"}},
		"a date":           {method: "GET", header: map[string]string{"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}},
	}
}

// closed wants every address of the asset to answer as one that does not exist,
// down to the last byte, and nothing to be looked for.
func (w *world) closed(t *testing.T, when, asset, tag string, o *openings) {
	t.Helper()
	nothing := strings.Repeat("0", 64)
	before := o.times(asset)
	for _, name := range publicNames() {
		for how, c := range asks() {
			c.header = maps.Clone(c.header)
			for header, value := range c.header {
				c.header[header] = strings.Replace(value, "TAG", tag, 1)
			}
			c.path = "/content/v1/media/" + asset + "/" + name
			got := w.do(t, c)
			c.path = strings.Replace(c.path, asset, nothing, 1)
			want := w.do(t, c)
			got.body = bytes.ReplaceAll(got.body, []byte(asset), []byte(nothing))
			if got.status != http.StatusNotFound || !bytes.Equal(got.body, want.body) || fmt.Sprint(got.header) != fmt.Sprint(want.header) {
				t.Errorf("%s, %s of %s: %d %v %s; where there is nothing: %d %v %s", when, how, name, got.status, got.header, got.body, want.status, want.header, want.body)
			}
		}
	}
	if n := o.times(asset); n != before {
		t.Errorf("%s, its bytes are opened", when)
	}
}

// A file is 404 on every path and in every size until a live post uses it, and
// again when none does.
func TestFilesAreClosedInEverySize(t *testing.T) {
	w := newWorld(t)
	o := w.countOpenings()
	admin := w.token(t, "admin")
	asset := into[struct{ ID string }](t, w.upload(t, admin, "toit.jpg", photo(t, 700, 400)).want(t, http.StatusCreated, "")).ID
	seen := o.times(asset)
	tag := `"` + asset + `"`
	w.closed(t, "uploaded", asset, tag, o)
	p := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: map[string]any{
		"resources": []any{map[string]any{"name": "thumbnail", "asset": asset}}, "translations": map[string]any{"fr": map[string]any{"title": "Vent", "body": "<p>x</p>"}},
	}}).want(t, http.StatusCreated, ""))
	w.closed(t, "in a draft", asset, tag, o)
	if n := o.times(asset); n != seen {
		t.Errorf("before it is public it was opened %d times", n-seen)
	}

	at := "/manage/v1/posts/" + p.ID
	w.do(t, call{method: "POST", path: at + "/publication", token: admin, body: `{"shared":1,"translations":{"fr":1}}`}).want(t, http.StatusOK, "")
	for _, name := range publicNames()[:5] {
		got := w.get(t, "/content/v1/media/"+asset+"/"+name, "").want(t, http.StatusOK, "")
		if name == "w320.webp" {
			tag = got.header.Get("ETag")
		}
	}
	w.do(t, call{method: "POST", path: at + "/unpublication", token: admin, body: `{"translations":{"fr":1}}`}).want(t, http.StatusOK, "")
	w.closed(t, "taken down", asset, tag, o)
	now := into[post](t, w.get(t, at, admin))
	w.do(t, call{method: "DELETE", path: at, token: admin, header: map[string]string{"If-Match": now.ETag}}).want(t, http.StatusNoContent, "")
	w.closed(t, "in the trash", asset, tag, o)
	w.get(t, "/manage/v1/assets/"+asset+"/media/w320.webp", admin).want(t, http.StatusOK, "")
}

// signed returns the addresses of all sizes of a picture in a preview.
func signed(t *testing.T, a answer) []string {
	t.Helper()
	found := regexp.MustCompile(`/preview/v1/media/[^"\s,]+`).FindAllString(strings.ReplaceAll(string(a.body), `&amp;`, "&"), -1)
	slices.Sort(found)
	if found = slices.Compact(found); len(found) < 3 {
		t.Fatalf("sizes in a preview: %v", found)
	}
	return found
}

// What a preview shows has an address of its own for each size, and each dies with
// what it was made under.
func TestPreviewedSizes(t *testing.T) {
	w := newWorld(t)
	o := w.countOpenings()
	admin := w.token(t, "admin")
	draft := func(name string) (post, string) {
		asset := into[struct{ ID string }](t, w.upload(t, admin, name, photo(t, 700, 300+len(name))).want(t, http.StatusCreated, "")).ID
		return into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: map[string]any{
			"resources": []any{map[string]any{"name": "thumbnail", "asset": asset}}, "translations": map[string]any{"fr": map[string]any{"title": "Vent", "body": "<p>x</p>"}},
		}}).want(t, http.StatusCreated, "")), asset
	}
	p, asset := draft("toit.jpg")
	q, other := draft("mur-nord.jpg")
	seen := o.times(asset) + o.times(other)
	sizes := signed(t, w.get(t, "/preview/v1/posts/"+p.ID+"?locale=fr", w.link(t, admin, p.ID, "fr").Token))
	w.link(t, admin, q.ID, "fr")
	dead := func(when, path string) {
		t.Helper()
		before := o.times(asset) + o.times(other)
		for how, c := range asks() {
			c.path = path
			if a := w.do(t, c); a.status != http.StatusNotFound || how != "HEAD" && !strings.Contains(string(a.body), "preview.media_unknown") || a.header.Get("ETag") != "" {
				t.Errorf("%s, %s: %d %v %s", when, how, a.status, a.header, a.body)
			}
		}
		if o.times(asset)+o.times(other) != before {
			t.Errorf("%s, bytes are opened", when)
		}
	}
	for _, at := range sizes {
		path, query, _ := strings.Cut(at, "?")
		dead("another post's file", strings.Replace(at, asset, other, 1))
		dead("another signature", path+"?"+strings.Replace(query, "signature=", "signature=A", 1))
		for _, name := range []string{"w960.webp", "w320h320.webp", "w321.webp", "x"} {
			dead("a size that was not signed", path[:strings.LastIndex(path, "/")+1]+name+"?"+query)
		}
	}
	if n := o.times(asset) + o.times(other); n != seen {
		t.Errorf("bytes were opened %d times for who may not see them", n-seen)
	}
	for _, at := range sizes {
		a := w.get(t, at, "").want(t, http.StatusOK, "")
		if got := a.header.Get("Cache-Control"); got != "private, no-store" {
			t.Errorf("%s: %s", at, got)
		}
		w.do(t, call{method: "HEAD", path: at}).want(t, http.StatusOK, "")
		w.do(t, call{method: "GET", path: at, header: map[string]string{"Range": "bytes=0-9"}}).want(t, http.StatusPartialContent, "")
	}
	w.closed(t, "previewed", asset, `"`+asset+`"`, o)
	w.Previewing.Now = func() time.Time { return time.Now().Add(3 * time.Hour) }
	for _, at := range sizes {
		dead("too late", at)
	}
}

// The management interface shows every file to whoever may list them.
func TestManagedFiles(t *testing.T) {
	w := newWorld(t)
	o := w.countOpenings()
	admin := w.token(t, "admin")
	asset := into[struct{ ID string }](t, w.upload(t, admin, "toit.jpg", photo(t, 700, 400)).want(t, http.StatusCreated, "")).ID
	seen := o.times(asset)
	p := w.pair(t, admin)
	for who, token := range map[string]string{"nobody": "", "a preview": w.link(t, admin, p.ID, "fr").Token, "a stranger": "dpt_" + strings.Repeat("A", 43)} {
		for _, name := range publicNames() {
			if a := w.get(t, "/manage/v1/assets/"+asset+"/media/"+name, token); a.status != http.StatusUnauthorized && a.status != http.StatusForbidden {
				t.Errorf("%s gets %d for %s", who, a.status, name)
			}
		}
	}
	if n := o.times(asset); n != seen {
		t.Errorf("opened %d times for who may not see it", n-seen)
	}
	for _, name := range []string{"original", "w320.webp", "w320h180.webp"} {
		a := w.get(t, "/manage/v1/assets/"+asset+"/media/"+name, admin).want(t, http.StatusOK, "")
		if got := a.header.Get("Cache-Control"); got != "private, no-store" {
			t.Errorf("%s: %s", name, got)
		}
	}
	for _, name := range []string{"w321.webp", "w320h1.png", "x", "w320.gif"} {
		w.get(t, "/manage/v1/assets/"+asset+"/media/"+name, admin).want(t, http.StatusNotFound, "media.no_variant")
	}
	w.get(t, "/manage/v1/assets/"+asset+"/media/w320h180.webp?focus=50-50", admin).want(t, http.StatusBadRequest, "parameter.unknown")
	w.get(t, "/manage/v1/assets/"+strings.Repeat("0", 64)+"/media/original", admin).want(t, http.StatusNotFound, "asset.not_found")
}

// located is a JPEG that says where it was taken, as cameras note it.
func located(t testing.TB) string {
	t.Helper()
	plain := photo(t, 40, 30)
	// One entry, the pointer to the part of the position (EXIF 2.32 §4.6.3).
	note := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x25\x88\x04\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00" +
		"\x01\x00\x01\x00\x02\x00\x02\x00\x00\x00N\x00\x00\x00\x00\x00\x00\x00SECRETPLACE"
	return plain[:2] + "\xff\xe1\x00" + string(rune(len(note)+2)) + note + plain[2:]
}

// On no path does an original say where it was taken.
func TestOriginalsComeCleanOnEveryPath(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	asset := into[struct{ ID string }](t, w.upload(t, admin, "toit.jpg", located(t)).want(t, http.StatusCreated, "")).ID
	p := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: map[string]any{
		"resources": []any{map[string]any{"name": "thumbnail", "asset": asset}}, "translations": map[string]any{"fr": map[string]any{"title": "Vent", "body": "<p>x</p>"}},
	}}).want(t, http.StatusCreated, ""))
	preview := src(t, w.get(t, "/preview/v1/posts/"+p.ID+"?locale=fr", w.link(t, admin, p.ID, "fr").Token))
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin, body: `{"shared":1,"translations":{"fr":1}}`}).want(t, http.StatusOK, "")
	public := "/content/v1/media/" + asset + "/original"
	tag := w.get(t, public, "").want(t, http.StatusOK, "").header.Get("ETag")
	for path, token := range map[string]string{public: "", preview: "", "/manage/v1/assets/" + asset + "/media/original": admin} {
		a := w.get(t, path, token).want(t, http.StatusOK, "")
		sum := sha256.Sum256(a.body)
		if bytes.Contains(a.body, []byte("SECRETPLACE")) || a.header.Get("ETag") != tag || tag != `"`+hex.EncodeToString(sum[:])+`"` || tag == `"`+asset+`"` {
			t.Errorf("%s: %s, %d bytes", path, a.header.Get("ETag"), len(a.body))
		}
		part := w.do(t, call{method: "GET", path: path, token: token, header: map[string]string{"Range": "bytes=0-99"}}).want(t, http.StatusPartialContent, "")
		if !bytes.Equal(part.body, a.body[:100]) {
			t.Errorf("%s: a range is of other bytes", path)
		}
	}
	if mark := w.get(t, public+"?utm_source=x", "").want(t, http.StatusOK, ""); mark.header.Get("ETag") != tag {
		t.Error("a campaign changes the file")
	}
}
