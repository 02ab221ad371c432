package metrics

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
)

// A queue tells at each scrape how many things wait, in two states.
type queue struct {
	waiting Waiting
	desc    *prometheus.Desc
	states  [2]string
}

func newSchedules(waiting Waiting) queue {
	return queue{
		waiting, prometheus.NewDesc("diptych_schedules", "Schedules that wait: pending for their time, held for a person.", []string{"state"}, nil),
		[2]string{"pending", "held"},
	}
}

func newUndelivered(waiting Waiting) queue {
	return queue{
		waiting, prometheus.NewDesc("diptych_relay_undelivered", "Events that consumers have not taken: waiting to be tried again, or dead.", []string{"state"}, nil),
		[2]string{"waiting", "dead"},
	}
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
	to <- prometheus.MustNewConstMetric(q.desc, prometheus.GaugeValue, float64(pending), q.states[0])
	to <- prometheus.MustNewConstMetric(q.desc, prometheus.GaugeValue, float64(held), q.states[1])
}
