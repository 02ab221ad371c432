package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"time"
)

const (
	writers = 8
	share   = 0.3 // of what the server can do, that readers ask for
)

// editors measures what readers wait while editors save and publish.
func editors(ctx context.Context, l *lab) (err error) {
	data, err := l.data(ctx, l.few())
	if err != nil {
		return err
	}
	token, err := l.token(ctx, data)
	if err != nil {
		return err
	}
	ours, err := l.serve(ctx, data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ours.stop()) }()
	var requests [][]byte
	for i := 2; i < 900; i++ {
		if i%10 != 0 {
			requests = append(requests, get(fmt.Sprintf("/content/v1/posts/by-slug/post-%d?locale=fr", i), ""), get(oneList, ""))
		}
	}
	d := &driver{addr: ours.addr, requests: requests, status: http.StatusOK, conns: l.connections}
	began := time.Now()
	if _, err := d.drive(ctx, l.requests, false); err != nil {
		return err
	}
	rate := share * float64(l.requests) / time.Since(began).Seconds()
	alone, err := d.pace(ctx, rate, l.lasting)
	if err != nil {
		return err
	}
	busy, stop := context.WithCancel(ctx)
	desk := &desk{base: "http://" + ours.addr + "/manage/v1/posts/", token: token, pause: l.pause}
	done := make(chan error, 1)
	go func() { done <- desk.work(busy) }()
	beside, err := d.pace(ctx, rate, l.lasting)
	stop()
	if err := errors.Join(err, <-done); err != nil {
		return err
	}
	l.head(fmt.Sprintf("Reading %.0f times a second (%.0f %% of what the server can do), %d posts", rate, share*100, l.few()),
		"", "p50, ms", "p99, ms")
	a, b := latency(alone), latency(beside)
	l.row("alone", milliseconds(a, 0.5), milliseconds(a, 0.99))
	l.row(fmt.Sprintf("beside %d editors, %.0f publications a second", writers, float64(desk.published)/l.lasting.Seconds()),
		milliseconds(b, 0.5), milliseconds(b, 0.99))
	l.row("ratio", fmt.Sprintf("%.2f", b.median()/a.median()), fmt.Sprintf("%.2f", quantile(b, 0.99)/quantile(a, 0.99)))
	return nil
}

// token makes a token that may do everything.
func (l *lab) token(ctx context.Context, data string) (string, error) {
	out, err := exec.CommandContext(ctx, l.binary, "token", "create", "--role", "admin", "--data", data).Output()
	if err != nil {
		return "", fmt.Errorf("make a token: %w", err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1], nil
}

// A desk is where editors save and publish.
type desk struct {
	base, token string
	pause       time.Duration // of each editor, after a publication
	mu          sync.Mutex
	published   int
}

// work lets each editor save and publish posts of their own until ctx ends.
func (d *desk) work(ctx context.Context) error {
	var wg sync.WaitGroup
	errs := make([]error, writers)
	for i := range writers {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				if err := d.publish(ctx, 12+10*(i+writers*(n%8)), n); err != nil && ctx.Err() == nil {
					errs[i] = err
					return
				}
				select {
				case <-ctx.Done():
				case <-time.After(d.pause):
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// publish saves another title of a post, and makes it live.
func (d *desk) publish(ctx context.Context, post, n int) error {
	at := d.base + fmt.Sprintf("01970000-0001-7000-8000-%012x", post)
	var saved struct {
		ETag string
		Head int
	}
	if err := d.ask(ctx, call{http.MethodGet, at + "/translations/fr", "", nil}, &saved); err != nil {
		return err
	}
	title := map[string]any{"title": fmt.Sprintf("Titre %d", n)}
	if err := d.ask(ctx, call{http.MethodPatch, at + "/translations/fr", saved.ETag, title}, &saved); err != nil {
		return err
	}
	live := map[string]any{"translations": map[string]int{"fr": saved.Head}}
	if err := d.ask(ctx, call{http.MethodPost, at + "/publication", "", live}, nil); err != nil {
		return err
	}
	d.mu.Lock()
	d.published++
	d.mu.Unlock()
	return nil
}

// A call is a request of the management interface.
type call struct {
	method, url string
	match       string // the version that it changes; empty: none
	body        any
}

// ask sends a call and reads its answer.
func (d *desk) ask(ctx context.Context, c call, into any) error {
	doc, err := json.Marshal(c.body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, c.method, c.url, bytes.NewReader(doc))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+d.token)
	r.Header.Set("Content-Type", "application/json")
	if c.match != "" {
		r.Header.Set("If-Match", c.match)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	var got bytes.Buffer
	_, err = got.ReadFrom(a.Body)
	if err := errors.Join(err, a.Body.Close()); err != nil {
		return err
	}
	if a.StatusCode >= 300 {
		return fmt.Errorf("%s %s: status %d: %s", c.method, c.url, a.StatusCode, got.Bytes())
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(got.Bytes(), into)
}
