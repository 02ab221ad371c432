package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/httpapi"
	"github.com/diptych-cms/diptych/internal/metrics"
	"github.com/diptych-cms/diptych/internal/store"
)

// The time-outs of the server. A slow upload of the largest file that is taken
// fits into transfer at 2 Mbit/s.
const (
	headers  = 10 * time.Second // to read the head of a request
	transfer = 5 * time.Minute  // to read a request
	making   = 30 * time.Second // to make an answer
	writing  = 45 * time.Second // to make and write it, so that whoever waited in vain is told; some take their time: package httpapi says which
	idle     = 2 * time.Minute  // of a connection between requests
	closing  = 10 * time.Second // to write, at the end, what requests left to be written
	maxHead  = 64 << 10         // bytes of the head of a request
)

// besides is how many bytes the server may take beside its cache before garbage is
// collected sooner: left to itself, Go lets it grow until there is as much of it as of
// what is kept. With SQLite's pages and those of the program, which are not Go's, the whole
// stays within the cache and 100 MiB.
const besides = 40 << 20

// Serving says how a house is served.
type Serving struct {
	Listener       net.Listener
	BaseURL        string         // where people reach it, without final slash
	TrustedProxies []netip.Prefix // whose word about the client's address counts
	Grace          time.Duration  // how long running requests may take when it stops
	Cache          int64          // bytes of public answers that are kept in memory
	SharedMaxAge   time.Duration  // how long caches beside it show public answers without asking
	PublicRate     int            // public requests a second and address; 0: any number
	PurgeURL       string         // of a cache that is told what to forget; empty: none is
	PurgeSecret    string         // that it is told with
	Metrics        net.Listener   // where operators read metrics; nil: nowhere
	Version        string         // of the program, for the metrics
}

// Serve answers on the listener until ctx ends. Then it takes no new
// connection, lets running requests finish for the time of grace, writes down what
// they left to be written, and returns nil if all did.
func (h *House) Serve(ctx context.Context, s Serving) error {
	counts := metrics.New(s.Version, h.Publishing.Waiting, h.undelivered)
	api, err := h.api(ctx, s, counts)
	if err != nil {
		return err
	}
	budget(s.Cache)
	g, ctx := errgroup.WithContext(event.WithOrigin(ctx, event.Origin{})) // what the server does by itself is no command
	h.answer(ctx, g, api, s.Listener, s.Grace)
	if s.Metrics != nil {
		h.answer(ctx, g, counts.Handler(), s.Metrics, s.Grace)
	}
	fired := func(one *content.Schedule) { counts.Fired(string(one.State), one.Late()) }
	for _, work := range []func(context.Context){h.Store.Watch, h.rerender, h.settle, h.checkLinks, h.lookAround, h.upkeep, h.Accounts.KeepSettled, h.newTrigger(fired).run, h.relay(s, counts), h.giveBack} {
		g.Go(func() error {
			work(ctx)
			return nil
		})
	}
	err = g.Wait()
	// That ctx has ended must not end this too.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	return errors.Join(err, h.Accounts.Settle(ctx))
}

// garbage is how much may lie about, in percent of what is held, before it is collected. A
// server holds little but answers: at Go's own 100 it would collect every few hundred reads
// that come from the database, and each of them cost a fifth more. Where the cache is full,
// the limit of memory has it collected sooner.
const garbage = 300

// budget sets what memory is used for, where the environment does not.
func budget(cache int64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(cache + besides)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
}

// started is how long after it begins to serve a server takes its start to be over: the
// first answers are made by then.
const started = 2 * time.Second

// giveBack gives back, once, what was needed to start and is not to serve: memory, which a
// server that nobody asks anything would keep for minutes, and pages of the program.
func (h *House) giveBack(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(started):
	}
	debug.FreeOSMemory()
	if err := leaveProgram(); err != nil {
		h.Log.DebugContext(ctx, "pages of the program stay mapped", "error", err)
	}
}

// answer runs a server on the listener until ctx ends.
func (h *House) answer(ctx context.Context, g *errgroup.Group, handler http.Handler, l net.Listener, grace time.Duration) {
	kept := &keeping{most: mostKept}
	server := &http.Server{
		Handler:           handler,
		ConnState:         kept.state,
		ReadHeaderTimeout: headers,
		ReadTimeout:       transfer,
		WriteTimeout:      writing,
		IdleTimeout:       idle,
		MaxHeaderBytes:    maxHead,
		ErrorLog:          slog.NewLogLogger(h.Log.Handler(), slog.LevelWarn),
	}
	g.Go(func() error {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		return shutDown(ctx, server, grace)
	})
}

// api returns the handler of everything that is served.
func (h *House) api(ctx context.Context, s Serving, counts *metrics.Metrics) (http.Handler, error) {
	c := httpapi.Config{
		Reading:      h.Reading,
		Editing:      h.Editing,
		Exchanging:   h.Exchanging,
		Linking:      h.Linking,
		Previewing:   h.Previewing,
		Proofreading: h.Proofreading,
		Publishing:   h.Publishing,
		Remembering:  h.Remembering,
		Reviewing:    h.Reviewing,
		Translating:  h.Translating,
		Uploading:    h.Uploading,
		Accounts:     h.Accounts,
		Keys:         h.Accounts,
		Words:        h.Catalog,
		Site:         h.live.Site,
		Ready:        h.ready,
		Log:          h.Log,
		Now:          h.Store.Now,
		Serving:      ctx,
		Limits:       httpapi.Limits{Request: making},

		Generations:  h.Store,
		Cache:        s.Cache,
		SharedMaxAge: s.SharedMaxAge,
		PublicRate:   s.PublicRate,

		BaseURL:        s.BaseURL,
		TrustedProxies: s.TrustedProxies,
	}
	if s.Metrics != nil {
		c.Answered, c.Cached = counts.Answered, counts.Cached
	}
	return httpapi.New(c) //nolint:contextcheck // each request brings a context of its own
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
