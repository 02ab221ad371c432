package app

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func local(t *testing.T) net.Listener {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// get returns what a server answers.
func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// TestServesMetrics reads them at their own address, and nowhere else.
func TestServesMetrics(t *testing.T) {
	h := house(t, t.TempDir())
	public, counted := local(t), local(t)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() {
		served <- h.Serve(ctx, Serving{Listener: public, Metrics: counted, Version: "v9", Grace: time.Second})
	}()
	if status, _ := get(t, "http://"+public.Addr().String()+"/metrics"); status != http.StatusNotFound {
		t.Errorf("the public address answers %d", status)
	}
	status, text := get(t, "http://"+counted.Addr().String()+"/metrics")
	for _, want := range []string{`version="v9"} 1`, `diptych_schedules{state="pending"} 0`, `diptych_requests_total{class="4xx"} 1`, "diptych_schedule_lateness_seconds_count 0"} {
		if status != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("%d, and no %s in\n%s", status, want, text)
		}
	}
	if status, _ := get(t, "http://"+counted.Addr().String()+"/content/v1/locales"); status != http.StatusNotFound {
		t.Errorf("the metrics' address serves posts: %d", status)
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}
