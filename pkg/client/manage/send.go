package manage

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxAnswer is how much of an answer is read, in bytes.
const maxAnswer = 64 << 20

const jsonType = "application/json"

// document is the JSON of v, as the body of a request.
func document(v any) io.Reader {
	text, err := json.Marshal(v)
	if err != nil {
		return broken{err}
	}
	return bytes.NewReader(text)
}

// broken is a body that could not be made: the request is not sent.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }
func (b broken) Close() error             { return nil }

// get sends a request that changes nothing.
func (c *Client) get(ctx context.Context, r *http.Request, err error) (*http.Response, error) {
	return c.send(ctx, r, err, c.tries)
}

// change sends a request that changes what exists, if it still has the entity
// tag. It is sent once: a second one could not tell its own trace from another's.
func (c *Client) change(ctx context.Context, etag string, r *http.Request, err error) (*http.Response, error) {
	if err == nil && etag != "" {
		r.Header.Set("If-Match", etag)
	}
	return c.send(ctx, r, err, 1)
}

// post sends a POST under a key, so that it can be sent again and is done once.
func (c *Client) post(ctx context.Context, etag string, r *http.Request, err error) (*http.Response, error) {
	if err != nil {
		return nil, fmt.Errorf("diptych: %w", err)
	}
	key, chosen := ctx.Value(keyKey{}).(string)
	if !chosen {
		key = rand.Text()
	}
	r.Header.Set("Idempotency-Key", key)
	if etag != "" {
		r.Header.Set("If-Match", etag)
	}
	return c.send(ctx, r, nil, c.tries)
}

// send sends the request, up to so many times while no answer comes.
func (c *Client) send(ctx context.Context, r *http.Request, err error, tries int) (*http.Response, error) {
	if err != nil {
		return nil, fmt.Errorf("diptych: %w", err)
	}
	if b, bad := r.Body.(broken); bad {
		return nil, fmt.Errorf("diptych: encode request: %w", b.err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if c.lang != "" {
		r.Header.Set("Accept-Language", c.lang)
	}
	pause := c.pause
	for try := 1; ; try++ {
		answer, err := c.http.Do(r.WithContext(ctx))
		if err == nil {
			return answer, nil
		}
		if try == tries || ctx.Err() != nil || !again(r) {
			return nil, fmt.Errorf("diptych: %w", err)
		}
		if err := wait(ctx, pause); err != nil {
			return nil, err
		}
		pause *= 2
	}
}

// again gives the request its body anew, if that can be done.
func again(r *http.Request) bool {
	if r.Body == nil || r.Body == http.NoBody {
		return true
	}
	if r.GetBody == nil {
		return false
	}
	body, err := r.GetBody()
	r.Body = body
	return err == nil
}

// wait returns after the pause, or with an error when ctx ends.
func wait(ctx context.Context, pause time.Duration) error {
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("diptych: %w", ctx.Err())
	}
}

// answer reads the answer to a request, or the problem that it holds.
func answer[T any](r *http.Response, err error) (T, error) {
	var v T
	body, err := bodyOf(r, err)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(body, &v); err != nil {
		return v, fmt.Errorf("diptych: decode answer: %w", err)
	}
	return v, nil
}

// stream returns the body of an answer that is read as it comes.
func stream(r *http.Response, err error) (io.ReadCloser, error) {
	if err == nil && r.StatusCode != http.StatusOK {
		_, err = bodyOf(r, nil)
	}
	if err != nil {
		return nil, err
	}
	return r.Body, nil
}

// done reads an answer that says nothing but that it is done.
func done(r *http.Response, err error) error {
	_, err = bodyOf(r, err)
	return err
}

func bodyOf(r *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("diptych: read answer: %w", err)
	case len(body) > maxAnswer:
		return nil, fmt.Errorf("diptych: the answer is over %d bytes", maxAnswer)
	case r.StatusCode < 200 || r.StatusCode > 299:
		return nil, problemOf(r.StatusCode, body)
	}
	return body, nil
}

// given returns a pointer to v for a parameter, or nil if it was not given.
func given[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}

func instant(t time.Time) *time.Time { return given(t) }
