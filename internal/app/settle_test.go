package app

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/event"
)

// A lateListener refuses somebody when the server stops, as the last requests may.
type lateListener struct {
	net.Listener
	refuse func()
}

func (l lateListener) Close() error {
	l.refuse()
	return l.Listener.Close()
}

// TestServeWritesDownWhatTheLastRequestsLeft stops a server whose last request is
// refused.
func TestServeWritesDownWhatTheLastRequestsLeft(t *testing.T) {
	h := house(t, t.TempDir())
	owner := access.System("cli")
	refuse := func() {
		time.Sleep(10 * time.Millisecond) // longer than it takes to see that the server stops
		h.Accounts.Refused(owner, event.Record{Operation: "publishPost", Detail: []byte("{}")})
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := h.Serve(ctx, Serving{Listener: lateListener{local(t), refuse}, Grace: time.Second}); err != nil {
		t.Fatal(err)
	}
	page, err := h.Accounts.Audit(t.Context(), accounts.Audit{Actor: owner, Query: event.Query{Outcome: event.Refused}})
	if err != nil || len(page.Items) == 0 || page.Items[0].Operation != "publishPost" {
		t.Errorf("the audit tells %+v, %v", page.Items, err)
	}
}
