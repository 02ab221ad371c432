package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"
)

const (
	openers  = 64                     // goroutines that connect at a time
	strays   = 200                    // clients that come along meanwhile
	strolls  = 40 * time.Millisecond  // between two of them
	spare    = 200                    // files that a process has open besides
	quarrel  = 30 * time.Second       // after which a connection counts as never cut off
	recovery = 10 * time.Second       // in which the server is to close what its clients left
	listens  = 500 * time.Millisecond // to hear that a connection was closed
)

// connecting measures a server that many are connected to: those who were answered once and
// ask no more, and those who send half of a request and wait.
func connecting(ctx context.Context, l *lab) error {
	if files, known := openFiles(); known && files < uint64(l.clients+spare) {
		return fmt.Errorf("%d connections want %d open files in this process, and as many in the server's; a process may have %d: raise that (ulimit -n), or ask for fewer (-clients)",
			l.clients, l.clients+spare, files)
	}
	data, err := l.data(ctx, l.few())
	if err != nil {
		return err
	}
	l.head(fmt.Sprintf("%d connections, %d posts", l.clients, l.few()), "Who", "Closed by the server", "after (p50, longest)", "Left open",
		"Memory before, MiB (of it not files)", "with them", "kB for each", "Another client, ms (p50, p99, longest)", "Open files before, with them, after", "Memory after, MiB")
	for _, c := range []struct {
		name string
		act  func(context.Context, *gathering) error
	}{{"answered once, then idle", idling}, {"half of a request", halving}} {
		if err := l.gather(ctx, data, c.name, c.act); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// A gathering is many connections to one server.
type gathering struct {
	*server
	conns []net.Conn
	began []time.Time     // of each
	cut   []time.Duration // of each, how long it was open if the server closed it; 0: it did not
	timed bool            // it was listened to from the beginning
	held  held            // with all of them
	files int             // with all of them
	meant []time.Duration // how long the others waited
}

// gather starts a server and lets many connect, twice: all that the first took was given
// back if the second takes no more. Go itself keeps what it has had from the system for a while.
func (l *lab) gather(ctx context.Context, data, name string, act func(context.Context, *gathering) error) (err error) {
	s, err := l.serve(ctx, data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	// What answers take at all is not counted for connections.
	if _, err := (&driver{addr: s.addr, requests: [][]byte{get(oneEntry, "")}, status: http.StatusOK, conns: l.connections}).drive(ctx, l.clients, false); err != nil {
		return err
	}
	time.Sleep(settled)
	base, _, err := s.holding()
	for _, name := range []string{name, "the same again"} {
		if err == nil {
			err = l.once(ctx, s, gathered{name, base.own, act})
		}
	}
	return err
}

// A gathered is a row of the table.
type gathered struct {
	name string
	base float64 // MiB that the server held when nobody had come yet
	act  func(context.Context, *gathering) error
}

// once lets many connect to a server and leave it, and prints what came of it.
func (l *lab) once(ctx context.Context, s *server, row gathered) error {
	before, files, err := s.holding()
	if err != nil {
		return err
	}
	g := &gathering{server: s, conns: make([]net.Conn, l.clients), began: make([]time.Time, l.clients), cut: make([]time.Duration, l.clients)}
	err = row.act(ctx, g)
	g.leave()
	if err != nil {
		return err
	}
	after, left, err := s.recovers(ctx, files)
	if err != nil {
		return err
	}
	cut, waited, when := g.closed(), latency(g.meant), "its answer"
	if g.timed {
		when = fmt.Sprintf("%.1f, %.1f s", quantile(cut, 0.5)/1e6, quantile(cut, 1)/1e6)
	}
	l.row(row.name, fmt.Sprint(len(cut)), when, fmt.Sprint(l.clients-len(cut)),
		before.String(), g.held.String(), fmt.Sprintf("%.1f", (g.held.own-row.base)*1024/float64(max(1, g.files-files))),
		milliseconds(waited, 0.5)+", "+milliseconds(waited, 0.99)+", "+milliseconds(waited, 1),
		fmt.Sprintf("%d, %d, %d", files, g.files, left), after.String())
	return nil
}

// idling lets each ask once and read the answer.
func idling(ctx context.Context, g *gathering) error {
	request := get(oneEntry, "")
	err := g.open(ctx, func(conn net.Conn, r *bufio.Reader) error {
		if _, err := conn.Write(request); err != nil {
			return err
		}
		status, err := skip(r)
		if err == nil && status != http.StatusOK {
			err = fmt.Errorf("status %d", status)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := g.listen(time.Now().Add(listens)); err != nil {
		return err
	}
	if err := g.weigh(); err != nil {
		return err
	}
	return g.stroll(ctx)
}

// halving lets each send the beginning of a request, and waits until all were cut off.
func halving(ctx context.Context, g *gathering) error {
	half := []byte("GET " + oneEntry + " HTTP/1.1\r\nHost: be")
	err := g.open(ctx, func(conn net.Conn, _ *bufio.Reader) error {
		_, err := conn.Write(half)
		return err
	})
	if err != nil {
		return err
	}
	g.timed = true
	heard := make(chan error, 1)
	go func() { heard <- g.listen(time.Now().Add(quarrel)) }()
	err = errors.Join(g.weigh(), g.stroll(ctx))
	return errors.Join(err, <-heard)
}

// open makes all connections and lets each begin.
func (g *gathering) open(ctx context.Context, begin func(net.Conn, *bufio.Reader) error) error {
	errs := make([]error, openers)
	var wg sync.WaitGroup
	for o := range openers {
		wg.Go(func() {
			var dialer net.Dialer
			r := bufio.NewReader(nil)
			for i := o; i < len(g.conns); i += openers {
				conn, err := dialer.DialContext(ctx, "tcp", g.addr)
				if err == nil {
					g.conns[i], g.began[i] = conn, time.Now()
					r.Reset(conn)
					err = begin(conn, r)
				}
				if err != nil {
					errs[o] = fmt.Errorf("connection %d: %w", i+1, err)
					return
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// listen waits until then for the server to close connections. It may not answer any.
func (g *gathering) listen(until time.Time) error {
	errs := make([]error, len(g.conns))
	var wg sync.WaitGroup
	for i, conn := range g.conns {
		wg.Go(func() {
			if err := conn.SetReadDeadline(until); err != nil {
				errs[i] = err
				return
			}
			n, err := conn.Read(make([]byte, 1))
			switch {
			case n > 0:
				errs[i] = errors.New("an answer that nobody asked for")
			case !errors.Is(err, os.ErrDeadlineExceeded):
				g.cut[i] = time.Since(g.began[i])
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// weigh reads what the server holds now.
func (g *gathering) weigh() (err error) {
	time.Sleep(time.Second)
	g.held, g.files, err = g.holding()
	return err
}

// stroll lets other clients come along, one after the other, each with a connection of its own.
func (g *gathering) stroll(ctx context.Context) error {
	d := &driver{addr: g.addr, requests: [][]byte{get(oneEntry, "")}, status: http.StatusOK, conns: 1}
	for range strays {
		began := time.Now()
		if _, err := d.drive(ctx, 1, false); err != nil {
			return fmt.Errorf("another client: %w", err)
		}
		g.meant = append(g.meant, time.Since(began))
		time.Sleep(strolls)
	}
	return nil
}

// leave closes all connections.
func (g *gathering) leave() {
	for _, conn := range g.conns {
		if conn != nil {
			_ = conn.Close() // the server may have closed it before
		}
	}
}

// closed returns how long those were open that the server closed.
func (g *gathering) closed() sample {
	return latency(slices.DeleteFunc(slices.Clone(g.cut), func(d time.Duration) bool { return d == 0 }))
}

// recovers waits until the server has closed what was left, and returns what it holds then.
// The few files that a pool of the database has opened meanwhile are its own.
func (s *server) recovers(ctx context.Context, files int) (now held, left int, err error) {
	for began := time.Now(); ctx.Err() == nil; {
		time.Sleep(time.Second)
		if now, left, err = s.holding(); err != nil || left <= files || time.Since(began) > recovery {
			return now, left, err
		}
	}
	return now, left, ctx.Err()
}

// holding returns the memory of the process, and how many files it has open.
func (s *server) holding() (held, int, error) {
	h, err := s.resident()
	if err != nil {
		return held{}, 0, err
	}
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.cmd.Process.Pid))
	return h, len(entries), err
}

// String writes the memory, and what of it is not the program's file.
func (h held) String() string { return fmt.Sprintf("%.1f (%.1f)", h.all, h.own) }
