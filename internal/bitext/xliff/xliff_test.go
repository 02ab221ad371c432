package xliff_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/exchange/sample"
	"github.com/diptych-cms/diptych/internal/bitext/xliff"
	"github.com/diptych-cms/diptych/internal/golden"
)

var versions = []xliff.Version{xliff.V12, xliff.V21}

func write(t testing.TB, v xliff.Version, f *exchange.File) string {
	t.Helper()
	var b bytes.Buffer
	if err := xliff.Write(&b, v, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// read reads a document that holds one file.
func read(t testing.TB, doc string) *exchange.File {
	t.Helper()
	var files []*exchange.File
	err := xliff.Read(strings.NewReader(doc), func(f *exchange.File) error {
		files = append(files, f)
		return nil
	})
	if err != nil {
		t.Fatalf("read: %v\n%s", err, doc)
	}
	if len(files) != 1 {
		t.Fatalf("%d files in\n%s", len(files), doc)
	}
	return files[0]
}

// told is what comes back of a unit that no tool touched.
func told(f *exchange.File) []exchange.Unit {
	var units []exchange.Unit
	for _, u := range f.Units {
		units = append(units, exchange.Unit{
			Identity: u.Identity, Place: u.Place, Source: u.Source, Target: u.Target, State: u.State, Problem: u.Problem, Lost: u.Lost,
		})
	}
	return units
}

func TestWriteGolden(t *testing.T) {
	for _, v := range versions {
		t.Run(string(v), func(t *testing.T) {
			golden.Equal(t, "sample-"+string(v)+".xlf", write(t, v, sample.File()))
		})
	}
}

func TestRoundTrip(t *testing.T) {
	for _, v := range versions {
		t.Run(string(v), func(t *testing.T) {
			want := sample.File()
			got := read(t, write(t, v, want))
			if diff := cmp.Diff(told(want), told(got)); diff != "" {
				t.Errorf("units (-given out +come back):\n%s", diff)
			}
			if got.Post != want.Post || got.SourceN != want.SourceN || got.TargetN != want.TargetN || got.Source != "en" || got.Target != "fr" {
				t.Errorf("file = %+v", got)
			}
			for i := range got.Units {
				if got.Units[i].Line == 0 {
					t.Errorf("unit %d has no line", i)
				}
			}
		})
	}
}

// TestCutIntoSentences: what was cut for a tool comes back whole, and what nobody
// touched is known as that.
func TestCutIntoSentences(t *testing.T) {
	for _, v := range versions {
		for _, prefill := range []bool{false, true} {
			want := sample.File()
			want.Cut, want.Prefill = true, prefill
			doc := write(t, v, want)
			golden.Equal(t, fmt.Sprintf("cut-%t-%s.xlf", prefill, v), doc)
			for i, u := range read(t, doc).Units {
				if u.Source != want.Units[i].Source {
					t.Errorf("%s: source %q came back as %q", v, want.Units[i].Source, u.Source)
				}
				if u.Target != want.Units[i].Target && !u.Untouched() || u.Problem != "" {
					t.Errorf("%s: target %q came back as %q, %s", v, want.Units[i].Target, u.Target, u.Problem)
				}
			}
		}
	}
}

// TestEncodings reads a document in the encodings that tools write.
func TestEncodings(t *testing.T) {
	latin := func(s string) string {
		out, err := charmap.Windows1252.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	utf16 := func(e unicode.Endianness, bom unicode.BOMPolicy) func(string) string {
		return func(s string) string {
			out, err := unicode.UTF16(e, bom).NewEncoder().String(s)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
	}
	tests := []struct {
		name, label string
		encode      func(string) string
	}{
		{"UTF-8 with a BOM", "UTF-8", func(s string) string { return "\uFEFF" + s }},
		{"UTF-16, little end first", "UTF-16", utf16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-16, big end first", "utf-16", utf16(unicode.BigEndian, unicode.UseBOM)},
		{"UTF-16 without a BOM", "UTF-16LE", utf16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"windows-1252", "windows-1252", latin},
		{"CRLF", "UTF-8", func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }},
	}
	for _, v := range versions {
		for _, tt := range tests {
			t.Run(string(v)+" "+tt.name, func(t *testing.T) {
				want := sample.File()
				want.Units = want.Units[:4] // the last holds what windows-1252 does not
				doc := strings.Replace(write(t, v, want), `encoding="UTF-8"`, `encoding="`+tt.label+`"`, 1)
				if diff := cmp.Diff(told(want), told(read(t, tt.encode(doc)))); diff != "" {
					t.Errorf("units (-given out +come back):\n%s", diff)
				}
			})
		}
	}
}

// TestControlCharacters: what XML cannot hold must not break the file.
func TestControlCharacters(t *testing.T) {
	for _, v := range versions {
		f := sample.File()
		f.Units = f.Units[:1]
		f.Units[0].Target = "a\x01b\x0bc\r\nd\uFFFE"
		got := read(t, write(t, v, f)).Units[0].Target
		if exchange.Hash(got) != exchange.Hash(f.Units[0].Target) && v == xliff.V12 {
			t.Errorf("%s: %q came back as %q, which is known as another text", v, f.Units[0].Target, got)
		}
		if !strings.HasPrefix(got, "a") || !strings.HasSuffix(got, "d\uFFFD") {
			t.Errorf("%s: %q", v, got)
		}
	}
}

// TestUnnested: a text whose tags do not nest is given out as words.
func TestUnnested(t *testing.T) {
	for _, v := range versions {
		f := sample.File()
		f.Units = f.Units[:1]
		f.Units[0].Source = "a <1>b <2>c</1> d</2>"
		got := read(t, write(t, v, f)).Units[0].Source
		if want := "a &lt;1&gt;b &lt;2&gt;c&lt;/1&gt; d&lt;/2&gt;"; got != want {
			t.Errorf("%s: source = %q, want %q", v, got, want)
		}
	}
}
