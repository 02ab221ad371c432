package metrics

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
)

// A queue tells at each scrape how many schedules wait.
type queue struct {
	waiting Waiting
	desc    *prometheus.Desc
}

func newQueue(waiting Waiting) queue {
	return queue{waiting, prometheus.NewDesc("diptych_schedules", "Schedules that wait: pending for their time, held for a person.", []string{"state"}, nil)}
}

// Describe implements [prometheus.Collector].
func (q queue) Describe(to chan<- *prometheus.Desc) { to <- q.desc }

// Collect implements [prometheus.Collector], whose interface knows no context.
func (q queue) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	pending, held, err := q.waiting(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(q.desc, err)
		return
	}
	to <- prometheus.MustNewConstMetric(q.desc, prometheus.GaugeValue, float64(pending), "pending")
	to <- prometheus.MustNewConstMetric(q.desc, prometheus.GaugeValue, float64(held), "held")
}
