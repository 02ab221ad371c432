package media_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
)

// archiveEnd is what a ZIP archive ends with (APPNOTE 4.3.16), its comment included.
func archiveEnd(comment string) string {
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[20:], uint16(len(comment)))
	return string(end) + comment
}

// TestPolyglots: a picture may have behind it what cameras put there, and no other file
// that something could run or unpack; on every path, whatever its type.
func TestPolyglots(t *testing.T) {
	jpg, pngs := pictures(t)
	gifs := []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;")
	noise := strings.Repeat("\x8f\x02\xd1", 40_000)
	for _, tt := range []struct {
		name, behind string
		refused      bool
	}{
		{"nothing", "", false},
		{"filling", strings.Repeat("\x00", 70_000), false},
		{"a line end", "\r\n", false},
		{"another picture, of two in one", string(jpg), false},
		{"a film, of a picture that moves", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + noise, false},
		{"what a maker notes", "\x00\x00\x01\x0aImage_UTC_Data1700000000000SEFH\x6a\x00\x00\x00SEFT", false},
		{"noise with the beginning of an archive's end", noise + "PK\x05\x06\x01\x02" + noise, false},
		{"a page", "<html><body onload=alert(1)>", true},
		{"a page after blank lines", "\n\n\t <!DOCTYPE html>", true},
		{"a script somewhere", noise + "<ScRiPt src=//example.org>" + noise, true},
		{"a script at the end of much", strings.Repeat(noise, 8) + "<script>alert(1)</script>", true},
		{"a program", "\x00<?php system($_GET[0]);", true},
		{"a drawing", "<svg onload=alert(1)>", true},
		{"a document", "%PDF-1.7\n1 0 obj", true},
		{"an archive", "PK\x03\x04META-INF/", true},
		{"the end of an archive", noise + archiveEnd(""), true},
		{"the end of an archive with a comment", noise + archiveEnd("GIFAR"), true},
		{"the end of an archive, and more", noise + archiveEnd("") + "\x00\x00\x00", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for name, picture := range map[string][]byte{"a.jpg": jpg, "a.png": pngs, "a.gif": gifs} {
				for _, forgiving := range []bool{false, true} {
					file := media.File{Name: name, Content: bytes.NewReader(append(bytes.Clone(picture), tt.behind...)), Forgiving: forgiving}
					kept := memory{}
					_, err := media.Take(t.Context(), kept, file, media.Limits{Bytes: 4 << 20, Pixels: 48})
					f, _ := fault.Of(err)
					switch {
					case tt.refused && (f == nil || f.Code != "media.polyglot"):
						t.Errorf("%s: %v", name, err)
					case !tt.refused && err != nil:
						t.Errorf("%s: %v", name, err)
					case (len(kept) == 0) != tt.refused:
						t.Errorf("%s: %d files are kept", name, len(kept))
					}
				}
			}
		})
	}
}
