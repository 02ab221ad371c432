package segment_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

func htmlText(body string) content.Text {
	return content.Text{Format: content.HTML, Body: body, HTML: body}
}

// TestCut has for each body the segments: kind, text.
func TestCut(t *testing.T) {
	for name, tt := range map[string]struct {
		body string
		want []string
	}{
		"blocks": {
			`<h2 id="a">One</h2><p>Two <em>three</em>.</p><ul><li>Four</li><li><p>Five</p><p>Six</p></li></ul><blockquote><p>Seven</p></blockquote>`,
			[]string{"heading One", "paragraph Two <1>three</1>.", "item Four", "item Five", "item Six", "quote Seven"},
		},
		"loose text": {
			`Loose <b>text</b><p>One</p>more<div>In<p>Two</p>out</div>`,
			[]string{"paragraph Loose <1>text</1>", "paragraph One", "paragraph more", "paragraph In", "paragraph Two", "paragraph out"},
		},
		"white space": {
			"<p>  a \n <em> b </em>  c <br>\n d\u00a0: <strong>e </strong></p>",
			[]string{"paragraph a <1>b </1>c<2/>d\u00a0: <3>e</3>"},
		},
		"signs":    {`<p>a &lt; b &amp;&nbsp;c &gt; d</p>`, []string{"paragraph a &lt; b &amp;\u00a0c &gt; d"}},
		"composed": {"<p>e\u0301te\u0301</p>", []string{"paragraph été"}},
		"not translated": {
			`<pre><code>x</code></pre><p><code>ls</code></p><p>Run <code>ls -l</code> <kbd>Enter</kbd></p><p translate="no">Brand</p>` +
				`<p><span translate="no">Diptych</span> is <iframe src="https://e.org" title="Film"></iframe></p><p>` + "\u00a0" + `</p><hr>`,
			[]string{"paragraph Run <1/> <2/>", "paragraph <1/> is <2/>", "tooltip Film"},
		},
		"pictures": {
			`<figure><a href="/x"><img src="a.png" alt="A  cat"></a><figcaption>Caption</figcaption></figure><p title="Tip">x <img src="b.png" alt="" title="T"></p>`,
			[]string{"paragraph <1><2/></1>", "alt A cat", "caption Caption", "tooltip Tip", "paragraph x <1/>", "tooltip T"},
		},
		"empty blocks": {`<p></p><h2> </h2><ul><li></li></ul><table><tbody><tr><td></td><th>a</th></tr></tbody></table><div></div>`,
			[]string{"paragraph ", "heading ", "item ", "cell ", "cell a"}},
		"tables and terms": {
			`<table><caption>C</caption><tbody><tr><td>a<p>b</p></td></tr></tbody></table><dl><dt>d</dt><dd>e</dd></dl><details><summary>f</summary>g</details>`,
			[]string{"caption C", "cell a", "cell b", "term d", "term e", "detail f", "paragraph g"},
		},
		"block in inline": {`<a href="/x"><h3>One</h3><p>Two</p></a>`, []string{"heading One", "paragraph Two"}},
		"notes": {`<p>Text<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup>.</p>`,
			[]string{"paragraph Text<1/>."}},
		"nothing": {``, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := segment.Cut("en", htmlText(tt.body))
			var got []string
			for _, s := range d.Segments {
				got = append(got, string(s.Kind)+" "+s.Text)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestFields cuts and writes what stands beside the body.
func TestFields(t *testing.T) {
	text := content.Text{
		Title: "R&D <1>", Summary: "One\ntwo", SEO: content.SEO{Title: "S", Description: "D"},
		Resources: map[string]content.ResourceText{"b": {Alt: "B"}, "a/c": {Title: "T", Alt: "A", Caption: "C"}},
	}
	d := segment.Cut("en", text)
	var got []string
	texts := make(map[int]string)
	for i, s := range d.Segments {
		got = append(got, s.Place+" "+s.Text)
		texts[i] = "x " + s.Text
	}
	want := []string{
		"/title R&amp;D &lt;1&gt;", "/summary One\ntwo", "/seo/title S", "/seo/description D",
		"/resources/a~1c/title T", "/resources/a~1c/alt A", "/resources/a~1c/caption C", "/resources/b/alt B",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	after, _, err := d.Join(texts)
	if err != nil {
		t.Fatal(err)
	}
	if after.Title != "x R&D <1>" || after.Summary != "x One\ntwo" || after.SEO.Description != "x D" || after.Resources["a/c"].Alt != "x A" {
		t.Errorf("Join() = %+v", after)
	}
	if text.Resources["b"].Alt != "B" {
		t.Error("the text that was given changed")
	}
}

// TestJoin writes one segment of a body: the first, unless at says which.
func TestJoin(t *testing.T) {
	const link = `<p>Read <a href="/x">this</a> and <em>that</em> <img src="a.png" alt="A"></p>`
	for name, tt := range map[string]struct {
		body, text string
		at         int
		want       string // the body, or the codes of faults
		warn       string
	}{
		"words":         {body: `<p>a</p><p>b</p>`, text: "c", want: `<p>c</p><p>b</p>`},
		"white space":   {body: "<p>\n a\n</p>", text: " b  c ", want: "<p>\n b c\n</p>"},
		"reordered":     {body: link, text: "<3/> <2>cela</2> puis <1>ceci</1>", want: `<p><img src="a.png" alt="A"/> <em>cela</em> puis <a href="/x">ceci</a></p>`},
		"nested anew":   {body: link, text: "<2><1>cela</1></2> <3/>", want: `<p><em><a href="/x">cela</a></em> <img src="a.png" alt="A"/></p>`},
		"dropped em":    {body: link, text: "<1>x</1> <3/>", want: `<p><a href="/x">x</a> <img src="a.png" alt="A"/></p>`, warn: "segment.placeholder_dropped 2"},
		"lost link":     {body: link, text: "<2>x</2> <3/>", want: "segment.placeholder_lost"},
		"lost picture":  {body: link, text: "<1>x</1> <2>x</2>", want: "segment.placeholder_lost"},
		"doubled":       {body: link, text: "<1>x</1> <1>x</1> <3/>", want: "segment.placeholder_doubled"},
		"unknown":       {body: link, text: "<1>x</1> <4>y</4> <3/>", want: "segment.placeholder_unknown"},
		"crossed":       {body: link, text: "<1>x<2>y</1>z</2> <3/>", want: "segment.placeholder_nesting"},
		"not closed":    {body: link, text: "<1>x <3/>", want: "segment.placeholder_nesting"},
		"not opened":    {body: link, text: "x</1> <3/>", want: "segment.placeholder_nesting"},
		"form":          {body: link, text: "<1/> <3></3>", want: "segment.placeholder_form"},
		"link in link":  {body: `<p><a href="/x">a</a> <a href="/y">b</a></p>`, text: "<1>a <2>b</2></1>", want: "segment.placeholder_nesting"},
		"HTML":          {body: `<p>a</p>`, text: `<b>x</b>`, want: "segment.markup"},
		"script":        {body: `<p>a</p>`, text: `<script>alert(1)</script>`, want: "segment.markup"},
		"escaped":       {body: `<p>a</p>`, text: `&lt;script&gt;&amp;lt; R&D`, want: `<p>&lt;script&gt;&amp;lt; R&amp;D</p>`},
		"reference":     {body: `<p>a</p>`, text: `a&nbsp;b`, want: "segment.markup"},
		"large number":  {body: `<p>a</p>`, text: `<99999999999999999999/>`, want: "segment.markup"},
		"zero":          {body: `<p>a</p>`, text: `<0/>`, want: "segment.markup"},
		"control signs": {body: `<p>a</p>`, text: "a\x00b\u009fc\u200bd", want: "<p>abc\u200bd</p>"},
		"emptied":       {body: `<p>a</p><p>b</p>`, text: "", want: `<p></p><p>b</p>`},
		"empty block":   {body: `<p></p>`, text: "a", want: `<p>a</p>`},
		"loose":         {body: `a <b>b</b><p>c</p>`, text: "x", want: `x<p>c</p>`, warn: "segment.placeholder_dropped 1"},
		"alt":           {body: `<p><img src="a" alt="A"></p>`, at: 1, text: `x "y" &lt;`, want: `<p><img src="a" alt="x &#34;y&#34; &lt;"/></p>`},
		"code":          {body: `<p>Run <code>ls</code> now</p>`, text: "Now <1/>", want: `<p>Now <code>ls</code></p>`},
		"code lost":     {body: `<p>Run <code>ls</code> now</p>`, text: "Now ls", want: "segment.placeholder_lost"},
	} {
		t.Run(name, func(t *testing.T) {
			d := segment.Cut("en", htmlText(tt.body))
			after, warnings, err := d.Join(map[int]string{tt.at: tt.text})
			got := after.HTML
			if f, ok := fault.Of(err); ok {
				got = f.Fields[0].Code
				if f.Fields[0].Pointer != "/"+strconv.Itoa(tt.at) {
					t.Errorf("pointer %s", f.Fields[0].Pointer)
				}
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			var warn []string
			for _, w := range warnings {
				warn = append(warn, w.Code+" "+strconv.Itoa(w.Args["n"].(int)))
			}
			if strings.Join(warn, ", ") != tt.warn {
				t.Errorf("warnings %q, want %q", warn, tt.warn)
			}
		})
	}
}

// TestWrite writes beside a source: with its numbers, and what is not there yet.
func TestWrite(t *testing.T) {
	for name, tt := range map[string]struct {
		source, target string
		beads          map[int]int
		write          segment.Writing
		want           string
	}{
		"own link is kept": {
			source: `<p>Read <a href="/en">this</a></p>`, target: `<p>Lire <a href="/fr">ceci</a></p>`, beads: map[int]int{0: 0},
			write: segment.Writing{Source: []int{0}, Target: []int{0}, Text: "Lisez <1>cela</1>"},
			want:  `<p>Lisez <a href="/fr">cela</a></p>`,
		},
		"link of the source comes in": {
			source: `<p><b>New</b> <a href="/en" title="Tip">this</a></p>`, target: `<p>Vieux <b>x</b></p>`, beads: map[int]int{0: 0},
			write: segment.Writing{Source: []int{0}, Target: []int{0}, Text: "<1>Neuf</1> <2>ceci</2>"},
			want:  `<p><b>Neuf</b> <a href="/en">ceci</a></p>`,
		},
		"a link that was lost before": {
			source: `<p>New <a href="/en">this</a></p>`, target: `<p>Vieux</p>`, beads: map[int]int{0: 0},
			write: segment.Writing{Source: []int{0}, Target: []int{0}, Text: "Neuf"}, want: `<p>Neuf</p>`,
		},
		"an empty block": {
			source: `<p>New <a href="/en">this</a></p>`, target: `<p></p>`, beads: map[int]int{0: 0},
			write: segment.Writing{Source: []int{0}, Target: []int{0}, Text: "Neuf"}, want: "segment.placeholder_lost",
		},
		"a new paragraph": {
			source: `<p>One</p><p class="c" id="i">Two</p><p>Three</p>`, target: "<p>Un</p>\n<p>Trois</p>", beads: map[int]int{0: 0, 2: 1},
			write: segment.Writing{Source: []int{1}, Text: "Deux"}, want: "<p>Un</p>\n<p class=\"c\">Deux</p>\n<p>Trois</p>",
		},
		"a first item": {
			source: `<h2>A</h2><ul><li>One</li><li>Two</li></ul>`, target: `<h2>A</h2><ul><li>Deux</li></ul>`, beads: map[int]int{0: 0, 2: 1},
			write: segment.Writing{Source: []int{1}, Text: "Un"}, want: `<h2>A</h2><ul><li>Un</li><li>Deux</li></ul>`,
		},
		"a new list": {
			source: `<p>A</p><ul><li>One</li></ul><p>B</p>`, target: `<p>A</p><p>B</p>`, beads: map[int]int{0: 0, 2: 1},
			write: segment.Writing{Source: []int{1}, Text: "Un"}, want: `<p>A</p><ul><li>Un</li></ul><p>B</p>`,
		},
		"into nothing": {
			source: `<p>One</p>`, target: ``, beads: map[int]int{},
			write: segment.Writing{Source: []int{0}, Text: "Un"}, want: `<p>Un</p>`,
		},
		"loose text": {
			source: `One<p>Two</p>`, target: `<p>Deux</p>`, beads: map[int]int{1: 0},
			write: segment.Writing{Source: []int{0}, Text: "Un"}, want: `<p>Un</p><p>Deux</p>`,
		},
		"an alternative text": {
			source: `<p>x <img src="a" alt="Cat"></p>`, target: `<p>x <img src="a"></p>`, beads: map[int]int{0: 0},
			write: segment.Writing{Source: []int{1}, Text: "Chat"}, want: `<p>x <img src="a" alt="Chat"/></p>`,
		},
		"two for one": {
			source: `<p>One <b>two</b>. Three.</p>`, target: `<p>Un.</p><p>Deux <b>x</b>.</p>`, beads: map[int]int{0: 0},
			write: segment.Writing{Source: []int{0}, Target: []int{0, 1}, Text: "<1>Un</1>!\nDeux!"}, want: `<p><b>Un</b>!</p><p>Deux!</p>`,
		},
		"too few lines": {
			source: `<p>One. Two.</p>`, target: `<p>Un.</p><p>Deux.</p>`, beads: map[int]int{0: 0},
			write: segment.Writing{Source: []int{0}, Target: []int{0, 1}, Text: "Un"}, want: "segment.parts",
		},
	} {
		t.Run(name, func(t *testing.T) {
			source, target := segment.Cut("en", htmlText(tt.source)), segment.Cut("fr", htmlText(tt.target))
			joined, err := target.Write(source, tt.beads, []segment.Writing{tt.write})
			got := ""
			if f, ok := fault.Of(err); ok {
				got = f.Fields[0].Code
			} else if err == nil {
				got = joined.Text.HTML
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestBeside numbers the tags of a target as its source does.
func TestBeside(t *testing.T) {
	cut := func(body string) segment.Segment { return segment.Cut("en", htmlText(body)).Segments[0] }
	for name, tt := range map[string]struct{ source, target, want string }{
		"as it is":     {`<p>a <b>b</b></p>`, `<p>x <b>y</b></p>`, "x <1>y</1>"},
		"reordered":    {`<p><a href="/1">a</a> <a href="/2">b</a></p>`, `<p><a href="/2">y</a> <a href="/1">x</a></p>`, "<2>y</2> <1>x</1>"},
		"own tag":      {`<p><b>a</b></p>`, `<p><i>x</i> <b>y</b></p>`, "<2>x</2> <1>y</1>"},
		"other name":   {`<p><strong>a</strong></p>`, `<p><b>x</b></p>`, "<1>x</1>"},
		"French links": {`<p><a href="/en/1">a</a> <b>b</b></p>`, `<p><b>y</b> <a href="/fr/1">x</a></p>`, "<2>y</2> <1>x</1>"},
		"none":         {`<p><b>a</b></p>`, `<p>x</p>`, "x"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := segment.Beside(cut(tt.source), cut(tt.target)).Text; got != tt.want {
				t.Errorf("Beside() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSkeleton(t *testing.T) {
	body := `<h2 id="led">One</h2><h2 id="not">Two</h2><p>See <a href="#led">this</a> <img src="b" alt="B"></p><p><a href="/x"><img src="a" alt="A"></a></p><ul><li>x</li></ul>` +
		`<pre><code>code</code></pre><p><code>ls</code></p>`
	text, err := segment.Skeleton("en", content.Text{Title: "T", Slug: "s", Format: content.HTML, Body: body, HTML: body})
	if err != nil {
		t.Fatal(err)
	}
	want := `<h2 id="led"></h2><h2></h2><p></p><p><a href="/x"><img src="a"/></a></p><ul><li></li></ul><pre><code>code</code></pre><p><code>ls</code></p>`
	if text.HTML != want || text.Body != want || text.Title != "" || text.Slug != "" {
		t.Errorf("Skeleton() = %+v", text)
	}
}
