package reading

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A cursor says where a page of a list begins. Written out it is opaque: a
// version, flags, the key, and a sum over them and the query that it belongs to.
// The sum is no secret: whoever forges one gets a place in the same public list.
type cursor struct {
	key       *entry.Key // nil: the end of the list that the walk begins at
	backwards bool
}

const (
	cursorVersion = 1
	cursorSum     = 8   // bytes
	maxCursor     = 200 // characters

	flagBackwards = 1
	flagKey       = 2
)

// String writes the cursor for the query that binding spells out.
func (c cursor) String(binding string) string {
	b := []byte{cursorVersion, 0}
	if c.backwards {
		b[1] |= flagBackwards
	}
	if c.key != nil {
		b[1] |= flagKey
		b = binary.BigEndian.AppendUint64(b, uint64(c.key.At.UnixMicro()))
		b = append(b, c.key.Post...)
	}
	return base64.RawURLEncoding.EncodeToString(append(b, sumOf(b, binding)...))
}

// parseCursor reads a cursor that was written for the same query; anything
// else is the fault.Malformed "list.cursor".
func parseCursor(s, binding string) (cursor, error) {
	bad := fault.New(fault.Malformed, "list.cursor")
	if len(s) > maxCursor || strings.ContainsAny(s, "\r\n") { // decoding would pass over line ends
		return cursor{}, bad
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) < 2+cursorSum || b[0] != cursorVersion {
		return cursor{}, bad
	}
	b, sum := b[:len(b)-cursorSum], b[len(b)-cursorSum:]
	if string(sum) != string(sumOf(b, binding)) {
		return cursor{}, bad
	}
	c := cursor{backwards: b[1]&flagBackwards != 0}
	if b[1]&flagKey == 0 {
		return c, nil
	}
	if len(b) < 2+8 {
		return cursor{}, bad
	}
	c.key = &entry.Key{
		At:   time.UnixMicro(int64(binary.BigEndian.Uint64(b[2:]))).UTC(),
		Post: content.PostID(b[2+8:]),
	}
	return c, nil
}

func sumOf(b []byte, binding string) []byte {
	h := sha256.New()
	h.Write(b)
	h.Write([]byte{0})
	h.Write([]byte(binding))
	return h.Sum(nil)[:cursorSum]
}
