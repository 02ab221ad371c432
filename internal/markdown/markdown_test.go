package markdown_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/markdown"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

func TestFrom(t *testing.T) {
	for name, c := range map[string]struct{ html, want string }{
		"nothing": {"", ""},
		"French spaces": {
			"<p>Ceci\u00a0: «\u00a0mot\u00a0», 10\u202f000\u00a0$&nbsp;!</p>", "Ceci\u00a0: «\u00a0mot\u00a0», 10\u202f000\u00a0$\u00a0!\n",
		},
		"signs of Markdown": {
			`<p># un</p><p>1. deux</p><p>- trois</p><p>*a* _b_ [c](d) ~~e~~ [^1]: f</p>`,
			"\\# un\n\n1\\. deux\n\n\\- trois\n\n\\*a\\* \\_b_ \\[c](d) \\~\\~e\\~\\~ \\[^1]: f\n",
		},
		"signs of HTML": {`<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp;copy; &amp;#60; AT&amp;T</p>`, "&lt;script&gt;alert(1)&lt;/script&gt; &amp;copy; &amp;#60; AT&T\n"},
		"code":          {"<pre><code class=\"language-go\">a &lt; b\n```\n</code></pre>", "````go\na < b\n```\n````\n"},
		"definitions": {
			"<dl><dt>Un</dt><dd>Le premier</dd><dt>Deux</dt><dd><p>Le second</p><p>Encore</p></dd></dl><p>a<br>: b</p>",
			"Un\n: Le premier\n\nDeux\n: Le second\n\n    Encore\n\na  \n\\: b\n",
		},
		"words between definitions": {"<dl>dt<dt>Un</dt>dd<dd>Le premier</dd></dl>", "Un\n: Le premier\n"},
		"figure": {
			`<figure><img src="/y.png" alt="Alt" title="T"><figcaption>Légende <em>x</em></figcaption></figure>`,
			"![Alt](/y.png \"T\")\n\nLégende *x*\n",
		},
		"frames":         {`<iframe src="https://v.example/1" title="Vidéo"></iframe><audio><source src="/a.mp3"></audio>`, "[Vidéo](https://v.example/1)[/a.mp3](/a.mp3)\n"},
		"tasks":          {`<ul><li><input type="checkbox" checked disabled> fait</li><li><input type="checkbox" disabled> non</li></ul>`, "- [x] fait\n- [ ] non\n"},
		"sub, sup":       {`<p>H<sub>2</sub>O 1<sup>er</sup></p>`, "H<sub>2</sub>O 1<sup>er</sup>\n"},
		"stressed signs": {`<p>futurs<em>.</em> <strong>Note :</strong>texte <strong>Note :</strong> texte</p>`, "futurs<em>.</em> <strong>Note :</strong>texte **Note :** texte\n"},
		"table": {
			`<table><thead><tr><th>A</th><th style="text-align:center">B|C</th></tr></thead><tbody><tr><td>1</td><td><strong>x</strong></td></tr></tbody></table>`,
			"| A | B\\|C |\n|---|:-:|\n| 1 | **x** |\n",
		},
		"links to nowhere":     {`<p><a>un</a> <a href="">deux</a> <a href="/x" title="« a »">trois</a></p>`, "un deux [trois](/x \"«\u00a0a\u00a0»\")\n"},
		"braces":               {`<h2>Un {#deux}</h2><h2>Un <code>{x}</code></h2>`, "## Un {#deux\\}\n\n## Un `{x}`\n"},
		"a table without head": {`<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></tbody></table>`, "| 1 | 2 |\n|---|---|\n| 3 |  |\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := markdown.From(c.html)
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("From() = %q\nwant     %q", got, c.want)
			}
		})
	}
}

// Markdown becomes the HTML that it was made of.
func TestThereAndBack(t *testing.T) {
	const src = "Un mot[^1], deux[^1] et trois[^2].\n\n## Été\n\nTerme\n: Définition\n\n- [x] fait\n- [ ] non\n\n" +
		"| A | B |\n|---|:-:|\n| 1 | 2 |\n\n> Une citation\n\n1. un\n2. deux\n\n```go\na < b\n```\n\n~~biffé~~ [lien](/x \"t\") ![alt](/y.png)\n\n" +
		"[^1]: Une note.\n\n    Deux paragraphes.\n\n[^2]: Une autre, `code`.\n"
	html := fromMarkdown(t, src)
	got, err := markdown.From(html)
	if err != nil {
		t.Fatal(err)
	}
	if back := fromMarkdown(t, got); back != html {
		t.Errorf("Markdown\n%s\nbecame\n%s\nas HTML\n%s\nwant\n%s", src, got, back, html)
	}
}

// Signs that a text says neither begin an element nor end the one that they stand in.
func TestSignsStay(t *testing.T) {
	for _, html := range []string{
		"<p>````<br/>\n```</p>\n",
		"<p>`````~`<br/>\n`</p>\n",
		"<p>~~~a<br/>\n~~~</p>\n",
		"<p><em>a* b</em> c* * d</p>\n",
		"<p><strong>a** b *</strong></p>\n",
		"<p><del>a~ b</del></p>\n",
	} {
		got, err := markdown.From(html)
		if err != nil {
			t.Fatal(err)
		}
		if back := fromMarkdown(t, got); back != html {
			t.Errorf("%q became %q, which says %q", html, got, back)
		}
	}
}

func fromMarkdown(t testing.TB, src string) string {
	t.Helper()
	html, err := markup.FromMarkdown(src)
	if err != nil {
		t.Fatal(err)
	}
	return sanitize.New(sanitize.Options{}).Body(html).HTML
}

// FuzzFrom holds that no text becomes markup: what the Markdown says is what the HTML
// said, and nothing is in it that was not there.
func FuzzFrom(f *testing.F) {
	f.Add("<p>a &lt;b&gt; &amp;amp; `c` *d* _e_ [f](g) http://h.example/i_j_k\n: l</p>")
	f.Add("<ul><li>a<ol><li>b</li></ol></li></ul><blockquote><p>c</p></blockquote>")
	f.Fuzz(func(t *testing.T, in string) {
		if strings.ContainsAny(in, ":.@") {
			return // a bare address, to which readers of Markdown add what stands behind it
		}
		text := "<p>" + strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(in) + "</p>"
		safe := sanitize.New(sanitize.Options{}).Body(text).HTML
		got, err := markdown.From(safe)
		if err != nil {
			t.Fatal(err)
		}
		back, err := markup.FromMarkdown(got)
		if err != nil {
			t.Skip() // too complex to be read
		}
		if said, says := words(safe), words(back); said != says {
			t.Errorf("%q became %q, which says %q", safe, got, says)
		}
		for _, name := range []string{"script", "img", "iframe", "em", "strong", "code", "h1", "ul", "table"} {
			if markup.HasElement(back, name) {
				t.Errorf("%q became %q, in which there is a %s", safe, got, name)
			}
		}
		if _, err := markdown.From(sanitize.New(sanitize.Options{}).Body(in).HTML); err != nil {
			t.Error(err)
		}
	})
}

func words(html string) string { return strings.Join(strings.Fields(markup.Text(html)), " ") }

// What the library would look at again and again takes a moment all the same, and says
// what it said.
func TestFromManySigns(t *testing.T) {
	for _, text := range []string{"*_`[ ", "![", "- 1. # a: ~x~ | "} {
		html := "<p>" + strings.Repeat(text, 20_000) + "</p>"
		got, err := markdown.From(html)
		if err != nil {
			t.Fatal(err)
		}
		if escaped := strings.NewReplacer(`\`, "").Replace(strings.TrimSpace(got)); escaped != strings.TrimSpace(strings.Repeat(text, 20_000)) {
			t.Errorf("%q became %.100q", text, got)
		}
	}
	wide := "<table>" + strings.Repeat(`<tr><td colspan="1000" rowspan="1000">a</td></tr>`, 300) + "</table>"
	if got, err := markdown.From(wide); err != nil || len(words(fromMarkdown(t, got))) != len("a ")*300-1 {
		t.Errorf("%.200q, %v", got, err)
	}
	// A text that is written with care is read as it was.
	text := "a *b* _c_ `d` [e](f) ![g](h) # i | j ~~k~~ 1. l &lt;m&gt; &amp;amp; &amp;#35; "
	html := "<p>" + strings.Repeat(text, 300) + "</p>"
	got, err := markdown.From(html)
	if err != nil {
		t.Fatal(err)
	}
	if back := fromMarkdown(t, got); words(back) != words(html) {
		t.Errorf("%.200q says %.200q", got, words(back))
	}
}
