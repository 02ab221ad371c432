package housetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// TestKeyOutlivesAKilledServer sends requests under keys until the server is
// killed, and sends the last one again: whether the answer got lost or the request
// itself, it is done once. What was answered before the kill is answered the same.
func TestKeyOutlivesAKilledServer(t *testing.T) {
	data, token := fresh(t)
	s := serve(t, data)
	body := func(n int) map[string]any {
		title := fmt.Sprintf("Kept %d", n)
		return map[string]any{"sourceLocale": "en", "translations": map[string]any{"en": map[string]any{"title": title, "body": "<p>x</p>"}}}
	}
	n := 0
	for range kills() {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		killed := make(chan struct{})
		time.AfterFunc(time.Duration(50+rand.IntN(200))*time.Millisecond, func() { s.kill(); close(killed) })
		c := &client{url: s.url, token: token}
		var last answer
		var err error
		for err == nil {
			n++
			var a answer
			if a, err = c.do(ctx, "POST", "/manage/v1/posts", body(n), "Idempotency-Key", fmt.Sprintf("key-%d", n)); err == nil {
				last = a
			}
		}
		<-killed
		cancel()
		s = serve(t, data)
		c = &client{url: s.url, token: token}
		c.must(t, 201, "POST", "/manage/v1/posts", body(n), "Idempotency-Key", fmt.Sprintf("key-%d", n))
		if last.status == 201 {
			again := c.must(t, 201, "POST", "/manage/v1/posts", body(n-1), "Idempotency-Key", fmt.Sprintf("key-%d", n-1))
			if string(again.body) != string(last.body) || again.header.Get("Location") != last.header.Get("Location") {
				t.Errorf("the answer of before the kill is another now:\n%s\n%s", last.body, again.body)
			}
		}
	}
	seen := titles(t, &client{url: s.url, token: token})
	for i := 1; i <= n; i++ {
		if times := seen[fmt.Sprintf("Kept %d", i)]; times != 1 {
			t.Errorf("request %d was done %d times", i, times)
		}
	}
	t.Logf("%d requests, %d kills", n, kills())
}

// titles returns how many posts have each English title.
func titles(t *testing.T, c *client) map[string]int {
	t.Helper()
	seen := make(map[string]int)
	for cursor := ""; ; {
		var page struct {
			Items []struct {
				Translations map[string]struct{ Title string }
			}
			Next *string
		}
		c.must(t, 200, "GET", "/manage/v1/posts?limit=100&sort=created"+cursor, nil).into(t, &page)
		for _, p := range page.Items {
			seen[p.Translations["en"].Title]++
		}
		if page.Next == nil {
			return seen
		}
		cursor = "&cursor=" + *page.Next
	}
}
