package housetest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// TestHostilePublications asks to publish what is not there, and finds the post
// a draft afterwards.
func TestHostilePublications(t *testing.T) {
	data, token := fresh(t)
	c := &client{url: serve(t, data).url, token: token}
	var post struct{ ID string }
	c.must(t, 201, "POST", "/manage/v1/posts", map[string]any{"translations": map[string]any{"en": map[string]any{"title": "T", "body": "<p>x</p>"}}}).into(t, &post)
	at := "/manage/v1/posts/" + post.ID
	for _, body := range []string{
		`{}`, `{"shared":1,"translations":{}}`, `{"translations":{"en":1}}`, `{"shared":1}`, `{"shared":1,"translations":{"en":2}}`, `{"shared":2,"translations":{"en":1}}`,
		`{"shared":1,"translations":{"en":0}}`, `{"shared":1,"translations":{"en":-1}}`, `{"shared":1,"translations":{"en":1.5}}`, `{"shared":1e0,"translations":{"en":1e0}}`,
		`{"shared":1,"translations":{"en":9007199254740993}}`, `{"shared":1,"translations":{"fr":1}}`, `{"shared":1,"translations":{"":1}}`, `{"shared":1,"translations":{"!":1}}`,
		`{"shared":1,"translations":{"en":1,"EN":1}}`, `{"shared":1,"translations":{"en":1,"en":1}}`, `{"shared":1,"translations":"all"}`, `{"shared":null,"translations":{"en":1}}`,
	} {
		for _, deed := range []string{"/publication", "/unpublication", "/publication?dry_run=true"} {
			a := c.send(t, "POST", at+deed, "application/json", body, "Accept-Language", "fr")
			if a.status == 200 && strings.HasPrefix(deed, "/publication") {
				t.Errorf("%s %s: %s", deed, body, a.body)
			} else if a.status != 200 {
				refused(t, a)
			}
		}
	}
	for _, query := range []string{"?dry_run=", "?dry_run=1", "?dry_run=true&dry_run=false", "?dryRun=true"} {
		refused(t, c.send(t, "POST", at+"/publication"+query, "application/json", `{"shared":1,"translations":{"en":1}}`))
	}
	refused(t, c.send(t, "GET", "/content/v1/posts/"+post.ID+"?locale=en", "", ""))
	sound(t, data)
}

// TestOddPreconditions sends every shape of If-Match: none saves but the one
// that names the version, and no other language moves.
func TestOddPreconditions(t *testing.T) {
	data, token := fresh(t)
	c := &client{url: serve(t, data).url, token: token}
	var post struct{ ID string }
	text := map[string]any{"title": "T"}
	c.must(t, 201, "POST", "/manage/v1/posts", map[string]any{"sourceLocale": "en", "translations": map[string]any{"en": text, "fr": text}}).into(t, &post)
	at := "/manage/v1/posts/" + post.ID + "/translations/"
	french := c.must(t, 200, "GET", at+"fr", nil)
	const patch = "application/merge-patch+json"
	for match, want := range map[string]int{
		"": 428, "*": 428, `W/"1"`: 412, `"0"`: 412, `"2"`: 412, `"01"`: 412, `"-1"`: 412, `""`: 412, `"` + strings.Repeat("9", 400) + `"`: 412,
		"1": 400, `"1`: 400, `"1 "`: 400, `"1";q=1`: 400, "\xff": 400,
	} {
		if p := refused(t, c.send(t, "PATCH", at+"en", patch, `{"title":"x"}`, "If-Match", match)); p.Status != want {
			t.Errorf("If-Match: %.40s: %d, want %d", match, p.Status, want)
		}
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	saved := 0
	for i := range 10 {
		wg.Go(func() {
			a, err := c.do(t.Context(), "PATCH", at+"en", map[string]any{"title": fmt.Sprint(i)}, "If-Match", `"1"`, "Content-Type", patch)
			mu.Lock()
			defer mu.Unlock()
			if err == nil && a.status == 200 {
				saved++
			} else if err != nil || a.status != 412 {
				t.Errorf("%v %d %s", err, a.status, a.body)
			}
		})
	}
	wg.Wait()
	if saved != 1 {
		t.Errorf("%d of ten writers of one version were let in", saved)
	}
	if now := c.must(t, 200, "GET", at+"fr", nil); string(now.body) != string(french.body) {
		t.Errorf("French moved:\n%s\n%s", french.body, now.body)
	}
}
