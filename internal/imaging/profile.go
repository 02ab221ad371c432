package imaging

import (
	"bytes"
	"compress/zlib"
	"io"
)

// maxProfile is the most bytes of a colour profile that are read: those of
// cameras, screens and printers have less than a megabyte.
const maxProfile = 1 << 20

// Profile returns the colour profile (ICC) that a picture of the type brings
// along; nil if it brings none, or none that can be read, or one of more
// than a megabyte.
func Profile(r io.ReaderAt, size int64, kind string) []byte {
	var profile []byte
	_, _ = parts(kind, r, size, func(p part) error { // what cannot be followed has no profile
		switch {
		case kind == JPEG && p.name[0] == markAPP+2:
			profile = append(profile, jpegProfile(r, p)...)
		case kind == JPEG && p.name[0] == markSOS, kind == PNG && p.name == "IDAT":
			return errStop // it stands before the pixels
		case kind == PNG && p.name == "iCCP":
			profile = pngProfile(r, p)
		case kind == WebP && p.name == "ICCP" && p.length <= maxProfile:
			profile, _ = payload(r, p, maxProfile)
		}
		if len(profile) > maxProfile {
			profile = nil
			return errStop
		}
		return nil
	})
	return profile
}

// payload reads what the part holds, at most n bytes of it.
func payload(r io.ReaderAt, p part, n int64) ([]byte, error) {
	b := make([]byte, min(p.length, n))
	_, err := io.ReadFull(io.NewSectionReader(r, p.data, p.length), b)
	return b, err
}

// profileLead stands before a piece of a profile in a JPEG, and the number of
// the piece and of all behind it (ICC.1:2022 annex B.4). Writers put them in order.
const profileLead = "ICC_PROFILE\x00"

func jpegProfile(r io.ReaderAt, p part) []byte {
	b, err := payload(r, p, 1<<16)
	if err != nil || len(b) < len(profileLead)+2 || !bytes.HasPrefix(b, []byte(profileLead)) {
		return nil
	}
	return b[len(profileLead)+2:]
}

// pngProfile unpacks a profile: a name, a zero, the method 0, and zlib's data.
func pngProfile(r io.ReaderAt, p part) []byte {
	b, err := payload(r, p, maxProfile)
	if err != nil {
		return nil
	}
	name := bytes.IndexByte(b[:min(len(b), 80)], 0)
	if name < 0 || name+2 > len(b) {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(b[name+2:]))
	if err != nil {
		return nil
	}
	profile, err := io.ReadAll(io.LimitReader(z, maxProfile+1))
	if err != nil {
		return nil
	}
	return profile
}
