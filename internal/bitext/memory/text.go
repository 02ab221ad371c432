package memory

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"golang.org/x/text/unicode/norm"

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

// A Posting says that an entry has a stem.
type Posting struct {
	ID    int64
	Words int // of the entry; 255 and more are 255
}

// PostingSize is how many bytes a posting takes where it is kept.
const PostingSize = 5

// AppendPosting writes a posting as blocks keep it: the id, little-endian, and the
// number of words.
func AppendPosting(block []byte, p Posting) []byte {
	block = binary.LittleEndian.AppendUint32(block, uint32(p.ID)) //nolint:gosec // ids are counted from 1: four thousand million of them are never reached
	return append(block, byte(min(p.Words, 255)))
}

// Postings reads a block, and appends what it has to list.
func Postings(list []Posting, block []byte) []Posting {
	for ; len(block) >= PostingSize; block = block[PostingSize:] {
		list = append(list, Posting{ID: int64(binary.LittleEndian.Uint32(block)), Words: int(block[4])})
	}
	return list
}
