package imaging_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/image/webp"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging"
)

func clean(b []byte, kind string) ([]byte, bool, error) {
	var out bytes.Buffer
	changed, err := imaging.Clean(&out, bytes.NewReader(b), int64(len(b)), kind)
	return out.Bytes(), changed, err
}

// secret stands in all that has to go.
const secret = "46.8139,-71.2080"

// withBlock puts an extension before a GIF's first image or its trailer.
func withBlock(picture []byte, block string) []byte {
	header := 13
	if picture[10]&0x80 != 0 {
		header += 3 << (picture[10]&7 + 1)
	}
	return append(append(append([]byte{}, picture[:header]...), block...), picture[header:]...)
}

func webpChunk(name, data string) []byte {
	b := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))), data...)
	return append(b, make([]byte, len(b)%2)...)
}

// withChunks puts chunks behind a WebP's.
func withChunks(picture []byte, chunks ...[]byte) []byte {
	b := append(append([]byte{}, picture...), bytes.Join(chunks, nil)...)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

func TestClean(t *testing.T) {
	jpg, pngs, gifs := jpegOf(t, 40, 30), pngOf(t, 40, 30), gifOf(t, 40, 30, 3)
	exif := func(orientation uint16) []byte {
		return append(tiffOf(binary.LittleEndian, orientation), secret...)
	}
	moving := extendedWebP(webpOf(t), 1, 1, exif(1))
	moving[20] |= 0x04 // says XMP
	tests := []struct {
		name, kind  string
		bytes       []byte
		orientation int
		stays       string
	}{
		{"EXIF, upright", imaging.JPEG, withEXIF(jpg, exif(1)), 1, ""},
		{"EXIF, turned", imaging.JPEG, withEXIF(jpg, exif(6)), 6, ""},
		{"XMP", imaging.JPEG, withSegment(jpg, 0xe1, "http://ns.adobe.com/xap/1.0/\x00<x>"+secret), 1, ""},
		{"IPTC", imaging.JPEG, withSegment(jpg, 0xed, "Photoshop 3.0\x00"+secret), 1, ""},
		{"comment", imaging.JPEG, withSegment(jpg, 0xfe, secret), 1, ""},
		{"profile and all", imaging.JPEG, withSegment(withSegment(withEXIF(jpg, exif(8)), 0xe2, "ICC_PROFILE\x00\x01\x01colours"), 0xe2, "MPF\x00"+secret), 8, "colours"},
		{"thumbnail", imaging.JPEG, withSegment(jpg, 0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x09\x01"+secret+"123456789ab"), 1, "JFIF"},
		{"Adobe", imaging.JPEG, withSegment(withSegment(jpg, 0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01"), 0xe5, secret), 1, "Adobe"},
		{"behind the end", imaging.JPEG, append(bytes.Clone(jpg), "PK\x03\x04"+secret...), 1, ""},
		{"text", imaging.PNG, withChunk(pngs, "tEXt", []byte("Comment\x00"+secret)), 1, ""},
		{"packed text", imaging.PNG, withChunk(withChunk(pngs, "iTXt", []byte(secret)), "zTXt", []byte(secret)), 1, ""},
		{"time and EXIF", imaging.PNG, withChunk(withChunk(pngs, "tIME", []byte(secret)), "eXIf", exif(3)), 3, ""},
		{"profile", imaging.PNG, withChunk(withChunk(pngs, "iCCP", []byte("colours\x00\x00")), "prVt", []byte(secret)), 1, "colours"},
		{"behind the end", imaging.PNG, append(bytes.Clone(pngs), "<script>"+secret...), 1, ""},
		{"comment", imaging.GIF, withBlock(gifs, "!\xfe\x10"+secret+"\x00"), 1, "NETSCAPE2.0"},
		{"XMP", imaging.GIF, withBlock(gifs, "!\xff\x0bXMP DataXMP\x10"+secret+"\x00"), 1, "NETSCAPE2.0"},
		{"behind the end", imaging.GIF, append(bytes.Clone(gifs), "/*"+secret...), 1, "NETSCAPE2.0"},
		{"EXIF", imaging.WebP, extendedWebP(webpOf(t), 1, 1, exif(1)), 1, ""},
		{"EXIF, turned", imaging.WebP, extendedWebP(webpOf(t), 1, 1, exif(5)), 5, ""},
		{"XMP and EXIF", imaging.WebP, withChunks(moving, webpChunk("XMP ", secret), webpChunk("ABCD", secret)), 1, ""},
		{"behind the end", imaging.WebP, append(webpOf(t), secret...), 1, ""},
	}
	for _, tt := range tests {
		t.Run(tt.kind+" "+tt.name, func(t *testing.T) {
			got, changed, err := clean(tt.bytes, tt.kind)
			if err != nil || !changed {
				t.Fatalf("Clean() = %v, %v", changed, err)
			}
			if strings.Contains(string(got), secret) || !strings.Contains(string(got), tt.stays) {
				t.Errorf("Clean() left the place, or took too much: %q", got)
			}
			d, err := describe(got)
			if err != nil || d.Orientation != tt.orientation || d.Truncated || d.Trailing != 0 {
				t.Errorf("Describe() = %+v, %v", d, err)
			}
			if before, after := pixelsOf(t, tt.kind, tt.bytes), pixelsOf(t, tt.kind, got); !reflect.DeepEqual(before, after) {
				t.Error("the pixels changed")
			}
			if _, again, err := clean(got, tt.kind); again || err != nil {
				t.Errorf("Clean() of what is clean = %v, %v", again, err)
			}
		})
	}
}

// pixelsOf decodes all frames.
func pixelsOf(t *testing.T, kind string, b []byte) any {
	t.Helper()
	if kind == imaging.GIF {
		g, err := gif.DecodeAll(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	decode := map[string]func(io.Reader) (image.Image, error){imaging.JPEG: jpeg.Decode, imaging.PNG: png.Decode, imaging.WebP: webp.Decode}[kind]
	img, err := decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestCleanLeavesCleanPictures(t *testing.T) {
	for kind, b := range map[string][]byte{
		imaging.JPEG: jpegOf(t, 40, 30), imaging.PNG: pngOf(t, 40, 30), imaging.GIF: gifOf(t, 40, 30, 3), imaging.WebP: webpOf(t),
		imaging.SVG: []byte("<svg/>"), imaging.PDF: []byte("%PDF-1.7"),
	} {
		if got, changed, err := clean(b, kind); changed || err != nil || len(got) > 0 {
			t.Errorf("Clean(%s) = %d bytes, %v, %v", kind, len(got), changed, err)
		}
	}
}

func TestCleanRefusesWhatBreaksOff(t *testing.T) {
	for kind, b := range map[string][]byte{imaging.JPEG: jpegOf(t, 40, 30), imaging.PNG: pngOf(t, 40, 30), imaging.GIF: gifOf(t, 40, 30, 3), imaging.WebP: webpOf(t)} {
		for _, n := range []int{3, len(b) / 2, len(b) - 1} {
			got, _, err := clean(b[:n], kind)
			if f, ok := fault.Of(err); !ok || f.Code != "media.picture_broken" || len(got) > 0 {
				t.Errorf("Clean() of %d of %d bytes of %s = %d bytes, %v", n, len(b), kind, len(got), err)
			}
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add(withEXIF(withSegment(jpegOf(f, 5, 4), 0xfe, "comment"), tiffOf(binary.LittleEndian, 6)))
	f.Add(withChunk(withChunk(pngOf(f, 5, 4), "tEXt", []byte("a\x00b")), "eXIf", tiffOf(binary.BigEndian, 8)))
	f.Add(withBlock(gifOf(f, 5, 4, 2), "!\xfe\x01a\x00"))
	f.Add(extendedWebP(webpOf(f), 1, 1, tiffOf(binary.LittleEndian, 6)))
	f.Add(append([]byte("RIFF7\x00\x00\x00WEBPVP8X#\x00\x00\x00"), make([]byte, 60)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		kind := imaging.Sniff(b)
		got, changed, err := clean(b, kind)
		if err != nil {
			if _, ok := fault.Of(err); !ok || len(got) > 0 {
				t.Errorf("Clean() = %d bytes, %v", len(got), err)
			}
			return
		}
		if !changed {
			return
		}
		if len(got) > len(b) {
			t.Errorf("Clean() made %d bytes of %d", len(got), len(b))
		}
		if again, changed, err := clean(got, kind); changed || err != nil {
			t.Errorf("Clean() of what is clean = %q, %v, %v", again, changed, err)
		}
		before, err := describe(b)
		if after, err2 := describe(got); err == nil && (err2 != nil || after.Width != before.Width || after.Orientation != before.Orientation || after.Frames != before.Frames) {
			t.Errorf("Describe() = %+v, then %+v, %v", before, after, err2)
		}
	})
}
