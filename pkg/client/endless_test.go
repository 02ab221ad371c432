package client_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/diptych-cms/diptych/pkg/client"
)

// TestNothingIsEndless has a server that never comes to an end, or something before it
// that answers in its place: every walk ends with an error, and soon.
func TestNothingIsEndless(t *testing.T) {
	const page, changes = `{"items":[{}],"next":"A"}`, `{"items":[],"next":"A","upToDate":false}`
	walks := map[string]func(*client.Client) error{
		"posts": func(c *client.Client) (last error) {
			for _, err := range c.Posts(t.Context(), client.Query{}) {
				last = err
			}
			return last
		},
		"search": func(c *client.Client) (last error) {
			for _, err := range c.Found(t.Context(), client.Search{Words: "x"}) {
				last = err
			}
			return last
		},
		"redirects": func(c *client.Client) (last error) {
			for _, err := range c.Redirects(t.Context(), "") {
				last = err
			}
			return last
		},
		"replica": func(c *client.Client) error { return c.Sync(t.Context(), new(client.Replica)) },
	}
	for name, walk := range walks {
		bodies := []string{page}
		if name == "replica" {
			bodies = []string{changes, `{}`, `[]`, `"welcome"`, `{"next":null,"upToDate":true}`}
		}
		for _, body := range bodies {
			asked := 0
			c := wire(func(*http.Request) (*http.Response, error) {
				if asked++; asked > 3 {
					t.Fatalf("%s goes on after %s", name, body)
				}
				return said(http.StatusOK, body), nil
			}).client(t, client.WithRetries(1, 0))
			if err := walk(c); err == nil {
				t.Errorf("%s took %s", name, body)
			}
		}
	}
}

// TestFollowDoesNotRush what answers something else: it is asked again ever later.
func TestFollowDoesNotRush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		c := wire(func(*http.Request) (*http.Response, error) {
			asked++
			return said(http.StatusOK, `{}`), nil
		}).client(t)
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		for answer, err := range c.Changes(ctx, client.Feed{Wait: time.Minute}) {
			if err == nil {
				t.Fatalf("it is told %v", answer)
			}
		}
		if asked > 20 {
			t.Errorf("asked %d times in a minute", asked)
		}
	})
}
