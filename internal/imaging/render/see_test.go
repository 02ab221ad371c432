package render_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"
)

// The colour of a picture is that of most of it: a sky has many blues, and none of
// them alone is as much as a sun of one yellow.
func TestColour(t *testing.T) {
	sun := image.Rect(600, 100, 900, 400)
	sky := func(x, y int) color.Color {
		if image.Pt(x, y).In(sun) {
			return color.RGBA{0xfa, 0xdc, 0x78, 0xff}
		}
		return color.RGBA{uint8(10 + x/20), uint8(70 + y/12), uint8(196 + (x+y)/32), 0xff}
	}
	flat := func(x, y int) color.Color {
		if image.Pt(x, y).In(sun) {
			return color.RGBA{0xfa, 0xdc, 0x78, 0xff}
		}
		return color.RGBA{0x20, 0x40, 0x60, 0xff}
	}
	for name, c := range map[string]struct {
		at   func(x, y int) color.Color
		want string
	}{"flat": {flat, "#204060"}, "sky": {sky, "#"}} {
		img := image.NewRGBA(image.Rect(0, 0, 1000, 600))
		for y := range 600 {
			for x := range 1000 {
				img.Set(x, y, c.at(x, y))
			}
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		look, err := see(t, b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if again, err := see(t, b.Bytes()); err != nil || again != look {
			t.Errorf("%s: looked at twice: %v and %v, %v", name, look, again, err)
		}
		if name == "sky" {
			if red, blue := look.Colour[1:3], look.Colour[5:7]; red > "40" || blue < "b0" {
				t.Errorf("the colour of a sky is %s", look.Colour)
			}
			continue
		}
		if look.Colour != c.want {
			t.Errorf("%s: %s, want %s", name, look.Colour, c.want)
		}
	}
}
