package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/locale"
)

// An Identity says which words of which post a unit holds. It stands in each unit,
// so that files may be split, merged and sorted on their way.
type Identity struct {
	Post       string
	Locale     locale.Tag // of the target
	Segment    string     // its id
	SourceHash string     // of the source as it was given out
	TargetHash string     // of the target as it was given out, by [Hash]; "" if there was none
	Revision   int        // of the translation; 0: there was none
}

// identityMark begins the text of an identity.
const identityMark = "diptych:1"

// maxIdentity is the longest text that is looked at.
const maxIdentity = 512

// Hash returns what a text is known by: the first 16 hexadecimal digits of its
// SHA-256, in NFC. A text and what is left of it in a file have the same one, since
// how white space runs does not count: tools lay files out anew. An empty text has none.
func Hash(text string) string {
	words := strings.FieldsFunc(Plain(text), func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' })
	if len(words) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(norm.NFC.String(strings.Join(words, " "))))
	return hex.EncodeToString(sum[:])[:16]
}

// String returns the identity as it stands in a unit:
// "diptych:1 post=… locale=fr segment=… source=… target=… revision=7".
func (i Identity) String() string {
	var b strings.Builder
	b.WriteString(identityMark)
	for _, member := range [][2]string{
		{"post", i.Post},
		{"locale", string(i.Locale)},
		{"segment", i.Segment},
		{"source", i.SourceHash},
		{"target", i.TargetHash},
	} {
		if member[1] != "" {
			b.WriteString(" " + member[0] + "=" + member[1])
		}
	}
	if i.Revision > 0 {
		b.WriteString(" revision=" + strconv.Itoa(i.Revision))
	}
	return b.String()
}

// ParseIdentity reads the text of an identity; ok is false for any other text.
func ParseIdentity(text string) (i Identity, ok bool) {
	if len(text) > maxIdentity {
		return Identity{}, false
	}
	words := strings.Fields(text)
	if len(words) == 0 || words[0] != identityMark {
		return Identity{}, false
	}
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "post":
			i.Post = value
		case "locale":
			i.Locale = locale.Tag(value)
		case "segment":
			i.Segment = value
		case "source":
			i.SourceHash = value
		case "target":
			i.TargetHash = value
		case "revision":
			i.Revision = number(value)
		}
	}
	return i, i.Segment != ""
}
