package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"github.com/minio/minio-go/v7"
)

const (
	blockSize = 1 << 20 // that ReadAt fetches at once
	resumes   = 3       // how often a broken answer is taken up again where it broke
)

// An object is an open blob of a bucket. It fetches what is read: Read as one
// stream from its place on, ReadAt by blocks. Read and Seek are for one goroutine at
// a time, ReadAt is for many.
type object struct {
	ctx    context.Context
	bucket *bucket
	key    string
	size   int64

	at     int64         // where Read goes on
	body   io.ReadCloser // from there to the end; nil until somebody reads
	broken int

	mu    sync.Mutex
	block []byte // that was fetched last
	start int64  // where it stands
}

// fetch asks for the bytes from start on, up to but not including end.
func (o *object) fetch(start, end int64) (io.ReadCloser, error) {
	var options minio.GetObjectOptions
	if err := options.SetRange(start, end-1); err != nil {
		return nil, err
	}
	body, _, _, err := o.bucket.api.GetObject(o.ctx, o.bucket.name, o.key, options)
	if err != nil {
		return nil, failed(o.ctx, err)
	}
	return body, nil
}

// Read implements [io.Reader].
func (o *object) Read(b []byte) (int, error) {
	for {
		if len(b) == 0 {
			return 0, nil
		}
		if o.at >= o.size {
			return 0, io.EOF
		}
		if o.body == nil {
			body, err := o.fetch(o.at, o.size)
			if err != nil {
				return 0, err
			}
			o.body = body
		}
		n, err := o.body.Read(b[:min(int64(len(b)), o.size-o.at)])
		o.at += int64(n)
		if n > 0 || err == nil {
			return n, nil
		}
		if err := o.resume(err); err != nil {
			return 0, err
		}
	}
}

// resume lets Read ask again for what did not come, a few times.
func (o *object) resume(why error) error {
	o.drop()
	o.broken++
	if err := o.ctx.Err(); err != nil {
		return err
	}
	if o.broken > resumes {
		if errors.Is(why, io.EOF) {
			why = io.ErrUnexpectedEOF
		}
		return failed(o.ctx, why)
	}
	return nil
}

func (o *object) drop() {
	if o.body != nil {
		_ = o.body.Close() // nothing was written to it
		o.body = nil
	}
}

// Seek implements [io.Seeker].
func (o *object) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += o.at
	case io.SeekEnd:
		offset += o.size
	}
	if offset < 0 || whence < io.SeekStart || whence > io.SeekEnd {
		return 0, fmt.Errorf("seek in a blob: %w", fs.ErrInvalid)
	}
	if offset != o.at {
		o.drop()
		o.at = offset
	}
	return offset, nil
}

// ReadAt implements [io.ReaderAt].
func (o *object) ReadAt(b []byte, at int64) (int, error) {
	if at < 0 {
		return 0, fmt.Errorf("read a blob: %w", fs.ErrInvalid)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for n < len(b) {
		if at >= o.size {
			return n, io.EOF
		}
		if err := o.load(at); err != nil {
			return n, err
		}
		some := copy(b[n:], o.block[at-o.start:])
		n += some
		at += int64(some)
	}
	return n, nil
}

// load fetches the block in which at stands, unless it is the last one fetched.
func (o *object) load(at int64) error {
	start := at - at%blockSize
	if o.block != nil && o.start == start {
		return nil
	}
	length := min(blockSize, o.size-start)
	if o.block == nil {
		o.block = make([]byte, min(blockSize, o.size))
	}
	body, err := o.fetch(start, start+length)
	if err == nil {
		o.block = o.block[:length]
		_, err = io.ReadFull(body, o.block)
		err = errors.Join(err, body.Close())
	}
	if err != nil {
		o.block = nil
		return failed(o.ctx, err)
	}
	o.start = start
	return nil
}

// Close implements [io.Closer].
func (o *object) Close() error {
	o.drop()
	return nil
}
