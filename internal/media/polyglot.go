package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/diptych-cms/diptych/internal/imaging"
)

// trailed is how much behind a picture's end is looked at, at either end of it.
const trailed = 256 << 10

// directoryEnd is the length of the record at the end of a ZIP archive, without its
// comment (APPNOTE 4.3.16).
const directoryEnd = 22

// polyglot reports whether the bytes behind a picture's end are those of another kind of
// file, which something that is less strict than we are could run or unpack: a page, a
// script, an archive, a PDF. Cameras put there what they like (a film, a second picture,
// what a maker notes), and that is no harm.
func polyglot(r io.ReaderAt, size, trailing int64) (bool, error) {
	first, err := part(r, size-trailing, min(trailing, trailed))
	if err != nil {
		return false, err
	}
	switch imaging.Sniff(bytes.TrimLeft(first, "\x00 \t\r\n")) {
	case imaging.HTML, imaging.SVG, imaging.ZIP, imaging.PDF:
		return true, nil
	}
	last := first
	if trailing > trailed {
		if last, err = part(r, size-trailed, trailed); err != nil {
			return false, err
		}
	}
	return active(first) || active(last) || archived(last), nil
}

func part(r io.ReaderAt, from, n int64) ([]byte, error) {
	b := make([]byte, n)
	if _, err := r.ReadAt(b, from); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return b, nil
}

// active reports whether there is markup or a program in the bytes.
func active(b []byte) bool {
	b = bytes.ToLower(b)
	for _, mark := range []string{"<script", "<html", "<!doctype", "<svg", "<iframe", "<body", "<?php", "javascript:"} {
		if bytes.Contains(b, []byte(mark)) {
			return true
		}
	}
	return false
}

// archived reports whether there is the end of a ZIP archive in the bytes, which is
// read from there, whatever stands before it.
func archived(b []byte) bool {
	for {
		i := bytes.Index(b, []byte("PK\x05\x06\x00\x00\x00\x00")) // on one disk, the first
		if i < 0 {
			return false
		}
		b = b[i:]
		if len(b) >= directoryEnd && int(binary.LittleEndian.Uint16(b[directoryEnd-2:])) <= len(b)-directoryEnd {
			return true
		}
		b = b[4:]
	}
}
