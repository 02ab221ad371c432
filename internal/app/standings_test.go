package app

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reviewing"
	"github.com/diptych-cms/diptych/internal/settling"
	"github.com/diptych-cms/diptych/internal/store"
)

// What somebody saves is settled by a server that runs, and what an import brings is
// too, without being asked; both stand in the database until then.
func TestServerSettles(t *testing.T) {
	h := furnished(t, t.TempDir())
	if n := waiting(t, h); n == 0 {
		t.Fatal("nothing waits after an import")
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { h.settle(ctx); close(ended) }()
	settled := func() {
		t.Helper()
		for began := time.Now(); waiting(t, h) > 0; time.Sleep(time.Millisecond) {
			if time.Since(began) > time.Minute {
				t.Fatal("it is not settled")
			}
		}
	}
	settled()
	_, err := h.Editing.Create(t.Context(), editing.CreatePost{
		Actor: access.System("cli"), Whole: editing.Whole{Source: "en"},
		Translations: map[locale.Tag]editing.Translating{"en": {Text: content.Text{Title: "One", Body: "<p>x"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	settled()
	stop()
	<-ended
	if err := h.Settling.Check(t.Context(), func(code, subject string) { t.Errorf("%s %s", code, subject) }); err != nil {
		t.Fatal(err)
	}
}

// TestListsAreReadWithoutRoom: work and coverage are reads, and say what waits where it
// cannot be settled.
func TestListsAreReadWithoutRoom(t *testing.T) {
	h := furnished(t, t.TempDir())
	_, err := h.Editing.Create(t.Context(), editing.CreatePost{
		Actor: access.System("cli"), Whole: editing.Whole{Source: "en"},
		Translations: map[locale.Tag]editing.Translating{"en": {Text: content.Text{Title: "One", Body: "<p>x"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []fault.Kind{fault.Full, fault.Unavailable} {
		h.Settling.Write = func(context.Context, func(settling.Tx) error) error { return fault.New(kind, "store.full") }
		list, err := h.Reviewing.Work(t.Context(), reviewing.List{Actor: access.System("cli")})
		if err != nil || list.Pending == 0 {
			t.Errorf("%v: %d pending, %v", kind, list.Pending, err)
		}
		if _, err := h.Reviewing.Coverage(t.Context(), reviewing.Coverage{Actor: access.System("cli")}); err != nil {
			t.Errorf("%v: %v", kind, err)
		}
	}
	h.Settling.Write = func(context.Context, func(settling.Tx) error) error { return errors.New("broken") }
	if _, err := h.Reviewing.Work(t.Context(), reviewing.List{Actor: access.System("cli")}); err == nil {
		t.Error("what is broken is not told")
	}
}

// waiting returns how many posts wait to be settled.
func waiting(t *testing.T, h *House) (n int) {
	t.Helper()
	err := h.Store.Read(t.Context(), func(s *store.Snapshot) (err error) {
		n, err = s.Waiting(t.Context())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
