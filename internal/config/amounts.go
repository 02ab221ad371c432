package config

import (
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/fault"
)

// Bytes are an amount of memory.
type Bytes int64

// mostBytes is the largest amount that can be meant: 1 TiB.
const mostBytes = 1 << 40

// units are what amounts are written in, the largest first.
func units() []struct {
	name  string
	bytes int64
} {
	return []struct {
		name  string
		bytes int64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}}
}

// UnmarshalText takes a whole number of bytes, or one with KiB, MiB or GiB behind it.
func (b *Bytes) UnmarshalText(text []byte) error {
	s, unit := strings.TrimSpace(string(text)), int64(1)
	for _, u := range units() {
		if number, ok := strings.CutSuffix(s, u.name); ok {
			s, unit = strings.TrimSpace(number), u.bytes
			break
		}
	}
	n, err := strconv.ParseUint(s, 10, 41)
	if err != nil || int64(n) > mostBytes/unit {
		return fault.New(fault.Invalid, "config.bytes", "value", string(text))
	}
	*b = Bytes(int64(n) * unit)
	return nil
}

// String returns the amount as it is written, in the largest unit in which it is whole.
func (b Bytes) String() string {
	for _, u := range units() {
		if b > 0 && int64(b)%u.bytes == 0 {
			return strconv.FormatInt(int64(b)/u.bytes, 10) + u.name
		}
	}
	return strconv.FormatInt(int64(b), 10)
}

// A Rate is how often something may happen in a second; 0: as often as it likes.
type Rate int

// UnmarshalText takes a whole number to 1,000,000.
func (r *Rate) UnmarshalText(text []byte) error {
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 32)
	if err != nil || n > 1_000_000 {
		return fault.New(fault.Invalid, "config.rate", "value", string(text))
	}
	*r = Rate(n)
	return nil
}

// String returns the number as it is set.
func (r Rate) String() string { return strconv.Itoa(int(r)) }
