// Package etag compares what a caller has seen with what is there: the versions
// of things that can be changed, which clients know as entity tags (RFC 9110
// §8.8.3).
package etag

import (
	"strconv"

	"github.com/diptych-cms/diptych/internal/fault"
)

// Any, as the version that a caller names, accepts whatever is there: for commands
// that the machine's owner runs.
const Any int64 = -1

// Of returns the entity tag of a version.
func Of(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// Check compares the version that a caller names with the present one. None, 0, is
// Required, "precondition.required"; another one is as [Stale] says. Both tell the
// present entity tag.
func Check(code string, have, now int64) error {
	switch have {
	case now, Any:
		return nil
	case 0:
		return fault.New(fault.Required, "precondition.required").With("etag", Of(now))
	}
	return Stale(code, have, now)
}

// Stale is the fault of who has seen another version than the present one. It tells
// both, and the present entity tag.
func Stale(code string, have, now int64) error {
	return fault.New(fault.Stale, code, "have", have, "now", now).With("etag", Of(now))
}
