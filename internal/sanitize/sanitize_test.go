package sanitize_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/sanitize"
)

func TestReport(t *testing.T) {
	r := sanitize.New(sanitize.Options{}).Body("<p>a</p>\n<p>é<b onclick=\"x()\">b</b> <b onclick=\"x()\">c</b></p><p class=\"2a\">d")
	var b strings.Builder
	words := map[string]string{
		"sanitize.handler_removed": "Script {attribute}.", "sanitize.class_removed": "Class {class}.",
		"sanitize.class_removed.detail": "Choose another.", "sanitize.times": "({times} times)",
	}
	say := func(key string, args map[string]any) string {
		text, ok := words[key]
		if !ok {
			return key
		}
		for name, value := range args {
			text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprint(value))
		}
		return text
	}
	if err := sanitize.Report(&b, r.Findings, say); err != nil {
		t.Fatal(err)
	}
	want := "2:5  Script onclick. (2 times)\n    x()\n2:54  Class 2a.\n    Choose another.\n"
	if b.String() != want {
		t.Errorf("got\n%s want\n%s", b.String(), want)
	}
}

// TestCloned holds that what the parser opens again in each paragraph is
// reported once, as it was written once.
func TestCloned(t *testing.T) {
	r := sanitize.New(sanitize.Options{}).Body("<b onclick=x()>un<p>deux<p>trois<p>quatre")
	if len(r.Findings) != 1 || r.Findings[0].Count != 1 || r.Findings[0].Line != 1 || r.Findings[0].Column != 1 {
		t.Errorf("findings %+v, want one at 1:1", r.Findings)
	}
}

// TestFormattingClosed holds that well-formed formatting is never cut down,
// however much there is, and that what is never closed is, with a word.
func TestFormattingClosed(t *testing.T) {
	p := sanitize.New(sanitize.Options{})
	whole := strings.Repeat("<p><b><i><u>a</u></i></b></p>", 20_000)
	if r := p.Body(whole); r.HTML != whole || len(r.Findings) > 0 {
		t.Errorf("well-formed formatting has findings %v", r.Findings)
	}
	few := strings.Repeat("<p><b><i>a</p>", 100)
	if r := p.Body(few); len(r.Findings) > 0 {
		t.Errorf("a hundred unclosed paragraphs have findings %v", r.Findings)
	}
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "<p><font size=%d>a</p>", i)
	}
	r := p.Body(b.String())
	closed := func(f sanitize.Finding) bool { return f.Code == "sanitize.formatting_closed" }
	if !slices.ContainsFunc(r.Findings, closed) || strings.Count(r.HTML, "a") < 3000 {
		t.Errorf("3000 unclosed fonts have findings %v", r.Findings)
	}
}

func TestDepth(t *testing.T) {
	p := sanitize.New(sanitize.Options{})
	for _, c := range []struct {
		depth int
		want  bool
	}{{199, false}, {200, false}, {201, true}, {5000, true}} {
		r := p.Body(strings.Repeat("<div>", c.depth) + "fond" + strings.Repeat("</div>", c.depth))
		if got := len(r.Findings) > 0; got != c.want {
			t.Errorf("%d deep: findings %v", c.depth, r.Findings)
		}
		if !strings.Contains(r.HTML, "fond") {
			t.Errorf("%d deep: the text is lost", c.depth)
		}
	}
}

// TestManyFindings holds that a report stays short.
func TestManyFindings(t *testing.T) {
	var b strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&b, "<p a%d=b>c</p>", i)
	}
	r := sanitize.New(sanitize.Options{}).Body(b.String())
	last := r.Findings[len(r.Findings)-1]
	if len(r.Findings) != 1001 || last.Code != "sanitize.more" || last.Args["number"] != 4000 {
		t.Errorf("%d findings, the last %+v", len(r.Findings), last)
	}
}

func TestEncoding(t *testing.T) {
	r := sanitize.New(sanitize.Options{}).Body("caf\xe9 <b>x</b>")
	if r.HTML != "caf\ufffd <b>x</b>" || len(r.Findings) != 1 || r.Findings[0].Code != "sanitize.encoding_repaired" {
		t.Errorf("got %q, %v", r.HTML, r.Findings)
	}
}

// TestFlags: that a flag is there is all that counts, whatever its value says; the two
// judges agree on that.
func TestFlags(t *testing.T) {
	p := sanitize.New(sanitize.Options{})
	for _, body := range []string{
		`<input type="checkbox" checked="été&#34;" disabled=""/>`, `<details open="«oui»"><p>a</p></details>`,
		`<audio src="/a.mp3" controls="&amp;" loop="\"></audio>`, `<table><tbody><tr><td nowrap="!">a</td></tr></tbody></table>`,
	} {
		if r := p.Body(body); r.HTML != body || len(r.Findings) > 0 {
			t.Errorf("%q became %q, %+v", body, r.HTML, r.Findings)
		}
	}
}

// TestUnchanged holds that what is well formed and allowed comes out byte for byte.
func TestUnchanged(t *testing.T) {
	p := sanitize.New(sanitize.Options{})
	for _, body := range []string{
		"", "Texte seul", "<p>L’été\u00a0: «\u00a0oui\u00a0» 1\u202f000 a\u2011b</p>", "<p>a</p>\n\n<p>b</p>\n",
		`<a href="https://example.org/?a=1&amp;b=2#c">d</a>`, `<img src="/a b.png" alt="?"/>`, "<pre>\n\n a\n</pre>",
	} {
		if r := p.Body(body); r.HTML != body || len(r.Findings) > 0 {
			t.Errorf("%q became %q, %v", body, r.HTML, r.Findings)
		}
	}
}
