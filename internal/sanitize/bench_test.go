package sanitize_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/sanitize"
)

// hostile bodies, each made to the size asked for.
var hostile = []struct {
	name string
	make func(size int) string
}{
	{"nested div", repeat("<div>")},
	{"nested b", repeat("<b>")},
	{"nested a", repeat(`<a href="/x">`)},
	{"nested a and div", repeat(`<a href="/x"><div>`)},
	{"unclosed p", repeat("<p>")},
	{"unclosed p b", repeat("<p><b>")},
	{"different fonts, then paragraphs", func(size int) string {
		var b strings.Builder
		for i := range 2000 {
			fmt.Fprintf(&b, "<font size=%d>", i)
		}
		return b.String() + repeat("<p>x</p>")(size)
	}},
	{"different fonts in paragraphs", func(size int) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, "<p><font size=%d>", i)
		}
		return b.String()
	}},
	{"different ids in spans", func(size int) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, "<b id=%d><p>", i)
		}
		return b.String()
	}},
	{"nested tables", repeat("<table><tr><td>")},
	{"nested tables without cells", repeat("<table>")},
	{"text fostered out of tables", repeat("<table>x<a>")},
	{"nested lists", repeat("<ul><li>")},
	{"nested blockquotes", repeat("<blockquote>")},
	{"nested svg", repeat("<svg>")},
	{"svg and foreignObject", repeat("<svg><foreignObject><div>")},
	{"nested math", repeat("<math><mi><b>")},
	{"nested unknown", repeat("<x>")},
	{"different unknown", func(size int) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, "<x%d>", i)
		}
		return b.String()
	}},
	{"stray end tags", repeat("</b></p></div></a>")},
	{"misnested", repeat("<b><p></b><i></p></i>")},
	{"misnested links", repeat("<a><p><a></p></a>")},
	{"nested templates", repeat("<template>")},
	{"nested selects", repeat("<select><option>")},
	{"nested buttons", repeat("<button><b>")},
	{"nested objects", repeat("<object><b>")},
	{"nested ruby", repeat("<ruby><rt>")},
	{"many attributes", func(size int) string {
		var b strings.Builder
		b.WriteString("<p")
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, " a%d=%d", i, i)
		}
		return b.String() + ">"
	}},
	{"one attribute again", func(size int) string { return "<p" + repeat(` a="b"`)(size) + ">" }},
	{"long attribute", func(size int) string { return `<p title="` + strings.Repeat("x", size) + `">` }},
	{"many classes", func(size int) string { return `<p class="` + repeat("a: ")(size) + `">` }},
	{"many styles", func(size int) string { return `<p style="` + repeat("a:b;")(size) + `">` }},
	{"open brackets in a style", func(size int) string { return `<p style="` + repeat("(")(size) + `">` }},
	{"many candidates", func(size int) string { return `<img srcset="` + repeat("javascript:x 1x,")(size) + `">` }},
	{"commas in a srcset", func(size int) string { return `<img srcset="` + repeat(", ")(size) + `">` }},
	{"many handlers", repeat("<p onclick=x>y</p>")},
	{"many comments", repeat("<!---->")},
	{"open comments", repeat("<!--")},
	{"less-than signs", repeat("<")},
	{"ampersands", repeat("&")},
	{"entities", repeat("&amp;")},
	{"long entity", func(size int) string { return "&" + repeat("a")(size) }},
	{"unfinished tag", func(size int) string { return "<p " + repeat("a=b ")(size) }},
	{"open quote", func(size int) string { return `<p title="` + repeat("<b>")(size) }},
	{"blanks", repeat(" ")},
	{"zero bytes", repeat("\x00")},
	{"invalid bytes", repeat("\xff")},
	{"plain text", repeat("Texte courant, sans balise. ")},
	{"ordinary post", repeat(`<p>Un <a href="https://example.org/?a=1&amp;b=2">lien</a>, du <strong>gras</strong> et une image : <img src="/a.png" alt="L’été" class="alignleft" style="float: left; margin: 5px"></p>`)},
}

func repeat(unit string) func(int) string {
	return func(size int) string { return strings.Repeat(unit, size/len(unit)+1) }
}

// BenchmarkBody shows, by MB/s that stay the same, that time grows with the
// length alone; parsing and rendering without judging stands beside it.
func BenchmarkBody(b *testing.B) {
	p := sanitize.New(sanitize.Options{})
	for _, h := range hostile {
		for _, size := range []int{64 << 10, 256 << 10, 1 << 20} {
			body := h.make(size)
			b.Run(fmt.Sprintf("%s/%dK", h.name, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(body)))
				for b.Loop() {
					p.Body(body)
				}
			})
		}
	}
	body := hostile[len(hostile)-1].make(1 << 20)
	b.Run("parse and render only/1024K", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			root, err := html.Parse(strings.NewReader(body))
			if err != nil {
				b.Fatal(err)
			}
			var out strings.Builder
			if err := html.Render(&out, root); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestHostile sanitizes 256 KiB of each hostile shape; as many bytes as
// DIPTYCH_HOSTILE says, if it does. The bound is far above what is needed, so that
// only what grows faster than the body breaks it.
func TestHostile(t *testing.T) {
	size := 256 << 10
	if text := os.Getenv("DIPTYCH_HOSTILE"); text != "" {
		var err error
		if size, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	p := sanitize.New(sanitize.Options{})
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			body := h.make(size)
			start := time.Now()
			r := p.Body(body)
			took := time.Since(start)
			t.Logf("%v, %d bytes out, %d findings", took, len(r.HTML), len(r.Findings))
			if took > time.Duration(1+size>>14)*time.Second { // a minute for a megabyte
				t.Errorf("took %v", took)
			}
			if len(r.HTML) > 8*len(body) {
				t.Errorf("%d bytes became %d", len(body), len(r.HTML))
			}
			again := p.Body(r.HTML)
			if again.HTML != r.HTML || len(again.Findings) > 0 {
				t.Errorf("not idempotent: %d bytes, then %d, %v", len(r.HTML), len(again.HTML), first(again.Findings, 3))
			}
			for _, f := range r.Findings {
				if f.Code == "sanitize.not_settled" || f.Code == "sanitize.guard_removed" {
					t.Errorf("found %v", f)
				}
			}
		})
	}
}

func first[T any](list []T, n int) []T { return list[:min(n, len(list))] }
