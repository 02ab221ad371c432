package render_test

import (
	"bytes"
	"compress/lzw"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"strconv"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/imaging/render"
)

// A hostile file, and how it is met.
type hostile struct {
	name  string
	bytes []byte
	most  int    // MiB that may be allocated for its pixels, for looking and making together; 0: none
	word  string // "made", or the fault
}

// hostiles makes the set. Pictures that are large for their pixels have sides of as
// many thousands as is said.
func hostiles(t *testing.T, side int) []hostile {
	jpg, pngs := jpegOf(t, photo(200, 150)), pngOf(t, photo(200, 150))
	_, webp := made(t, jpg, render.Options{Width: 200, Format: "webp"})
	broken, many := "media.picture_broken", "media.too_many_pixels"
	set := []hostile{
		{"PNG, header of 50,000 × 50,000", pngHeader(50000, 50000, 8, 6, 0), 0, many},
		{"PNG, header of 7,000 × 7,000 × 64 bits", append(pngHeader(7000, 7000, 16, 6, 0), chunk("IDAT", deflated(nil))...), 0, broken},
		{"PNG, header of 7,000 × 7,000 × 64 bits, interlaced", pngHeader(7000, 7000, 16, 6, 1), 0, many},
		{"PNG, one row of 50 million", pngHeader(50_000_000, 1, 16, 6, 0), 0, "media.side_too_long"},
		{"PNG, 1 × 65,535", pngOf(t, quarters(1, 65535)), 8, "made"},
		{"PNG, 65,535 × 1", pngOf(t, quarters(65535, 1)), 8, "made"},
		{"PNG, zlib bomb behind the pixels", longPNG(64 << 20), 8, broken},
		{"PNG, black, 64 bits", blackPNG(1000*side, 1000*side, 16, 6, 0), 20 + 16*side*side, "made"},
		{"PNG, black, interlaced", blackPNG(1000*side, 1000*side, 8, 6, 1), 20 + 16*side*side, "made"},
		{"PNG, 8 MiB of text", textPNG(pngs, 8<<20), 0, "made"},
		{"PNG, a million empty chunks", inPNG(pngs, bytes.Repeat(chunk("tEXt", nil), 1<<20)), 0, broken},
		{"PNG, text that unpacks to 64 MiB", inPNG(pngs, chunk("zTXt", append([]byte("a\x00\x00"), deflated(make([]byte, 64<<20))...))), 0, "made"},
		{"PNG, profile that unpacks to 64 MiB", inPNG(pngs, chunk("iCCP", append([]byte("a\x00\x00"), deflated(make([]byte, 64<<20))...))), 12, "made"},
		{"PNG with HTML behind it", append(bytes.Clone(pngs), "<!doctype html><script>alert(1)</script>"...), 0, "made"},
		{"JPEG with a ZIP behind it", append(bytes.Clone(jpg), "PK\x03\x04META-INF/MANIFEST.MF"...), 0, "made"},
		{"JPEG, 8 MiB of comments", inJPEG(jpg, 0xfe, 8<<20), 0, "made"},
		{"JPEG, 8 MiB of profiles", inJPEG(jpg, 0xe2, 8<<20), 8, "made"},
		{"JPEG, header of 65,500 × 65,500", jpegHeader(0xc0, 65500, 65500, 3), 0, many},
		{"JPEG, header of 7,000 × 7,000", jpegHeader(0xc0, 7000, 7000, 3), 0, broken},
		{"JPEG, progressive, 7,000 × 7,000 × 3", jpegHeader(0xc2, 7000, 7000, 3), 0, many},
		{"JPEG, progressive, 100 scans", progressive(1000*side, 1000*side, 99), 20 + 12*side*side, "made"},
		{"JPEG, progressive, 5,000 scans", progressive(64, 64, 5000), 0, "media.too_many_scans"},
		{"JPEG, CMYK", cmyk(t), 0, "made"},
		{"GIF with JavaScript behind it", append(oneGIF(t, 8, 8, 1), "=1;alert(1)"...), 0, "made"},
		{"GIF, header of 65,535 × 65,535", []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00;"), 0, many},
		{"GIF, 10,000 frames", manyFrames(oneGIF(t, 64, 64, 1), 10_000), 0, "media.too_many_frames"},
		{"GIF, black", oneGIF(t, 1000*side, 1000*side, 1), 20 + 2*side*side, "made"},
		{"GIF, LZW bomb of 64 MiB in 8 × 8", lzwBomb(64 << 20), 0, broken},
		{"GIF, 16 MiB of comments", gifComments(16 << 20), 0, "made"},
		{"WebP, 10,000 frames", movingWebP(webp, image.Pt(0, 0), image.Pt(200, 150), image.Pt(200, 150), 10_000), 0, "media.too_many_frames"},
		{"WebP, header of 16,384 × 16,384", riff(extendedHeader(0, 16384, 16384)), 0, many},
		{"WebP, small header, large picture", riff(extendedHeader(0, 1, 1), webp[12:]), 0, broken},
		{"WebP, lossless header of 7,000 × 7,000", riff(riffChunk("VP8L", lossless(7000, 7000)[:5])), 0, broken},
		{"WebP, lossless, black", riff(riffChunk("VP8L", lossless(1000*side, 1000*side))), 20 + 9*side*side, "made"},
		{"HTML as .png", []byte("<!doctype html><script>alert(1)</script>"), 0, "media.no_picture"},
		{"SVG with script", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`), 0, "media.no_picture"},
		{"text of 4 MiB", []byte(strings.Repeat("x", 4<<20)), 0, "media.no_picture"},
	}
	return set
}

// inPNG puts chunks behind the header, inJPEG segments behind the start.
func inPNG(picture, chunks []byte) []byte {
	const header = 8 + 12 + 13
	return append(append(append([]byte{}, picture[:header]...), chunks...), picture[header:]...)
}

func inJPEG(picture []byte, marker byte, n int) []byte {
	segment := withSegment(picture[:2], marker, "ICC_PROFILE\x00\x01\x01"+strings.Repeat("x", 60000))[2:]
	return append(append(append([]byte{}, picture[:2]...), bytes.Repeat(segment, n/len(segment))...), picture[2:]...)
}

func textPNG(picture []byte, n int) []byte {
	return inPNG(picture, chunk("tEXt", bytes.Repeat([]byte("a"), n)))
}

func longPNG(n int) []byte {
	b := append(pngHeader(8, 8, 8, 0, 0), chunk("IDAT", deflated(make([]byte, n)))...)
	return append(b, chunk("IEND", nil)...)
}

func blackPNG(w, h int, depth, colour, interlace byte) []byte {
	row := 1 + w*int(depth)/8*4
	rows := make([]byte, row*h+h*8) // interlaced, there are more filters
	if interlace == 0 {
		rows = rows[:row*h]
	} else {
		rows = rows[:4*w*h+h*15/8] // both are multiples of 8
	}
	b := append(pngHeader(w, h, depth, colour, interlace), chunk("IDAT", deflated(rows))...)
	return append(b, chunk("IEND", nil)...)
}

func jpegHeader(marker byte, w, h, components int) []byte {
	data := []byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), byte(components)}
	for i := range components {
		data = append(data, byte(i+1), 0x11, 0)
	}
	b := withSegment([]byte("\xff\xd8"), marker, string(data))
	return append(b, "\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\xff\xd9"...)
}

// progressive returns a grey JPEG with a scan for the means of blocks, and more
// scans that say of as many blocks as one code can that nothing changes.
func progressive(w, h, scans int) []byte {
	frame := []byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), 1, 1, 0x11, 0}
	one := strings.Repeat("\x00", 15)
	b := []byte("\xff\xd8")
	segment := func(marker byte, data string) { b = append(b, withSegment([]byte("\xff\xd8"), marker, data)[2:]...) }
	segment(0xdb, "\x00"+strings.Repeat("\x01", 64))
	segment(0xc2, string(frame))
	segment(0xc4, "\x00\x01"+one+"\x00")
	segment(0xc4, "\x10\x01"+one+"\xe0")
	blocks := (w + 7) / 8 * ((h + 7) / 8)
	segment(0xda, "\x01\x01\x00\x00\x00\x00")
	b = append(b, make([]byte, blocks/8+1)...)
	bits := strings.Repeat("0"+strings.Repeat("1", 14), blocks/(1<<15-1)+1) // the code, and how many blocks
	scan := append([]byte("\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x00"), bytes.ReplaceAll(bytesOf(bits), []byte{0xff}, []byte{0xff, 0})...)
	b = append(b, bytes.Repeat(scan, scans)...)
	return append(b, 0xff, 0xd9)
}

// bytesOf packs bits, written as 0 and 1, the first one highest.
func bytesOf(bits string) []byte {
	var b []byte
	for ; len(bits) >= 8; bits = bits[8:] {
		n, _ := strconv.ParseUint(bits[:8], 2, 8)
		b = append(b, byte(n))
	}
	n, _ := strconv.ParseUint(bits+strings.Repeat("1", 8-len(bits)), 2, 8)
	return append(b, byte(n))
}

func oneGIF(t testing.TB, w, h, frames int) []byte {
	m := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.Black, color.White})
	g := &gif.GIF{}
	for range frames {
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 1)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// manyFrames repeats the frame of a GIF.
func manyFrames(one []byte, n int) []byte {
	frame := one[bytes.IndexByte(one[13:], 0x2c)+13 : len(one)-1]
	head := one[:len(one)-1-len(frame)]
	return append(append(append([]byte{}, head...), bytes.Repeat(frame, n)...), ';')
}

// gifBlocks cuts data into blocks of 255 bytes.
func gifBlocks(data []byte) []byte {
	var b []byte
	for len(data) > 0 {
		n := min(len(data), 255)
		b = append(append(b, byte(n)), data[:n]...)
		data = data[n:]
	}
	return append(b, 0)
}

func lzwBomb(n int) []byte {
	var packed bytes.Buffer
	w := lzw.NewWriter(&packed, lzw.LSB, 2)
	w.Write(make([]byte, n))
	w.Close()
	b := []byte("GIF89a\x08\x00\x08\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x08\x00\x08\x00\x00\x02")
	return append(append(b, gifBlocks(packed.Bytes())...), ';')
}

func gifComments(n int) []byte {
	b := append([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xfe"), gifBlocks(make([]byte, n))...)
	return append(b, ",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"...)
}

// lossless returns a lossless WebP's picture in which each of five codes has one
// symbol: it takes no bit for a pixel.
func lossless(w, h int) []byte {
	b := []byte{0x2f}
	b = binary.LittleEndian.AppendUint32(b, uint32(w-1)|uint32(h-1)<<14)
	return append(b, 0b10001000, 0b10001000, 0b00001000, 0)
}

// cmyk returns 16 by 16 pixels of a JPEG in four inks, as Adobe's programs write it.
func cmyk(t testing.TB) []byte {
	b, err := base64.StdEncoding.DecodeString(cmykJPEG)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// small returns a small picture of each type.
func small(t testing.TB) map[string][]byte {
	jpg := jpegOf(t, photo(60, 40))
	_, webp := made(t, jpg, render.Options{Width: 60, Format: "webp"})
	_, drawn := made(t, pngOf(t, quarters(60, 40)), render.Options{Width: 30, Format: "webp"})
	return map[string][]byte{
		"jpeg": withOrientation(jpg, 6), "png": withProfile(pngOf(t, photo(60, 40)), displayP3()), "gif": oneGIF(t, 60, 40, 2),
		"webp": webp, "webp lossless": drawn, "webp moving": movingWebP(webp, image.Pt(0, 0), image.Pt(60, 40), image.Pt(60, 40), 2),
		"png interlaced": blackPNG(16, 16, 8, 6, 1), "jpeg progressive": progressive(64, 64, 3), "jpeg cmyk": cmyk(t),
	}
}

// cmykJPEG is cyan on the left and a dark magenta on the right.
const cmykJPEG = "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU/9sAQwEDBAQFBAUJBQUJFA0LDRQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU/8AAFAgAEAAQBAERAAIRAQMRAQQRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAAFCAn/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABwn/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADgQBAAIRAxEEAAA/AM6AxVN1TVlKAeJKa5wFZSgHj//Z"
