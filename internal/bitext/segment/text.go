package segment

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/markup"
)

// Plain returns what a text in the small markup says: without tags, and & < > as
// they are.
func Plain(text string) string {
	if !strings.ContainsAny(text, "<&") {
		return text
	}
	var b strings.Builder
	for _, p := range Pieces(text) {
		b.WriteString(p.Words)
	}
	return b.String()
}

// Words counts the words of a text in the small markup, as package markup counts them.
func Words(text string) int { return markup.CountWords(Plain(text)) }

// Bare reports whether the segment says nothing: an empty block, or pictures alone.
func (s *Segment) Bare() bool { return !says(Plain(s.Text)) }

// hashLength is how many hexadecimal digits of a hash are kept: two texts of one
// post never have one hash by chance.
const hashLength = 16

// hashOf returns the hash of a segment: of its words in NFC, of what its tags are,
// and of where they lead. Classes and the like count for nothing; what does count
// of a link is where it leads, and of code what it says.
func hashOf(text string, tags []Tag) string {
	h := sha256.New()
	h.Write([]byte(norm.NFC.String(text)))
	for _, t := range tags {
		h.Write([]byte("\x00" + t.Element))
		if t.reference {
			continue // notes are numbered anew
		}
		for _, key := range []string{"href", "src", "poster", "datetime"} {
			if value, ok := t.Attrs[key]; ok {
				h.Write([]byte("\x01" + key + "\x02" + value))
			}
		}
		if t.Opaque {
			h.Write([]byte("\x03" + t.Text))
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:hashLength]
}

// idLength is how many hexadecimal digits the id of a segment has.
const idLength = 12

// idOf returns the id that a new segment of that kind and text gets.
func idOf(kind Kind, text string) string {
	sum := sha256.Sum256([]byte(string(kind) + "\x00" + norm.NFC.String(text)))
	return hex.EncodeToString(sum[:])[:idLength]
}
