package memory

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/bitext/words"
	"github.com/diptych-cms/diptych/internal/locale"
)

// anyNumber stands for every number where texts are compared.
const anyNumber = "#"

// A Text is a text as it is compared with others.
type Text struct {
	Plain  string        // the whole text, composed (NFC)
	Locale locale.Tag    //
	Tokens []words.Token // of it
	Packed []byte        // its words and numbers, as [Pack] writes them
	Key    int64         // hash of its words, numbers and tags set aside
}

// Read makes a text ready to be compared.
func Read(text string, tag locale.Tag) *Text {
	t := &Text{Plain: norm.NFC.String(text), Locale: tag}
	t.Tokens = words.Cut(t.Plain, tag)
	var bare strings.Builder
	for _, token := range t.Tokens {
		switch token.Kind {
		case words.Number:
			bare.WriteString(anyNumber + " ")
			t.Packed = appendWord(t.Packed, words.Hash(anyNumber), words.Hash(anyNumber))
		case words.Word:
			bare.WriteString(token.Fold + " ")
			t.Packed = appendWord(t.Packed, words.Hash(token.Fold), words.Hash(words.Stem(token.Fold, tag)))
		}
	}
	t.Key = Sum(bare.String())
	if len(t.Packed) == 0 { // nothing but signs and tags: they tell such texts apart
		t.Key = Sum(t.Plain)
	}
	return t
}

// A word of a packed text is its hash and that of its stem.
const wordSize = 8

func appendWord(packed []byte, word, stem uint32) []byte {
	return binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(packed, word), stem)
}

// Words returns how many words the text has, numbers included.
func (t *Text) Words() int { return len(t.Packed) / wordSize }

// Stems returns the hashes of the text's stems, each once, in order of their first
// place. Numbers have none.
func (t *Text) Stems() []uint32 { return StemsOf(t.Packed) }

// StemsOf is [Text.Stems] of a packed text.
func StemsOf(packed []byte) []uint32 {
	number := words.Hash(anyNumber)
	seen := make(map[uint32]bool, len(packed)/wordSize)
	var stems []uint32
	for at := 4; at < len(packed); at += wordSize {
		stem := binary.LittleEndian.Uint32(packed[at:])
		if stem != number && !seen[stem] {
			seen[stem] = true
			stems = append(stems, stem)
		}
	}
	return stems
}

// Sum returns the hash of a text, as entries and uses keep it; 0 of none.
func Sum(text string) int64 {
	if text == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(norm.NFC.String(text)))
	return int64(binary.BigEndian.Uint64(sum[:])) //nolint:gosec // the bits are kept, not the number
}

// SumOf returns the hash of both texts: an entry is known by it.
func SumOf(source, target string) int64 { return Sum(source + "\x00" + target) }

// Elements writes the elements of a segment's tags, by number: "a br code". A tag
// that stands alone has a slash behind.
func Elements(tags []segment.Tag) string {
	names := make([]string, len(tags))
	for i, tag := range tags {
		names[i] = tag.Element
		if tag.Void || tag.Opaque {
			names[i] += "/"
		}
	}
	return strings.Join(names, " ")
}

// Keeps reports whether an entry is worth keeping: both texts say something, the
// source has a letter, neither is too long, and no machine wrote it unread.
func Keeps(e bitext.Entry) bool {
	source, target := segment.Plain(e.Source), segment.Plain(e.Target)
	return strings.ContainsFunc(source, unicode.IsLetter) && strings.TrimSpace(target) != "" &&
		len(e.Source) <= LongestKept && len(e.Target) <= LongestKept && e.Origin != bitext.MachineUnreviewed
}

// Keys returns what an entry of these texts is found by, and sets its words.
func Keys(e *bitext.Entry) bitext.EntryKeys {
	text := Read(e.Source, e.Direction.Source)
	e.Words = text.Packed
	return bitext.EntryKeys{
		Key: text.Key, Sum: SumOf(e.Source, e.Target), Stems: text.Stems(), Length: text.Words(),
		Source: segment.Plain(e.Source), Target: segment.Plain(e.Target),
	}
}
