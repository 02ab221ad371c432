package content

import (
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// ParseSpan reads a span of time as people write it: what [time.ParseDuration]
// takes, and whole days, such as "90d". Empty is "0"; it is never negative.
func ParseSpan(s string) (span time.Duration, ok bool) {
	if s == "" {
		return 0, true
	}
	if days, whole := strings.CutSuffix(s, "d"); whole {
		n, err := strconv.ParseUint(days, 10, 16)
		return time.Duration(n) * day, err == nil
	}
	span, err := time.ParseDuration(s)
	return span, err == nil && span >= 0
}

// Grace returns how long the other languages may lag where the source goes first;
// 0: without end.
func (s SiteSettings) Grace() time.Duration {
	grace, _ := ParseSpan(s.ParityGrace)
	return grace
}
