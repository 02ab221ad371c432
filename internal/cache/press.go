package cache

import (
	"bytes"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	gzipLevel   = 6
	brotliLevel = 5
	// window bounds what a coder looks back at, and so what it takes: 256 KiB.
	window = 18
)

// Form returns the body in the coding that the client likes best of those that are
// ready. If there is a better one that is not, it is made meanwhile, for the next.
func (c *Cache) Form(i *Item, a Accepted) *Form {
	f := i.forms
	best := f.ready[Identity].Load()
	if !f.worth {
		return best
	}
	wanted, q := Identity, a[Identity]
	for coding := Gzip; coding < codings; coding++ {
		if a[coding] == 0 || a[coding] < q {
			continue
		}
		wanted, q = coding, a[coding]
		if form := f.ready[coding].Load(); form != nil {
			best = form
		}
	}
	if f.ready[wanted].Load() == nil && !f.begun[wanted].Load() {
		c.begin(i, wanted)
	}
	return best
}

// begin makes a form off the request path, one at a time: what finds the press busy
// is asked for again.
func (c *Cache) begin(i *Item, coding Coding) {
	select {
	case c.presses <- struct{}{}:
	default:
		return
	}
	if i.forms.begun[coding].Swap(true) {
		<-c.presses
		return
	}
	go func() {
		defer func() { <-c.presses }()
		c.press(i, coding)
	}()
}

// press makes a form. One that is not shorter is not worth having, nor asked for again.
func (c *Cache) press(i *Item, coding Coding) {
	body := i.forms.ready[Identity].Load().Body
	pressed, err := compress(coding, body)
	if err != nil || len(pressed) >= len(body) {
		return
	}
	i.put(coding, pressed)
	c.grown(i)
}

// Quickly returns a body that is not kept in gzip, as fast as that goes.
func Quickly(body []byte) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(len(body) / 4)
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("make a gzip writer: %w", err)
	}
	if _, err = w.Write(body); err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("compress with gzip: %w", err)
	}
	return b.Bytes(), nil
}

// compress returns the body in the coding.
func compress(coding Coding, body []byte) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(len(body) / 2)
	var w io.WriteCloser
	var err error
	switch coding {
	case Gzip:
		w, err = gzip.NewWriterLevel(&b, gzipLevel)
	case Zstd:
		w, err = zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(1<<window))
	case Brotli:
		w = brotli.NewWriterOptions(&b, brotli.WriterOptions{Quality: brotliLevel, LGWin: window})
	default:
		return body, nil
	}
	if err != nil {
		return nil, fmt.Errorf("make a %s writer: %w", coding, err)
	}
	if _, err = w.Write(body); err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("compress with %s: %w", coding, err)
	}
	return bytes.Clone(b.Bytes()), nil
}
