// Package client reads a Diptych site from Go: posts in one language or all,
// their alternates, terms, and what a public address leads to. It is made over
// the client that is generated from the contract (package rest), and needs
// nothing but the address of a server.
package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// maxAnswer is how much of an answer is read, in bytes: a page of twenty whole
// posts is far below it.
const maxAnswer = 64 << 20

// A Client asks one server. It may be used by many goroutines.
type Client struct {
	raw     *rest.Client
	lang    string
	preview string // token
}

// An Option changes how a client asks.
type Option func(*settings)

type settings struct {
	http    *http.Client
	lang    string
	preview string
}

// WithHTTPClient makes the client ask through h: its time-outs, its proxy, its
// cache. The default is [http.DefaultClient].
func WithHTTPClient(h *http.Client) Option { return func(s *settings) { s.http = h } }

// WithLanguage sets the Accept-Language header, such as "fr": the language in
// which problems are explained, and which is read where no locale is named.
func WithLanguage(header string) Option { return func(s *settings) { s.lang = header } }

// WithPreview makes the client read drafts instead of what is live, under the
// token of a preview link or one with the scope "preview": a front end shows them
// as it shows posts, and caches nothing. Of a [Query] only Locale, Limit and
// Cursor can be asked for, and there are no terms.
func WithPreview(token string) Option { return func(s *settings) { s.preview = token } }

// New returns a client of the server at baseURL, such as
// "https://cms.example.org": what stands before /content/v1.
func New(baseURL string, options ...Option) (*Client, error) {
	s := settings{http: http.DefaultClient}
	for _, o := range options {
		o(&s)
	}
	u, err := url.Parse(baseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("diptych: %q is not the address of a server", baseURL)
	}
	raw, err := rest.NewClient(baseURL, rest.WithHTTPClient(s.http))
	if err != nil {
		return nil, fmt.Errorf("diptych: %w", err)
	}
	return &Client{raw: raw, lang: s.lang, preview: s.preview}, nil
}

// dress tells a request in which language its problem is to be explained, and
// which of the two faces of the server it is for: they have the same shapes.
func (c *Client) dress(_ context.Context, r *http.Request) error {
	if c.lang != "" {
		r.Header.Set("Accept-Language", c.lang)
	}
	if c.preview != "" {
		r.Header.Set("Authorization", "Bearer "+c.preview)
		r.URL.Path = strings.Replace(r.URL.Path, "/content/v1/", "/preview/v1/", 1)
		r.URL.RawPath = strings.Replace(r.URL.RawPath, "/content/v1/", "/preview/v1/", 1)
	}
	return nil
}

// decode reads the answer to a request, or the problem that it holds.
func decode[T any](r *http.Response, err error) (T, error) {
	var v T
	if err != nil {
		return v, fmt.Errorf("diptych: %w", err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer+1))
	switch {
	case err != nil:
		return v, fmt.Errorf("diptych: read answer: %w", err)
	case len(body) > maxAnswer:
		return v, fmt.Errorf("diptych: the answer is over %d bytes", maxAnswer)
	case r.StatusCode != http.StatusOK:
		return v, problemOf(r.StatusCode, body)
	}
	if err := json.Unmarshal(body, &v); err != nil {
		return v, fmt.Errorf("diptych: decode answer: %w", err)
	}
	return v, nil
}

// given returns a pointer to v for a parameter, or nil if it was not given.
func given[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}
