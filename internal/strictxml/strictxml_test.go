package strictxml_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/strictxml"
)

// readAll reads a whole document and returns its words.
func readAll(text string) (string, error) {
	r, err := strictxml.New(strings.NewReader(text))
	if err != nil {
		return "", err
	}
	if _, err := r.Root(); err != nil {
		return "", err
	}
	words, err := r.Text()
	if err != nil {
		return "", err
	}
	return words, r.End()
}

func TestReader(t *testing.T) {
	tests := []struct{ name, text, words, code string }{
		{"words", "<a>x<b>y</b><!-- no --><?no?>z</a>\n", "xyz", ""},
		{"a type alone", `<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a>x</a>`, "x", ""},
		{"marks of the encoding", "\ufeff<?xml version='1.0' encoding='utf-8'?><a>é</a>", "é", ""},
		{"another encoding", "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>", "é", ""},
		{"a type that declares", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`, "", "xml.doctype"},
		{"an entity of nobody", "<a>&b;</a>", "", "xml.malformed"},
		{"depth", strings.Repeat("<a>", 65), "", "xml.depth"},
		{"a long piece", "<a>" + strings.Repeat("x", 2<<20), "", "xml.piece"},
		{"long, and cut by elements", "<a>" + strings.Repeat("x<b/>", 500_000) + "</a>", strings.Repeat("x", 500_000), ""},
		{"no end", "<a>x", "", "xml.malformed"},
		{"two roots", "<a/><b/>", "", "xml.malformed"},
		{"no such encoding", "<?xml version='1.0' encoding='nobody'?><a/>", "", "xml.encoding"},
	}
	for _, tt := range tests {
		words, err := readAll(tt.text)
		code := ""
		if f, ok := fault.Of(err); ok {
			code = f.Code
		}
		if code != tt.code || err == nil && words != tt.words {
			t.Errorf("%s: %.20q, %v, want %.20q and %q", tt.name, words, err, tt.words, tt.code)
		}
	}
}

func TestChildren(t *testing.T) {
	r, err := strictxml.New(strings.NewReader("<a>\n<b n='1'/>x<c><d/></c>\n</a>"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Root(); err != nil {
		t.Fatal(err)
	}
	seen := ""
	err = r.Children(func(e xml.StartElement) error {
		seen += e.Name.Local + strictxml.Attr(e, "n") + " "
		return r.Skip()
	})
	if err != nil || seen != "b1 c " || r.Line() != 3 {
		t.Errorf("children %q, line %d, %v", seen, r.Line(), err)
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) && !fault.Is(err, fault.Malformed) {
		t.Errorf("after the end: %v", err)
	}
}
