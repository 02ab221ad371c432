// Package metrics counts what operators watch, in the text format of Prometheus.
// It is the only package that knows Prometheus. No metric names a post, a person
// or an address.
package metrics

import (
	"context"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	// classes are those of HTTP statuses, 1xx to 5xx.
	classes = 5
	// patience bounds what one scrape may ask of the database.
	patience = 5 * time.Second
)

// Waiting says how many schedules wait for their time, and how many for a person; or how
// many events wait to be told again, and how many never will be.
type Waiting func(context.Context) (pending, held int, err error)

// Metrics are those of one process. Made by [New]; safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry
	lateness prometheus.Histogram
	fired    *prometheus.CounterVec
	requests [classes]prometheus.Counter
	hit      prometheus.Counter
	miss     prometheus.Counter
	relayed  *prometheus.CounterVec
}

// New returns metrics that are all zero. The version is that of the program;
// waiting, of schedules, and undelivered, of events, are asked at each scrape.
func New(version string, waiting, undelivered Waiting) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		lateness: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "diptych_schedule_lateness_seconds", Help: "How long after their instant schedules were fired.",
			Buckets: []float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 6 * 3600, 24 * 3600},
		}),
		fired: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "diptych_schedules_fired_total", Help: "Schedules that were fired, by what became of them: done, held or failed.",
		}, []string{"state"}),
		relayed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "diptych_relay_deliveries_total", Help: "Events that consumers were told of, by what became of it: taken, failed (it is tried again) or dead.",
		}, []string{"consumer", "outcome"}),
	}
	answered := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "diptych_requests_total", Help: "Requests that were answered, by the class of the status.",
	}, []string{"class"})
	for i := range m.requests {
		m.requests[i] = answered.WithLabelValues(strconv.Itoa(i+1) + "xx")
	}
	cached := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "diptych_cache_lookups_total", Help: "Public reads, by whether the cache had the answer: hit, or miss.",
	}, []string{"outcome"})
	m.hit, m.miss = cached.WithLabelValues("hit"), cached.WithLabelValues("miss")
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "diptych_build_info", Help: "Always 1; the labels say which build runs.",
		ConstLabels: prometheus.Labels{"version": version, "goversion": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.lateness, m.fired, m.relayed, answered, cached, build, newSchedules(waiting), newUndelivered(undelivered),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Fired notes that a schedule was fired, what became of it, and how late it was.
func (m *Metrics) Fired(state string, late time.Duration) {
	m.fired.WithLabelValues(state).Inc()
	m.lateness.Observe(late.Seconds())
}

// Answered notes that a request was answered with the status.
func (m *Metrics) Answered(status int) {
	if i := status/100 - 1; i >= 0 && i < classes {
		m.requests[i].Inc()
	}
}

// Cached notes whether the answer to a public read was ready.
func (m *Metrics) Cached(ready bool) {
	if ready {
		m.hit.Inc()
		return
	}
	m.miss.Inc()
}

// Relayed notes what became of telling the consumer of an event.
func (m *Metrics) Relayed(consumer, outcome string) {
	m.relayed.WithLabelValues(consumer, outcome).Inc()
}

// Handler serves the metrics at /metrics, and nothing else.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	// One that cannot be read must not hide the others.
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	return mux
}
