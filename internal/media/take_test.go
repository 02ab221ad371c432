package media_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
)

// memory keeps bytes in a map, by the contract of [media.Blobs].
type memory map[content.AssetID][]byte

func (m memory) Put(_ context.Context, r io.Reader, limit int64, look func(io.ReaderAt, int64) error) (content.AssetID, int64, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return "", 0, err
	}
	if int64(len(b)) > limit {
		return "", 0, fault.New(fault.TooLarge, "upload.too_large", "max", limit)
	}
	if err := look(bytes.NewReader(b), int64(len(b))); err != nil {
		return "", 0, err
	}
	sum := sha256.Sum256(b)
	id := content.AssetID(hex.EncodeToString(sum[:]))
	m[id] = b
	return id, int64(len(b)), nil
}

func pictures(t *testing.T) (jpg, pngs []byte) {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 8, 6))
	var j, p bytes.Buffer
	if err := errors.Join(jpeg.Encode(&j, img, nil), png.Encode(&p, img)); err != nil {
		t.Fatal(err)
	}
	return j.Bytes(), p.Bytes()
}

func TestTake(t *testing.T) {
	jpg, pngs := pictures(t)
	gifar := append([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "PK\x03\x04META-INF/"...)
	tests := []struct {
		name, file string
		bytes      []byte
		forgiving  bool
		want       media.Asset // Type, Name, Width, Height
		code       string
	}{
		{name: "jpeg", file: "Été.JPG", bytes: jpg, want: media.Asset{Type: "image/jpeg", Name: "Été.JPG", Width: 8, Height: 6}},
		{name: "no extension claims nothing", file: "photo", bytes: pngs, want: media.Asset{Type: "image/png", Name: "photo", Width: 8, Height: 6}},
		{name: "a path is cut off", file: `..\..\C:\x/../../etc/a.png`, bytes: pngs, want: media.Asset{Type: "image/png", Name: "a.png", Width: 8, Height: 6}},
		{name: "pdf", file: "rapport.pdf", bytes: []byte("%PDF-1.4\n"), want: media.Asset{Type: "application/pdf", Name: "rapport.pdf"}},
		{name: "svg", file: "logo.svg", bytes: []byte("<svg onload='alert(1)'/>"), want: media.Asset{Type: "image/svg+xml", Name: "logo.svg"}},
		{name: "csv", file: "a.csv", bytes: []byte("a;b\n"), want: media.Asset{Type: "text/csv", Name: "a.csv"}},
		{name: "text", file: "LICENCE", bytes: []byte("Libre\n"), want: media.Asset{Type: "text/plain", Name: "LICENCE"}},
		{name: "office document", file: "a.docx", bytes: []byte("PK\x03\x04"), want: media.Asset{Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Name: "a.docx"}},
		{name: "an active drawing", file: "a.svg", bytes: []byte("<?xml version='1.0'?><svg><script>alert(1)</script></svg>"), want: media.Asset{Type: "image/svg+xml", Name: "a.svg"}},
		{name: "gif with an archive", file: "a.gif", bytes: gifar, code: "media.polyglot"},
		{name: "gif with an archive is no archive", file: "a.jar", bytes: gifar, code: "media.type_mismatch"},
		{name: "archive of code", file: "a.jar", bytes: []byte("PK\x03\x04META-INF/"), code: "media.type_mismatch"},
		{name: "html as picture", file: "a.jpg", bytes: []byte("<html><script>alert(1)</script>"), code: "media.type_mismatch"},
		{name: "html", file: "a.html", bytes: []byte("<html>"), code: "media.type_not_taken"},
		{name: "svg as picture", file: "a.png", bytes: []byte("<svg/>"), code: "media.type_mismatch"},
		{name: "picture as page", file: "a.html", bytes: pngs, code: "media.type_mismatch"},
		{name: "png as jpeg", file: "a.jpg", bytes: pngs, code: "media.type_mismatch"},
		{name: "png as jpeg, on a site that shows it", file: "a.v2.jpg", bytes: pngs, forgiving: true, want: media.Asset{Type: "image/png", Name: "a.v2.png", Width: 8, Height: 6}},
		{name: "html as picture, on a site", file: "a.jpg", bytes: []byte("<html>"), forgiving: true, code: "media.type_mismatch"},
		{name: "program", file: "a.exe", bytes: []byte("MZ\x90\x00"), code: "media.type_not_taken"},
		{name: "nothing", file: "a.png", bytes: nil, code: "media.empty"},
		{name: "cut", file: "a.jpg", bytes: jpg[:len(jpg)-2], code: "media.picture_truncated"},
		{name: "cut, on a site that shows it", file: "a.jpg", bytes: jpg[:len(jpg)-2], forgiving: true, want: media.Asset{Type: "image/jpeg", Name: "a.jpg", Width: 8, Height: 6}},
		{name: "header cut", file: "a.jpg", bytes: jpg[:10], forgiving: true, code: "media.picture_broken"},
		{name: "large", file: "a.txt", bytes: bytes.Repeat([]byte("x"), 5000), code: "upload.too_large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kept := memory{}
			f := media.File{Name: tt.file, Content: bytes.NewReader(tt.bytes), Forgiving: tt.forgiving}
			a, err := media.Take(t.Context(), kept, f, media.Limits{Bytes: 4999, Pixels: 48})
			if tt.code != "" {
				if f, ok := fault.Of(err); !ok || f.Code != tt.code {
					t.Errorf("Take() error = %v, want %s", err, tt.code)
				}
				if len(kept) > 0 {
					t.Error("what was refused is kept")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := media.Asset{Type: a.Type, Name: a.Name, Width: a.Width, Height: a.Height}
			if got.Type != tt.want.Type || got.Name != tt.want.Name || got.Width != tt.want.Width || got.Height != tt.want.Height {
				t.Errorf("Take() = %+v, want %+v", got, tt.want)
			}
			if !bytes.Equal(kept[a.ID], tt.bytes) || a.Bytes != int64(len(tt.bytes)) {
				t.Errorf("Take() kept %d bytes and says %d, want %d", len(kept[a.ID]), a.Bytes, len(tt.bytes))
			}
		})
	}
}

func TestTakePixels(t *testing.T) {
	_, pngs := pictures(t)
	_, err := media.Take(t.Context(), memory{}, media.File{Name: "a.png", Content: bytes.NewReader(pngs)}, media.Limits{Bytes: 4999, Pixels: 47})
	if !fault.Is(err, fault.TooLarge) {
		t.Errorf("Take() of 48 pixels where 47 are taken = %v", err)
	}
}

func TestInline(t *testing.T) {
	for mediaType, want := range map[string]bool{
		"image/jpeg": true, "image/webp": true, "video/mp4": true, "text/vtt": true,
		"image/svg+xml": false, "application/pdf": false, "text/html": false, "application/zip": false, "text/plain": false, "": false,
	} {
		if got := media.Inline(mediaType); got != want {
			t.Errorf("Inline(%q) = %t", mediaType, got)
		}
	}
}

func TestSafeName(t *testing.T) {
	for in, want := range map[string]string{
		"a.png":                            "a.png",
		"/etc/passwd":                      "passwd",
		`C:\photos\été.jpg`:                "été.jpg",
		"..":                               "file",
		"":                                 "file",
		".htaccess":                        "htaccess",
		"a\x00b\r\n.png":                   "ab.png",
		"e\u0301te\u0301.png":              "été.png",
		"invoice\u202egnp.exe":             "invoicegnp.exe",
		"-rf.txt":                          "-rf.txt",
		"a b « c ».txt":                    "a b « c ».txt",
		"bad\xff.txt":                      "bad.txt",
		"trailing. . ":                     "trailing",
		"CON":                              "_CON",
		"nul.tar.png":                      "_nul.tar.png",
		"com1.png":                         "_com1.png",
		"lpt0 .txt":                        "_lpt0 .txt",
		"console.png":                      "console.png",
		"comx.png":                         "comx.png",
		"a.png\r\nSet-Cookie: x=1":         "a.pngSet-Cookie: x=1",
		"\u202egnp.\u2066js\u2069":         "gnp.js",
		`..\..\..\windows\win.ini`:         "win.ini",
		"a\u200fb\u061c.png":               "ab.png",
		strings.Repeat("é", 150) + ".jpeg": strings.Repeat("é", 97) + ".jpeg",
		strings.Repeat("x", 300):           strings.Repeat("x", 200),
	} {
		if got := media.SafeName(in); got != want {
			t.Errorf("SafeName(%q) = %q, want %q", in, got, want)
		}
	}
}
