package client_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/pkg/client"
)

func TestVariants(t *testing.T) {
	id := strings.Repeat("9f", 32)
	at := "https://media.example.org/content/v1/media/" + id + "/"
	images := client.Images{Widths: []int{320, 640}, Ratios: []string{"16:9", "1.91:1"}, Formats: []string{"webp", "jpeg"}}
	shown := client.Shown{Width: 1200, Height: 800, Focus: "100% 0%"}
	tests := []struct {
		name    string
		src     string
		shown   client.Shown
		variant client.Variant
		want    string // empty: none
	}{
		{"by width", at + "original", shown, client.Variant{Width: 640}, at + "w640.webp"},
		{"of a variant", at + "w320.webp", shown, client.Variant{Width: 640, Format: "jpeg"}, at + "w640.jpeg"},
		{"at the root", "/content/v1/media/" + id + "/original", shown, client.Variant{Width: 320}, "/content/v1/media/" + id + "/w320.webp"},
		{"cropped", at + "original", shown, client.Variant{Width: 640, Ratio: "16:9"}, at + "w640h360.webp?focus=100-0"},
		{"cropped, rounded", at + "original", shown, client.Variant{Width: 320, Ratio: "1.91:1"}, at + "w320h168.webp?focus=100-0"},
		{"cropped around the middle", at + "original", client.Shown{Width: 1, Height: 1}, client.Variant{Width: 640, Ratio: "16:9"}, at + "w640h360.webp?focus=50-50"},
		{"a width that is not made", at + "original", shown, client.Variant{Width: 641}, ""},
		{"no width", at + "original", shown, client.Variant{}, ""},
		{"a shape that is not made", at + "original", shown, client.Variant{Width: 640, Ratio: "9:16"}, ""},
		{"no shape", at + "original", shown, client.Variant{Width: 640, Ratio: "x"}, ""},
		{"a format that is not made", at + "original", shown, client.Variant{Width: 640, Format: "avif"}, ""},
		{"moving", at + "original", client.Shown{Width: 8, Height: 8, Animated: true}, client.Variant{Width: 640}, ""},
		{"no picture", at + "original", client.Shown{}, client.Variant{Width: 640}, ""},
		{"of another site", "https://example.net/toit.jpg", shown, client.Variant{Width: 640}, ""},
		{"of a preview", "/preview/v1/media/" + id + "/original?grant=x", shown, client.Variant{Width: 640}, ""},
		{"nowhere", "", shown, client.Variant{Width: 640}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := client.Picture{Src: tt.src, Shown: tt.shown}.Variant(images, tt.variant)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("Variant() = %q, %t, want %q", got, ok, tt.want)
			}
			if again, _ := (client.Resource{Src: tt.src, Shown: tt.shown}).Variant(images, tt.variant); again != got {
				t.Errorf("a resource has it at %q", again)
			}
		})
	}
}

func TestPictureEscapes(t *testing.T) {
	got := string(client.Picture{Src: `/a"><script>`, Shown: client.Shown{Alt: `"><b>`, Title: "l’été & l’hiver"}}.HTML())
	want := `<img src="/a&#34;&gt;&lt;script&gt;" title="l’été &amp; l’hiver" loading="lazy" alt="&#34;&gt;&lt;b&gt;">`
	if got != want {
		t.Errorf("HTML() = %s\nwant     %s", got, want)
	}
}

func TestResourceHTML(t *testing.T) {
	for _, tt := range []struct {
		name, src, kind, want string
	}{
		{"a picture", "/a", "image/png", `<img src="/a" loading="lazy" alt="">`},
		{"of another site", "https://example.org/a", "", `<img src="https://example.org/a" loading="lazy" alt="">`},
		{"a report", "/a", "application/pdf", ""},
		{"an empty one", "", "", ""},
	} {
		if got := string(client.Resource{Src: tt.src, Shown: client.Shown{Type: tt.kind}}.HTML()); got != tt.want {
			t.Errorf("%s: HTML() = %s, want %s", tt.name, got, tt.want)
		}
	}
}
