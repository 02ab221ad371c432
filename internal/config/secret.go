package config

import (
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/diptych-cms/diptych/internal/fault"
)

// A Secret is a value that is shown nowhere: printed and logged, it is hidden.
type Secret struct{ value string }

// maxSecretText is the longest secret that is taken.
const maxSecretText = 1000

// UnmarshalText takes one line of visible signs: a secret becomes a header.
func (s *Secret) UnmarshalText(text []byte) error {
	value := strings.TrimSpace(string(text))
	if len(value) > maxSecretText || strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fault.New(fault.Invalid, "config.secret")
	}
	s.value = value
	return nil
}

// Reveal returns the secret itself, for who needs it.
func (s Secret) Reveal() string { return s.value }

// String says whether there is one.
func (s Secret) String() string {
	if s.value == "" {
		return ""
	}
	return "•••"
}

// GoString is String: %#v shows nothing more.
func (s Secret) GoString() string { return s.String() }

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// A Host names another server, perhaps with a port.
type Host string

// UnmarshalText takes names and addresses such as "mt.internal", "10.0.0.7:5000"
// and "[::1]:5000".
func (h *Host) UnmarshalText(text []byte) error {
	s := strings.ToLower(strings.TrimSpace(string(text)))
	host := s
	if name, port, err := net.SplitHostPort(s); err == nil && port != "" {
		host = name
	}
	u, err := url.Parse("http://" + s)
	if _, bad := netip.ParseAddr(host); bad != nil && (err != nil || u.Host != s || u.Hostname() == "" || strings.ContainsAny(s, "*[]@/?#")) {
		return fault.New(fault.Invalid, "config.host", "value", string(text))
	}
	*h = Host(s)
	return nil
}

// A FetchHost is a [Host], or "*": any of the open Internet.
type FetchHost string

// UnmarshalText takes what a Host takes, and "*".
func (o *FetchHost) UnmarshalText(text []byte) error {
	if s := strings.TrimSpace(string(text)); s == "*" {
		*o = FetchHost(s)
		return nil
	}
	var h Host
	err := h.UnmarshalText(text)
	*o = FetchHost(h)
	return err
}
