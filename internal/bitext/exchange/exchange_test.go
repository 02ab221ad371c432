package exchange_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/fault"
)

func TestIdentity(t *testing.T) {
	whole := exchange.Identity{Post: "p1", Locale: "fr-CA", Segment: "a-1", SourceHash: "0123456789abcdef", TargetHash: "fedcba9876543210", Revision: 7}
	for _, want := range []exchange.Identity{whole, {Segment: "a"}, {Post: "p", Segment: "a", SourceHash: "x"}} {
		for _, text := range []string{want.String(), "  " + strings.ReplaceAll(want.String(), " ", "\n ") + " added=later "} {
			if got, ok := exchange.ParseIdentity(text); !ok || got != want {
				t.Errorf("ParseIdentity(%q) = %+v, %t", text, got, ok)
			}
		}
	}
	for _, text := range []string{"", "hello", "diptych:2 segment=a", "diptych:1", "diptych:1 post=p", "diptych:1 segment=a " + strings.Repeat("x", 600)} {
		if got, ok := exchange.ParseIdentity(text); ok {
			t.Errorf("ParseIdentity(%q) = %+v", text, got)
		}
	}
}

func TestFileName(t *testing.T) {
	for _, want := range []exchange.File{{Post: "p1", SourceN: 3, TargetN: 7}, {Post: "a b?c%d"}, {Post: "p", SourceN: 1}} {
		var got exchange.File
		if got.Named(want.Name()); got.Post != want.Post || got.SourceN != want.SourceN || got.TargetN != want.TargetN {
			t.Errorf("%s: %+v", want.Name(), got)
		}
	}
	for _, name := range []string{"", "index.html", "file:///etc/passwd", "%zz", "diptych:%zz"} {
		var got exchange.File
		if got.Named(name); got.Post != "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	var odd exchange.File
	if odd.Named("diptych:p?source=-3&target=x"); odd.SourceN != 0 || odd.TargetN != 0 {
		t.Errorf("%+v", odd)
	}
}

// TestHash: what files and tools do to a text that changes nothing of it.
func TestHash(t *testing.T) {
	same := exchange.Hash("Été a\nb\x01")
	for _, text := range []string{"Été a b\x02", "E\u0301te\u0301 a\r\nb\uFFFD", " Été  a\t\n   b\uFFFD\n"} {
		if exchange.Hash(text) != same {
			t.Errorf("%q is known as another text", text)
		}
	}
	for _, text := range []string{"Été ab\x01", "Ete a b\x01", "Été a\u00A0b\x01", "été a b\x01"} {
		if exchange.Hash(text) == same {
			t.Errorf("%q is not told from another text", text)
		}
	}
	if exchange.Hash("") != "" || exchange.Hash(" \n") != "" || len(same) != 16 {
		t.Errorf("hashes %q, %q", exchange.Hash(" \n"), same)
	}
}

func TestLimit(t *testing.T) {
	for _, tt := range []struct {
		size int
		ok   bool
	}{{0, true}, {9, true}, {10, true}, {11, false}, {5000, false}} {
		got, err := io.ReadAll(exchange.Limit(strings.NewReader(strings.Repeat("x", tt.size)), 10))
		if tt.ok != (err == nil) || tt.ok && len(got) != tt.size || !tt.ok && !fault.Is(err, fault.TooLarge) {
			t.Errorf("%d bytes: %d, %v", tt.size, len(got), err)
		}
	}
	broken := errors.New("on fire")
	if _, err := io.ReadAll(exchange.Limit(failing{broken}, 10)); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestLegend(t *testing.T) {
	got := exchange.Legend([]segment.Tag{
		{Element: "a", Attrs: map[string]string{"href": "/x?a&b", "rel": "noopener"}},
		{Element: "code", Void: true, Opaque: true, Text: "ls"}, {Element: "br", Void: true},
	})
	if want := `1: <a href="/x?a&amp;b">, 2: <code>ls</code>, 3: <br>`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestExcerpt(t *testing.T) {
	if got := exchange.Excerpt(strings.Repeat("é", 100)); got != strings.Repeat("é", 80)+"…" {
		t.Error(got)
	}
	if got := exchange.Excerpt("short"); got != "short" {
		t.Error(got)
	}
}
