package render_test

import (
	"encoding/binary"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/imaging/render"
)

// A made profile: of the space, with tags.
func iccOf(space string, tags map[string][]byte) []byte {
	b := []byte(strings.Repeat("\x00", 16) + space + "XYZ " + strings.Repeat("\x00", 12) + "acsp" + strings.Repeat("\x00", 88))
	b = binary.BigEndian.AppendUint32(b, uint32(len(tags)))
	at := len(b) + 12*len(tags)
	var data []byte
	for _, name := range []string{"rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "kTRC"} {
		d, ok := tags[name]
		if !ok {
			continue
		}
		b = append(b, name...)
		b = binary.BigEndian.AppendUint32(b, uint32(at+len(data)))
		b = binary.BigEndian.AppendUint32(b, uint32(len(d)))
		data = append(data, d...)
	}
	b = append(b, data...)
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

func fixedPoint(v ...float64) []byte {
	var b []byte
	for _, n := range v {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(n*65536))))
	}
	return b
}

func xyz(v ...float64) []byte { return append([]byte("XYZ \x00\x00\x00\x00"), fixedPoint(v...)...) }

func para(kind byte, v ...float64) []byte {
	return append([]byte{'p', 'a', 'r', 'a', 0, 0, 0, 0, 0, kind, 0, 0}, fixedPoint(v...)...)
}

func gamma(g float64) []byte {
	return binary.BigEndian.AppendUint16([]byte("curv\x00\x00\x00\x00\x00\x00\x00\x01"), uint16(math.Round(g*256)))
}

func srgbCurve() []byte { return para(3, 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045) }

func rgbProfile(curve []byte, primaries [3][]byte) []byte {
	return iccOf("RGB ", map[string][]byte{
		"rXYZ": primaries[0], "gXYZ": primaries[1], "bXYZ": primaries[2], "rTRC": curve, "gTRC": curve, "bTRC": curve,
	})
}

// The primaries as the profiles of Apple, Adobe and the sRGB of ICC have them.
func displayP3() []byte {
	return rgbProfile(srgbCurve(), [3][]byte{xyz(0.51512, 0.2412, -0.00105), xyz(0.29198, 0.69225, 0.04189), xyz(0.1571, 0.06657, 0.78407)})
}

func adobeRGB() []byte {
	return rgbProfile(gamma(2.19921875), [3][]byte{xyz(0.60974, 0.31111, 0.01947), xyz(0.20528, 0.62567, 0.06087), xyz(0.14919, 0.06322, 0.74457)})
}

func srgb() []byte {
	return rgbProfile(srgbCurve(), [3][]byte{xyz(0.43607, 0.22249, 0.01392), xyz(0.38515, 0.71687, 0.09708), xyz(0.14307, 0.06061, 0.7141)})
}

func one(c color.Color) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 32, 32))
	for i := range 32 * 32 {
		img.Set(i%32, i/32, c)
	}
	return img
}

// withProfile embeds a profile in a JPEG or PNG.
func withProfile(picture, profile []byte) []byte {
	if picture[0] == 0xff {
		return withSegment(picture, 0xe2, "ICC_PROFILE\x00\x01\x01"+string(profile))
	}
	const header = 8 + 12 + 13
	iccp := chunk("iCCP", append([]byte("made\x00\x00"), deflated(profile)...))
	return append(append(append([]byte{}, picture[:header]...), iccp...), picture[header:]...)
}

func TestMakeConvertsToSRGB(t *testing.T) {
	c := color.RGBA{R: 180, G: 90, B: 60, A: 255}
	grey := iccOf("GRAY", map[string][]byte{"kTRC": gamma(1.8)})
	tests := []struct {
		name    string
		profile []byte
		want    color.RGBA // as LittleCMS has it, relative colorimetric
	}{
		{"sRGB", srgb(), c},
		{"Display P3", displayP3(), color.RGBA{R: 193, G: 83, B: 51, A: 255}},
		{"Adobe RGB", adobeRGB(), color.RGBA{R: 205, G: 90, B: 56, A: 255}},
		{"grey, which is not the picture's", grey, c},
		{"a printer's", iccOf("CMYK", nil), c},
		{"tables", iccOf("RGB ", nil), c},
		{"nonsense", []byte(strings.Repeat("acsp", 100)), c},
	}
	for _, tt := range tests {
		for name, b := range map[string][]byte{"JPEG": jpegOf(t, one(c)), "PNG": pngOf(t, one(c))} {
			img, _ := made(t, withProfile(b, tt.profile), render.Options{Width: 16, Format: "png"})
			if got := img.At(8, 8); !near(got, tt.want, 3) {
				t.Errorf("%s with %s: %v, want %v", name, tt.name, got, tt.want)
			}
		}
	}
	m := image.NewGray(image.Rect(0, 0, 32, 32))
	for i := range m.Pix {
		m.Pix[i] = 128
	}
	want := uint8(math.Round(255 * (1.055*math.Pow(math.Pow(128.0/255, 1.8), 1/2.4) - 0.055)))
	for name, b := range map[string][]byte{"JPEG": jpegOf(t, m), "PNG": pngOf(t, m)} {
		img, _ := made(t, withProfile(b, grey), render.Options{Width: 16, Format: "png"})
		if got := img.At(8, 8); !near(got, color.Gray{Y: want}, 2) {
			t.Errorf("grey %s: %v, want %d", name, got, want)
		}
	}
}

// A profile that grows without end, or is larger than any, is as none.
func TestMakeBearsBombsOfProfiles(t *testing.T) {
	c := color.RGBA{R: 180, G: 90, B: 60, A: 255}
	bomb := append(displayP3(), make([]byte, 64<<20)...)
	b := withProfile(pngOf(t, one(c)), bomb)
	img, _ := made(t, b, render.Options{Width: 16, Format: "png"})
	if got := img.At(8, 8); !near(got, c, 1) {
		t.Errorf("with %d bytes of profile in %d: %v", len(bomb), len(b), got)
	}
	many := jpegOf(t, one(c))
	for range 40 {
		many = withSegment(many, 0xe2, "ICC_PROFILE\x00\x01\x01"+string(append(displayP3(), make([]byte, 60000)...)))
	}
	img, _ = made(t, many, render.Options{Width: 16, Format: "png"})
	if got := img.At(8, 8); !near(got, c, 3) {
		t.Errorf("with a profile of many pieces: %v", got)
	}
}
