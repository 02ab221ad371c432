// Package manage writes a Diptych site from Go: posts and their translations,
// revisions, publication now and later, releases, previews, terms, files, the
// trash and people. Its sister, package client, reads what is live.
//
// Every write to something that exists names the entity tag that its caller has
// seen, so no text is ever lost: [Update] reads, changes and writes until nobody
// came in between. A POST carries an idempotency key of its own, so it is sent
// again when the connection breaks, and done once.
package manage

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A Client writes to one server under one token. It may be used by many
// goroutines.
type Client struct {
	server string
	token  string
	lang   string
	http   *http.Client
	tries  int
	pause  time.Duration
}

// An Option changes how a client asks.
type Option func(*Client)

// WithHTTPClient makes the client ask through h: its time-outs, its proxy. The
// default is [http.DefaultClient].
func WithHTTPClient(h *http.Client) Option { return func(c *Client) { c.http = h } }

// WithLanguage sets the Accept-Language header, such as "fr": the language in
// which problems, blockers and warnings are explained.
func WithLanguage(header string) Option { return func(c *Client) { c.lang = header } }

// WithTries sets how often a request is sent at most while no answer comes, and
// how long the first pause between two is; each later one is twice as long. The
// default is three times, with a pause of 200 ms.
func WithTries(n int, pause time.Duration) Option {
	return func(c *Client) { c.tries, c.pause = max(n, 1), pause }
}

// New returns a client of the server at baseURL, such as
// "https://cms.example.org": what stands before /manage/v1. The token is one of
// "diptych token create", or of [Client.CreateToken].
func New(baseURL, token string, options ...Option) (*Client, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("diptych: %q is not the address of a server", baseURL)
	}
	c := &Client{
		server: strings.TrimSuffix(baseURL, "/") + "/", token: token,
		http: http.DefaultClient, tries: 3, pause: 200 * time.Millisecond,
	}
	for _, o := range options {
		o(c)
	}
	return c, nil
}

type keyKey struct{}

// WithKey returns a context under which the next POST carries this idempotency
// key instead of a random one: for a program that remembers the key, so that it
// can ask again after a crash of its own. A key stands for one request.
func WithKey(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, keyKey{}, key)
}
