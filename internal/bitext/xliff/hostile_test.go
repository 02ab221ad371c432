package xliff_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/exchange/sample"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/bitext/xliff"
	"github.com/diptych-cms/diptych/internal/fault"
)

func discard(*exchange.File) error { return nil }

func TestRefused(t *testing.T) {
	unit := `<trans-unit id="a"><source>a</source></trans-unit>`
	tests := []struct{ name, doc, code string }{
		{"nothing", "", "xml.malformed"},
		{"no XML", "hello", "xml.malformed"},
		{"cut off", in12(unit)[:150], "xml.malformed"},
		{"cut off at its end", strings.TrimSuffix(in12(unit), "</xliff>"), "xml.malformed"},
		{"goes on", in12(unit) + "<more/>", "xml.malformed"},
		{"wrongly nested", in12(`<trans-unit id="a"><source>a</target></trans-unit>`), "xml.malformed"},
		{"other XML", `<html version="1.2"></html>`, "exchange.not_xliff"},
		{"a later version", `<xliff version="3.0"></xliff>`, "exchange.version"},
		{"no version", `<xliff></xliff>`, "exchange.version"},
		{"an entity of a DTD that nobody fetches", `<!DOCTYPE xliff SYSTEM "http://example.org/x.dtd">` + in12(`<trans-unit id="a"><source>&b;</source></trans-unit>`), "xml.malformed"},
		{"an entity bomb", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>` + in12(`<trans-unit id="a"><source>&b;</source></trans-unit>`), "xml.doctype"},
		{"a file of the machine", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + in12(unit), "xml.doctype"},
		{"an unknown entity", in12(`<trans-unit id="a"><source>&nbsp;</source></trans-unit>`), "xml.malformed"},
		{"deep", in12(strings.Repeat("<group>", 100) + strings.Repeat("</group>", 100)), "xml.depth"},
		{"deep in a text", in12(`<trans-unit id="a"><source>` + strings.Repeat(`<g id="1">`, 100_000)), "xml.depth"},
		{"deep where nobody looks", in12(strings.Repeat("<foreign>", 100_000)), "xml.depth"},
		{"an unknown encoding", `<?xml version="1.0" encoding="klingon"?>` + in12(unit), "xml.encoding"},
		{"many units", in12(strings.Repeat(unit, exchange.MaxUnits+1)), "exchange.too_many"},
		{"many files", `<xliff version="1.2">` + strings.Repeat("<file></file>", exchange.MaxFiles+1) + `</xliff>`, "exchange.too_many"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := xliff.Read(strings.NewReader(tt.doc), discard)
			f, ok := fault.Of(err)
			if !ok || f.Code != tt.code {
				t.Errorf("Read() = %v, want %s", err, tt.code)
			}
		})
	}
}

// endless gives the same byte for ever.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// TestEndless stops at the limit, whatever goes on for ever.
func TestEndless(t *testing.T) {
	unit, _, _ := strings.Cut(in12(`<trans-unit id="a"><source>`), "</body>")
	for name, start := range map[string]string{"text": unit, "attribute": `<xliff version="`, "comment": `<!-- `, "spaces": ``} {
		err := xliff.Read(io.MultiReader(strings.NewReader(start), endless(' ')), discard)
		if f, ok := fault.Of(err); !ok || f.Kind != fault.TooLarge {
			t.Errorf("%s: %v, want a fault.TooLarge", name, err)
		}
	}
}

// TestBroken: what cannot be read any more is no fault of the file.
func TestBroken(t *testing.T) {
	broken := errors.New("the disk is on fire")
	err := xliff.Read(io.MultiReader(strings.NewReader(in12("")[:40]), failing{broken}), discard)
	if !errors.Is(err, broken) {
		t.Errorf("Read() = %v", err)
	}
}

type failing struct{ err error }

func (r failing) Read([]byte) (int, error) { return 0, r.err }

// FuzzRead: whatever is read is a fault or a file, and what was read can be
// written, and then says the same again.
func FuzzRead(f *testing.F) {
	for _, v := range versions {
		f.Add(write(f, v, sample.File()))
	}
	f.Add(in12(`<trans-unit id="a"><source>a<bx id="1"/><ex rid="1"/></source><target><x id="2"/>&#xD;</target></trans-unit>`))
	f.Add(in2(`<unit id="a"><segment><source>a</source><target order="2">b</target></segment><ignorable><source> </source></ignorable></unit>`))
	f.Fuzz(func(t *testing.T, doc string) {
		err := xliff.Read(strings.NewReader(doc), func(file *exchange.File) error {
			for _, v := range versions {
				again := read(t, write(t, v, file))
				for i, u := range file.Units {
					if got := again.Units[i]; exchange.Hash(got.Target) != exchange.Hash(nested(u.Target)) {
						t.Errorf("%s: target %q came back as %q", v, u.Target, got.Target)
					}
				}
			}
			return nil
		})
		if _, ok := fault.Of(err); err != nil && !ok {
			t.Errorf("Read() = %v, which is no fault", err)
		}
	})
}

// nested is what becomes of a text whose tags do not nest.
func nested(text string) string {
	var open []int
	pieces := segment.Pieces(text)
	for _, p := range pieces {
		switch {
		case p.Role == segment.Opens:
			open = append(open, p.N)
		case p.Role == segment.Closes && (len(open) == 0 || open[len(open)-1] != p.N):
			return segment.Compose([]segment.Piece{{Words: text}})
		case p.Role == segment.Closes:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return segment.Compose([]segment.Piece{{Words: text}})
	}
	return text
}
