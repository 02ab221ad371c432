package reading

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A token is a place in the changes of a locale. Written out it is opaque: its members,
// and a sum over them. The sum is no secret, as that of a cursor.
type token struct {
	epoch string
	tag   locale.Tag
	began int64 // the site's seq when the copy began: what was gone then was never handed out
	at    entry.Point
}

const (
	tokenVersion = "1"
	tokenBinding = "changes"
	maxToken     = 500 // characters
)

// skips reports whether a change means nothing to whoever began with the token.
func (t token) skips(c entry.Told) bool {
	return c.Seq <= t.began && (c.Op == entry.Delete || c.Kind == entry.OfSite)
}

// String writes the token.
func (t token) String() string {
	b := []byte(strings.Join([]string{
		tokenVersion, t.epoch, string(t.tag), strconv.FormatInt(t.began, 36), strconv.FormatInt(t.at.Seq, 36), t.at.ID, string(t.at.Locale),
	}, "|"))
	return base64.RawURLEncoding.EncodeToString(append(b, sumOf(b, tokenBinding)...))
}

// parseToken reads a token; anything else is the fault.Malformed "changes.token".
func parseToken(s string) (token, error) {
	bad := fault.New(fault.Malformed, "changes.token")
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(s) > maxToken || len(b) < cursorSum || strings.ContainsAny(s, "\r\n") { // decoding would pass over line ends
		return token{}, bad
	}
	b, sum := b[:len(b)-cursorSum], b[len(b)-cursorSum:]
	words := strings.Split(string(b), "|")
	if string(sum) != string(sumOf(b, tokenBinding)) || len(words) != 7 || words[0] != tokenVersion {
		return token{}, bad
	}
	began, wrong := strconv.ParseInt(words[3], 36, 64)
	seq, err := strconv.ParseInt(words[4], 36, 64)
	if wrong != nil || err != nil {
		return token{}, bad
	}
	return token{
		epoch: words[1], tag: locale.Tag(words[2]), began: began,
		at: entry.Point{Seq: seq, ID: words[5], Locale: locale.Tag(words[6])},
	}, nil
}
