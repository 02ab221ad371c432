package outbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// A Stream is an answer whose body is read as it comes.
type Stream struct {
	Status int
	Header http.Header
	URL    *url.URL      // whose answer it is, after redirects
	Length int64         // of the body, as the answer says; -1: not known
	Body   io.ReadCloser // ends with a *[SizeError] after the most that was asked for; close it
}

// Open is [Client.Do] of an answer that may be larger than memory should hold: the
// client's own bound of size does not count, most does. The time for all of it, the
// reading included, is the client's.
func (c *Client) Open(r *http.Request, most int64) (*Stream, error) {
	if r.URL.Scheme != "http" && r.URL.Scheme != "https" {
		return nil, fmt.Errorf("call %s: only http and https are called", r.URL.Redacted())
	}
	ctx, cancel := context.WithTimeout(r.Context(), c.timeout)
	got, err := c.http.Do(r.WithContext(ctx)) //nolint:bodyclose // whoever reads it closes it
	if err != nil {
		cancel()
		return nil, err
	}
	return &Stream{
		Status: got.StatusCode, Header: got.Header, URL: got.Request.URL, Length: got.ContentLength,
		Body: &body{from: got.Body, host: r.URL.Host, most: most, done: cancel},
	}, nil
}

// A body is what comes, up to a bound.
type body struct {
	from io.ReadCloser
	host string
	read int64
	most int64
	done context.CancelFunc
}

// Read implements [io.Reader].
func (b *body) Read(p []byte) (int, error) {
	if b.read > b.most {
		return 0, &SizeError{Most: b.most}
	}
	if left := b.most - b.read + 1; int64(len(p)) > left {
		p = p[:left]
	}
	n, err := b.from.Read(p)
	if b.read += int64(n); b.read > b.most {
		return n - int(b.read-b.most), &SizeError{Most: b.most}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("read the answer of %s: %w", b.host, err)
	}
	return n, err
}

// Close implements [io.Closer]: it lets go of the connection.
func (b *body) Close() error {
	defer b.done()
	return b.from.Close()
}
