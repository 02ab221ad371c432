package settling_test

import (
	"context"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/settling"
)

// What is there in part alone, like a post of which a revision is lost, is set aside as
// well, and does not come first for ever.
func TestSettleWhatIsLost(t *testing.T) {
	h := open(t)
	good := h.post(map[locale.Tag]content.Text{"en": text("One", "<p>x")})
	bad := h.post(map[locale.Tag]content.Text{"en": text("Two", "<p>x")})
	read := h.Read
	h.Read = func(ctx context.Context, fn func(settling.Snapshot) error) error {
		return read(ctx, func(r settling.Snapshot) error { return fn(&lossy{r, bad.ID}) })
	}
	if n, err := h.Settle(t.Context(), false, 10); n != 1 || !fault.Is(err, fault.NotFound) {
		t.Errorf("settled %d, %v, want one, and an error", n, err)
	}
	h.shows(good.ID, "fr head missing: 0 of 1, current 0 stale 0 missing 2")
	h.settle(0)
}

// A lossy snapshot has no revisions of a post.
type lossy struct {
	settling.Snapshot
	bad content.PostID
}

func (l *lossy) Revision(ctx context.Context, id content.PostID, tag locale.Tag, n int) (*content.Revision, error) {
	if id == l.bad {
		return nil, fault.New(fault.NotFound, "revision.not_found")
	}
	return l.Snapshot.Revision(ctx, id, tag, n)
}

// Long posts do not share a transaction that many short ones would: who writes
// meanwhile does not wait for all of them.
func TestSettleInPortions(t *testing.T) {
	h := open(t)
	long := strings.Repeat("<p>x</p>", 150)
	for range 3 {
		h.post(map[locale.Tag]content.Text{"en": text("Long", long)})
	}
	for range 3 {
		h.post(map[locale.Tag]content.Text{"en": text("Short", "<p>x")})
	}
	writes := 0
	write := h.Write
	h.Write = func(ctx context.Context, fn func(settling.Tx) error) error {
		writes++
		return write(ctx, fn)
	}
	h.settle(6)
	if writes != 4 {
		t.Errorf("%d transactions, want one for each of the long posts, and one", writes)
	}
}
