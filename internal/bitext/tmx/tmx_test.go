package tmx_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/tmx"
	"github.com/diptych-cms/diptych/internal/fault"
)

// write writes entries from English into French.
func write(t testing.TB, entries ...bitext.Entry) string {
	t.Helper()
	var b bytes.Buffer
	w := tmx.NewWriter(&b, bitext.Direction{Source: "en", Target: "fr-CA"})
	for _, e := range entries {
		if err := w.Entry(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func read(t testing.TB, text string) (units []tmx.Unit) {
	t.Helper()
	if err := tmx.Read(strings.NewReader(text), func(u tmx.Unit) error {
		units = append(units, u)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return units
}

func TestRoundTrip(t *testing.T) {
	at := time.Date(2026, 5, 4, 12, 30, 15, 0, time.UTC)
	entries := []bitext.Entry{
		{ID: 1, Source: "Plain.", Target: "Simple.", Origin: bitext.Human, By: "user:anna", At: at, Post: "p", Segment: "s-1"},
		{ID: 2, Source: "A <1>bold <2>word</2></1><3/>", Target: "<3/>Un <2>mot</2> <1>gras</1>", Tags: "strong em br/", Origin: bitext.Exact, At: at},
		{ID: 3, Source: "x &lt; y &amp; \"z\" ’", Target: "l’été\u00a0: 5 &gt; 4", Origin: bitext.MachineReviewed, At: at},
		{ID: 4, Source: "two\nlines", Target: "deux\nlignes", Origin: bitext.Copied, At: at},
	}
	text := write(t, entries...)
	units := read(t, text)
	if len(units) != len(entries) {
		t.Fatalf("%d units of %d:\n%s", len(units), len(entries), text)
	}
	for i, u := range units {
		e := entries[i]
		source, target, tags := tmx.Pair(u.Variants[0], u.Variants[1])
		if source != e.Source || target != e.Target || tags != e.Tags {
			t.Errorf("%q, %q, %q\nbecame %q, %q, %q", e.Source, e.Target, e.Tags, source, target, tags)
		}
		got := fmt.Sprint(u.ID, u.Source, u.Variants[0].Language, u.Variants[1].Language, u.Origin, u.By, u.Post, u.Segment, u.At)
		if want := fmt.Sprint(e.ID, "en", "en", "fr-CA", e.Origin, e.By, e.Post, e.Segment, e.At); got != want {
			t.Errorf("unit %d says %s, want %s", e.ID, got, want)
		}
	}
}

// around puts units into a file of another tool.
func around(units string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1"><header creationtool="x" segtype="sentence" srclang="EN-US" datatype="x"><note>n</note></header><body>` + units + `</body></tmx>`
}

func TestForeign(t *testing.T) {
	tests := []struct {
		name, unit string
		want       string // source | target | elements
	}{
		{"level 1", `<tu><tuv lang="EN-US"><seg> Hello. </seg></tuv><tuv lang="FR-CA"><seg>Bonjour.</seg></tuv></tu>`, "Hello. | Bonjour. | "},
		{"pairs by i", `<tu><tuv xml:lang="en"><seg>A <bpt i="5">\b </bpt>b<ept i="5">\b0</ept>.</seg></tuv>
			<tuv xml:lang="fr"><seg><bpt i="5">\b </bpt>B<ept i="5">\b0</ept> a.</seg></tuv></tu>`, "A <1>b</1>. | <1>B</1> a. | "},
		{"pairs by x", `<tu><tuv xml:lang="en"><seg><bpt i="1" x="7"/>a<ept i="1"/> <bpt i="2" x="8"/>b<ept i="2"/></seg></tuv>
			<tuv xml:lang="fr"><seg><bpt i="1" x="8"/>B<ept i="1"/> <bpt i="2" x="7"/>A<ept i="2"/></seg></tuv></tu>`, "<1>a</1> <2>b</2> | <2>B</2> <1>A</1> | "},
		{"what stands alone", `<tu><tuv xml:lang="en"><seg>a<ph>{0}</ph>b<it pos="begin">x</it><ut>y</ut></seg></tuv>
			<tuv xml:lang="fr"><seg>a<ut>y</ut>b<ph>{0}</ph></seg></tuv></tu>`, "a<1/>b<2/><3/> | a<3/>b<1/> | "},
		{"what is highlighted", `<tu><tuv xml:lang="en"><seg>a <hi x="1">b</hi></seg></tuv><tuv xml:lang="fr"><seg><hi x="1">B</hi> a</seg></tuv></tu>`,
			"a <1>b</1> | <1>B</1> a | "},
		{"tags across each other", `<tu><tuv xml:lang="en"><seg><bpt i="1"/>a<bpt i="2"/>b<ept i="1"/>c<ept i="2"/></seg></tuv>
			<tuv xml:lang="fr"><seg>x<ph/></seg></tuv></tu>`, "abc | x | "},
		{"an end alone", `<tu><tuv xml:lang="en"><seg>a<ept i="1"/></seg></tuv><tuv xml:lang="fr"><seg>b</seg></tuv></tu>`, "a | b | "},
		{"text within a tag is no text", `<tu><tuv xml:lang="en"><seg>a<ph>&lt;img alt="<sub>cat</sub>"&gt;</ph></seg></tuv><tuv xml:lang="fr"><seg>b</seg></tuv></tu>`,
			"a<1/> | b | "},
		{"two segs", `<tu><tuv xml:lang="en"><seg>a</seg><seg>b</seg></tuv><tuv xml:lang="fr"><seg>c</seg></tuv></tu>`, "a | c | "},
		{"numbered text", `<tu><tuv xml:lang="en"><seg>&lt;1&gt;a</seg></tuv><tuv xml:lang="fr"><seg><![CDATA[<1>]]></seg></tuv></tu>`, "&lt;1&gt;a | &lt;1&gt; | "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			units := read(t, around(tt.unit))
			if len(units) != 1 || len(units[0].Variants) != 2 || units[0].Source != "EN-US" {
				t.Fatalf("units: %+v", units)
			}
			source, target, elements := tmx.Pair(units[0].Variants[0], units[0].Variants[1])
			if got := source + " | " + target + " | " + elements; got != tt.want {
				t.Errorf("%s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestUTF16(t *testing.T) {
	text := strings.Replace(around(`<tu><tuv xml:lang="en"><seg>été</seg></tuv></tu>`), "UTF-8", "UTF-16", 1)
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		b := order.AppendUint16(nil, 0xFEFF)
		for _, unit := range utf16.Encode([]rune(text)) {
			b = order.AppendUint16(b, unit)
		}
		units := read(t, string(b))
		if len(units) != 1 || units[0].Variants[0].Text() != "été" {
			t.Errorf("%v: %+v", order, units)
		}
	}
}

func TestHostile(t *testing.T) {
	tests := []struct{ name, text, code string }{
		{"nothing", "", "xml.malformed"},
		{"no XML", "PK\x03\x04", "xml.malformed"},
		{"cut off", around("<tu>")[:150], "xml.malformed"},
		{"another format", `<xliff version="1.2"/>`, "memory.not_tmx"},
		{"declarations", strings.Replace(around(""), `"tmx11.dtd"`, `"x" [<!ENTITY a "aaaa">]`, 1), "xml.doctype"},
		{"an entity", around(`<tu><tuv xml:lang="en"><seg>&a;</seg></tuv></tu>`), "xml.malformed"},
		{"an element declared", `<!ELEMENT tmx ANY><tmx version="1.4"/>`, "xml.doctype"},
		{"depth", `<tmx version="1.4"><body>` + strings.Repeat("<tu>", 100), "xml.depth"},
		{"depth of tags", around("<tu><tuv><seg>" + strings.Repeat("<hi>", 100)), "xml.depth"},
		{"a piece", around("<tu><tuv><seg>" + strings.Repeat("a", 2<<20)), "xml.piece"},
		{"an attribute", `<tmx version="` + strings.Repeat("a", 2<<20), "xml.piece"},
		{"a comment", "<!--" + strings.Repeat("x", 2<<20), "xml.piece"},
		{"languages", around("<tu>" + strings.Repeat(`<tuv xml:lang="en"/>`, 60) + "</tu>"), "memory.too_many_variants"},
		{"tags", around("<tu><tuv><seg>" + strings.Repeat("<ph/>", 5000) + "</seg></tuv></tu>"), "memory.too_many_tags"},
		{"another encoding", `<?xml version="1.0" encoding="x-unheard-of"?><tmx version="1.4"/>`, "xml.encoding"},
		{"more after the end", around("") + "<tmx/>", "xml.malformed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tmx.Read(strings.NewReader(tt.text), func(tmx.Unit) error { return nil })
			if f, ok := fault.Of(err); !ok || f.Code != tt.code {
				t.Errorf("Read: %v, want %s", err, tt.code)
			}
		})
	}
}

func TestReadEndsWithItsError(t *testing.T) {
	err := tmx.Read(strings.NewReader(around("<tu/><tu/>")), func(tmx.Unit) error { return io.ErrClosedPipe })
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Read: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(around(`<tu tuid="1"><prop type="x-diptych-origin">human</prop><tuv xml:lang="en"><seg>a <bpt i="1" type="b"/>b<ept i="1"/></seg></tuv><tuv xml:lang="fr"><seg>x</seg></tuv></tu>`)))
	f.Add([]byte("<tmx><body><tu><tuv><seg><hi><ph/></hi>"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_ = tmx.Read(bytes.NewReader(text), func(u tmx.Unit) error {
			for i := range u.Variants {
				source, target, elements := tmx.Pair(u.Variants[i], u.Variants[0])
				e := bitext.Entry{Source: source, Target: target, Tags: elements, Origin: u.Origin, At: u.At}
				var again []tmx.Unit
				if err := tmx.Read(strings.NewReader(write(t, e)), func(u tmx.Unit) error {
					again = append(again, u)
					return nil
				}); err != nil || len(again) != 1 {
					t.Fatalf("what was read of %q cannot be written and read again: %v", text, err)
				}
				if got, _, _ := tmx.Pair(again[0].Variants[0], again[0].Variants[1]); got != source {
					t.Fatalf("%q became %q", source, got)
				}
			}
			return nil
		})
	})
}
