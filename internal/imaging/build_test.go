package imaging_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
)

// Pictures are built here, so that no hostile file lies in the repository.

func canvas(width, height int) *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black, color.RGBA{R: 200, A: 255}})
	for i := range img.Pix {
		img.Pix[i] = uint8(i*7%11) % 3
	}
	return img
}

func jpegOf(t testing.TB, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, canvas(width, height), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, canvas(width, height)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gifOf(t testing.TB, width, height, frames int) []byte {
	t.Helper()
	g := &gif.GIF{LoopCount: 3}
	for range frames {
		g.Image, g.Delay = append(g.Image, canvas(width, height)), append(g.Delay, 1)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// webpOf returns a WebP picture, 1 by 1, lossless.
func webpOf(t testing.TB) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// extendedWebP puts a picture's chunk behind a VP8X header of another canvas,
// and an EXIF chunk after it.
func extendedWebP(simple []byte, width, height uint32, tiff []byte) []byte {
	chunk := func(name string, data []byte) []byte {
		b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data)))
		b = append(b, data...)
		if len(data)%2 == 1 {
			b = append(b, 0)
		}
		return b
	}
	head := []byte{0x08, 0, 0, 0}
	for _, n := range []uint32{width - 1, height - 1} {
		head = append(head, byte(n), byte(n>>8), byte(n>>16))
	}
	var body []byte
	body = append(body, chunk("VP8X", head)...)
	body = append(body, simple[12:]...)
	body = append(body, chunk("EXIF", tiff)...)
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body)))
	return append(append(out, "WEBP"...), body...)
}

// tiffOf returns a TIFF structure whose first directory has some other tag and
// the orientation.
func tiffOf(order binary.AppendByteOrder, orientation uint16) []byte {
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	for _, f := range []struct {
		tag   uint16
		value uint16
	}{{0x0100, 77}, {0x0112, orientation}} {
		b = order.AppendUint16(b, f.tag)
		b = order.AppendUint16(b, 3)
		b = order.AppendUint32(b, 1)
		b = order.AppendUint16(b, f.value)
		b = order.AppendUint16(b, 0)
	}
	return order.AppendUint32(b, 0)
}

// withSegment puts a segment right after a JPEG's start of image.
func withSegment(picture []byte, marker byte, data string) []byte {
	b := append([]byte{}, picture[:2]...)
	b = append(b, 0xff, marker)
	b = binary.BigEndian.AppendUint16(b, uint16(len(data)+2))
	b = append(b, data...)
	return append(b, picture[2:]...)
}

func withEXIF(picture, tiff []byte) []byte {
	return withSegment(picture, 0xe1, "Exif\x00\x00"+string(tiff))
}

// withChunk puts a chunk behind a PNG's header.
func withChunk(picture []byte, name string, data []byte) []byte {
	const header = 8 + 8 + 13 + 4
	b := append([]byte{}, picture[:header]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	b = append(append(b, name...), data...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(append([]byte(name), data...)))
	return append(b, picture[header:]...)
}

// pngHeader returns a PNG that says how large it is, and nothing else.
func pngHeader(width, height uint32) []byte {
	data := binary.BigEndian.AppendUint32(nil, width)
	data = binary.BigEndian.AppendUint32(data, height)
	data = append(data, 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	b = append(append(b, "IHDR"...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(append([]byte("IHDR"), data...)))
}

// manyScans returns a progressive JPEG of so many scans, which say nothing.
func manyScans(n int) []byte {
	b := []byte("\xff\xd8\xff\xc2\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00")
	for range n {
		b = append(b, "\xff\xda\x00\x08\x01\x01\x00\x01\x05\x00\x7f\xff\x00"...)
	}
	return append(b, 0xff, 0xd9)
}
