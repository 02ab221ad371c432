package httpapi_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/httpapi"
	"github.com/diptych-cms/diptych/internal/reading"
)

// TestAFloodDoesNotFillTheLog: what is told to come back is said once a minute, with how
// many it were.
func TestAFloodDoesNotFillTheLog(t *testing.T) {
	w := newWorld(t)
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	var log bytes.Buffer
	w.api = w.handler(t, func(c *httpapi.Config) {
		c.Log, c.Now = slog.New(slog.NewTextHandler(&log, nil)), func() time.Time { return now }
		c.Limits.Waiting = -1
	})
	for range 50 {
		w.do(t, call{method: "GET", path: "/content/v1/changes?wait=1"}).want(t, http.StatusServiceUnavailable, "changes.crowded")
	}
	now = now.Add(time.Minute)
	w.do(t, call{method: "GET", path: "/content/v1/changes?wait=1"}).want(t, http.StatusServiceUnavailable, "changes.crowded")
	if said := log.String(); strings.Count(said, "\n") != 2 || !strings.Contains(said, `"since the last line"=50`) {
		t.Errorf("the log says\n%s", said)
	}
}

// TestPagesOfChangesAreMadeOneAfterTheOther lets one be made at a time: who only asks is
// told to come back, who waits anyway waits for that too, and all else goes on.
func TestPagesOfChangesAreMadeOneAfterTheOther(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	stuck := *w.Reading
	hold, held := make(chan struct{}), make(chan struct{}, 10)
	snapshot := stuck.Snapshot
	w.api = w.handler(t, func(c *httpapi.Config) {
		c.Reading, c.Limits.Pages, c.Limits.Patience = &stuck, 1, 10*time.Millisecond
	})
	w.do(t, call{method: "GET", path: oneEntry}).want(t, http.StatusOK, "")
	stuck.Snapshot = func(ctx context.Context, fn func(reading.Source) error) error {
		held <- struct{}{}
		<-hold
		return snapshot(ctx, fn)
	}
	const changes = "/content/v1/changes?locale=fr"
	answers := make(chan answer)
	ask := func(query string) {
		answers <- sent(t, w.api, "GET "+changes+query+" HTTP/1.1\r\nHost: x\r\n\r\n")
	}
	go ask("&limit=2")
	<-held
	w.do(t, call{method: "GET", path: changes}).want(t, http.StatusServiceUnavailable, "http.busy")
	w.do(t, call{method: "GET", path: oneEntry}).want(t, http.StatusOK, "")
	go ask("&wait=5")
	if len(held) > 0 {
		t.Error("two are made at once")
	}
	close(hold)
	for range 2 {
		(<-answers).want(t, http.StatusOK, "")
	}
}
