package segment_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// FuzzJoin cuts any body as it is after sanitizing, joins it as it is and with any
// text in one of its segments: either that is refused, or it stands there, and nothing
// else changed.
func FuzzJoin(f *testing.F) {
	for _, body := range []string{
		gardenHTML, `a<p>b<div>c</div>d</p><a href="/x"><h2>e</h2></a>`, `<ul>x<li>y<ul><li>z</ul>w`, `<table><tr><td>a<th><p>b`,
		`<p>a <b>b <i>c</b> d</i><br> e<code>f</code><img src=x alt="g  h"></p>`, "<pre>\n\nx</pre>\u00a0<p>\u00a0</p>",
	} {
		f.Add(body, "x <1>y</1> <2/>", uint8(1))
	}
	policy := sanitize.New(sanitize.Options{})
	f.Fuzz(func(t *testing.T, body, text string, at uint8) {
		clean := policy.Body(body).HTML
		d := segment.Cut("en", htmlText(clean))
		own := make(map[int]string)
		for i, s := range d.Segments {
			own[i] = s.Text
			if pieces := segment.Pieces(s.Text); segment.Compose(pieces) != s.Text {
				t.Errorf("Compose(Pieces(%q)) = %q", s.Text, segment.Compose(pieces))
			}
			if got := strings.Join(segment.Sentences(s.Text, "fr"), ""); got != s.Text {
				t.Errorf("sentences of %q are %q", s.Text, got)
			}
		}
		joined, _, err := d.Join(own)
		if err != nil || joined.HTML != clean {
			t.Fatalf("Join() = %q, %v; want %q", joined.HTML, err, clean)
		}
		if len(d.Segments) == 0 {
			return
		}
		begin(t, d)
		i := int(at) % len(d.Segments)
		joined, _, err = d.Join(map[int]string{i: text})
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		if again := policy.Body(joined.HTML); again.HTML != joined.HTML && markup.Render(markup.Tree(again.HTML)) != markup.Render(markup.Tree(joined.HTML)) {
			t.Errorf("a segment let in what sanitizing takes away: %q became %q", joined.HTML, again.HTML)
		}
	})
}

// FuzzMarkdown writes any text into any Markdown: either it is refused, or it stands
// there when it is rendered.
func FuzzMarkdown(f *testing.F) {
	for _, body := range []string{
		"# A\n\nb *c* [d](e \"f\")\n\n- g\n  - h\n\n> i\n> j\n", "| a | b |\n|---|---|\n| c\\|d | `e` |\n", "a\n===\n\n[r]: /x\n\n[r] ![s][r] <https://t.u>\n",
		"<p>\U000F00009\U000F0001x</p>\n\n\U000F00000\U000F0001y\n", "A[^1]\n\n[^1]: b\n\nTerm\n: def\n\n- [ ] x\n", "<p></p>\n\n<div>x</div>\n\n***a** b*\n",
	} {
		f.Add(body, "x *y* <1>z</1> `", uint8(0))
	}
	f.Fuzz(func(t *testing.T, body, text string, at uint8) {
		html, err := markup.FromMarkdown(body)
		if err != nil {
			return
		}
		d := segment.Cut("en", content.Text{Format: content.Markdown, Body: body, HTML: html})
		if len(d.Segments) == 0 {
			return
		}
		begin(t, d)
		i := int(at) % len(d.Segments)
		joined, _, err := d.Join(map[int]string{i: text})
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		if _, err := markup.FromMarkdown(joined.Body); err != nil {
			t.Errorf("what was written cannot be read: %v", err)
		}
	})
}

const gardenHTML = `<h2>The wind</h2><p>It carried <strong>three</strong> tonnes of <a href="/soil">soil</a>.</p><p></p><ul><li>Rain</li><li>Snow <code>x</code></li></ul>`

// begin makes a skeleton of the source and writes a text of the source into each of
// its segments: what is not refused stands there.
func begin(t *testing.T, source *segment.Document) {
	t.Helper()
	target, beads, err := segment.Begin(source, "fr")
	if err != nil {
		if !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		return
	}
	for i, s := range source.Segments {
		one := segment.Writing{Source: []int{i}, Text: s.Text}
		if at, ok := beads[i]; ok {
			one.Target = []int{at}
		}
		if _, err := target.Write(source, beads, []segment.Writing{one}); err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		if i == 10 {
			break
		}
	}
}
