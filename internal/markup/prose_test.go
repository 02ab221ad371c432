package markup_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/markup"
)

func TestProseOf(t *testing.T) {
	notes := "The dome is sand and clay.[^1] See [the plan](/plan).\n\n[^1]: By weight.\n"
	rendered, err := markup.FromMarkdown(notes)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ html, want string }{
		"sentences alone": {
			`<h2>The dome 🔥</h2><p>The dome is sand and clay. <del>It holds.</del> It held <s>badly</s>well.</p><pre>go run</pre>` +
				`<table><caption>Stuff</caption><tr><th>Weight (kg)</th></tr><tr><td><p>240</p></td></tr></table><figure><img src="a.png" alt="x"><figcaption>A dome</figcaption></figure>` +
				`<blockquote>Warm.</blockquote><blockquote><p>Warmer.</p></blockquote><ul><li>One</li></ul><p>End with <code>code</code>.</p>`,
			"The dome is sand and clay. It held well.\nWarm.\nWarmer.\nEnd with code.",
		},
		"footnotes":              {rendered, "The dome is sand and clay. See the plan."},
		"footnotes of WordPress": {`<p>Sand.<sup class="fn"><a href="#a">1</a></sup> Clay.</p><ol class="wp-block-footnotes"><li>By weight. <a href="#b">↩︎</a></li></ol>`, "Sand. Clay."},
		"no paragraph":           {`<h2>Needs</h2><ul><li>Sand<ul><li>dry</li></ul></li><li>Clay</li></ul><pre>x</pre>`, "Sand\ndry\nClay"},
		"no list either":         {`<h2>Title</h2><div>Bare <b>words</b></div>and more<table><tr><td>1</td></tr></table>`, "Bare words\nand more"},
		"furniture alone":        {`<h2>Title</h2><table><tr><td>1</td></tr></table>`, ""},
		"nothing":                {"", ""},
	} {
		if got := markup.ProseOf(markup.Tree(tt.html)); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// What a text is found by has no numbers of footnotes for words, nor what was struck.
func TestPlainWithoutNotes(t *testing.T) {
	rendered, err := markup.FromMarkdown("Sand and clay.[^1] ~~Straw.~~ Fire.\n\n[^1]: By weight.\n")
	if err != nil {
		t.Fatal(err)
	}
	for html, want := range map[string]string{
		rendered: "Sand and clay.  Fire.|By weight.",
		`<p>a<sup class="fn"><a href="#x">7</a></sup> b<del>c<del>d</del>e</del>f 10<sup>6</sup></p>`: "a bf 106",
		`<p>a <del>never closed`: "a",
		`<p>a</del> b</p>`:       "a b",
	} {
		var lines []string
		for line := range strings.SplitSeq(markup.PlainOf(html).Text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
		if got := strings.Join(lines, "|"); got != want {
			t.Errorf("%s: %q, want %q", html, got, want)
		}
	}
}
