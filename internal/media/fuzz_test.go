package media_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
)

// FuzzSafeName keeps names that stay what they are, whatever they came as.
func FuzzSafeName(f *testing.F) {
	for _, name := range []string{"", "..", "a.png", `C:\x\..\é.jpg`, "con.txt", ". .a. .", "e\u0301\u202e.gif", strings.Repeat("é", 200), "nul." + strings.Repeat("x", 300)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		safe := media.SafeName(name)
		if safe == "" || len(safe) > 200 || !utf8.ValidString(safe) || strings.ContainsAny(safe, "/\\") || strings.HasPrefix(safe, ".") ||
			strings.ContainsFunc(safe, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
			t.Errorf("SafeName(%q) = %q", name, safe)
		}
		if again := media.SafeName(safe); again != safe {
			t.Errorf("SafeName(%q) = %q, and of that %q", name, safe, again)
		}
		if free := media.Unclaimed(safe); free == "" || !strings.HasPrefix(safe, free) && media.SafeName(free) != free {
			t.Errorf("Unclaimed(%q) = %q", safe, free)
		}
	})
}

// FuzzTake takes any bytes under any name, or refuses them with a reason.
func FuzzTake(f *testing.F) {
	for _, seed := range []string{"GIF89a\x01\x00\x01\x00\x00\x00\x00;PK\x05\x06\x00\x00\x00\x00", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe0", "<svg/>", "%PDF-1.4", "RIFF\x10\x00\x00\x00WEBPVP8 "} {
		f.Add("a.gif", []byte(seed))
		f.Add("", []byte(seed))
	}
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		kept := memory{}
		a, err := media.Take(t.Context(), kept, media.File{Name: name, Content: bytes.NewReader(b), Eyes: media.NewEyes(1, nil)}, media.Limits{Bytes: 1 << 16, Pixels: 1 << 16, Frames: 4})
		switch _, told := fault.Of(err); {
		case err != nil && (!told || len(kept) > 0):
			t.Errorf("Take(%q) = %v, %d files are kept", name, err, len(kept))
		case err == nil && (len(kept) != 1 || a.Type == "" || a.Type == "text/html" || a.Width*a.Height > 1<<16):
			t.Errorf("Take(%q) = %+v, %d files are kept", name, a, len(kept))
		}
	})
}
