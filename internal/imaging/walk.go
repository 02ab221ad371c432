package imaging

import (
	"bytes"
	"io"
)

// A walked picture is what its structure says, without decoding it.
type walked struct {
	orientation int   // 1 to 8
	frames      int   // that are drawn
	scans       int   // of a JPEG
	samples     int64 // that a decoder of a progressive JPEG keeps all at once, in each component
	parts       int   // that it is made of
	whole       bool  // it has its end: no transfer cut it off
	end         int64 // of the picture
}

// walk follows the structure of a picture of the type to its end. It never
// fails: what it cannot follow is not whole.
func walk(kind string, r io.ReaderAt, size int64) walked {
	w := walked{orientation: 1}
	end, err := parts(kind, r, size, func(p part) error {
		if w.parts++; w.parts > maxParts {
			return errStop
		}
		switch {
		case kind == JPEG && p.name[0] == markSOS:
			w.scans++
		case kind == JPEG && p.name[0] == markSOF2:
			w.samples = max(w.samples, progressiveSamples(r, p))
		case kind == GIF && p.name == ",", kind == PNG && p.name == "fcTL", kind == WebP && p.name == "ANMF":
			w.frames++
		case w.orientation == 1 && holdsEXIF(kind, p):
			w.orientation = orientation(exif(r, kind, p))
		}
		return nil
	})
	w.whole, w.end = err == nil, end
	return w
}

// exifLead stands before the EXIF data in a JPEG. WebP and PNG files are found
// with it too.
const exifLead = "Exif\x00\x00"

// holdsEXIF reports whether the part may be EXIF data; of a JPEG it may be other
// data of applications too.
func holdsEXIF(kind string, p part) bool {
	switch kind {
	case JPEG:
		return p.name[0] == markAPP+1
	case PNG:
		return p.name == "eXIf"
	case WebP:
		return p.name == "EXIF"
	}
	return false
}

// maxEXIF is the most that is read of EXIF data: what fits a JPEG segment.
const maxEXIF = 1 << 16

// exif returns the TIFF structure that the part holds; nil if it holds none, or
// cannot be read.
func exif(r io.ReaderAt, kind string, p part) []byte {
	if p.length > maxEXIF {
		return nil
	}
	b, err := payload(r, p, maxEXIF)
	tiff, led := bytes.CutPrefix(b, []byte(exifLead))
	if err != nil || kind == JPEG && !led {
		return nil
	}
	return tiff
}
