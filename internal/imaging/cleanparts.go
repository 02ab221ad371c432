package imaging

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
	"strings"
)

// ofJPEG keeps what decoders need, and the colour profile. A JFIF header loses
// its thumbnail.
func (c *cleaning) ofJPEG(p part) (instead []byte, kept bool) {
	const adobe = markAPP + 14 // says how colours are meant
	switch mark := p.name[0]; {
	case mark == markAPP:
		return c.ofJFIF(p)
	case mark == markAPP+2:
		return nil, c.begins(p, profileLead)
	case mark == adobe:
		return nil, c.begins(p, "Adobe")
	case mark >= markAPP && mark < markAPP+16, mark == markCOM:
		return nil, false
	}
	return nil, true
}

func (c *cleaning) ofJFIF(p part) (instead []byte, kept bool) {
	const plain = 14 // without thumbnail
	if p.length < plain || !c.begins(p, "JFIF\x00") {
		return nil, false
	}
	if p.length == plain {
		return nil, true
	}
	b, err := payload(c.r, p, plain)
	if err != nil {
		return nil, true
	}
	b[12], b[13] = 0, 0 // the thumbnail's width and height
	return append([]byte{0xff, markAPP, 0, plain + 2}, b...), false
}

// begins reports whether the part's payload begins so.
func (c *cleaning) begins(p part, with string) bool {
	b, err := payload(c.r, p, int64(len(with)))
	return err == nil && string(b) == with
}

// keptOfPNG keeps what changes how pixels are shown (PNG 3rd edition §11): all
// that is critical, colours, size and motion.
func keptOfPNG(name string) bool {
	critical := name[0] >= 'A' && name[0] <= 'Z'
	return critical || slices.Contains([]string{
		"cHRM", "cICP", "gAMA", "iCCP", "mDCV", "cLLI", "sBIT", "sRGB",
		"bKGD", "hIST", "tRNS", "pHYs", "sPLT", "acTL", "fcTL", "fdAT",
	}, name)
}

// keptOfGIF keeps all but comments and what applications say, of which the count
// of loops and the colour profile stay.
func keptOfGIF(name string) bool {
	const comment = "\u00fe"
	who, application := strings.CutPrefix(name, gifApplication)
	if application {
		return slices.Contains([]string{"NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"}, who)
	}
	return name != comment
}

// extended returns a WebP's extended header with flags that tell what is still
// there (RFC 9649 §2.7).
func (c *cleaning) extended(p part) []byte {
	const xmp, exif = 0x04, 0x08
	b := make([]byte, p.end-p.start)
	if _, err := c.r.ReadAt(b, p.start); err != nil {
		return b
	}
	b[8] &^= xmp | exif
	if c.orientation > 1 {
		b[8] |= exif
	}
	return b
}

// onlyOrientation returns a part with EXIF data that say the orientation alone.
func onlyOrientation(kind string, orientation int) []byte {
	order := binary.BigEndian
	tiff := order.AppendUint32([]byte("MM\x00*"), 8)
	tiff = order.AppendUint16(tiff, 1)
	for _, n := range []uint16{orientationTag, 3, 0, 1, uint16(orientation), 0, 0, 0} { // one short, and no other directory
		tiff = order.AppendUint16(tiff, n)
	}
	switch kind {
	case JPEG:
		b := append([]byte{0xff, markAPP + 1, 0, byte(2 + len(exifLead) + len(tiff))}, exifLead...)
		return append(b, tiff...)
	case PNG:
		b := order.AppendUint32(nil, uint32(len(tiff)))
		b = append(append(b, "eXIf"...), tiff...)
		return order.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	}
	b := binary.LittleEndian.AppendUint32([]byte("EXIF"), uint32(len(tiff)))
	return append(b, tiff...)
}
