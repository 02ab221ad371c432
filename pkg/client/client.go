// Package client reads a Diptych site from Go: posts in one language or all,
// their alternates, terms, search, what a public address leads to, and what
// changes. It is made over the client that is generated from the contract
// (package rest), and needs nothing but the address of a server.
//
// Answers are kept in memory and asked for again by their entity tags, so that a
// page that did not change costs the server next to nothing ([WithCache]); and a
// request that found the server busy is sent again ([WithRetries]). A failure is a
// [Problem], with a stable code for programs and words for people.
package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Client asks one server. It may be used by many goroutines.
type Client struct {
	raw     *rest.Client
	feed    *rest.Client // of changes: none of them comes twice, so none is kept
	lang    string
	preview string // token
}

// An Option changes how a client asks.
type Option func(*settings)

type settings struct {
	asker
	cache   int
	lang    string
	preview string
}

// WithHTTPClient makes the client ask through h: its time-outs, its proxy. The
// default is [http.DefaultClient], which has no time-out: bound requests by their
// contexts. A time-out of h must be longer than [Feed].Wait.
func WithHTTPClient(h *http.Client) Option { return func(s *settings) { s.http = h } }

// WithCache sets how many bytes of answers are kept, 8 MiB by default; 0 keeps
// none. What is kept is never shown without asking the server whether it is
// still right, so nothing old is ever seen.
func WithCache(bytes int) Option { return func(s *settings) { s.cache = bytes } }

// WithRetries sets how often a request is sent, at most, when no answer comes or
// the server is busy (429, 502, 503, 504), and the longest pause between two
// tries; 3 and 10 seconds by default. 1 sends each once. The pause is what the
// server asks for in Retry-After, or grows by itself; where the server asks for a
// longer one, or the context ends before, its answer is returned at once.
func WithRetries(tries int, longest time.Duration) Option {
	return func(s *settings) { s.tries, s.longest = tries, longest }
}

// WithLanguage sets the Accept-Language header, such as "fr": the language in
// which problems are explained, and which is read where no locale is named.
func WithLanguage(header string) Option { return func(s *settings) { s.lang = header } }

// WithPreview makes the client read drafts instead of what is live, under the
// token of a preview link or one with the scope "preview": a front end shows them
// as it shows posts, and nothing is kept. Of a [Query] only Locale, Limit and
// Cursor can be asked for, and there are no terms, neighbours, search or changes.
func WithPreview(token string) Option { return func(s *settings) { s.preview = token } }

// New returns a client of the server at baseURL, such as
// "https://cms.example.org": what stands before /content/v1.
func New(baseURL string, options ...Option) (*Client, error) {
	s := settings{asker: asker{http: http.DefaultClient, tries: 3, longest: 10 * time.Second}, cache: 8 << 20}
	for _, o := range options {
		o(&s)
	}
	u, err := url.Parse(baseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("diptych: %q is not the address of a server", baseURL)
	}
	plain, keeping := s.asker, s.asker
	keeping.kept = newKeeper(s.cache)
	c := &Client{lang: s.lang, preview: s.preview}
	if c.raw, err = rest.NewClient(baseURL, rest.WithHTTPClient(&keeping)); err != nil {
		return nil, fmt.Errorf("diptych: %w", err)
	}
	if c.feed, err = rest.NewClient(baseURL, rest.WithHTTPClient(&plain)); err != nil {
		return nil, fmt.Errorf("diptych: %w", err)
	}
	return c, nil
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
	body, err := text(r, err)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(body, &v); err != nil {
		return v, fmt.Errorf("diptych: decode answer: %w", err)
	}
	return v, nil
}

// text returns the answer to a request as it is, or the problem that it holds.
func text(r *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, fmt.Errorf("diptych: %w", err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("diptych: read answer: %w", err)
	}
	if r.StatusCode != http.StatusOK {
		return nil, problemOf(r.StatusCode, body)
	}
	return body, nil
}

// items reads the items of an answer that holds all there are.
func items[T any](r *http.Response, err error) ([]T, error) {
	all, err := decode[struct {
		Items []T `json:"items"`
	}](r, err)
	return all.Items, err
}

// given returns a pointer to v for a parameter, or nil if it was not given.
func given[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}
