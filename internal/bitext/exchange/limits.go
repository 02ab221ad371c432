package exchange

import (
	"io"

	"github.com/diptych-cms/diptych/internal/fault"
)

// What a file may hold. What is over a limit is refused as a whole.
const (
	MaxBytes = 16 << 20 // of one file
	MaxFiles = 1000     // posts in one file, and files in one archive
	MaxUnits = 20_000   // in one file
	MaxText  = 1 << 20  // bytes of one text
)

// Limit returns a reader that fails with a fault.TooLarge after most bytes.
func Limit(r io.Reader, most int64) io.Reader { return &limited{r: r, left: most, most: most} }

type limited struct {
	r    io.Reader
	left int64
	most int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, TooLarge(l.most)
	}
	// One byte more than may be there tells a file that ends from one that goes on.
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		return n, TooLarge(l.most)
	}
	return n, err
}

// TooLarge is the fault of a file with more than most bytes.
func TooLarge(most int64) error {
	return fault.New(fault.TooLarge, "exchange.too_large", "megabytes", most>>20)
}

// TooMany is the fault of a file that holds more than most of something.
func TooMany(most int) error {
	return fault.New(fault.TooLarge, "exchange.too_many", "most", most)
}

// Excerpt returns the beginning of a text that came from outside, for a message.
func Excerpt(s string) string {
	const most = 80
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "…"
}
