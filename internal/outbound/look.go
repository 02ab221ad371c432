package outbound

import (
	"context"
	"fmt"
	"net/http"
)

// Look calls, and returns what the other server says of what is there, without reading
// it: an answer without Body, with At, where it came from after redirects. Faults are
// those of [Client.Do].
func (c *Client) Look(r *http.Request) (*Answer, error) {
	if r.URL.Scheme != "http" && r.URL.Scheme != "https" {
		return nil, fmt.Errorf("call %s: only http and https are called", r.URL.Redacted())
	}
	ctx, cancel := context.WithTimeout(r.Context(), c.timeout)
	defer cancel()
	r = r.WithContext(ctx)
	r.Close = true // what a server sends behind its answer would stand in our log
	got, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	_ = got.Body.Close() // nobody wants it
	return &Answer{Status: got.StatusCode, Header: got.Header, At: got.Request.URL.String()}, nil
}
