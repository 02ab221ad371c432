package imaging

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// A cursor reads a file forward. What it steps over is not read.
type cursor struct {
	r       io.ReaderAt
	at, end int64
	window  []byte // what was read last
	from    int64  // where the window begins
}

func newCursor(r io.ReaderAt, size int64) *cursor {
	return &cursor{r: r, end: size, window: make([]byte, 0, 1<<14)}
}

// rest returns what the window holds from the place of the cursor on, at least
// one byte; io.ErrUnexpectedEOF where the file ends.
func (c *cursor) rest() ([]byte, error) {
	if c.at >= c.end {
		return nil, io.ErrUnexpectedEOF
	}
	if i := c.at - c.from; i >= 0 && i < int64(len(c.window)) {
		return c.window[i:], nil
	}
	n := int(min(int64(cap(c.window)), c.end-c.at))
	n, err := c.r.ReadAt(c.window[:n], c.at)
	if n == 0 {
		c.window = c.window[:0]
		if err == nil || errors.Is(err, io.EOF) {
			return nil, io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("read the picture: %w", err)
	}
	c.window, c.from = c.window[:n], c.at
	return c.window, nil
}

// next returns the next byte.
func (c *cursor) next() (byte, error) {
	b, err := c.rest()
	if err != nil {
		return 0, err
	}
	c.at++
	return b[0], nil
}

// fill reads as many bytes as b holds.
func (c *cursor) fill(b []byte) error {
	for len(b) > 0 {
		have, err := c.rest()
		if err != nil {
			return err
		}
		n := copy(b, have)
		c.at, b = c.at+int64(n), b[n:]
	}
	return nil
}

// seekFF moves to the next byte that is 0xFF.
func (c *cursor) seekFF() error {
	for {
		b, err := c.rest()
		if err != nil {
			return err
		}
		if i := bytes.IndexByte(b, 0xff); i >= 0 {
			c.at += int64(i)
			return nil
		}
		c.at += int64(len(b))
	}
}

// skip leaves out n bytes, which must be there.
func (c *cursor) skip(n int64) error {
	if n > c.end-c.at {
		c.at = c.end
		return io.ErrUnexpectedEOF
	}
	c.at += n
	return nil
}
