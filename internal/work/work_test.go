package work_test

import (
	"slices"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// TestReviewSteps is the whole table: each decision about a revision in each status.
func TestReviewSteps(t *testing.T) {
	const no = content.Status("")
	for _, c := range []struct {
		decision                      work.Decision
		draft, inReview, approvedGoes content.Status
	}{
		{work.Submit, content.InReview, content.InReview, no},
		{work.Approve, content.Approved, content.Approved, content.Approved},
		{work.Return, no, content.Draft, content.Draft},
		{"publish", no, no, no},
	} {
		for status, want := range map[content.Status]content.Status{
			content.Draft: c.draft, content.InReview: c.inReview, content.Approved: c.approvedGoes,
		} {
			next, ok := c.decision.Next(status)
			if ok != (want != no) || ok && next != want {
				t.Errorf("%s of what is %s: %s, %v; want %q", c.decision, status, next, ok, want)
			}
		}
	}
}

func TestLanes(t *testing.T) {
	missing := work.Lane{State: work.Missing}
	for _, c := range []struct {
		states []work.State
		n      int
		in     []work.Lane
		out    []work.Lane
	}{
		{nil, 13, []work.Lane{missing, {work.Unjudged, content.Draft}, {work.Current, content.Approved}}, nil},
		{[]work.State{work.Missing}, 1, []work.Lane{missing}, nil},
		{[]work.State{work.Stale, work.Stale}, 3, []work.Lane{{work.Stale, content.InReview}}, []work.Lane{missing}},
		{[]work.State{work.InReview}, 4, []work.Lane{{work.Unjudged, content.InReview}, {work.Current, content.InReview}}, []work.Lane{{work.Stale, content.Draft}}},
		{[]work.State{work.Stale, work.InReview}, 6, []work.Lane{{work.Stale, content.Draft}, {work.Partial, content.InReview}}, []work.Lane{{work.Partial, content.Draft}}},
	} {
		lanes := work.Lanes(c.states)
		if len(lanes) != c.n {
			t.Errorf("%v: %d lanes, want %d: %v", c.states, len(lanes), c.n, lanes)
		}
		for _, lane := range c.in {
			if !slices.Contains(lanes, lane) {
				t.Errorf("%v leaves out %v", c.states, lane)
			}
		}
		for _, lane := range c.out {
			if slices.Contains(lanes, lane) {
				t.Errorf("%v has %v", c.states, lane)
			}
		}
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		g    work.Group
		want int
	}{
		{work.Group{Words: 1000, Done: 999, Posts: 1}, 99},
		{work.Group{Words: 1000, Done: 1000}, 100},
		{work.Group{Posts: 3, Current: 1}, 33},
		{work.Group{}, 100},
	} {
		if got := c.g.Percent(); got != c.want {
			t.Errorf("%+v: %d %%, want %d", c.g, got, c.want)
		}
	}
}

func TestTimesOf(t *testing.T) {
	if got := work.TimesOf(nil); got != (work.Times{}) {
		t.Errorf("of none: %+v", got)
	}
	all := []time.Duration{10, 1, 9, 2, 8, 3, 7, 4, 6, 5}
	if got, want := work.TimesOf(all), (work.Times{N: 10, Median: 5, P90: 9}); got != want {
		t.Errorf("of ten: %+v, want %+v", got, want)
	}
	if all[0] != 10 {
		t.Error("TimesOf sorted what it was given")
	}
	if got, want := work.TimesOf([]time.Duration{7}), (work.Times{N: 1, Median: 7, P90: 7}); got != want {
		t.Errorf("of one: %+v", got)
	}
}

// TestLagsOf reads a ledger of three posts: one whose two languages catch up one after
// the other, one that goes away instead, and one that is not to have the language any
// more.
func TestLagsOf(t *testing.T) {
	at := func(minutes int) time.Time { return time.Unix(int64(minutes)*60, 0) }
	lags := func(since int, tags ...locale.Tag) (list []content.Lag) {
		for _, tag := range tags {
			list = append(list, content.Lag{Locale: tag, Since: at(since)})
		}
		return list
	}
	lines := []content.Line{
		{Post: "p", At: at(0), What: content.Diverged, Cause: content.ByPublication, Lags: lags(0, "de", "fr")},
		{Post: "p", At: at(10), What: content.Lagging, Cause: content.ByPublication, Lags: lags(10, "fr")}, // for another reason now
		{Post: "p", At: at(30), What: content.Converged, Cause: content.ByConfirmation},
		{Post: "p", At: at(40), What: content.Diverged, Cause: content.ByPublication, Lags: lags(40, "fr")},
		{Post: "p", At: at(41), What: content.Converged, Cause: content.ByPublication},
		{Post: "q", At: at(0), What: content.Diverged, Cause: content.ByPublication, Lags: lags(0, "fr")},
		{Post: "q", At: at(5), What: content.Converged, Cause: content.ByUnpublication},
		{Post: "r", At: at(0), What: content.Diverged, Cause: content.ByPublication, Lags: lags(0, "fr")},
		{Post: "r", At: at(5), What: content.Converged, Cause: content.BySettings},
	}
	want := []work.Lag{{"p", "de", 10 * time.Minute}, {"p", "fr", 30 * time.Minute}, {"p", "fr", time.Minute}}
	if got := work.LagsOf(lines); !slices.Equal(got, want) {
		t.Errorf("LagsOf() = %v, want %v", got, want)
	}
}
