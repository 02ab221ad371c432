package metrics

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func scrape(t *testing.T, m *Metrics, method, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
	return w.Code, w.Body.String()
}

func TestMetrics(t *testing.T) {
	var broken error
	m := New("v1.2.3", func(context.Context) (int, int, error) { return 3, 1, broken }, func(context.Context) (int, int, error) { return 2, 0, nil })
	m.Fired("done", 200*time.Millisecond)
	m.Fired("held", 2*time.Hour)
	m.Relayed("purge", "failed")
	m.Cached(true)
	m.Cached(true)
	for _, status := range []int{200, 204, 304, 404, 503, 0, 99, 600} {
		m.Answered(status)
	}
	code, text := scrape(t, m, http.MethodGet, "/metrics")
	if code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	for _, want := range []string{
		`diptych_schedule_lateness_seconds_bucket{le="0.25"} 1`,
		`diptych_schedule_lateness_seconds_count 2`,
		`diptych_schedules_fired_total{state="held"} 1`,
		`diptych_schedules{state="pending"} 3`,
		`diptych_schedules{state="held"} 1`,
		`diptych_relay_undelivered{state="waiting"} 2`,
		`diptych_relay_deliveries_total{consumer="purge",outcome="failed"} 1`,
		`diptych_cache_lookups_total{outcome="hit"} 2`,
		`diptych_cache_lookups_total{outcome="miss"} 0`,
		`diptych_requests_total{class="2xx"} 2`,
		`diptych_requests_total{class="1xx"} 0`,
		`diptych_requests_total{class="5xx"} 1`,
		`diptych_build_info{goversion="go`,
		`version="v1.2.3"} 1`,
		`go_goroutines `,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	broken = errors.New("the disk is on fire")
	if code, text := scrape(t, m, http.MethodGet, "/metrics"); code != http.StatusOK || strings.Contains(text, "diptych_schedules{") || !strings.Contains(text, "diptych_build_info") {
		t.Errorf("one that cannot be read hides the others: %d", code)
	}
	for _, path := range []string{"/", "/debug/pprof/", "/metrics/x"} {
		if code, _ := scrape(t, m, http.MethodGet, path); code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, code)
		}
	}
	if code, _ := scrape(t, m, http.MethodPost, "/metrics"); code != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d", code)
	}
}

func BenchmarkAnswered(b *testing.B) {
	m := New("", func(context.Context) (int, int, error) { return 0, 0, nil }, func(context.Context) (int, int, error) { return 0, 0, nil })
	for b.Loop() {
		m.Answered(200)
	}
}
