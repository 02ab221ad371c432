package markup_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/markup"
)

// FuzzSaying holds what a saying promises of any text: marks around it, its case
// and the spaces at its ends say nothing, and rendering it anew does not either.
func FuzzSaying(f *testing.F) {
	for _, s := range []string{"L’été arrive !", "3,5 % de 10-20", "−5 °C", "a\u00adb", "1. 2", "x-", "cœur æ", "日本", "a\u0301", "\u0301", "&", ".5", "5."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "\x00\r") || strings.ToValidUTF8(s, "") != s { // the parser takes these otherwise
			return
		}
		text := html.EscapeString(s)
		says := markup.Saying(text)
		for _, form := range []string{"<p>" + text + "</p>", "<div><b>" + text + "</b></div>", " " + text + "\n", markup.Render(markup.Tree(text))} {
			if got := markup.Saying(form); got != says {
				t.Errorf("%q says %q, and %q says %q", text, says, form, got)
			}
		}
		if plain := markup.SayingOfText(s); !strings.HasPrefix(says, plain+"\x00") {
			t.Errorf("%q says %q as HTML, %q as text", s, says, plain)
		}
	})
}

func BenchmarkSaying(b *testing.B) {
	body := strings.Repeat("<p>L’équipe a <strong>publié</strong> hier une nouvelle version du <a href=\"/guide\">guide</a> : elle corrige 12 erreurs.</p>\n", 75)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		markup.Saying(body)
	}
}
