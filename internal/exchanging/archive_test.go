package exchanging_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/diptych-cms/diptych/internal/exchanging"
	"github.com/diptych-cms/diptych/internal/fault"
)

// directory is an archive with n entries of nothing, that says it has fewer.
func directory(n int) []byte {
	header := make([]byte, 47)
	copy(header, "PK\x01\x02")
	binary.LittleEndian.PutUint16(header[28:], 1) // a name of one byte
	header[46] = 'a'
	entries := bytes.Repeat(header, n)
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	for _, at := range []int{8, 10} {
		binary.LittleEndian.PutUint16(end[at:], uint16(n&0xFFFF))
	}
	binary.LittleEndian.PutUint32(end[12:], uint32(len(entries)))
	return append(entries, end...)
}

// TestDirectoryOfNothing: what an archive lists is bounded before it is read, also
// where no entry has a file in it.
func TestDirectoryOfNothing(t *testing.T) {
	for n, want := range map[int]fault.Kind{1000: fault.Malformed, 65536 + 20_000: fault.TooLarge, 500_000: fault.TooLarge} {
		if _, err := exchanging.Unzip(directory(n)); !fault.Is(err, want) {
			t.Errorf("%d entries: %v", n, err)
		}
	}
}
