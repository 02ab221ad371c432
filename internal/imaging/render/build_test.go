package render_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"
)

// Pictures are built here, so that no large or hostile file lies in the repository.

// quarters returns a picture of four colours: red and green above blue and white.
func quarters(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{R: 230, A: 255}
			switch {
			case x >= w/2 && y >= h/2:
				c = color.NRGBA{R: 240, G: 240, B: 240, A: 255}
			case x >= w/2:
				c = color.NRGBA{G: 200, A: 255}
			case y >= h/2:
				c = color.NRGBA{B: 230, A: 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// photo returns something like a photograph: smooth shades with some grain.
func photo(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	r := random(1)
	for y := range h {
		for x := range w {
			grain := r.IntN(12)
			p := img.Pix[img.PixOffset(x, y):]
			p[0] = byte(x*200/w + grain)
			p[1] = byte(y*200/h + grain)
			p[2] = byte((x/16^y/16)%160 + grain)
			p[3] = 255
		}
	}
	return img
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withOrientation puts EXIF data right after a JPEG's start.
func withOrientation(picture []byte, orientation byte) []byte {
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00\x00\x00\x00\x00"
	return withSegment(picture, 0xe1, exif)
}

func withSegment(picture []byte, marker byte, data string) []byte {
	b := append([]byte{}, picture[:2]...)
	b = binary.BigEndian.AppendUint16(append(b, 0xff, marker), uint16(len(data)+2))
	return append(append(b, data...), picture[2:]...)
}

// chunk returns a PNG's chunk.
func chunk(name string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func deflated(data []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(data)
	z.Close()
	return b.Bytes()
}

// pngHeader returns signature and header.
func pngHeader(w, h int, depth, colour, interlace byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(w))
	b = binary.BigEndian.AppendUint32(b, uint32(h))
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(b, depth, colour, 0, 0, interlace))...)
}

// riff returns a WebP of the chunks.
func riff(chunks ...[]byte) []byte {
	body := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func riffChunk(name string, data []byte) []byte {
	b := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))), data...)
	return append(b, make([]byte, len(b)%2)...)
}

func extendedHeader(flags byte, w, h int) []byte {
	b := []byte{flags, 0, 0, 0}
	for _, n := range []int{w - 1, h - 1} {
		b = append(b, byte(n), byte(n>>8), byte(n>>16))
	}
	return riffChunk("VP8X", b)
}

// movingWebP lays the still picture, of w by h, on a canvas, as often as frames.
func movingWebP(still []byte, at image.Point, canvas, size image.Point, frames int) []byte {
	var head []byte
	for _, n := range []int{at.X / 2, at.Y / 2, size.X - 1, size.Y - 1, 100} {
		head = append(head, byte(n), byte(n>>8), byte(n>>16))
	}
	frame := riffChunk("ANMF", append(append(head, 0), still[12:]...))
	return riff(extendedHeader(0x12, canvas.X, canvas.Y), riffChunk("ANIM", make([]byte, 6)), bytes.Repeat(frame, frames))
}

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, seed)) }
