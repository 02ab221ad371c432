// Package paging cuts the lists of the management into pages: how long one may be,
// and where the next one begins.
//
// A cursor is opaque to clients, and no secret: it names a list and the place in it
// after the last thing that was shown. One of another list is refused.
package paging

import (
	"cmp"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
)

// How many things a page has if nobody says how many, and at most.
const (
	Usual = 20
	Most  = 100
)

// Limit returns how many things a page is to have: n, or the usual number for 0.
// More than [Most] and less than none is Malformed, "list.limit".
func Limit(n int) (int, error) {
	if n < 0 || n > Most {
		return 0, fault.New(fault.Malformed, "list.limit", "limit", n, "most", Most)
	}
	return cmp.Or(n, Usual), nil
}

// Cursor writes a place in the list: the words that [Open] returns again.
func Cursor(list string, words ...string) string {
	text := url.QueryEscape(list)
	for _, word := range words {
		text += "&" + url.QueryEscape(word)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// Open reads a cursor of n words; nil where there is none. One of another list, and
// what is no cursor, is Malformed, "list.cursor".
func Open(cursor, list string, n int) ([]string, error) {
	if cursor == "" {
		return nil, nil
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || strings.ContainsAny(cursor, "\r\n") { // decoding passes over line ends
		return nil, Malformed()
	}
	words := strings.Split(string(text), "&")
	for i, word := range words {
		if words[i], err = url.QueryUnescape(word); err != nil {
			return nil, Malformed()
		}
	}
	if len(words) != n+1 || words[0] != list {
		return nil, Malformed()
	}
	return words[1:], nil
}

// Malformed is the fault of what is no cursor of the list.
func Malformed() error { return fault.New(fault.Malformed, "list.cursor") }

// A Place is one in a list that is ordered by an instant, then by id.
type Place struct {
	At time.Time // to the microsecond
	ID string
}

// CursorAt writes a place in the list.
func CursorAt(list string, p Place) string {
	return Cursor(list, strconv.FormatInt(p.At.UnixMicro(), 10), p.ID)
}

// OpenAt reads a cursor of [CursorAt], as [Open] does.
func OpenAt(cursor, list string) (*Place, error) {
	words, err := Open(cursor, list, 2)
	if err != nil || words == nil {
		return nil, err
	}
	at, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil {
		return nil, Malformed()
	}
	return &Place{At: time.UnixMicro(at).UTC(), ID: words[1]}, nil
}

// Number returns the word as a number that counts something; any other is no part
// of a cursor.
func Number(word string) (int64, error) {
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil || n < 1 {
		return 0, Malformed()
	}
	return n, nil
}
