package editing_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
	"github.com/diptych-cms/diptych/internal/store"
)

// plan schedules first revisions of the post.
func (h *house) plan(id content.PostID, tags ...locale.Tag) string {
	h.t.Helper()
	item := content.Item{Post: id, Action: content.ToPublish, Publication: content.Publication{Shared: 1, Translations: make(map[locale.Tag]int)}}
	for _, tag := range tags {
		item.Publication.Translations[tag] = 1
	}
	s := &publishing.Service{Write: func(ctx context.Context, fn func(publishing.Tx) error) error {
		return h.db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}}
	done, err := s.Schedule(h.t.Context(), publishing.Plan{Actor: owner, Item: item, When: publishing.When{At: noon.Add(24 * time.Hour).Format(time.RFC3339)}})
	if err != nil {
		h.t.Fatal(err)
	}
	return done.Schedule.ID
}

// TestStrands asks of every command after which a schedule names what is gone that
// it holds the schedule, in its own transaction.
func TestStrands(t *testing.T) {
	ctx := t.Context()
	tests := []struct {
		name   string
		do     func(h *house, id, other content.PostID) error
		held   string // what names both languages, then what names French alone
		events string
	}{
		{"deleted", func(h *house, id, _ content.PostID) error {
			return h.RemovePost(ctx, editing.RemovePost{Actor: owner, Post: id, Version: 1})
		}, "schedule.post_trashed, schedule.post_trashed", "post.deleted, schedule.held, schedule.held"},
		{"deleted with others", func(h *house, id, _ content.PostID) error {
			_, err := h.Bulk(ctx, editing.Bulk{Actor: owner, Action: editing.BulkDelete, Items: []editing.BulkItem{{Post: id, Version: 1}}})
			return err
		}, "schedule.post_trashed, schedule.post_trashed", "post.deleted, schedule.held, schedule.held"},
		{"absorbed", func(h *house, id, other content.PostID) error {
			_, err := h.Merge(ctx, editing.Merge{Actor: owner, Post: other, Version: 1, Absorbed: id})
			return err
		}, "post.merged, post.merged", "post.merged, schedule.held, schedule.held"},
		{"a language deleted", func(h *house, id, _ content.PostID) error {
			return h.RemoveTranslation(ctx, editing.RemoveTranslation{Actor: owner, Post: id, Locale: "en", Version: 1})
		}, "translation.missing, ", "translation.deleted, schedule.held"},
		{"a language split off", func(h *house, id, _ content.PostID) error {
			_, err := h.Split(ctx, editing.Split{Actor: owner, Post: id, Version: 1, Locale: "en"})
			return err
		}, "translation.missing, ", "post.split, schedule.held"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t)
			if _, err := h.AddLocale(ctx, editing.AddLocale{Actor: owner, Tag: "de"}); err != nil {
				t.Fatal(err)
			}
			id, other := h.post(owner, "fr", "Été", "en", "Summer").Post.ID, h.post(owner, "de", "Sommer").Post.ID
			both, french, others := h.plan(id, "fr", "en"), h.plan(id, "fr"), h.plan(other, "de")
			before := h.dump("true", "schedules", "ledger")
			h.fail = errBroken
			h.unchanged("a command that fails", func() {
				if err := tt.do(h, id, other); !errors.Is(err, errBroken) {
					t.Errorf("failing: %v", err)
				}
			})
			h.fail = nil
			if after := h.dump("true", "schedules", "ledger"); after != before {
				t.Errorf("a command that failed left\n%s\nwas\n%s", after, before)
			}
			events := len(h.events(0))
			if err := tt.do(h, id, other); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(h.events(events), ", "); got != tt.events {
				t.Errorf("events = %s\nwant     %s", got, tt.events)
			}
			if got := h.reason(both) + ", " + h.reason(french); got != tt.held {
				t.Errorf("held for %q, want %q", got, tt.held)
			}
			if got := h.reason(others); got != "" {
				t.Errorf("another post's schedule is held for %q", got)
			}
			if lines := h.rows("SELECT post_id || ' ' || cause FROM ledger WHERE what = 'held'"); len(lines) == 0 || slices.ContainsFunc(lines, func(l string) bool { return l != string(id)+" publication" }) {
				t.Errorf("ledger = %v", lines)
			}
		})
	}
}

// reason returns why the schedule is held; nothing if it waits for its time.
func (h *house) reason(id string) string {
	h.t.Helper()
	var s *content.Schedule
	err := h.db.Read(h.t.Context(), func(r *store.Snapshot) (err error) {
		s, err = r.Schedule(h.t.Context(), id)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	switch {
	case s.State == content.SchedulePending && s.Outcome == nil:
		return ""
	case s.State != content.ScheduleHeld || s.Outcome == nil:
		h.t.Fatalf("schedule %s: %s, %+v", id, s.State, s.Outcome)
	case len(s.Outcome.Fields) > 0:
		return s.Outcome.Fields[0].Code
	}
	return s.Outcome.Code
}
