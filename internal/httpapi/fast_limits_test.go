package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/httpapi"
	"github.com/diptych-cms/diptych/internal/reading"
)

// TestHitsGoOnWhereMissesWait lets one answer be made at a time, and makes that one stay.
func TestHitsGoOnWhereMissesWait(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	stuck := *w.Reading
	hold, held := make(chan struct{}), make(chan struct{})
	snapshot := stuck.Snapshot
	w.api = w.handler(t, func(c *httpapi.Config) {
		c.Reading, c.Limits.Misses, c.Limits.Queue, c.Limits.Patience = &stuck, 1, 1, 10*time.Millisecond
	})
	hit := w.do(t, call{method: "GET", path: oneEntry}).want(t, http.StatusOK, "")
	stuck.Snapshot = func(ctx context.Context, fn func(reading.Source) error) error {
		held <- struct{}{}
		<-hold
		return snapshot(ctx, fn)
	}
	first := make(chan answer)
	go func() { first <- sent(t, w.api, "GET /content/v1/tags?locale=fr HTTP/1.1\r\nHost: x\r\n\r\n") }()
	<-held
	busy := w.do(t, call{method: "GET", path: "/content/v1/authors?locale=fr"}).want(t, http.StatusServiceUnavailable, "http.busy")
	if busy.header.Get("Retry-After") != "1" || busy.header.Get("Content-Language") != "fr" || busy.header.Get("Cache-Control") != "no-store" {
		t.Errorf("busy: %v", busy.header)
	}
	if again := w.do(t, call{method: "GET", path: oneEntry}); !again.equals(hit) {
		t.Errorf("a hit meanwhile: %d %s", again.status, again.body)
	}
	close(hold)
	(<-first).want(t, http.StatusOK, "")
	go func() { <-held }()
	w.do(t, call{method: "GET", path: "/content/v1/authors?locale=fr"}).want(t, http.StatusOK, "")
}

// TestWhatTakesLongWaitsForItself lets one post be written as Markdown at a time, or one
// search be made, and makes that one stay: others of its kind wait, and nobody else.
func TestWhatTakesLongWaitsForItself(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	const posts, search = "/content/v1/posts/by-slug/%s?locale=fr&fallback=en", "/content/v1/search?q=%s&locale=fr"
	for _, slow := range []struct{ path, accept, code string }{{posts, "text/markdown", "post.unknown"}, {search, "application/json", ""}} {
		stuck := *w.Reading
		hold, held := make(chan struct{}), make(chan struct{})
		snapshot := stuck.Snapshot
		w.api = w.handler(t, func(c *httpapi.Config) {
			c.Reading, c.Limits.Markdown, c.Limits.Searches, c.Limits.Patience = &stuck, 1, 1, 10*time.Millisecond
		})
		w.do(t, call{method: "GET", path: oneEntry}).want(t, http.StatusOK, "") // the settings are known
		stuck.Snapshot = func(ctx context.Context, fn func(reading.Source) error) error {
			select {
			case held <- struct{}{}:
				<-hold
			case <-hold:
			}
			return snapshot(ctx, fn)
		}
		ask := func(path, word, accept string) answer {
			return sent(t, w.api, "GET "+fmt.Sprintf(path, word)+" HTTP/1.1\r\nHost: x\r\nAccept: "+accept+"\r\n\r\n")
		}
		first, other := make(chan answer), make(chan answer)
		go func() { first <- ask(slow.path, "a", slow.accept) }()
		<-held
		ask(slow.path, "b", slow.accept).want(t, http.StatusServiceUnavailable, "http.busy")
		go func() { other <- ask(posts, "b", "application/json") }()
		<-held
		close(hold)
		if slow.code == "" {
			(<-first).want(t, http.StatusOK, "")
		} else {
			(<-first).want(t, http.StatusNotFound, slow.code)
		}
		(<-other).want(t, http.StatusNotFound, "post.unknown")
	}
}

// TestWhoAsksTooOftenWaits: by address, IPv6 by its network, and behind a proxy that is
// trusted by what that says.
func TestWhoAsksTooOftenWaits(t *testing.T) {
	w := newWorld(t)
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	api := w.handler(t, func(c *httpapi.Config) {
		c.PublicRate, c.Now = 2, func() time.Time { return now }
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")}
	})
	ask := func(client string) answer {
		return sent(t, api, "GET /content/v1/tags?locale=fr HTTP/1.1\r\nHost: x\r\nOrigin: https://a.example\r\nX-Forwarded-For: "+client+"\r\n\r\n")
	}
	for i := range 4 {
		ask(fmt.Sprintf("2001:db8::%d", i)).want(t, http.StatusOK, "")
	}
	no := ask("2001:db8::9").want(t, http.StatusTooManyRequests, "http.too_often")
	if no.header.Get("Retry-After") != "1" || no.header.Get("Content-Language") != "fr" || no.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("too often: %v", no.header)
	}
	ask("2001:db8:0:1::9").want(t, http.StatusOK, "")
	ask("198.51.100.7").want(t, http.StatusOK, "")
	now = now.Add(time.Second)
	ask("2001:db8::9").want(t, http.StatusOK, "")
	ask("2001:db8::8").want(t, http.StatusOK, "")
	ask("2001:db8::7").want(t, http.StatusTooManyRequests, "http.too_often")
	managed := sent(t, api, "GET /manage/v1/posts HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 2001:db8::9\r\n\r\n")
	managed.want(t, http.StatusUnauthorized, "")
}
