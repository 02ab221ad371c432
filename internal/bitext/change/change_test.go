package change_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/change"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/difference"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	none        = bitext.Class("")
	minor       = bitext.Minor
	substantive = bitext.Substantive
)

func TestClassify(t *testing.T) {
	tests := []struct {
		tag      locale.Tag
		from, to string
		want     bitext.Class
		reasons  []change.Reason
	}{
		{"fr", "", "", none, nil},
		{"fr", "Le café est ouvert.", "Le cafe\u0301 est ouvert.", none, nil},
		{"fr", "Bonjour  à tous", "Bonjour à tous", minor, []change.Reason{change.Space}},
		{"fr", "Prix\u00a0: 5 $", "Prix : 5\u00a0$", minor, []change.Reason{change.Typography}},
		{"fr", "Prix: 5 $", "Prix\u00a0: 5 $", minor, []change.Reason{change.Space}},
		{"fr", "Il dit \"oui\".", "Il dit «\u00a0oui\u00a0».", minor, []change.Reason{change.Space}},
		{"fr", "Aujourd'hui", "Aujourd’hui", minor, []change.Reason{change.Typography}},
		{"fr", "Ecole de l'Etat", "École de l’État", minor, []change.Reason{change.Typography}},
		{"fr", "OUVERT A TOUS", "OUVERT À TOUS", minor, []change.Reason{change.Typography}},
		{"fr", "Le coeur", "Le cœur", minor, []change.Reason{change.Typography}},
		{"fr", "Oeuvre", "Œuvre", minor, []change.Reason{change.Typography}},
		{"fr", "ministre de la santé", "Ministre de la Santé", minor, []change.Reason{change.Case}},
		{"fr", "Un, deux et trois", "Un deux, et trois", minor, []change.Reason{change.Punctuation}},
		{"fr", "1 500 $", "1\u202f500 $", minor, []change.Reason{change.Typography}},
		{"fr", "1500 $", "1 500 $", minor, []change.Reason{change.Space}},
		{"en", "1500 people", "1,500 people", minor, []change.Reason{change.Punctuation}},
		{"en", "10² cells", "10<1>2</1> cells", minor, []change.Reason{change.Typography, change.Markup}},
		{"en", "e-mail", "email", minor, []change.Reason{change.Punctuation}},
		{"en", "3 p.m.", "3 PM", minor, nil},
		{"en", "dont go", "don’t go", minor, nil},
		{"en", "2010-2012", "2010–2012", minor, []change.Reason{change.Typography}},
		{"en", "Quebec", "Québec", minor, []change.Reason{change.Typography}},
		{"en", "a <1>bold</1> word", "a bold <1>word</1>", minor, []change.Reason{change.Markup}},
		{"fr", "ou aller", "où aller", substantive, []change.Reason{change.Word}},
		{"fr", "il a publie", "il a publié", substantive, []change.Reason{change.Word}},
		{"en", "my resume", "my résumé", substantive, []change.Reason{change.Word}},
		{"fr", "1,5 million", "15 millions", substantive, []change.Reason{change.Number, change.Word}},
		{"fr", "1 500 $", "1 501 $", substantive, []change.Reason{change.Number}},
		{"en", "1.10", "1.1", substantive, []change.Reason{change.Number}},
		{"en", "it was 5 °C", "it was -5 °C", substantive, []change.Reason{change.Number}},
		{"en", "10² cells", "102 cells", substantive, []change.Reason{change.Number}},
		{"en", "$5", "€5", substantive, []change.Reason{change.Symbol}},
		{"en", "5%", "5", substantive, []change.Reason{change.Symbol}},
		{"en", "It is open", "It is not open", substantive, []change.Reason{change.Negation}},
		{"en", "It can pass", "It can’t pass", substantive, nil},
		{"en", "it is not able", "it is notable", substantive, []change.Reason{change.Negation}},
		{"fr", "Il est permis", "Il n’est pas permis", substantive, []change.Reason{change.Negation}},
		{"fr", "avec permis", "sans permis", substantive, []change.Reason{change.Negation, change.Word}},
		{"fr", "le 3 mars", "le 4 mars", substantive, []change.Reason{change.Date}},
		{"en", "on Monday", "on Tuesday", substantive, []change.Reason{change.Date}},
		{"en", "from the dog", "form the dog", substantive, []change.Reason{change.Word}},
		{"en", "the dog bit the man", "the man bit the dog", substantive, []change.Reason{change.Word}},
		{"en", "the dog", "a dog", substantive, []change.Reason{change.Word}},
		{"en", "words", "", substantive, []change.Reason{change.Word}},
	}
	for _, tt := range tests {
		class, reasons := change.ClassifySegments(segment.Segment{Text: tt.from}, segment.Segment{Text: tt.to}, tt.tag)
		if class != tt.want || tt.reasons != nil && !slices.Equal(reasons, tt.reasons) {
			t.Errorf("%q to %q: %q %v, want %q %v", tt.from, tt.to, class, reasons, tt.want, tt.reasons)
		}
		back := change.Classify(tt.to, tt.from, tt.tag)
		if back != tt.want {
			t.Errorf("%q to %q: %q, want %q as the other way", tt.to, tt.from, back, tt.want)
		}
	}
}

// link is a segment with one tag.
func tagged(text string, tags ...segment.Tag) segment.Segment {
	return segment.Segment{Text: text, Tags: tags}
}

func element(name string, attributes ...string) segment.Tag {
	t := segment.Tag{Element: name, Attrs: map[string]string{}}
	for i := 0; i < len(attributes); i += 2 {
		t.Attrs[attributes[i]] = attributes[i+1]
	}
	return t
}

func TestClassifyTags(t *testing.T) {
	link := func(href string) segment.Tag { return element("a", "href", href) }
	tests := []struct {
		name     string
		from, to segment.Segment
		want     bitext.Class
		reason   change.Reason
	}{
		{"the same", tagged("<1>a</1>", link("/x")), tagged("<1>a</1>", link("/x")), none, ""},
		{"another target", tagged("<1>a</1>", link("/x")), tagged("<1>a</1>", link("/y")), substantive, change.Link},
		{"a path that became a reference", tagged("<1>a</1>", link("/x#y")), tagged("<1>a</1>", link("cms:post/1#y")), none, ""},
		{"an address that became a reference", tagged("<1>a</1>", link("http://x.ca/y/")), tagged("<1>a</1>", link("cms:post/1")), none, ""},
		{"a reference, and other words", tagged("a <1>b</1>", link("/x")), tagged("A <1>b</1>", link("cms:post/1")), minor, change.Case},
		{"another place in it", tagged("<1>a</1>", link("/x#y")), tagged("<1>a</1>", link("cms:post/1#z")), substantive, change.Link},
		{"another post", tagged("<1>a</1>", link("cms:post/2")), tagged("<1>a</1>", link("cms:post/1")), substantive, change.Link},
		{"a reference that became an address", tagged("<1>a</1>", link("cms:post/1")), tagged("<1>a</1>", link("/x")), substantive, change.Link},
		{"an address of mail", tagged("<1>a</1>", link("mailto:a@x.ca")), tagged("<1>a</1>", link("cms:post/1")), substantive, change.Link},
		{"a link more", tagged("a"), tagged("<1>a</1>", link("/y")), substantive, change.Link},
		{"a link less", tagged("<1>a</1>", link("/y")), tagged("a"), substantive, change.Link},
		{"https", tagged("<1>a</1>", link("http://Example.org/a/")), tagged("<1>a</1>", link("https://example.org/a?utm_source=x")), minor, change.Markup},
		{"bold", tagged("a"), tagged("<1>a</1>", element("strong")), minor, change.Markup},
		{"a class", tagged("<1>a</1>", element("span")), tagged("<1>a</1>", element("span", "class", "x")), minor, change.Markup},
		{"a line break for a space", tagged("a b"), tagged("a<1/>b", segment.Tag{Element: "br", Void: true}), minor, ""},
		{"a picture", tagged("a"), tagged("a<1/>", element("img", "src", "/a.png")), substantive, change.Picture},
		{"another picture", tagged("a<1/>", element("img", "src", "/a.png")), tagged("a<1/>", element("img", "src", "/b.png")), substantive, change.Picture},
		{"code", tagged("a <1/>", segment.Tag{Element: "code", Opaque: true, Text: "ls"}), tagged("a <1/>", segment.Tag{Element: "code", Opaque: true, Text: "rm"}), substantive, change.Code},
		{"struck out", tagged("a b"), tagged("a <1>b</1>", element("s")), substantive, change.Word},
		{"links changed places", tagged("<1>a</1> <2>b</2>", link("/x"), link("/y")), tagged("<1>a</1> <2>b</2>", link("/y"), link("/x")), substantive, change.Link},
		{"one link in two", tagged("<1>a b</1>", link("/x")), tagged("<1>a</1> <2>b</2>", link("/x"), link("/x")), minor, change.Markup},
		{"tags not known", tagged("<1>a</1>"), tagged("<1>a</1>", link("/x")), none, ""},
	}
	for _, tt := range tests {
		class, reasons := change.ClassifySegments(tt.from, tt.to, locale.English)
		if class != tt.want || tt.reason != "" && !slices.Contains(reasons, tt.reason) {
			t.Errorf("%s: %q %v, want %q %s", tt.name, class, reasons, tt.want, tt.reason)
		}
	}
}

func TestDiff(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{"le <1>petit</1> chat dort", "le <1>gros</1> chat dort", "le <1>[-petit-]{+gros+}</1> chat dort"},
		{"le chat a faim", "le <1>chat</1> a faim", "le {+<1>+}chat{+</1>+} a faim"},
		{"a &lt; b ou c", "a &gt; b ou c", "a [-&lt;-]{+&gt;+} b ou c"},
		{"un <12/> deux trois", "un <13/> deux trois", "un [-<12/>-]{+<13/>+} deux trois"},
		{"\U000f0000 a b c", "\U000f0001 a b c", "[-\U000f0000-]{+\U000f0001+} a b c"},
	}
	for _, tt := range tests {
		var b strings.Builder
		for _, p := range change.Diff(tt.from, tt.to) {
			switch p.Op {
			case difference.Insert:
				b.WriteString("{+" + p.Text + "+}")
			case difference.Delete:
				b.WriteString("[-" + p.Text + "-]")
			default:
				b.WriteString(p.Text)
			}
		}
		if b.String() != tt.want {
			t.Errorf("%q to %q: %s, want %s", tt.from, tt.to, b.String(), tt.want)
		}
	}
}

// FuzzClassify holds what must be true of all texts: nothing changed is "", the
// class is the same in both directions, and a diff makes both texts again.
func FuzzClassify(f *testing.F) {
	for _, s := range []string{"", "a <1>b</1> <2/>", "1 500,25 $ — « où »", "&lt;<3", "10²½ ⅷ", "l’ŒUVRE\u0301", "<1></1><", "\xff<1/>\xc3"} {
		f.Add(s, "le 3 mars 2020")
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, from, to string) {
		if len(from)+len(to) > 4000 {
			t.Skip()
		}
		for _, tag := range []locale.Tag{"fr-CA", "en", "de"} {
			there, back := change.Classify(from, to, tag), change.Classify(to, from, tag)
			if there != back {
				t.Fatalf("%q there, %q back", there, back)
			}
			if same := change.Classify(from, from, tag); same != "" {
				t.Fatalf("the same: %q", same)
			}
		}
		var old, now strings.Builder
		for _, p := range change.Diff(from, to) {
			if p.Op != difference.Insert {
				old.WriteString(p.Text)
			}
			if p.Op != difference.Delete {
				now.WriteString(p.Text)
			}
		}
		if old.String() != from || now.String() != to {
			t.Fatalf("%q and %q of the pieces", old.String(), now.String())
		}
	})
}
