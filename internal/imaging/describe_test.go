package imaging_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging"
)

const most = 50_000_000

func describe(b []byte) (imaging.Description, error) {
	return imaging.Describe(bytes.NewReader(b), int64(len(b)), imaging.Limits{Pixels: most, Frames: 100})
}

func TestDescribePictures(t *testing.T) {
	jpg, png := jpegOf(t, 40, 30), pngOf(t, 40, 30)
	tests := []struct {
		name  string
		bytes []byte
		want  imaging.Description
	}{
		{"jpeg", jpg, imaging.Description{Type: imaging.JPEG, Width: 40, Height: 30, Orientation: 1, Frames: 1}},
		{"png", png, imaging.Description{Type: imaging.PNG, Width: 40, Height: 30, Orientation: 1, Frames: 1}},
		{"gif", gifOf(t, 40, 30, 1), imaging.Description{Type: imaging.GIF, Width: 40, Height: 30, Orientation: 1, Frames: 1}},
		{"gif of three frames", gifOf(t, 40, 30, 3), imaging.Description{Type: imaging.GIF, Width: 40, Height: 30, Orientation: 1, Frames: 3}},
		{"webp", webpOf(t), imaging.Description{Type: imaging.WebP, Width: 1, Height: 1, Orientation: 1, Frames: 1}},
		{"webp turned", extendedWebP(webpOf(t), 50, 20, tiffOf(binary.LittleEndian, 6)), imaging.Description{Type: imaging.WebP, Width: 20, Height: 50, Orientation: 6, Frames: 1}},
		{"webp upright", extendedWebP(webpOf(t), 50, 20, tiffOf(binary.LittleEndian, 3)), imaging.Description{Type: imaging.WebP, Width: 50, Height: 20, Orientation: 3, Frames: 1}},
		{"png turned", withChunk(png, "eXIf", tiffOf(binary.BigEndian, 8)), imaging.Description{Type: imaging.PNG, Width: 30, Height: 40, Orientation: 8, Frames: 1}},
		{"jpeg with a comment of HTML", withSegment(jpg, 0xfe, "<script>alert(1)</script>"), imaging.Description{Type: imaging.JPEG, Width: 40, Height: 30, Orientation: 1, Frames: 1}},
		{"jpeg with a film behind it", append(bytes.Clone(jpg), "ftypmp42 and more"...), imaging.Description{Type: imaging.JPEG, Width: 40, Height: 30, Orientation: 1, Frames: 1, Trailing: 17}},
		{"gif with an archive behind it", append(gifOf(t, 40, 30, 1), "PK\x03\x04META-INF/MANIFEST.MF"...), imaging.Description{Type: imaging.GIF, Width: 40, Height: 30, Orientation: 1, Frames: 1, Trailing: 24}},
		{"jpeg without end", jpg[:len(jpg)-2], imaging.Description{Type: imaging.JPEG, Width: 40, Height: 30, Orientation: 1, Frames: 1, Truncated: true}},
		{"png cut in its data", png[:len(png)-20], imaging.Description{Type: imaging.PNG, Width: 40, Height: 30, Orientation: 1, Frames: 1, Truncated: true}},
		{"gif without trailer", gifOf(t, 40, 30, 1)[:60], imaging.Description{Type: imaging.GIF, Width: 40, Height: 30, Orientation: 1, Frames: 1, Truncated: true}},
		{"webp cut", webpOf(t)[:30], imaging.Description{Type: imaging.WebP, Width: 1, Height: 1, Orientation: 1, Frames: 1, Truncated: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := describe(tt.bytes)
			tt.want.Memory = 8 * int64(tt.want.Width*tt.want.Height)
			if err != nil || got != tt.want {
				t.Errorf("Describe() = %+v, %v, want %+v", got, err, tt.want)
			}
		})
	}
}

func TestDescribeTurnsByEXIF(t *testing.T) {
	jpg := jpegOf(t, 40, 30)
	for orientation := range uint16(10) {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			t.Run(fmt.Sprint(orientation, order), func(t *testing.T) {
				got, err := describe(withEXIF(jpg, tiffOf(order, orientation)))
				want := imaging.Description{Type: imaging.JPEG, Width: 40, Height: 30, Orientation: 1, Frames: 1, Memory: 8 * 40 * 30}
				if orientation >= 1 && orientation <= 8 {
					want.Orientation = int(orientation)
				}
				if orientation >= 5 && orientation <= 8 {
					want.Width, want.Height = 30, 40
				}
				if err != nil || got != want {
					t.Errorf("Describe() = %+v, %v, want %+v", got, err, want)
				}
			})
		}
	}
}

// Broken metadata turns nothing, refuses nothing, and reads nothing that is not there.
func TestDescribeBearsBrokenEXIF(t *testing.T) {
	whole := tiffOf(binary.LittleEndian, 6)
	far := bytes.Clone(whole)
	binary.LittleEndian.PutUint32(far[4:], 0xfffffff0)
	many := bytes.Clone(whole)
	binary.LittleEndian.PutUint16(many[8:], 0xffff)
	many[10+12] = 0x13 // no orientation among them
	wrongType := bytes.Clone(whole)
	wrongType[10+12+2] = 7
	for name, tiff := range map[string][]byte{
		"nothing": nil, "cut": whole[:20], "no TIFF": []byte("GIF89a but longer"), "directory far away": far,
		"more entries than bytes": many, "orientation of another type": wrongType,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := describe(withEXIF(jpegOf(t, 40, 30), tiff))
			if err != nil || got.Width != 40 || got.Height != 30 || got.Truncated {
				t.Errorf("Describe() = %+v, %v, want 40 × 30", got, err)
			}
		})
	}
}

func TestDescribeRefuses(t *testing.T) {
	tests := []struct {
		name  string
		bytes []byte
		kind  fault.Kind
		code  string
	}{
		{"a PNG of 4 gigapixels in 33 bytes", pngHeader(65535, 65535), fault.TooLarge, "media.too_many_pixels"},
		{"a PNG whose pixels overflow", pngHeader(0x7fffffff, 0x7fffffff), fault.Invalid, "media.picture_broken"},
		{"a PNG that is one row of 50 million pixels", pngHeader(50_000_000, 1), fault.TooLarge, "media.side_too_long"},
		{"a GIF of 101 frames", gifOf(t, 4, 3, 101), fault.TooLarge, "media.too_many_frames"},
		{"a JPEG of 101 scans", manyScans(101), fault.TooLarge, "media.too_many_scans"},
		{"a PNG of no width", pngHeader(0, 10), fault.Invalid, "media.picture_broken"},
		{"a GIF of no height", []byte("GIF89a\x10\x00\x00\x00\x00\x00\x00;"), fault.Invalid, "media.picture_broken"},
		{"HTML behind a JPEG's first bytes", []byte("\xff\xd8\xff<script>alert(1)</script>"), fault.Invalid, "media.picture_broken"},
		{"a JPEG's first bytes", []byte("\xff\xd8\xff"), fault.Invalid, "media.picture_broken"},
		{"a PNG's signature", []byte("\x89PNG\r\n\x1a\n"), fault.Invalid, "media.picture_broken"},
		{"a WebP without chunk", []byte("RIFF\x04\x00\x00\x00WEBP"), fault.Invalid, "media.picture_broken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := describe(tt.bytes)
			if f, ok := fault.Of(err); !ok || f.Kind != tt.kind || f.Code != tt.code {
				t.Errorf("Describe() error = %v, want %s", err, tt.code)
			}
		})
	}
}

func TestDescribeLimit(t *testing.T) {
	b := pngOf(t, 40, 30)
	for _, tt := range []struct {
		most int
		ok   bool
	}{{1200, true}, {1199, false}} {
		if _, err := imaging.Describe(bytes.NewReader(b), int64(len(b)), imaging.Limits{Pixels: tt.most}); (err == nil) != tt.ok {
			t.Errorf("Describe() of 40 × 30 with at most %d pixels = %v", tt.most, err)
		}
	}
}

func TestSniff(t *testing.T) {
	tests := []struct {
		name, head, want string
	}{
		{"svg", `<svg xmlns="http://www.w3.org/2000/svg"/>`, imaging.SVG},
		{"svg behind a declaration, a comment and a doctype", "\ufeff<?xml version=\"1.0\"?>\n<!-- Été -->\n<!DOCTYPE svg PUBLIC \"a\" \"b\">\n<svg>", imaging.SVG},
		{"svg with script", `<svg><script>alert(1)</script></svg>`, imaging.SVG},
		{"html", "\n <!DOCTYPE HTML><p>", imaging.HTML},
		{"html without doctype", "<SCRIPT>alert(1)</SCRIPT>", imaging.HTML},
		{"html behind a comment", "<!-- x --><body onload=alert(1)>", imaging.HTML},
		{"html behind a comment that hides its tag", "<!-- x --> text <script>", imaging.HTML},
		{"xhtml", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>`, imaging.HTML},
		{"xml", `<?xml version="1.0"?><feed/>`, imaging.XML},
		{"pdf", "%PDF-1.7\n", imaging.PDF},
		{"zip", "PK\x03\x04\x14\x00", imaging.ZIP},
		{"mp4", "\x00\x00\x00\x20ftypisom\x00\x00", imaging.MP4},
		{"m4a", "\x00\x00\x00\x20ftypM4A \x00\x00", imaging.M4A},
		{"quicktime", "\x00\x00\x00\x14ftypqt  \x00\x00", imaging.QuickTime},
		{"avif", "\x00\x00\x00\x20ftypavif\x00\x00", imaging.AVIF},
		{"heic", "\x00\x00\x00\x20ftypheic\x00\x00", imaging.HEIC},
		{"brand cut", "\x00\x00\x00\x20ftypis", imaging.Unknown},
		{"webm", "\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", imaging.WebM},
		{"matroska", "\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", imaging.Matroska},
		{"ogg", "OggS\x00\x02", imaging.Ogg},
		{"mp3 with tags", "ID3\x03\x00", imaging.MP3},
		{"mp3", "\xff\xfb\x90\x64", imaging.MP3},
		{"text", "Été, œuvre : « oui »\n", imaging.Text},
		{"csv", "a;b\r\n1;2\r\n", imaging.Text},
		{"nothing", "", imaging.Unknown},
		{"utf-16", "\xff\xfe<\x00s\x00v\x00g\x00", imaging.Unknown},
		{"latin-1", "\xc9t\xe9", imaging.Unknown},
		{"zero bytes", "abc\x00def", imaging.Unknown},
		{"a rune cut at the end of the window", strings.Repeat("x", imaging.SniffLength-1) + "é", imaging.Text},
		{"a rune cut at the end of a short file", "x\xc3", imaging.Unknown},
		{"elf", "\x7fELF\x02", imaging.Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := imaging.Sniff([]byte(tt.head)); got != tt.want {
				t.Errorf("Sniff(%.40q) = %s, want %s", tt.head, got, tt.want)
			}
		})
	}
}

// failing is a disk that fails.
type failing struct{}

var errDisk = errors.New("disk")

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errDisk }

func TestDescribeReportsTheDisk(t *testing.T) {
	if _, err := imaging.Describe(failing{}, 10, imaging.Limits{Pixels: most}); !errors.Is(err, errDisk) {
		t.Errorf("Describe() on a failing disk = %v", err)
	}
}

func FuzzDescribe(f *testing.F) {
	f.Add(withEXIF(jpegOf(f, 5, 4), tiffOf(binary.LittleEndian, 6)))
	f.Add(withChunk(pngOf(f, 5, 4), "eXIf", tiffOf(binary.BigEndian, 8)))
	f.Add(gifOf(f, 5, 4, 2))
	f.Add(webpOf(f))
	f.Add(extendedWebP(webpOf(f), 50, 20, tiffOf(binary.LittleEndian, 6)))
	f.Add([]byte(`<?xml version="1.0"?><!-- --><svg onload="alert(1)"/>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := describe(b)
		if err != nil {
			if _, ok := fault.Of(err); !ok {
				t.Errorf("Describe() = %v: bytes alone are no reason for another error than a fault", err)
			}
			return
		}
		picture := d.Type == imaging.JPEG || d.Type == imaging.PNG || d.Type == imaging.GIF || d.Type == imaging.WebP
		if picture != (d.Width > 0 && d.Height > 0) || d.Width*d.Height > most {
			t.Errorf("Describe() = %+v", d)
		}
		if again, err := describe(b); err != nil || again != d {
			t.Errorf("Describe() = %+v, then %+v, %v", d, again, err)
		}
	})
}

// FuzzEXIF reads any bytes as EXIF data, of each type that may have them.
func FuzzEXIF(f *testing.F) {
	for orientation := range uint16(9) {
		f.Add(tiffOf(binary.LittleEndian, orientation))
		f.Add(tiffOf(binary.BigEndian, orientation))
	}
	jpg, pngs, webp := jpegOf(f, 5, 4), pngOf(f, 5, 4), webpOf(f)
	f.Fuzz(func(t *testing.T, tiff []byte) {
		if len(tiff) > 60_000 {
			return
		}
		var seen []int
		for _, b := range [][]byte{withEXIF(jpg, tiff), withChunk(pngs, "eXIf", tiff), extendedWebP(webp, 1, 1, tiff)} {
			d, err := describe(b)
			if err != nil || d.Truncated {
				t.Fatalf("Describe() = %+v, %v", d, err)
			}
			seen = append(seen, d.Orientation)
		}
		if seen[0] != seen[1] || seen[1] != seen[2] || seen[0] < 1 || seen[0] > 8 {
			t.Errorf("orientations %v of the same data", seen)
		}
	})
}
