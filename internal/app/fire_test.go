package app

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// A newsroom is a house with a trigger, on a clock that the test steps.
type newsroom struct {
	*House
	t     *testing.T
	dir   string
	step  *atomic.Int64 // by how much the wall clock is off, in nanoseconds
	fired []content.Schedule
	stop  func() // the trigger
}

// openNewsroom opens a house in dir; the trigger does not run yet.
func openNewsroom(t *testing.T, dir string, step *atomic.Int64) *newsroom {
	t.Helper()
	n := &newsroom{t: t, dir: dir, step: step}
	var err error
	n.House, err = Open(t.Context(), dir, Options{
		Log: slog.New(slog.DiscardHandler), Create: true,
		Now: func() time.Time { return time.Now().Add(time.Duration(step.Load())) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// start runs the trigger.
func (n *newsroom) start() {
	ctx, stop := context.WithCancel(n.t.Context())
	done := make(chan struct{})
	go func() {
		n.newTrigger(func(s *content.Schedule) { n.fired = append(n.fired, *s) }).run(ctx)
		close(done)
	}()
	n.stop = func() {
		stop()
		<-done
	}
}

// close ends the trigger and the house, as a restart does.
func (n *newsroom) close() {
	n.t.Helper()
	if n.stop != nil {
		n.stop()
	}
	if err := n.Close(); err != nil {
		n.t.Error(err)
	}
}

var editor = access.System("cli")

// pair makes a post in two languages.
func (n *newsroom) pair() content.PostID {
	n.t.Helper()
	saved, err := n.Editing.Create(n.t.Context(), editing.CreatePost{Actor: editor, Whole: editing.Whole{Source: "en"},
		Translations: map[locale.Tag]editing.Translating{"en": {Text: content.Text{Title: "One", Body: "<p>One"}}, "fr": {Text: content.Text{Title: "Un", Body: "<p>Un"}}}})
	if err != nil {
		n.t.Fatal(err)
	}
	return saved.Post.ID
}

// plan schedules the pair for the instant, as it is written.
func (n *newsroom) plan(id content.PostID, action content.Action, at string) content.Schedule {
	n.t.Helper()
	pub := content.Publication{Translations: map[locale.Tag]int{"en": 1, "fr": 1}}
	if action == content.ToPublish {
		pub.Shared = 1
	}
	done, err := n.Publishing.Schedule(n.t.Context(), publishing.Plan{
		Actor: editor, Item: content.Item{Post: id, Action: action, Publication: pub}, When: publishing.When{At: at, TimeZone: "America/Toronto"},
	})
	if err != nil {
		n.t.Fatal(err)
	}
	return done.Schedule
}

// after is an instant as it is written, so long after now by the wall clock.
func (n *newsroom) after(d time.Duration) string {
	return n.Store.Now().Add(d).UTC().Format(time.RFC3339Nano)
}

// skip goes to just after the instant, most of the way by a step of the clock: the
// trigger looks every second.
func (n *newsroom) skip(to time.Time) {
	n.step.Add(int64(to.Sub(n.Store.Now()) - time.Minute))
	time.Sleep(time.Minute + time.Second)
}

func (n *newsroom) live(id content.PostID) string {
	n.t.Helper()
	standing, err := n.Publishing.Standing(n.t.Context(), publishing.State{Actor: editor, Post: id})
	if err != nil {
		n.t.Fatal(err)
	}
	var words []string
	for _, tag := range standing.Post.LiveLocales() {
		words = append(words, string(tag))
	}
	return strings.Join(words, "+")
}

func (n *newsroom) expect(id content.PostID, want, when string) {
	n.t.Helper()
	if got := n.live(id); got != want {
		n.t.Errorf("%s: live are %q, want %q", when, got, want)
	}
}

func TestFiresInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := openNewsroom(t, t.TempDir(), new(atomic.Int64))
		defer n.close()
		n.start()
		a, b := n.pair(), n.pair()
		n.plan(a, content.ToPublish, n.after(90*time.Minute))
		n.plan(b, content.ToPublish, n.after(90*time.Minute))
		time.Sleep(90*time.Minute - time.Second)
		n.expect(a, "", "a second before")
		time.Sleep(1100 * time.Millisecond)
		n.expect(a, "en+fr", "at its time")
		n.expect(b, "en+fr", "at its time")
		if len(n.fired) != 2 || n.fired[0].Late() > 100*time.Millisecond {
			t.Errorf("fired %+v", n.fired)
		}
	})
}

func TestSteppedClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var step atomic.Int64
		n := openNewsroom(t, t.TempDir(), &step)
		defer n.close()
		n.start()
		id := n.pair()
		n.plan(id, content.ToPublish, n.after(time.Hour))
		n.plan(id, content.ToUnpublish, n.after(2*time.Hour))

		step.Add(int64(-30 * time.Minute)) // the clock was fast
		time.Sleep(time.Hour + time.Minute)
		n.expect(id, "", "an hour later, and half an hour by the clock")
		time.Sleep(30 * time.Minute)
		n.expect(id, "en+fr", "an hour by the clock")

		step.Add(int64(-45 * time.Minute)) // before the first instant again
		time.Sleep(20 * time.Minute)
		n.expect(id, "en+fr", "what was done is not done again when its time comes again")
		if len(n.fired) != 1 {
			t.Errorf("fired %d times", len(n.fired))
		}

		step.Add(int64(24 * time.Hour)) // a step past the second
		time.Sleep(2 * time.Second)
		n.expect(id, "", "two seconds after a step past it")
	})
}

func TestRestartAndDowntime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, step := t.TempDir(), new(atomic.Int64)
		n := openNewsroom(t, dir, step)
		n.start()
		a, b, c := n.pair(), n.pair(), n.pair()
		n.plan(b, content.ToPublish, n.after(2*time.Hour))
		n.plan(a, content.ToPublish, n.after(time.Hour))
		n.plan(a, content.ToUnpublish, n.after(3*time.Hour))
		n.plan(c, content.ToPublish, n.after(30*time.Hour))
		n.close()

		time.Sleep(24 * time.Hour)
		n = openNewsroom(t, dir, step)
		defer func() { n.close() }()
		n.start()
		time.Sleep(2 * time.Second)
		n.expect(a, "", "published and taken away in the downtime, in this order")
		n.expect(b, "en+fr", "due in the downtime")
		n.expect(c, "", "not due yet")
		var order []content.PostID
		for _, s := range n.fired {
			order = append(order, s.Item.Post)
			if s.State != content.ScheduleDone || s.Late() < 20*time.Hour {
				t.Errorf("fired %s, %s late", s.State, s.Late())
			}
		}
		if !slices.Equal(order, []content.PostID{a, b, a}) {
			t.Errorf("order = %v", order)
		}
		n.close()
		n = openNewsroom(t, dir, step)
		n.start()
		n.skip(n.Store.Now().Add(6 * time.Hour))
		n.expect(c, "en+fr", "scheduled two restarts ago")
		if len(n.fired) != 1 {
			t.Errorf("a restart fires again: %+v", n.fired)
		}
	})
}

// TestDaylightSavingDay schedules on the day on which the clocks of Toronto go back.
func TestDaylightSavingDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var step atomic.Int64
		day := time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC)
		step.Store(int64(time.Until(day)))
		n := openNewsroom(t, t.TempDir(), &step)
		defer n.close()
		n.start()
		id := n.pair()
		first := n.plan(id, content.ToPublish, "2026-11-01T01:30:00-04:00")
		second := n.plan(id, content.ToUnpublish, "2026-11-01T01:30:00-05:00")
		morning := n.plan(id, content.ToPublish, "2026-11-01T09:00")
		if !second.Due.Equal(first.Due.Add(time.Hour)) || !morning.Due.Equal(time.Date(2026, 11, 1, 14, 0, 0, 0, time.UTC)) {
			t.Fatalf("due %s, %s, %s", first.Due, second.Due, morning.Due)
		}
		n.skip(first.Due)
		n.expect(id, "en+fr", "the first half past one")
		n.skip(second.Due)
		n.expect(id, "", "the second half past one")
		n.skip(morning.Due.Add(-time.Minute))
		n.expect(id, "", "a minute to nine")
		n.skip(morning.Due)
		n.expect(id, "en+fr", "nine, 25 hours after nine of the day before")
	})
}

func TestBlockedMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := openNewsroom(t, t.TempDir(), new(atomic.Int64))
		defer n.close()
		n.start()
		id := n.pair()
		pub := content.Publication{Shared: 1, Translations: map[locale.Tag]int{"en": 1}}
		_, err := n.Publishing.Schedule(t.Context(), publishing.Plan{
			Actor: editor, Item: content.Item{Post: id, Action: content.ToPublish, Publication: pub}, When: publishing.When{At: n.after(time.Hour)},
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = n.Editing.SavePost(t.Context(), editing.SavePost{Actor: editor, Post: id, Version: etag.Any,
			Change: func(w editing.Whole) (editing.Whole, error) {
				w.Parity = content.Together
				return w, nil
			}})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Hour)
		n.expect(id, "", "blocked")
		if len(n.fired) != 1 || n.fired[0].State != content.ScheduleHeld || n.fired[0].Outcome.Code != "publication.blocked" {
			t.Errorf("fired %+v: it is held once", n.fired)
		}
	})
}

// TestFaultOfOurs has the disk full for a while.
func TestFaultOfOurs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := openNewsroom(t, t.TempDir(), new(atomic.Int64))
		defer n.close()
		var full atomic.Bool
		var tries atomic.Int64
		write := n.Publishing.Write
		n.Publishing.Write = func(ctx context.Context, fn func(publishing.Tx) error) error {
			return write(ctx, func(tx publishing.Tx) error {
				err := fn(tx)
				if full.Load() && err == nil {
					tries.Add(1)
					err = errors.New("no space left on the device")
				}
				return err
			})
		}
		id := n.pair()
		other := n.pair()
		n.plan(id, content.ToPublish, n.after(time.Minute))
		n.plan(other, content.ToPublish, n.after(time.Minute))
		full.Store(true)
		n.start()
		time.Sleep(time.Hour)
		n.expect(id, "", "while the disk is full")
		if n := tries.Load(); n < 10 || n > 60 {
			t.Errorf("%d tries in an hour, of two schedules", n)
		}
		full.Store(false)
		time.Sleep(mostPause + time.Second)
		n.expect(id, "en+fr", "once there is room")
		n.expect(other, "en+fr", "once there is room")
		if len(n.fired) != 2 {
			t.Errorf("fired %d times", len(n.fired))
		}
	})
}
