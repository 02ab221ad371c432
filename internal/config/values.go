package config

import (
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The values read themselves from text ([encoding.TextUnmarshaler]). What they
// refuse is a fault with the value, in words for whoever wrote it.

// A Language is one that Diptych itself speaks; empty: nobody has said.
type Language locale.Tag

// UnmarshalText takes "fr", "fr-CA" and what the POSIX variables hold, such as
// "fr_CA.UTF-8".
func (l *Language) UnmarshalText(text []byte) error {
	switch tag := posix(string(text)); tag {
	case "":
		return fault.New(fault.Invalid, "config.lang", "value", string(text))
	default:
		*l = Language(tag)
		return nil
	}
}

// A LogFormat is how lines of the log are written: "text" or "json".
type LogFormat string

// UnmarshalText takes "text" and "json".
func (f *LogFormat) UnmarshalText(text []byte) error {
	switch s := LogFormat(strings.ToLower(string(text))); s {
	case "text", "json":
		*f = s
		return nil
	}
	return fault.New(fault.Invalid, "config.log_format", "value", string(text))
}

// A LogLevel is the least grave line that is written.
type LogLevel slog.Level

// UnmarshalText takes "debug", "info", "warn" and "error".
func (l *LogLevel) UnmarshalText(text []byte) error {
	var level slog.Level
	if err := level.UnmarshalText(text); err != nil {
		return fault.New(fault.Invalid, "config.log_level", "value", string(text))
	}
	*l = LogLevel(level)
	return nil
}

// String returns the level as it is set.
func (l LogLevel) String() string { return strings.ToLower(slog.Level(l).String()) }

// An Address is where a server listens: a host, which may be empty for all,
// and a port.
type Address string

// UnmarshalText takes HOST:PORT, :PORT and [IPV6]:PORT; port 0 takes any.
func (a *Address) UnmarshalText(text []byte) error {
	_, port, err := net.SplitHostPort(string(text))
	if err != nil {
		return fault.New(fault.Invalid, "config.addr", "value", string(text))
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return fault.New(fault.Invalid, "config.addr", "value", string(text))
	}
	*a = Address(text)
	return nil
}

// reachable returns where a client on the same machine finds a listener:
// nobody can connect to "all addresses".
func reachable(listening string) string {
	host, port, err := net.SplitHostPort(listening)
	if err != nil {
		return listening
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// Jobs are how many things are done at once.
type Jobs int

// UnmarshalText takes a whole number from 1 to 64.
func (j *Jobs) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 1 || n > 64 {
		return fault.New(fault.Invalid, "config.jobs", "value", string(text))
	}
	*j = Jobs(n)
	return nil
}

// String returns the number as it is set.
func (j Jobs) String() string { return strconv.Itoa(int(j)) }

// A BaseURL is the scheme, host and maybe path before which this server stands,
// without final slash.
type BaseURL string

// UnmarshalText takes an absolute http or https URL without query, fragment or
// password.
func (b *BaseURL) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" ||
		u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return fault.New(fault.Invalid, "config.base_url", "value", shownURL(u, text))
	}
	*b = BaseURL(strings.TrimRight(u.String(), "/"))
	return nil
}

// A Prefix is a network whose hosts may say for whom they forward a request.
type Prefix netip.Prefix

// UnmarshalText takes CIDR notation (RFC 4632), and a bare address for itself.
func (p *Prefix) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if ip, err := netip.ParseAddr(s); err == nil {
		*p = Prefix(netip.PrefixFrom(ip, ip.BitLen()))
		return nil
	}
	prefix, err := netip.ParsePrefix(s)
	if err != nil {
		return fault.New(fault.Invalid, "config.prefix", "value", s)
	}
	*p = Prefix(prefix.Masked())
	return nil
}

// String returns the network in CIDR notation.
func (p Prefix) String() string { return netip.Prefix(p).String() }

// A Duration is a time span that people write: "30s", "24h", "90d".
type Duration time.Duration

const day = 24 * time.Hour

// UnmarshalText takes what [time.ParseDuration] takes, and whole days. A span
// is never negative.
func (d *Duration) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	span, err := time.ParseDuration(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 16)
		span = time.Duration(n) * day
	}
	if err != nil || span < 0 {
		return fault.New(fault.Invalid, "config.duration", "value", s)
	}
	*d = Duration(span)
	return nil
}

// String returns the span as it is written, days where it is whole ones.
func (d Duration) String() string {
	if span := time.Duration(d); span == 0 || span%day != 0 {
		return span.String()
	}
	return strconv.FormatInt(int64(time.Duration(d)/day), 10) + "d"
}

// A Zone is a time zone by its IANA name.
type Zone string

// UnmarshalText takes names such as "America/Toronto" and "UTC".
func (z *Zone) UnmarshalText(text []byte) error {
	s := string(text)
	// "" and "Local" would mean whatever this machine is set to.
	if _, err := time.LoadLocation(s); err != nil || s == "" || s == "Local" {
		return fault.New(fault.Invalid, "config.zone", "value", s)
	}
	*z = Zone(s)
	return nil
}
