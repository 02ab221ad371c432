package httpapi_test

import (
	"net/http"
	"testing"
)

// TestWhatReadsNothingLeavesTheGeneration refuses queries before anything is read: what
// they cannot say of the state must not be taken for one.
func TestWhatReadsNothingLeavesTheGeneration(t *testing.T) {
	w := newWorld(t)
	before := w.Store.Generation()
	before.Epoch = "restored" // an epoch that was left is never taken up again
	w.Store.Raise(before)
	for _, path := range []string{
		"/posts?locale=fr&tag=a&author=b", "/posts?locale=fr&since=x", "/search?locale=fr&q=a&limit=0", "/posts?locale=fr&cursor=x", "/posts?nothing=1",
	} {
		got := w.do(t, call{method: http.MethodGet, path: "/content/v1" + path})
		if got.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
		if now := w.Store.Generation(); now != before {
			t.Fatalf("%s made generation %v of %v", path, now, before)
		}
	}
}
