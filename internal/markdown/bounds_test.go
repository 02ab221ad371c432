package markdown_test

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/markdown"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A shape is a way to make a text heavy: its parts, repeated, stand between the ends, which
// are as deep as sanitizing leaves them.
type shape struct {
	before, part, after string
}

// nested returns a part in elements in one another.
func nested(depth int, open, part, closed string) string {
	return strings.Repeat(open, depth) + part + strings.Repeat(closed, depth)
}

// in returns a shape of parts that stand in elements in one another.
func in(depth int, open, part, closed string) shape {
	return shape{strings.Repeat(open, depth), part, strings.Repeat(closed, depth)}
}

func (s shape) text(size int) string {
	return s.before + strings.Repeat(s.part, max(1, (size-len(s.before)-len(s.after))/len(s.part))) + s.after
}

var hostileShapes = map[string]shape{
	"plain":                        {part: "<p>Un <em>deux</em> <a href=\"/trois\">trois</a> quatre</p>\n"},
	"lists in lists":               {part: nested(60, "<ul><li>a", "", "</li></ul>")},
	"shallower lists":              {part: nested(7, "<ul><li>a", "", "</li></ul>")},
	"lines in lists":               in(8, `<ol start="99999"><li>`, "a<br>", "</li></ol>"),
	"blank code in lists":          in(8, `<ul><li><pre>`, "\n", "</pre></li></ul>"),
	"one list":                     in(1, "<ul>", "<li>*a</li>", "</ul>"),
	"quotes in quotes":             {part: nested(50, "<blockquote>", "<p>x</p>", "</blockquote>")},
	"lines in quotes":              in(8, "<blockquote>", "a<br>", "</blockquote>"),
	"definitions in one another":   {part: nested(40, "<dl><dt>a</dt><dd>", "b", "</dd></dl>")},
	"definitions in sections":      {part: nested(40, "<dl><dd><section>", "b", "</section></dd></dl>")},
	"meanings in one another":      in(1, "<dl>", nested(80, "<dd><section>", "b", "</section></dd>"), "</dl>"),
	"words in definitions":         in(30, "<dl><dd><div><div><div>", "<i>a</i>", "</div></div></div></dd></dl>"),
	"stress in stress":             in(80, "<em><strong>", "a b ", "</strong></em>"),
	"stressed lines":               in(1, "<p><a href=\"/\"><strong><em><del>", "a<br>", "</del></em></strong></a></p>"),
	"stressed signs":               in(1, "<p>", "<em>a</em>*", "</p>"),
	"spans in spans":               in(190, "<span>", "<i>a</i>", "</span>"),
	"spans between":                in(1, "<p>", strings.Repeat("<span></span>", 500)+"<em><code>a</code></em>", "</p>"),
	"divisions":                    {part: nested(190, "<div>", "a", "</div>")},
	"raised in raised":             {part: nested(190, "<sub>", "a", "</sub>")},
	"a wide table of short rows":   in(1, "<table><tr>"+strings.Repeat("<td>a</td>", 400)+"</tr>", "<tr><td>b</td></tr>", "</table>"),
	"a table that spans":           in(1, "<table>", "<tr><td colspan=1000 rowspan=1000>a</td></tr>", "</table>"),
	"a table that spans further":   in(1, "<table>", "<tr><td rowspan=12>a</td><td rowspan=12>a</td><td rowspan=12>a</td></tr>", "</table>"),
	"rows without cells":           in(1, "<table><tr>"+strings.Repeat("<td>a</td>", 300)+"</tr>", "<tr></tr>", "</table>"),
	"a long table":                 in(1, "<table>", "<tr><td>b</td><td>c</td></tr>", "</table>"),
	"tables in tables":             {part: nested(40, "<table><tr><td>", "a", "</td></tr></table>")},
	"tables":                       {part: "<table><tr><td>a</td></tr></table>"},
	"lines in a cell":              in(1, "<table><tr><td>", "a<br>", "</td></tr></table>"),
	"signs":                        in(1, "<p>", "*_`[&lt;", "</p>"),
	"signs of tables":              in(1, "<table><tr><td>", "|", "</td></tr></table>"),
	"colons":                       in(1, "<p>", ": ", "</p>"),
	"lines of colons":              in(1, "<p>", ":<br>", "</p>"),
	"lines of hashes":              in(1, "<p>", "#<br>", "</p>"),
	"dashes":                       in(1, "<p>", "- ", "</p>"),
	"equals":                       in(1, "<p>a<br>", "=", "</p>"),
	"digits":                       in(1, "<p>", "1", ". </p>"),
	"names of characters":          in(1, "<p>", "&amp;lt;", "</p>"),
	"code of backticks":            in(1, "<p><code>", "`", "</code></p>"),
	"a block of backticks":         in(1, "<pre>", "`\n", "</pre>"),
	"blank code":                   in(1, "<pre>", "\n", "a</pre>"),
	"pieces of code":               in(1, "<p>", "<code>`</code> ", "</p>"),
	"stressed code":                in(1, "<p>", "<em><code>`</code></em> a", "</p>"),
	"links":                        in(1, "<p>", `<a href="/en/x/">l</a> `, "</p>"),
	"addresses of signs":           in(1, "<p>", `<a href="((((((((((((((((((((((((((((((((((((((((">a</a>`, "</p>"),
	"descriptions of signs":        in(1, "<p>", `<img src="/a" alt="[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[">`, "</p>"),
	"frames":                       in(1, "<p>", `a<iframe src="https://www.youtube.com/embed/abc"></iframe>`, "</p>"),
	"headings":                     {part: "<h2>same</h2>"},
	"stress in headings":           {part: "<h2>" + nested(80, "<em><strong>", "a", "</strong></em>") + "</h2>"},
	"notes":                        in(1, `<p>x<sup><a href="#fn:1" class="footnote-ref">1</a></sup></p><div class="footnotes"><ol>`, `<li id="fn:1"><p>a</p></li>`, "</ol></div>"),
	"figures":                      {part: `<figure><img src="/a.png"><figcaption>a</figcaption></figure>`},
	"ticks":                        in(1, "<ul>", `<li><input type="checkbox">a</li>`, "</ul>"),
	"lines":                        in(1, "<p>", "<br>", "</p>"),
	"a long word":                  in(1, "<p>", "a", "</p>"),
	"signs that the library takes": in(1, "<p>", "\a`\uF002\n# a", "</p>"),
}

// mostWork is how many bytes may be allocated for each byte of a text: the library takes
// some 400 for a sign that may have to be escaped. What is copied again and again shows in
// it, on whatever machine.
const mostWork = 500

// otherWords are shapes that do not say the same as Markdown: a link stands for a frame, and
// notes lead back.
var otherWords = []string{"frames", "notes"}

// TestHostile holds that no shape of text costs more than its length, or becomes much longer
// than it is: of the sizes around those where Markdown becomes HTML, and of a megabyte.
func TestHostile(t *testing.T) {
	for name, s := range hostileShapes {
		for _, size := range []int{5_000, 120_000, 380_000, 1 << 20} {
			safe := s.text(size)
			if size < 1<<20 { // what is longer is not looked into
				safe = sanitize.New(sanitize.Options{}).Body(safe).HTML
			}
			before := allocated()
			got, err := markdown.From(safe)
			work := allocated() - before
			if err != nil {
				t.Fatal(err)
			}
			if len(got) > 3*len(safe)+1000 || work > mostWork*len(safe)+1<<20 {
				t.Errorf("%s: %d bytes became %d, for which %d were allocated", name, len(safe), len(got), work)
			}
			if size < 10_000 && !slices.Contains(otherWords, name) {
				checkWords(t, name, safe, got)
			}
		}
	}
}

func allocated() int {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.TotalAlloc)
}

func checkWords(t *testing.T, name, safe, got string) {
	t.Helper()
	back, err := markup.FromMarkdown(got)
	if err != nil {
		t.Errorf("%s: %.200q cannot be read: %v", name, got, err)
		return
	}
	if said, says := words(safe), words(back); said != says {
		t.Errorf("%s: %.300q became %.300q, which says %.300q", name, safe, got, says)
	}
}

// A block that goes beyond the bounds stays HTML among others, and says all that it said.
func TestBlocksThatStay(t *testing.T) {
	short := "<table><tbody><tr>" + strings.Repeat("<td>a</td>", 100) + "</tr>" + strings.Repeat("\n\n<tr><td>b\n \n*c*</td></tr>", 20) + "</tbody></table>"
	deep := nested(9, "<ul><li>*a*\n\n", "<pre>b\n\n\nc\n</pre>", "</li></ul>")
	far := `<ol start="-5"><li>a</li></ol>`
	for name, block := range map[string]string{"short rows": short, "deep": deep, "a number with a sign": far} {
		safe := "<div><p>un</p>" + block + "<p>deux</p></div>"
		got, err := markdown.From(safe)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(got, "un\n\n<div><") || !strings.HasSuffix(got, "></div>\n\ndeux\n") {
			t.Errorf("%s: %q", name, got)
		}
		want := "<p>un</p>\n<div>" + markup.Render(markup.Tree(block)) + "</div>\n<p>deux</p>\n"
		if back := fromMarkdown(t, got); back != want {
			t.Errorf("%s: %q says %q\nwant %q", name, got, back, want)
		}
	}
}

// Footnotes and what calls them are written in one way.
func TestNotesThatStay(t *testing.T) {
	text := fromMarkdown(t, "Un[^1].\n\n[^1]: Deux.\n")
	deep := nested(9, "<ul><li>", "trois", "</li></ul>")
	for _, safe := range []string{strings.Replace(text, "Deux.", deep, 1), nested(9, "<ul><li>", strings.SplitAfter(text, "</p>")[0], "</li></ul>") + text} {
		got, err := markdown.From(safe)
		if err != nil || got != "<div>"+strings.TrimSuffix(safe, "\n")+"\n</div>\n" {
			t.Errorf("%q became %q, %v", safe, got, err)
		}
	}
}
