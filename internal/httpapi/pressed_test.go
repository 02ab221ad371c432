package httpapi_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestPressedAnswers: what the cache does not keep is compressed on its way, under an
// entity tag of its own, where the client takes gzip.
func TestPressedAnswers(t *testing.T) {
	w := newWorld(t)
	const path = "/content/v1/openapi.json"
	get := func(method string, header map[string]string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		w.api.ServeHTTP(rec, request(t, call{method: method, path: path, header: header}))
		return rec
	}
	plain, packed := get("GET", nil), get("GET", map[string]string{"Accept-Encoding": "br, gzip;q=0.8"})
	tag, packedTag := plain.Header().Get("ETag"), packed.Header().Get("ETag")
	if packed.Header().Get("Content-Encoding") != "gzip" || packedTag != strings.TrimSuffix(tag, `"`)+`-gz"` || plain.Header().Get("Content-Encoding") != "" {
		t.Fatalf("plain %v\npacked %v", plain.Header(), packed.Header())
	}
	for name, rec := range map[string]*httptest.ResponseRecorder{"plain": plain, "packed": packed} {
		if !strings.Contains(rec.Header().Get("Vary"), "Accept-Encoding") {
			t.Errorf("%s: Vary is %q", name, rec.Header().Get("Vary"))
		}
	}
	if packed.Body.Len()*4 > plain.Body.Len() {
		t.Errorf("%d bytes became %d", plain.Body.Len(), packed.Body.Len())
	}
	head := get("HEAD", map[string]string{"Accept-Encoding": "gzip"})
	if head.Header().Get("Content-Length") != packed.Header().Get("Content-Length") || head.Body.Len() != 0 {
		t.Errorf("HEAD: %v, GET: %v", head.Header(), packed.Header())
	}
	reader, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(reader); err != nil || string(text) != plain.Body.String() {
		t.Errorf("%d bytes are unpacked, %v", len(text), err)
	}
	for _, tt := range []struct{ has, takes, want string }{
		{packedTag, "gzip", packedTag}, {tag, "gzip", tag}, {tag, "", tag}, {"*", "", tag},
		{packedTag, "", ""}, {`"other"`, "gzip", ""}, // sent again
		{`"other"`, "gzip;q=0", ""},
	} {
		rec := get("GET", map[string]string{"If-None-Match": tt.has, "Accept-Encoding": tt.takes})
		switch {
		case tt.want == "" && rec.Code != http.StatusOK:
			t.Errorf("%+v: %d", tt, rec.Code)
		case tt.want != "" && (rec.Code != http.StatusNotModified || rec.Header().Get("ETag") != tt.want || rec.Header().Get("Content-Encoding") != "" || rec.Body.Len() != 0):
			t.Errorf("%+v: %d %v", tt, rec.Code, rec.Header())
		}
	}
}
