package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// maxAnswer is how much of an answer is read, in bytes: a page of twenty whole
// posts is far below it.
const maxAnswer = 64 << 20

// The pause before a request is sent again: it doubles from the first to the last.
const (
	firstPause = 200 * time.Millisecond
	lastPause  = 30 * time.Second
)

var errTooLong = fmt.Errorf("the answer is over %d bytes", maxAnswer)

// An asker sends the requests of the generated client, all of which only read:
// again, while a server or what stands before it is busy, and with the entity
// tag of what it keeps.
type asker struct {
	http    *http.Client
	kept    *keeper       // nil: nothing is kept
	tries   int           // how often a request is sent, at most
	longest time.Duration // what is waited for between two tries, at most
}

// Do returns the answer with its whole body in memory.
func (a *asker) Do(r *http.Request) (*http.Response, error) {
	known := a.kept.find(r)
	if known != nil {
		r.Header.Set("If-None-Match", known.etag)
	}
	for try := 1; ; try++ {
		answer, err := a.once(r)
		pause, again := a.pause(r.Context(), try, answer, err)
		if !again && err != nil {
			return nil, err
		}
		if !again {
			return a.kept.settle(r, known, answer), nil
		}
		if err := sleep(r.Context(), pause); err != nil {
			return nil, err
		}
	}
}

// once sends the request and reads the body of the answer, so that a line that
// breaks in the middle of it counts as no answer.
func (a *asker) once(r *http.Request) (*http.Response, error) {
	answer, err := a.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	if len(body) > maxAnswer {
		return nil, errTooLong
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, nil
}

// pause returns how long to wait before the request is sent again, if it should
// be: the server's own word wins, if that is not too long.
func (a *asker) pause(ctx context.Context, try int, answer *http.Response, err error) (time.Duration, bool) {
	if try >= a.tries || ctx.Err() != nil || !mayPass(answer, err) {
		return 0, false
	}
	pause := backOff(try)
	if answer != nil {
		pause = max(pause, retryAfter(answer.Header, time.Now()))
	}
	if end, ok := ctx.Deadline(); ok && time.Until(end) < pause {
		return 0, false // there would be nobody to tell
	}
	return pause, pause <= a.longest
}

// mayPass reports whether the same request may be answered a moment later.
func mayPass(answer *http.Response, err error) bool {
	if err != nil {
		_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
		return !untrusted && !errors.Is(err, errTooLong)
	}
	return busy(answer.StatusCode)
}

// busy reports whether a status says that nobody had the time to answer.
func busy(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// backOff is the pause after so many tries: twice as long each time, and by
// chance up to half of it shorter, so that many clients do not come back at once.
func backOff(tries int) time.Duration {
	pause := lastPause
	if tries < 8 {
		pause = min(firstPause<<(tries-1), lastPause)
	}
	return pause - rand.N(pause/2)
}

// retryAfter returns how long the server asks to be left alone (RFC 9110
// §10.2.3), in seconds or until a date; 0 if it does not say.
func retryAfter(h http.Header, now time.Time) time.Duration {
	const most = 24 * 60 * 60 // more seconds than anybody waits
	value := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(seconds, 0), most)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// sleep returns after the pause, or with an error when ctx ends.
func sleep(ctx context.Context, pause time.Duration) error {
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
