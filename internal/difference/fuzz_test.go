package difference_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/difference"
)

// FuzzBodies holds, of any two sanitized bodies, what a comparison promises.
func FuzzBodies(f *testing.F) {
	for _, pair := range [][2]string{
		{"<p>Le chat <b>noir</b> dort.</p>", "<p>Le <b>chat noir</b> dort mal.</p><ul><li>un</li></ul>"},
		{"<table><tr><td>a<td>b<tr><td>c</table>", "<table><tr><td>a<tr><td>x<td>c</table>"},
		{"<ul><li>a<ul><li>b</ul></ul>", "<ul><li>a<li>b</ul>"},
		{"<pre>\n\na <code>b\n</code></pre>", "<pre>a\n<code>\nb</code></pre>"},
		{"a<div>b<p>c</div>d", "<blockquote>a</blockquote><p>b c</p>d"},
		{"<a href=/x><figure><img src=/a><figcaption>x</figcaption></figure></a>", "<figure><img src=/b><figcaption>x</figcaption></figure>"},
		{"<dl><dt>a<dd>b</dl><details><summary>s</summary>t</details>", "<dl><dt>a<dd></dl><details>t</details>"},
		{"<p><ins>a</ins> <del>b</del></p>", "<p><u>a</u> <i><b>b</b> c</i></p>"},
		{"<i>a <b>b c</b> d</i> e", "<i>a</i> <b>b</b> <i><b>c</b></i> e"},
		{"<ruby>漢<rt>kan</ruby> a<br>b<wbr>c", "<ruby>字<rt>ji</ruby> a<br>c"},
		{"<table><colgroup><col></colgroup><tr><td>a</table>", "<table><caption>t</caption><tr><td>a</table>"},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, from, to string) {
		if len(from)+len(to) > 10_000 {
			return
		}
		both(t, policy().Body(from).HTML, policy().Body(to).HTML)
	})
}

// FuzzWords holds that both texts can be made again.
func FuzzWords(f *testing.F) {
	f.Add("le petit chat", "le gros\u00a0chat\n")
	f.Add("\xff a", "b \xfe")
	f.Fuzz(func(t *testing.T, from, to string) {
		var old, now strings.Builder
		last := difference.Op("")
		for _, p := range difference.Words(from, to) {
			if p.Op != difference.Insert {
				old.WriteString(p.Text)
			}
			if p.Op != difference.Delete {
				now.WriteString(p.Text)
			}
			if p.Op == last || p.Text == "" {
				t.Errorf("%s follows %s with %q", p.Op, last, p.Text)
			}
			last = p.Op
		}
		if old.String() != from || now.String() != to {
			t.Errorf("%q and %q became %q and %q", from, to, old.String(), now.String())
		}
	})
}
