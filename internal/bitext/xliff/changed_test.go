package xliff_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/exchange/sample"
	"github.com/diptych-cms/diptych/internal/bitext/xliff"
)

// in12 and in2 put units into the least document that holds them.
func in12(units string) string {
	return `<xliff version="1.2"><file original="diptych:p1?source=3&amp;target=7" source-language="EN" target-language="fr_ca" datatype="html"><body>` +
		units + `</body></file></xliff>`
}

func in2(units string) string {
	return `<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="fr-CA"><file id="f" original="diptych:p1?source=3&amp;target=7">` +
		units + `</file></xliff>`
}

// TestChangedByTools reads what translators' tools make of our files.
func TestChangedByTools(t *testing.T) {
	tests := []struct {
		name, doc string
		want      exchange.Unit // its source, target, state, problem, and whether it is lost
	}{
		{"1.2: cut into sentences", in12(`<group id="g"><trans-unit id="p-1"><source>One. Two.</source>
			<seg-source><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk></seg-source>
			<target state="translated"><mrk mtype="seg" mid="1">Un.</mrk> <mrk mtype="seg" mid="2">Deux.</mrk></target></trans-unit></group>`),
			exchange.Unit{Source: "One. Two.", Target: "Un. Deux.", State: exchange.Translated, Lost: true}},
		{"1.2: pairs as their ends", in12(`<trans-unit id="p-1"><source>a</source>
			<target state="final"><bx id="4" rid="1"/>a<ex id="5" rid="1"/><bpt id="2">&lt;b></bpt>b<ept id="2">&lt;/b></ept><ph id="3">&lt;br/></ph><it id="4" pos="open">x</it><it id="4" pos="close">y</it></target></trans-unit>`),
			exchange.Unit{Source: "a", Target: "<1>a</1><2>b</2><3/><4></4>", State: exchange.Final, Lost: true}},
		{"1.2: a tag that is none of ours", in12(`<trans-unit id="p-1"><source>a</source><target>a <g id="mt1">b</g></target></trans-unit>`),
			exchange.Unit{Source: "a", Target: "a b", State: exchange.NeedsTranslation, Problem: "exchange.tag_unknown", Lost: true}},
		{"1.2: foreign elements, comments and CDATA", in12(`<trans-unit id="p-1" approved="yes"><source>a</source>
			<target>a <!-- c --><![CDATA[<1> & ]]><m:x xmlns:m="urn:m">b</m:x></target><alt-trans><source>z</source><target>z</target></alt-trans></trans-unit>`),
			exchange.Unit{Source: "a", Target: "a &lt;1&gt; &amp; b", State: exchange.Final, Lost: true}},
		{"2.0: cut into sentences, in another order", in2(`<unit id="p-1"><segment state="translated"><source>One.</source><target order="3">Un.</target></segment>
			<ignorable><source> </source></ignorable><segment state="final"><source><sc id="1"/>Two.<ec startRef="1"/></source><target order="1"><sc id="1"/>Deux.<ec startRef="1"/></target></segment></unit>`),
			exchange.Unit{Source: "One. <1>Two.</1>", Target: "<1>Deux.</1> Un.", State: exchange.Translated, Lost: true}},
		{"2.0: half done", in2(`<unit id="p-1"><segment state="translated"><source>One.</source><target>Un.</target></segment><segment><source>Two.</source></segment></unit>`),
			exchange.Unit{Source: "One.Two.", Target: "Un.", State: exchange.NeedsTranslation, Problem: "exchange.incomplete", Lost: true}},
		{"2.0: marks", in2(`<group id="g"><unit id="p-1"><segment state="reviewed"><source>a</source><target><mrk id="m1" type="term">a</mrk><sm id="m2"/>b<em startRef="m2"/><cp hex="0041"/></target></segment></unit></group>`),
			exchange.Unit{Source: "a", Target: "abA", State: exchange.Final, Lost: true}},
		{"2.0: nothing yet", in2(`<unit id="p-1"><segment><source>a</source><target/></segment></unit>`),
			exchange.Unit{Source: "a", State: exchange.NeedsTranslation, Lost: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := read(t, tt.doc)
			if f.Post != "p1" || f.Target != "fr-CA" || f.Source != "en" || len(f.Units) != 1 {
				t.Fatalf("file = %+v", f)
			}
			got := f.Units[0]
			if got.Post != "p1" || got.Segment != "p-1" || got.Revision != 7 || got.Locale != "fr-CA" {
				t.Errorf("identity = %+v", got.Identity)
			}
			got.Identity, got.Name, got.Line, got.Args = exchange.Identity{}, "", 0, nil
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("unit (-want +got):\n%s", diff)
			}
		})
	}
}

// TestIdentitySurvives: whichever of its places a tool leaves, a unit knows who it is.
func TestIdentitySurvives(t *testing.T) {
	id := sample.File().Units[0].Identity
	for name, doc := range map[string]string{
		"1.2, attribute": in12(`<trans-unit id="7" extradata="` + id.String() + `"><source>a</source></trans-unit>`),
		"1.2, note":      in12(`<trans-unit id="7"><source>a</source><note>hello</note><note>` + id.String() + `</note></trans-unit>`),
		"2.0, name":      in2(`<unit id="u7" name="` + id.String() + `"><segment><source>a</source></segment></unit>`),
		"2.0, note":      in2(`<unit id="u7"><notes><note>hello</note><note>` + id.String() + `</note></notes><segment><source>a</source></segment></unit>`),
	} {
		got := read(t, doc).Units[0]
		if got.Identity != id || got.Lost {
			t.Errorf("%s: %+v, want %+v", name, got.Identity, id)
		}
	}
}

// TestManyFiles reads a document that a tool put together of several.
func TestManyFiles(t *testing.T) {
	one := write(t, xliff.V12, sample.File())
	start, end := strings.Index(one, "<file"), strings.Index(one, "</file>")+len("</file>")
	n := 0
	err := xliff.Read(strings.NewReader(one[:end]+one[start:]), func(f *exchange.File) error {
		n += len(f.Units)
		return nil
	})
	if want := 2 * len(sample.File().Units); err != nil || n != want {
		t.Errorf("%d units, %v; want %d", n, err, want)
	}
}
