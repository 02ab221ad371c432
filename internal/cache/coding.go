package cache

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/accept"
)

// A Coding is a content coding (RFC 9110 §8.4.1).
type Coding uint8

// The codings, those that take fewer bytes last.
const (
	Identity Coding = iota
	Gzip            // RFC 1952
	Zstd            // RFC 8878
	Brotli          // RFC 7932
	codings
)

// String returns the name that headers have for it.
func (c Coding) String() string {
	switch c {
	case Gzip:
		return "gzip"
	case Zstd:
		return "zstd"
	case Brotli:
		return "br"
	}
	return "identity"
}

// Suffix ends the entity tag of a body in the coding: strong tags of different bytes
// differ.
func (c Coding) Suffix() string {
	switch c {
	case Gzip:
		return "-gz"
	case Zstd:
		return "-zstd"
	case Brotli:
		return "-br"
	}
	return ""
}

// Accepted are the weights that a client gives the codings, in thousandths; 0 is not
// acceptable.
type Accepted [codings]int16

// ParseAccepted reads Accept-Encoding (RFC 9110 §12.5.3). Without it, or if it cannot be
// read, bodies are sent as they are; so they are to whoever accepts nothing that there
// is, which the RFC prefers to an error, unless "identity" is refused by name: we do it
// then too, since a reader who cannot read JSON as it is does not exist. What a client
// does not name it does not accept, but for "*".
func ParseAccepted(lines []string) Accepted {
	a := Accepted{Identity: 1}
	for _, line := range lines {
		a.line(line)
	}
	return a
}

// line reads one line of the header.
func (a *Accepted) line(line string) {
	others, named := int16(0), Accepted{}
	for more := true; more; {
		var item string
		item, line, more = strings.Cut(line, ",")
		name, parameters, _ := strings.Cut(item, ";")
		name = strings.Trim(name, " \t")
		q := accept.Weight(parameters)
		if name == "*" {
			others = q
			continue
		}
		for c := range codings {
			if strings.EqualFold(name, c.String()) || c == Gzip && strings.EqualFold(name, "x-gzip") {
				a[c], named[c] = q, 1
			}
		}
	}
	for c := Gzip; c < codings; c++ {
		if named[c] == 0 && others > 0 {
			a[c] = others
		}
	}
}
