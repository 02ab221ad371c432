package httpapi

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/fault"
)

// never is a version that nothing has: what a tag names that is not ours.
const never int64 = math.MaxInt64

// maxTags bounds the entity tags that one header may list.
const maxTags = 32

// A tag is one entity tag of a condition (RFC 9110 §8.8.3).
type tag struct {
	opaque string // without quotes
	weak   bool
}

// tagsOf reads the list of entity tags of If-Match or If-None-Match; any is set
// by "*". What does not follow the grammar is refused whole.
func tagsOf(lines []string) (tags []tag, any, ok bool) {
	rest := strings.Trim(strings.Join(lines, ","), " \t")
	if rest == "*" {
		return nil, true, true
	}
	for rest != "" {
		if rest[0] == ',' || rest[0] == ' ' || rest[0] == '\t' { // empty elements are allowed (§5.6.1)
			rest = rest[1:]
			continue
		}
		var t tag
		if t.opaque, t.weak, rest, ok = nextTag(rest); !ok || len(tags) == maxTags {
			return nil, false, false
		}
		tags = append(tags, t)
	}
	return tags, false, true
}

// nextTag reads one entity tag, which must be followed by a comma or the end.
func nextTag(s string) (opaque string, weak bool, rest string, ok bool) {
	s, weak = strings.CutPrefix(s, "W/")
	if s == "" || s[0] != '"' {
		return "", false, "", false
	}
	end := strings.IndexByte(s[1:], '"')
	if end < 0 {
		return "", false, "", false
	}
	opaque, rest = s[1:end+1], strings.TrimLeft(s[end+2:], " \t")
	for i := range len(opaque) {
		if opaque[i] < 0x21 || opaque[i] == 0x7f {
			return "", false, "", false
		}
	}
	return opaque, weak, rest, rest == "" || rest[0] == ','
}

// versionsOf returns the versions that If-Match accepts, or nothing if the
// header is not there. "*" compares nothing, so it names nothing: a write with
// it would be lost on whoever saved before. A weak tag and one that is not ours
// match no version (RFC 9110 §13.1.1).
func versionsOf(h http.Header) ([]int64, error) {
	tags, _, ok := tagsOf(h.Values("If-Match"))
	if !ok {
		return nil, fault.New(fault.Malformed, "header.if_match")
	}
	versions := make([]int64, 0, len(tags))
	for _, t := range tags {
		n, err := strconv.ParseInt(t.opaque, 10, 64)
		if err != nil || t.weak || n < 1 || strconv.FormatInt(n, 10) != t.opaque {
			n = never
		}
		versions = append(versions, n)
	}
	return versions, nil
}

// matching does a command with each version that If-Match accepts until one is
// the present one: each try compares and writes in one transaction, so at most
// one does anything. Without the header the version is 0, none named.
func matching[T any](h http.Header, do func(version int64) (T, error)) (T, error) {
	var none T
	versions, err := versionsOf(h)
	if err != nil {
		return none, err
	}
	if len(versions) == 0 {
		return do(0)
	}
	for _, v := range versions {
		done, stale := do(v)
		if !fault.Is(stale, fault.Stale) {
			return done, stale
		}
		if err == nil || v != never {
			err = stale
		}
	}
	if slices.Min(versions) == never {
		err = notOurs(err)
	}
	return none, err
}

// notOurs is the fault of a condition whose tags no version ever had; it keeps
// the current one.
func notOurs(err error) error {
	f := fault.New(fault.Stale, "header.if_match_unknown")
	if stale, ok := fault.Of(err); ok {
		f.Extra = stale.Extra
	}
	return f
}

// unchanged reports whether If-None-Match names the entity tag, by the weak
// comparison (RFC 9110 §13.1.2). A header that cannot be read matches nothing.
func unchanged(h http.Header, opaque string) bool {
	lines := h["If-None-Match"]
	if len(lines) == 0 {
		return false
	}
	tags, any, ok := tagsOf(lines)
	if any || !ok {
		return any
	}
	for _, t := range tags {
		if t.opaque == opaque {
			return true
		}
	}
	return false
}
