package draft_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
)

func TestPrepareShortcodes(t *testing.T) {
	const (
		figure = `<figure class="wp-caption alignright" style="width: 300px"><img src="/a.jpg" alt="A"/><figcaption>Words</figcaption></figure>`
		film   = `<figure class="embed"><iframe src="https://www.youtube-nocookie.com/embed/CUkMCQR4TpY?start=9" width="560" height="315" allowfullscreen=""` +
			` sandbox="allow-scripts allow-same-origin allow-popups allow-presentation" loading="lazy" referrerpolicy="strict-origin-when-cross-origin"></iframe></figure>`
		album = `<figure class="gallery" data-gallery="moon, bay"></figure>`
	)
	tests := []struct {
		name   string
		format content.Format
		body   string
		html   string
		warned []string // line, column and code
	}{
		{"html", content.HTML, "<p>[caption align=\"alignright\" width=\"300\"]<img src=\"/a.jpg\" alt=\"A\"> Words[/caption]</p>\n<p>https://youtu.be/CUkMCQR4TpY?t=9</p>\n[gallery ids='moon, bay']",
			figure + "\n" + film + "\n" + album, nil},
		{"markdown", content.Markdown, "[caption align=\"alignright\" width=\"300\"]![A](/a.jpg) Words[/caption]\n\nhttps://youtu.be/CUkMCQR4TpY?t=9\n\n[gallery ids=\"moon, bay\"]\n",
			figure + "\n" + film + "\n" + album + "\n", nil},
		{"nothing goes unsaid", content.HTML, "<p>[caption]</p>\n<p onclick=\"x\">[embed]https://elsewhere.example/[/embed]</p>",
			`<p>[caption]</p>` + "\n" + `<p><a href="https://elsewhere.example/">https://elsewhere.example/</a></p>`,
			[]string{"1:4 shortcode.unclosed", "2:16 shortcode.linked", "2:1 sanitize.handler_removed"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := draft.Prepare(policy(), "en", "/translations/en", content.Text{Title: "T", Format: tt.format, Body: tt.body})
			if err != nil {
				t.Fatal(err)
			}
			if p.Text.HTML != tt.html {
				t.Errorf("HTML\n%s, want\n%s", p.Text.HTML, tt.html)
			}
			var warned []string
			for _, w := range p.Warnings {
				warned = append(warned, spotOf(w)+" "+w.Code)
			}
			if strings.Join(warned, "\n") != strings.Join(tt.warned, "\n") {
				t.Errorf("warned of %q, want %q", warned, tt.warned)
			}
			again, err := draft.Prepare(policy(), "en", "/translations/en", p.Text)
			if err != nil || again.Text.HTML != p.Text.HTML {
				t.Errorf("saved again, it is %v\n%s", err, again.Text.HTML)
			}
		})
	}
}

func spotOf(w content.Warning) string { return fmt.Sprintf("%v:%v", w.Args["line"], w.Args["column"]) }

// TestWhatShortcodesMakeIsJudged holds that no HTML gets in by a shortcode.
func TestWhatShortcodesMakeIsJudged(t *testing.T) {
	for _, body := range []string{
		`<p>[caption caption="&lt;script&gt;x()&lt;/script&gt;"]<img src="/a.jpg" onerror="x()">[/caption]</p>`,
		`<p>[caption align="&quot; onclick=&quot;x()" id="&quot;onerror="]<img src="/a.jpg"> x[/caption]</p>`,
		`<p>[embed]https://www.youtube.com/embed/../x"onload="x()[/embed]</p>[embed src="javascript:x()"]`,
		`[gallery ids="&quot;&gt;&lt;img src=x onerror=x()&gt;"]`,
	} {
		p, err := draft.Prepare(policy(), "en", "/translations/en", content.Text{Title: "T", Body: body})
		if err != nil {
			t.Fatal(err)
		}
		// Quotation marks and brackets of a value are escaped: what is written so is markup.
		for _, bad := range []string{"<script", `onerror="`, `onclick="`, `onload="`, "<iframe", `"javascript:`, "<img src=\"x"} {
			if strings.Contains(p.Text.HTML, bad) {
				t.Errorf("%s is left in %s", bad, p.Text.HTML)
			}
		}
	}
}
