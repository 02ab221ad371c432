package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A clocked is a connection that notes until when it may be used.
type clocked struct {
	*httptest.ResponseRecorder
	reads, writes time.Time
}

func (c *clocked) SetReadDeadline(at time.Time) error {
	c.reads = at
	return nil
}

func (c *clocked) SetWriteDeadline(at time.Time) error {
	c.writes = at
	return nil
}

// TestWhoSendsSlowlyIsAnswered: whatever may take long to arrive leaves time for its answer.
func TestWhoSendsSlowlyIsAnswered(t *testing.T) {
	w := newWorld(t)
	began := time.Now()
	for _, tt := range []struct {
		kind  string
		reads time.Duration
	}{{"multipart/form-data; boundary=x", 10 * time.Minute}, {"application/json", 30 * time.Second}} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/manage/v1/assets", strings.NewReader("x"))
		r.Header.Set("Content-Type", tt.kind)
		line := &clocked{ResponseRecorder: httptest.NewRecorder()}
		w.api.ServeHTTP(line, r)
		if line.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d", tt.kind, line.Code)
		}
		if line.reads.Before(began.Add(tt.reads)) || line.writes.Before(line.reads.Add(time.Minute)) {
			t.Errorf("%s is read for %s, and answered within %s", tt.kind, line.reads.Sub(began), line.writes.Sub(began))
		}
	}
}
