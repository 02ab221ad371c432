package markdown_test

import (
	"html"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/markdown"
	"github.com/diptych-cms/diptych/internal/markup"
)

// hostileTexts are what attributes say that would have come out of them.
var hostileTexts = []string{
	`x <img onerror=alert(1) src="`, `"><b>`, "`", "` [z](javascript:alert(1))", `t" ') [z](javascript:alert(1)) <img src=x onerror=alert(1)>`, `a\`, `a\"`, `a\" ' x) [y](javascript:a)`,
	"a\n\n<script>alert(1)</script>", `a] [b`, `a](javascript:x) ![b`, `a\] b`, "<!--", "-->", "a | b", "a &lt; &amp; b", "*a* _b_ ~~c~~", "{a}", "a\a", "\uF002", "",
}

// TestAttributes holds that what attributes say stays in them, whatever it is: as raw
// HTML it would run wherever Markdown is shown with it.
func TestAttributes(t *testing.T) {
	for _, alt := range hostileTexts {
		for _, title := range hostileTexts {
			checkAttributes(t, alt, title)
		}
	}
}

func FuzzAttributes(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, alt, title string) { checkAttributes(t, alt, title) })
}

func checkAttributes(t *testing.T, alt, title string) {
	t.Helper()
	alt, title = html.EscapeString(alt), html.EscapeString(title)
	text := `<p><img src="/a.png" alt="` + alt + `" title="` + title + `"> <a href="/b" title="` + title + `">c</a> ` + "`" + ` &lt;i <a href="mailto:a` + "`" + `@b">d</a></p>`
	got, err := markdown.From(text)
	if err != nil {
		t.Fatal(err)
	}
	back, err := markup.FromMarkdown(got)
	if err != nil {
		t.Skip() // too complex to be read
	}
	var names string
	for n := range markup.Tree(back).Descendants() {
		if n.Type != nethtml.ElementNode {
			continue
		}
		names += n.Data + " "
		for _, a := range n.Attr {
			if a.Key != "src" && a.Key != "alt" && a.Key != "href" && a.Key != "title" {
				t.Errorf("%q became %q, in which there is %s=%q", text, got, a.Key, a.Val)
			}
		}
	}
	if strings.TrimPrefix(names, "div ") != "p img a a " { // what stays HTML stands in a div
		t.Errorf("%q became %q, which has the elements %s", text, got, names)
	}
	if said, says := words(text), words(back); said != says {
		t.Errorf("%q became %q, which says %q", text, got, says)
	}
}
