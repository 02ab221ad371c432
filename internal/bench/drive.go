package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A driver asks a server over connections that stay open, each by its own goroutine. It
// does as little as a client can: what it takes of the processor, the server lacks.
type driver struct {
	addr     string
	requests [][]byte // asked in turn
	status   int      // that every answer has to have
	conns    int
}

// get writes a request. A match is an entity tag that the client has.
func get(path, match string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: bench\r\nUser-Agent: bench\r\n", path)
	if match != "" {
		fmt.Fprintf(&b, "If-None-Match: %s\r\n", match)
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

// drive sends so many requests, and returns how long each took if it is told to keep that.
func (d *driver) drive(ctx context.Context, total int, keep bool) ([]time.Duration, error) {
	var wg sync.WaitGroup
	took := make([][]time.Duration, d.conns)
	errs := make([]error, d.conns)
	for i := range d.conns {
		wg.Go(func() {
			errs[i] = d.use(ctx, func(ask func([]byte) error) error {
				for n := i; n < total; n += d.conns {
					began := time.Now()
					if err := ask(d.requests[n%len(d.requests)]); err != nil {
						return err
					}
					if keep {
						took[i] = append(took[i], time.Since(began))
					}
				}
				return nil
			})
		})
	}
	wg.Wait()
	var all []time.Duration
	for _, t := range took {
		all = append(all, t...)
	}
	return all, errors.Join(errs...)
}

// pace sends requests at a rate for a time, whatever the answers take, and returns how
// long each took from when it was due.
func (d *driver) pace(ctx context.Context, rate float64, lasting time.Duration) ([]time.Duration, error) {
	var wg sync.WaitGroup
	took := make([][]time.Duration, d.conns)
	errs := make([]error, d.conns)
	gap := time.Duration(float64(time.Second) / rate)
	began := time.Now()
	for i := range d.conns {
		wg.Go(func() {
			errs[i] = d.use(ctx, func(ask func([]byte) error) error {
				for n := i; ; n += d.conns {
					due := began.Add(time.Duration(n) * gap)
					if due.Sub(began) > lasting {
						return nil
					}
					time.Sleep(time.Until(due))
					if err := ask(d.requests[n%len(d.requests)]); err != nil {
						return err
					}
					took[i] = append(took[i], time.Since(due))
				}
			})
		})
	}
	wg.Wait()
	var all []time.Duration
	for _, t := range took {
		all = append(all, t...)
	}
	return all, errors.Join(errs...)
}

// use lends fn a connection to ask over.
func (d *driver) use(ctx context.Context, fn func(ask func([]byte) error) error) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", d.addr)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // nothing was written that could be lost
	r := bufio.NewReaderSize(conn, 64<<10)
	return fn(func(request []byte) error {
		if _, err := conn.Write(request); err != nil {
			return err
		}
		status, err := skip(r)
		if err == nil && status != d.status {
			err = fmt.Errorf("status %d to %q", status, request)
		}
		return err
	})
}

// skip reads an answer and returns its status.
func skip(r *bufio.Reader) (status int, err error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < len("HTTP/1.1 200") {
		return 0, fmt.Errorf("answer %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length := -1
	for {
		if line, err = r.ReadSlice('\n'); err != nil {
			return 0, err
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, err
			}
		}
	}
	if status == http.StatusNotModified {
		return status, nil
	}
	if length < 0 {
		return 0, errors.New("an answer without Content-Length")
	}
	_, err = r.Discard(length)
	return status, err
}

// fetch reads one answer whole.
func fetch(ctx context.Context, url string) ([]byte, http.Header, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("Accept-Encoding", "identity")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(a.Body)
	if err := errors.Join(err, a.Body.Close()); err != nil {
		return nil, nil, err
	}
	if a.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("status %d of %s: %s", a.StatusCode, url, body)
	}
	return body, a.Header, nil
}
