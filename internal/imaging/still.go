package imaging

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"
)

// frameHead is the length of what stands in a moving WebP's frame before its
// chunks: place, size, time and flags (RFC 9649 §2.7.1.1).
const frameHead = 16

// StillWebP returns the first frame of a moving WebP picture as a picture of its
// own, and where it lies on the canvas; nil if the picture does not move.
func StillWebP(r io.ReaderAt, size int64) (still io.Reader, place image.Rectangle) {
	_, _ = parts(WebP, r, size, func(p part) error { // without a frame there is none
		if p.name != "ANMF" || p.length < frameHead {
			return nil
		}
		head, err := payload(r, p, frameHead)
		if err != nil {
			return err
		}
		at := image.Pt(int(uint24(head))*2, int(uint24(head[3:]))*2)
		place = image.Rectangle{Min: at, Max: at.Add(image.Pt(int(uint24(head[6:]))+1, int(uint24(head[9:]))+1))}
		chunks := io.NewSectionReader(r, p.data+frameHead, p.length-frameHead)
		still = io.MultiReader(stillHeader(chunks, head[6:12]), chunks)
		return errStop
	})
	return still, place
}

// stillHeader returns what stands before the chunks of a frame in a file of its
// own: RIFF's header, and size and transparency.
func stillHeader(chunks *io.SectionReader, size []byte) io.Reader {
	var first [4]byte
	_, err := chunks.ReadAt(first[:], 0)
	const transparent = 0x10
	extended := make([]byte, 18)
	copy(extended, "VP8X")
	binary.LittleEndian.PutUint32(extended[4:], 10)
	if err == nil && string(first[:]) == "ALPH" {
		extended[8] = transparent
	}
	copy(extended[12:], size)
	head := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(extended))+uint32(chunks.Size()))
	return bytes.NewReader(append(append(head, "WEBP"...), extended...))
}

func uint24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }
