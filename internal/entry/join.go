package entry

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
)

// An entry is kept in two parts, so that lists read no bodies: the card is a
// whole JSON object; the body is the end of a longer one, from the comma after
// the card's last member:
//
//	card  {"id":…,"translation":{…}}
//	body  ,"toc":[…],"body":"…"}
//
// A list of cards is the cards with commas between; a whole entry is [Join].

// bodyMember begins the last member of a body part. No JSON string can hold it,
// since a quote in a string has a backslash before it.
var bodyMember = []byte(`,"body":"`)

// Join returns the JSON of the whole entry.
func Join(card, body []byte) []byte {
	out := make([]byte, 0, len(card)+len(body))
	return append(append(out, card[:len(card)-1]...), body...)
}

// ETag returns the validator of a representation, without quotes: 128 bits of
// the SHA-256 of its identity bytes, as 32 hexadecimal digits.
func ETag(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// Borrow returns the body part for readers of another language: its HTML stands
// in a div that says which language it is in. The part itself is unchanged.
func Borrow(body []byte, tag locale.Tag) []byte {
	open, end, ok := bytes.Cut([]byte(markup.WrapLang("\x00", string(tag))), []byte("\x00"))
	at := bytes.Index(body, bodyMember)
	if !ok || at < 0 {
		return body
	}
	at += len(bodyMember)
	closing := len(body) - len(`"}`)
	out := make([]byte, 0, len(body)+len(open)+len(end)+8)
	out = append(append(out, body[:at]...), inString(open)...)
	out = append(append(out, body[at:closing]...), inString(end)...)
	return append(out, body[closing:]...)
}

// inString returns text as it stands inside of a JSON string.
func inString(text []byte) []byte {
	b := compact(string(text))
	return b[1 : len(b)-1]
}

// compact encodes v on one line with its signs unescaped. What cannot be
// encoded, which params are checked for, becomes null.
func compact(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return []byte("null")
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// HTML returns the HTML that a body part holds.
func HTML(body []byte) (string, error) {
	at := bytes.Index(body, bodyMember)
	if at < 0 || len(body) == 0 {
		return "", nil
	}
	var text string
	if err := json.Unmarshal(body[at+len(bodyMember)-1:len(body)-1], &text); err != nil {
		return "", fmt.Errorf("read body: %w", err)
	}
	return text, nil
}
