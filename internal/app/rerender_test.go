package app

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// TestWorkerRendersWhatOlderProgramsMade serves a database whose entries have an older
// form, as they are after an upgrade: nobody has to ask for it.
func TestWorkerRendersWhatOlderProgramsMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := furnished(t, t.TempDir())
		before := seen(t, h)
		execute(t, h, "UPDATE entries SET format = format - 1, body = '<p>as it was</p>', etag = 'x'", "DELETE FROM anchors", "DELETE FROM entry_links")
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { h.rerender(ctx); close(done) }()
		time.Sleep(3 * lookEvery)
		if seen(t, h) != before {
			t.Error("readers get what the older program made")
		}
		if again, err := h.renderDeferred(ctx); err != nil || again != 0 {
			t.Errorf("%d posts still wait (%v)", again, err)
		}
		if err := h.renewForm(ctx); err != nil {
			t.Error(err)
		}
		if n, err := h.renderDeferred(ctx); err != nil || n != 0 {
			t.Errorf("%d posts are rendered once more (%v)", n, err)
		}
		stop()
		<-done
	})
}

// TestWorkerLetsOthersWrite renders in several turns, and leaves the database to other
// processes between them.
func TestWorkerLetsOthersWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := house(t, t.TempDir())
		if err := crowd.Fill(t.Context(), h.Store, 2*projection.PerTurn+1); err != nil {
			t.Fatal(err)
		}
		if err := h.Store.Write(t.Context(), func(tx *store.Tx) error { return projection.RefreshSettings(t.Context(), tx) }); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		n, err := h.renderDeferred(t.Context())
		if err != nil || n <= projection.PerTurn {
			t.Fatalf("renderDeferred() = %d, %v", n, err)
		}
		if paused := time.Since(began); paused < 2*leastBreath {
			t.Errorf("it paused for %v while it rendered %d posts", paused, n)
		}
	})
}
