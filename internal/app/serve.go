package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/diptych-cms/diptych/internal/httpapi"
	"github.com/diptych-cms/diptych/internal/store"
)

// The time-outs of the server. A slow upload of the largest file that is taken
// fits into transfer at 2 Mbit/s.
const (
	headers  = 10 * time.Second // to read the head of a request
	transfer = 5 * time.Minute  // to read a request, and to write its answer
	idle     = 2 * time.Minute  // of a connection between requests
	maxHead  = 64 << 10         // bytes of the head of a request
)

// Serving says how a house is served.
type Serving struct {
	Listener       net.Listener
	TrustedProxies []netip.Prefix // whose word about the client's address is logged
	Grace          time.Duration  // how long running requests may take when it stops
}

// Serve answers on the listener until ctx ends. Then it takes no new
// connection, lets running requests finish for the time of grace, and returns
// nil if all did.
func (h *House) Serve(ctx context.Context, s Serving) error {
	api, err := h.api(s) //nolint:contextcheck // each request brings a context of its own
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           api,
		ReadHeaderTimeout: headers,
		ReadTimeout:       transfer,
		WriteTimeout:      transfer,
		IdleTimeout:       idle,
		MaxHeaderBytes:    maxHead,
		ErrorLog:          slog.NewLogLogger(h.Log.Handler(), slog.LevelWarn),
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		if err := server.Serve(s.Listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		return shutDown(ctx, server, s.Grace)
	})
	g.Go(func() error {
		h.rerender(ctx)
		return nil
	})
	g.Go(func() error {
		h.upkeep(ctx)
		return nil
	})
	return g.Wait()
}

// api returns the handler of everything that is served.
func (h *House) api(s Serving) (http.Handler, error) {
	return httpapi.New(httpapi.Config{
		Reading:    h.Reading,
		Editing:    h.Editing,
		Previewing: h.Previewing,
		Publishing: h.Publishing,
		Uploading:  h.Uploading,
		Keys:       h.Accounts,
		Words:      h.Catalog,
		Site:       h.live.Site,
		Ready:      h.ready,
		Log:        h.Log,
		Now:        h.Store.Now,

		TrustedProxies: s.TrustedProxies,
	})
}

// ready reads a row that every database has.
func (h *House) ready(ctx context.Context) error {
	_, err := h.live.Site(ctx)
	return err
}

// shutDown stops a server: in peace if its requests end in time, else by force.
func shutDown(ctx context.Context, server *http.Server, grace time.Duration) error {
	// That ctx has ended is what asks for this; it must not end it too.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("stop after %s: %w", grace, err), server.Close())
	}
	return nil
}

// Empty reports whether there is no post yet, not even in the trash.
func (h *House) Empty(ctx context.Context) (bool, error) {
	var populated bool
	err := h.Store.Read(ctx, func(s *store.Snapshot) (err error) {
		populated, err = s.Populated(ctx)
		return err
	})
	return !populated, err
}
