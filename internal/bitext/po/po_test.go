package po_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/exchange/sample"
	"github.com/diptych-cms/diptych/internal/bitext/po"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/golden"
)

func write(t testing.TB, f *exchange.File) string {
	t.Helper()
	var b bytes.Buffer
	if err := po.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func read(t testing.TB, doc string) *exchange.File {
	t.Helper()
	f, err := po.Read(strings.NewReader(doc))
	if err != nil {
		t.Fatalf("read: %v\n%s", err, doc)
	}
	return f
}

// told is what comes back of a unit that no tool touched.
func told(f *exchange.File) []exchange.Unit {
	var units []exchange.Unit
	for _, u := range f.Units {
		if u.State == exchange.Final {
			u.State = exchange.Translated // PO has no more
		}
		units = append(units, exchange.Unit{
			Identity: u.Identity, Place: u.Place, Source: u.Source, Target: u.Target, State: u.State, Problem: u.Problem, Lost: u.Lost,
		})
	}
	return units
}

func TestWriteGolden(t *testing.T) {
	golden.Equal(t, "sample.po", write(t, sample.File()))
}

func TestRoundTrip(t *testing.T) {
	want := sample.File()
	doc := write(t, want)
	for name, doc := range map[string]string{
		"as it is": doc, "CRLF": strings.ReplaceAll(doc, "\n", "\r\n"), "with a BOM": "\uFEFF" + doc,
		"indented": strings.ReplaceAll(doc, "\n", "\n  "), "packed": strings.ReplaceAll(doc, "\n\n", "\n"),
	} {
		got := read(t, doc)
		if diff := cmp.Diff(told(want), told(got)); diff != "" {
			t.Errorf("%s: units (-given out +come back):\n%s", name, diff)
		}
		if got.Post != want.Post || got.SourceN != want.SourceN || got.TargetN != want.TargetN || got.Source != "en" || got.Target != "fr" {
			t.Errorf("%s: file = %+v", name, got)
		}
	}
}

func TestCharset(t *testing.T) {
	want := sample.File()
	want.Units = want.Units[:4]
	doc, err := charmap.Windows1252.NewEncoder().String(strings.Replace(write(t, want), "charset=UTF-8", "charset=windows-1252", 1))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(told(want), told(read(t, doc))); diff != "" {
		t.Errorf("units (-given out +come back):\n%s", diff)
	}
}

// TestChangedByTools reads what translators' tools make of our files.
func TestChangedByTools(t *testing.T) {
	header := "msgid \"\"\nmsgstr \"Language: fr_CA\\n\"\n\"X-Diptych-File: diptych:p1?target=7\\n\"\n\n"
	tests := []struct {
		name, entry string
		want        exchange.Unit
	}{
		{"without comments", "msgctxt \"/body/1 #p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n", exchange.Unit{Target: "b", State: exchange.Translated}},
		{"wrapped", "msgctxt \"\"\n\"/body/1 \"\n\"#p-1\"\nmsgid \"\"\n\"a\"\nmsgstr \"\"\n\"b\\n\"\n\"c\"\n", exchange.Unit{Target: "b\nc", State: exchange.Translated}},
		{"fuzzy among flags", "#, c-format, fuzzy\n#| msgid \"old\"\n#| \"er\"\nmsgctxt \"/body/1 #p-1\"\nmsgid \"a\"\nmsgstr \"b\"", exchange.Unit{Target: "b", State: exchange.NeedsReview}},
		{"escapes", `msgctxt "/body/1 #p-1"` + "\nmsgid \"a\"\nmsgstr \"\\t\\x41\\101\\\"\\\\\"", exchange.Unit{Target: "\tAA\"\\", State: exchange.Translated}},
		{"plural", "msgctxt \"/body/1 #p-1\"\nmsgid \"a\"\nmsgid_plural \"as\"\nmsgstr[0] \"b\"\nmsgstr[1] \"bs\"", exchange.Unit{Target: "b", State: exchange.Translated, Problem: "exchange.plural"}},
	}
	for _, tt := range tests {
		f := read(t, header+tt.entry+"\n\n#~ msgid \"gone\"\n#~ msgstr \"parti\"\n")
		if len(f.Units) != 1 || f.Target != "fr-CA" {
			t.Errorf("%s: file = %+v", tt.name, f)
			continue
		}
		got := f.Units[0]
		if got.Segment != "p-1" || got.Post != "p1" || got.Revision != 7 || got.Place != "/body/1" || !got.Lost || got.Source != "a" {
			t.Errorf("%s: unit = %+v", tt.name, got)
		}
		if got.Target != tt.want.Target || got.State != tt.want.State || got.Problem != tt.want.Problem {
			t.Errorf("%s: unit = %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestRefused(t *testing.T) {
	tests := []struct{ name, doc, code string }{
		{"nothing", "", "exchange.not_po"},
		{"comments alone", "# hello\n", "exchange.not_po"},
		{"XML", "<xliff/>", "exchange.not_po"},
		{"text without a keyword", "\"hello\"\n", "exchange.not_po"},
		{"a text that does not end", "msgid \"hello\nmsgstr \"\"\n", "exchange.not_po"},
		{"a wrong escape", "msgid \"\\q\"\nmsgstr \"\"\n", "exchange.not_po"},
		{"an escape at the end", `msgid "\"` + "\nmsgstr \"\"\n", "exchange.not_po"},
		{"no msgstr", "msgid \"a\"\nmsgid \"b\"\nmsgstr \"\"\n", "exchange.not_po"},
		{"no charset", "msgid \"a\"\nmsgstr \"\xe9\"\n", "exchange.encoding"},
		{"an unknown charset", "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=klingon\\n\"\nmsgid \"a\"\nmsgstr \"\xe9\"\n", "exchange.encoding"},
		{"many units", strings.Repeat("msgid \"a\"\nmsgstr \"\"\n", exchange.MaxUnits+1), "exchange.too_many"},
		{"large", strings.Repeat("# 0123456789\n", exchange.MaxBytes/13+1), "exchange.too_large"},
		{"a long text", "msgid \"" + strings.Repeat("a", exchange.MaxText+1) + "\"\nmsgstr \"\"\n", "exchange.not_po"},
	}
	for _, tt := range tests {
		_, err := po.Read(strings.NewReader(tt.doc))
		if f, ok := fault.Of(err); !ok || f.Code != tt.code {
			t.Errorf("%s: Read() = %v, want %s", tt.name, err, tt.code)
		}
	}
}

// FuzzRead: whatever is read is a fault or a file, and what was read can be
// written, and then says the same again.
func FuzzRead(f *testing.F) {
	f.Add(write(f, sample.File()))
	f.Add("msgid \"\"\nmsgstr \"Language: fr\\n\"\n#, fuzzy\nmsgctxt \"x #y\"\nmsgid \"a\\x41\\0\"\nmsgstr \"b\"\n#~ msgid \"c\"\n")
	f.Fuzz(func(t *testing.T, doc string) {
		file, err := po.Read(strings.NewReader(doc))
		if _, ok := fault.Of(err); err != nil && !ok {
			t.Fatalf("Read() = %v, which is no fault", err)
		}
		if err != nil || file.Units == nil {
			return
		}
		again := read(t, write(t, file))
		for i, u := range file.Units {
			if got := again.Units[i]; exchange.Hash(got.Target) != exchange.Hash(u.Target) || exchange.Hash(got.Source) != exchange.Hash(u.Source) {
				t.Errorf("unit %q / %q came back as %q / %q", u.Source, u.Target, got.Source, got.Target)
			}
		}
	})
}
