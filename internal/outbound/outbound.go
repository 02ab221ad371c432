// Package outbound calls other servers for us, and none that it must not: whoever
// chooses an address, in a setting or by a name that resolves to it, could
// otherwise reach the machines around ours, which trust us. The address is looked
// at where the connection is made, after the name is resolved, so that neither a
// redirect nor a name that resolves otherwise the second time gets around it.
// Times and sizes are bounded, and no proxy of the environment is asked.
package outbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// Options say what may be called, and how much it may cost. The zero value of each
// but Allow is its default.
type Options struct {
	Allow   []string      // hosts that may be anywhere, as an address names them: "mt.internal", or "127.0.0.1:5000" for one port
	Hosts   []string      // the hosts that alone are called, named likewise; empty: any
	Timeout time.Duration // for a whole call, its body included; 30 s
	Most    int64         // bytes of an answer, unpacked; 8 MiB
}

// The bounds of a call that nobody sets.
const (
	dialing      = 10 * time.Second
	maxRedirects = 3
	maxHeaders   = 64 << 10
	maxIdle      = 4
)

// A Client calls other servers. It may be used by many at once.
type Client struct {
	http    *http.Client
	timeout time.Duration
	most    int64
}

// An Answer is what another server said.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	At     string // where it came from after redirects, of [Client.Look] alone
}

// An AddressError says that a host is at an address that must not be called; without
// Address, that the host is none of those that alone are.
type AddressError struct{ Host, Address string }

// Error implements error.
func (e *AddressError) Error() string {
	if e.Address == "" {
		return fmt.Sprintf("%s is not among the hosts that are called", e.Host)
	}
	return fmt.Sprintf("%s is at %s, which is not of the open Internet; allow it by name", e.Host, e.Address)
}

// A SizeError says that an answer is too large.
type SizeError struct{ Most int64 }

// Error implements error.
func (e *SizeError) Error() string { return fmt.Sprintf("the answer has over %d bytes", e.Most) }

// A RedirectError says that an answer sends us where we do not go.
type RedirectError struct{ Why string }

// Error implements error.
func (e *RedirectError) Error() string { return "redirected: " + e.Why }

// New returns a client.
func New(o Options) *Client {
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Most == 0 {
		o.Most = 8 << 20
	}
	return &Client{timeout: o.Timeout, most: o.Most, http: &http.Client{
		CheckRedirect: follow,
		Transport: &http.Transport{
			Proxy:                  nil, // one of the environment would resolve names for us
			DialContext:            dialer{hostsOf(o.Allow), hostsOf(o.Hosts)}.dial,
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    dialing,
			ResponseHeaderTimeout:  o.Timeout,
			MaxResponseHeaderBytes: maxHeaders,
			MaxIdleConns:           maxIdle,
			IdleConnTimeout:        time.Minute,
		},
	}}
}

// Do calls, and returns the whole answer, whatever its status. A place that must not
// be called is an *[AddressError], an answer that is too large a *[SizeError], and
// one that leads elsewhere a *[RedirectError].
func (c *Client) Do(r *http.Request) (*Answer, error) {
	got, err := c.Open(r, c.most)
	if err != nil {
		return nil, err
	}
	defer func() { _ = got.Body.Close() }() // it was read, or nobody wants it
	body, err := io.ReadAll(got.Body)
	if err != nil {
		return nil, err
	}
	return &Answer{Status: got.Status, Header: got.Header, Body: body}, nil
}

// follow lets a question be asked elsewhere, within bounds, and what is sent stay
// where it was meant to go: a body, and what opens a service, are for one host alone.
func follow(next *http.Request, before []*http.Request) error {
	first := before[0].URL
	next.Close = before[0].Close // which net/http forgets
	switch {
	case len(before) > maxRedirects:
		return &RedirectError{Why: "too often"}
	case next.URL.Scheme != "https" && next.URL.Scheme != first.Scheme:
		return &RedirectError{Why: "to an open line"}
	case next.URL.Host != first.Host && before[0].Method != http.MethodGet && before[0].Method != http.MethodHead:
		return &RedirectError{Why: "what is sent would go to another host"}
	case next.Method != before[0].Method: // as 301, 302 and 303 make GET of POST: whatever answers did not take it
		return &RedirectError{Why: "what is sent would be lost"}
	}
	return nil
}

// A dialer connects to what may be called.
type dialer struct {
	allow hosts // that may be anywhere
	only  hosts // that alone are called; empty: any
}

// hosts are named with or without a port.
type hosts map[string]bool

func hostsOf(list []string) hosts {
	h := make(hosts, len(list))
	for _, host := range list {
		h[strings.ToLower(strings.TrimSuffix(strings.TrimSpace(host), "."))] = true
	}
	return h
}

// has reports whether the host is named, for the port of the address.
func (h hosts) has(host, address string) bool {
	return h[strings.ToLower(strings.TrimSuffix(host, "."))] || h[strings.ToLower(address)]
}

// dial connects to a host and port. The kernel's own address is looked at before
// the first byte is sent.
func (d dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	to := net.Dialer{Timeout: dialing}
	if len(d.only) > 0 && !d.only.has(host, address) {
		return nil, &AddressError{Host: host}
	}
	if !d.allow.has(host, address) {
		to.ControlContext = func(_ context.Context, _, at string, _ syscall.RawConn) error {
			where, err := netip.ParseAddrPort(at)
			if err != nil || !Public(where.Addr()) {
				return errors.Join(&AddressError{Host: host, Address: at}, err)
			}
			return nil
		}
	}
	return to.DialContext(ctx, network, address)
}
