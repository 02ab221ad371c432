package difference_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/difference"
)

// shown writes pieces as "[-old-]{+new+}".
func shown(pieces []difference.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch p.Op {
		case difference.Insert:
			b.WriteString("{+" + p.Text + "+}")
		case difference.Delete:
			b.WriteString("[-" + p.Text + "-]")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestWords(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{"", "", ""},
		{"a", "a", "a"},
		{"", "été", "{+été+}"},
		{"été", "", "[-été-]"},
		{"le petit chat dort", "le gros chat dort", "le [-petit-]{+gros+} chat dort"},
		{"l’été à la mer", "l’hiver à la mer", "l’[-été-]{+hiver+} à la mer"},
		{"un deux trois quatre", "un neuf dix quatre", "un [-deux trois-]{+neuf dix+} quatre"},
		{"le chat", "la souris", "[-le chat-]{+la souris+}"},
		{"3.5 km à pied", "4.5 km à pied", "[-3-]{+4+}.5 km à pied"},
		{"a\u00a0: b c d", "a : b c d", "a[-\u00a0-]{+ +}: b c d"},
		{"日本語を書く", "日本語を読む", "日本語を[-書く-]{+読む+}"},
		{"un\ndeux\ntrois quatre", "un\n2\ntrois quatre", "un\n[-deux-]{+2+}\ntrois quatre"},
	}
	for _, tt := range tests {
		if got := shown(difference.Words(tt.from, tt.to)); got != tt.want {
			t.Errorf("%q to %q: %s, want %s", tt.from, tt.to, got, tt.want)
		}
	}
}

func TestBodies(t *testing.T) {
	tests := []struct{ name, from, to, want string }{
		{"nothing", "", "", ""},
		{"the same", "<p>a <b>b</b></p>", "<p>a\n<b>b</b></p>\n", "<p>a <b>b</b></p>"},
		{"a word", "<p>Le petit chat dort.</p>", "<p>Le gros chat dort.</p>", "<p>Le <del>petit</del><ins>gros</ins> chat dort.</p>"},
		{"a paragraph more", "<p>Un.</p>", "<p>Un.</p><p>Deux.</p>", "<p>Un.</p><ins><p>Deux.</p></ins>"},
		{"a paragraph less", "<p>Un.</p><p>Deux.</p>", "<p>Deux.</p>", "<del><p>Un.</p></del><p>Deux.</p>"},
		{
			"another paragraph between", "<p>Le chat dort bien.</p><p>Fin.</p>", "<p>Le chat dort mal.</p><p>Neuf mots de plus.</p><p>Fin.</p>",
			"<p>Le chat dort <del>bien</del><ins>mal</ins>.</p><ins><p>Neuf mots de plus.</p></ins><p>Fin.</p>",
		},
		{
			"a word in bold", "<p>le chat <b>noir</b> dort</p>", "<p>le chat <b>blanc</b> dort</p>",
			"<p>le chat <del><b>noir</b></del><ins><b>blanc</b></ins> dort</p>",
		},
		{
			"inside what is bold", "<p><b>le chat noir dort</b></p>", "<p><b>le chat blanc dort</b></p>",
			"<p><b>le chat <del>noir</del><ins>blanc</ins> dort</b></p>",
		},
		{"made bold", "<p>le chat noir dort</p>", "<p>le chat <b>noir</b> dort</p>", "<p>le chat <del>noir</del><ins><b>noir</b></ins> dort</p>"},
		{
			"another target", `<p>voir la page <a href="/a">ici</a></p>`, `<p>voir la page <a href="/b">ici</a></p>`,
			`<p>voir la page <del><a href="/a">ici</a></del><ins><a href="/b">ici</a></ins></p>`,
		},
		{
			"another picture", `<figure><img src="a" alt="x"/><figcaption>Un chat.</figcaption></figure>`,
			`<figure><img src="b" alt="x"/><figcaption>Un chat.</figcaption></figure>`,
			`<figure><del><img src="a" alt="x"/></del><ins><img src="b" alt="x"/></ins><figcaption>Un chat.</figcaption></figure>`,
		},
		{"an item", "<ul><li>un</li><li>deux</li></ul>", "<ul><li>un</li><li>trois</li><li>deux</li></ul>", "<ul><li>un</li><li><ins>trois</ins></li><li>deux</li></ul>"},
		{"an item less", "<ul><li>un<ul><li>a</li></ul></li><li>deux</li></ul>", "<ul><li>deux</li></ul>", "<ul><li><del>un<ul><li>a</li></ul></del></li><li>deux</li></ul>"},
		{
			"a row", "<table><tbody><tr><td>a</td></tr></tbody></table>", "<table><tbody><tr><td>a</td></tr><tr><td>b</td><td></td></tr></tbody></table>",
			"<table><tbody><tr><td>a</td></tr><tr><td><ins>b</ins></td><td><ins></ins></td></tr></tbody></table>",
		},
		{
			"a column", "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>", "<table><tbody><tr><td>a</td></tr></tbody></table>",
			"<table><tbody><tr><td>a</td><td><del>b</del></td></tr></tbody></table>",
		},
		{"a heading's level", "<h2>Un titre</h2>", "<h3>Un titre</h3>", "<del><h2>Un titre</h2></del><ins><h3>Un titre</h3></ins>"},
		{"code", "<pre><code>a\n  b\nc d</code></pre>", "<pre><code>a\n    b\nc d</code></pre>", "<pre><code>a\n<del>  </del><ins>    </ins>b\nc d</code></pre>"},
		{"a rule", "<p>a</p><hr/><p>b</p>", "<p>a</p><p>b</p>", "<p>a</p><del><hr/></del><p>b</p>"},
		{"no block", "un deux trois", "un deux quatre", "un deux <del>trois</del><ins>quatre</ins>"},
		{"ins and del of its own", "<p><ins>un</ins> <del>deux</del></p>", "<p><ins>un</ins> <del>deux</del></p>", "<p><u>un</u> <s>deux</s></p>"},
		{"signs", "<p>a &lt; b &amp; c</p>", "<p>a &lt; b &amp; d</p>", "<p>a &lt; b &amp; <del>c</del><ins>d</ins></p>"},
		{"all", "<p>Le chat dort.</p>", "<p>Deux oiseaux chantent.</p>", "<p><del>Le chat dort.</del><ins>Deux oiseaux chantent.</ins></p>"},
		{"emptied", "<p>a</p>", "", "<del><p>a</p></del>"},
		{"from text to paragraph", "a", "<p>a</p>", "<del>a</del><ins><p>a</p></ins>"},
		{"a broken line", "<p>a b<br/>c d</p>", "<p>a x<br/>c y</p>", "<p>a <del>b</del><ins>x</ins><br/>c <del>d</del><ins>y</ins></p>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := difference.Bodies(tt.from, tt.to).HTML; got != tt.want {
				t.Errorf("\n%s\nwant\n%s", got, tt.want)
			}
			both(t, tt.from, tt.to)
		})
	}
}

func TestRuns(t *testing.T) {
	got := difference.Bodies("<p>Le <b>petit</b> chat.</p><ul><li>un</li></ul>", "<p>Le <b>gros</b> chat.</p><ul><li>un</li><li>deux</li></ul><hr>")
	want := difference.Body{
		Runs: []difference.Run{
			{Op: difference.Equal, HTML: "Le ", Line: 1, Element: "p"},
			{Op: difference.Delete, HTML: "<b>petit</b>", Line: 1, Element: "p"},
			{Op: difference.Insert, HTML: "<b>gros</b>", Line: 1, Element: "p"},
			{Op: difference.Equal, HTML: " chat.", Line: 1, Element: "p"},
			{Op: difference.Equal, HTML: "un", Line: 2, Element: "li"},
			{Op: difference.Insert, HTML: "deux", Line: 3, Element: "li"},
			{Op: difference.Insert, HTML: "<hr/>", Line: 4, Element: "hr"},
		},
		HTML:  "<p>Le <del><b>petit</b></del><ins><b>gros</b></ins> chat.</p><ul><li>un</li><li><ins>deux</ins></li></ul><ins><hr/></ins>",
		Added: 2, Removed: 1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
