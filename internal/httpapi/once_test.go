package httpapi_test

import (
	"bytes"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// keyed makes the call with an Idempotency-Key.
func (w *world) keyed(t testing.TB, key string, c call) answer {
	t.Helper()
	header := map[string]string{"Idempotency-Key": key}
	maps.Copy(header, c.header)
	c.header = header
	return w.do(t, c)
}

// same fails the test unless both answers are one: status, headers but for the
// request's own id, every byte.
func same(t testing.TB, a, b answer) {
	t.Helper()
	ha, hb := a.header.Clone(), b.header.Clone()
	for _, h := range []http.Header{ha, hb} {
		h.Del("X-Request-Id")
	}
	if a.status != b.status || !maps.EqualFunc(ha, hb, func(x, y []string) bool { return strings.Join(x, "\n") == strings.Join(y, "\n") }) || !bytes.Equal(a.body, b.body) {
		t.Errorf("the second answer is another:\n%d %v\n%s\n%d %v\n%s", a.status, ha, a.body, b.status, hb, b.body)
	}
}

func TestIdempotencyKey(t *testing.T) {
	w := newWorld(t)
	admin, other := w.token(t, "admin"), w.token(t, "editor")
	create := call{method: "POST", path: "/manage/v1/posts", token: admin, body: map[string]any{
		"sourceLocale": "fr", "params": map[string]any{"n": 12345678, "f": 1.5, "big": 9007199254740991},
		"translations": map[string]any{"fr": map[string]any{"title": "Une fois", "body": "<p>x</p><script>1</script>"}},
	}}
	first := w.keyed(t, "k-1", create).want(t, http.StatusCreated, "")
	same(t, first, w.keyed(t, "k-1", create))
	if got := w.found(t, admin, ""); got != "U" {
		t.Errorf("sent twice, made %q", got)
	}
	changed := create
	changed.body = map[string]any{"sourceLocale": "fr", "translations": map[string]any{"fr": map[string]any{"title": "Deux fois"}}}
	w.keyed(t, "k-1", changed).want(t, http.StatusUnprocessableEntity, "once.other_request").absent(t, "Une fois")
	w.keyed(t, "k-1", call{method: "POST", path: "/manage/v1/tags", token: admin, body: create.body}).want(t, http.StatusUnprocessableEntity, "")
	// Another's key is another key, and tells nothing of this one.
	changed.token = other
	w.keyed(t, "k-1", changed).want(t, http.StatusCreated, "").absent(t, "Une fois", into[post](t, first).ID)
	for _, key := range []string{"", " ", "a b", "é", strings.Repeat("k", 201), "a\x7f"} {
		w.keyed(t, key, create).want(t, http.StatusBadRequest, "")
	}
	// What failed did nothing, and is tried again under its key.
	broken := call{method: "POST", path: "/manage/v1/tags", token: admin, body: `{"translations":{"fr":{"name":""}}}`}
	w.keyed(t, "k-2", broken).want(t, http.StatusUnprocessableEntity, "")
	broken.body = `{"translations":{"fr":{"name":"Ville"}}}`
	w.keyed(t, "k-2", broken).want(t, http.StatusCreated, "")
}

// TestIdempotencyKeyAtOnce sends one request from several clients in the same
// moment.
func TestIdempotencyKeyAtOnce(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	create := call{method: "POST", path: "/manage/v1/posts", token: admin, body: `{"sourceLocale":"en","translations":{"en":{"title":"Once"}}}`}
	answers := make([]answer, 6)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() { answers[i] = w.keyed(t, "at-once", create) })
	}
	wg.Wait()
	for _, a := range answers[1:] {
		same(t, answers[0], a)
	}
	if got := w.found(t, admin, ""); got != "O" {
		t.Errorf("made %q", got)
	}
}
