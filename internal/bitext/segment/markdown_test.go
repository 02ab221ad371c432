package segment_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

func markdownText(t testing.TB, body string) content.Text {
	t.Helper()
	return content.Text{Format: content.Markdown, Body: body, HTML: render(t, sanitize.New(sanitize.Options{}), body)}
}

// TestMarkdown writes one segment of Markdown: the first, unless at says which.
func TestMarkdown(t *testing.T) {
	for name, tt := range map[string]struct {
		body string
		at   int
		text string
		want string
	}{
		"paragraph":       {"One *two*\nthree.\n\nFour.\n", 0, "Un <1>deux</1> trois.", "Un *deux* trois.\n\nFour.\n"},
		"underscore":      {"One _two_.\n", 0, "<1>Deux</1> un.", "_Deux_ un.\n"},
		"strong in em":    {"***One***\n", 0, "<1><2>Un</2></1>", "***Un***\n"},
		"heading":         {"## One {#id .c}\n\nx\n", 0, "Un # {x}", "## Un # \\{x\\} {#id .c}\n\nx\n"},
		"underlined":      {"One\n===\n\nx\n", 0, "Un", "Un\n===\n\nx\n"},
		"item":            {"- One\n- Two\n  1. Three\n", 2, "Trois", "- One\n- Two\n  1. Trois\n"},
		"quote":           {"> One\n> two\n\nx\n", 0, "Un deux", "> Un deux\n\nx\n"},
		"cell":            {"| a | b |\n| - | - |\n| c | d |\n", 3, "x | y", "| a | b |\n| - | - |\n| c | x \\| y |\n"},
		"link":            {"See [this](/x \"Tip\") now.\n", 0, "<1>Ceci</1> d’abord.", "[Ceci](/x \"Tip\") d’abord.\n"},
		"reference link":  {"See [this].\n\n[this]: /x\n", 0, "Voir <1>ceci</1>.", "Voir [ceci][this].\n\n[this]: /x\n"},
		"full reference":  {"See [this][r].\n\n[r]: /x\n", 0, "Voir <1>ceci</1>.", "Voir [ceci][r].\n\n[r]: /x\n"},
		"bare link":       {"See <https://e.org> or https://f.org.\n", 0, "<2>https://f.org</2> ou <1>ici</1>.", "https://f.org ou [ici](https://e.org).\n"},
		"picture":         {"One ![alt *x*](a.png \"T\") two.\n", 0, "Un <1/> deux.", "Un ![alt *x*](a.png \"T\") deux.\n"},
		"alternative":     {"One ![alt](a.png) two.\n", 1, "un [x]", "One ![un \\[x\\]](a.png) two.\n"},
		"title":           {"One [two](/x \"Tip\").\n", 1, "Un \"mot\"", "One [two](/x \"Un \\\"mot\\\"\").\n"},
		"code":            {"Run ``a ` b`` now.\n", 0, "<1/> court.", "``a ` b`` court.\n"},
		"line break":      {"> One  \n> two\n", 0, "Un<1/>deux", "> Un  \n> deux\n"},
		"backslash break": {"One\\\ntwo\n", 0, "Un<1/>deux", "Un\\\ndeux\n"},
		"struck":          {"~~One~~ two\n", 0, "<1>Un</1> deux", "~~Un~~ deux\n"},
		"tick":            {"- [x] One\n- [ ] Two\n", 0, "<1/> Un", "- [x] Un\n- [ ] Two\n"},
		"raw tag":         {"One <span class='a'>two</span>.\n", 0, "<1>Deux</1> un.", "<span class='a'>Deux</span> un.\n"},
		"signs":           {"One\n", 0, "a*b* _c_ `d` [e] &lt;b> &amp;amp; 1 * 2 \\ snake_case", "a\\*b\\* \\_c\\_ \\`d\\` [e] \\<b> \\&amp; 1 * 2 \\\\ snake_case\n"},
		"line start":      {"One\n", 0, "1. Un", "1\\. Un\n"},
		"a dash":          {"One\n", 0, "- Un", "\\- Un\n"},
		"a bare URL":      {"One\n", 0, "Voir https://e.org ici", "Voir https\\://e\\.org ici\n"},
		"marks in a word": {"**One** two\n", 0, "<1>l’</1>équipe", "<strong>l’</strong>équipe\n"},
		"space in marks":  {"**One** two\n", 0, "<1>Un </1>deux", "**Un** deux\n"},
		"empty paragraph": {"<p></p>\n\nTwo\n", 0, "Un", "Un\n\nTwo\n"},
		"emptied":         {"One\n\nTwo\n", 0, "", "<p></p>\n\nTwo\n"},
		"empty item":      {"-\n- Two\n", 0, "Un", "- Un\n- Two\n"},
		"empty heading":   {"##\n\nTwo\n", 0, "Un", "## Un\n\nTwo\n"},
		"note":            {"One[^a] two.\n\n[^a]: Note.\n", 0, "Deux<1/> un.", "Deux[^a] un.\n\n[^a]: Note.\n"},
		"defined":         {"Term\n: Means\n", 1, "Veut dire", "Term\n: Veut dire\n"},
		"raw block":       {"<div class='a'>One <b>two</b></div>\n\nTwo\n", 0, "<1>Deux</1> un &lt;", "<div class=\"a\"><b>Deux</b> un &lt;</div>\n\nTwo\n"},
		"open raw block":  {"<div>One\n\nTwo\n\n</div>\n", 0, "Un", "segment.not_writable"},
		"raw picture":     {"<p>\n<img src=a alt=\"Cat\">\n</p>\n", 1, "Chat", "<p>\n<img src=\"a\" alt=\"Chat\"/>\n</p>\n"},
		"a false mark":    {"<p>\U000F00009\U000F0001x</p>\n\ny\n", 1, "Un", "<p>\U000F00009\U000F0001x</p>\n\nUn\n"},
		"another's mark":  {"<p>\U000F00001\U000F0001x</p>\n\ny\n\nz\n", 0, "Un", "segment.not_writable"},
		"lost link":       {"See [this](/x).\n", 0, "Voir ceci.", "segment.placeholder_lost"},
		"shortcode":       {"One {{< fig src=\"a\" >}} two.\n", 0, "Un {{&lt; fig src=\"a\" &gt;}} deux.", "Un {{< fig src=\"a\" >}} deux.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			d := segment.Cut("en", markdownText(t, tt.body))
			after, _, err := d.Join(map[int]string{tt.at: tt.text})
			got := after.Body
			if f, ok := fault.Of(err); ok {
				got = f.Fields[0].Code
			}
			if got != tt.want {
				t.Errorf("segment %q:\ngot  %q\nwant %q", d.Segments[tt.at].Text, got, tt.want)
			}
		})
	}
}

// TestMarkdownCorpus changes every segment of each post at once, but for those that
// stand in HTML: they are few.
func TestMarkdownCorpus(t *testing.T) {
	all, refused := 0, 0
	posts(t, func(name string, tag locale.Tag, text content.Text) {
		if !strings.HasPrefix(name, "cds/") {
			return
		}
		d := segment.Cut(tag, text)
		texts := make(map[int]string)
		for i, s := range d.Segments {
			texts[i] = "X" + s.Text
		}
		all += len(texts)
		for {
			after, _, err := d.Join(texts)
			if err == nil {
				lines(t, name, text.Body, after.Body)
				break
			}
			f, ok := fault.Of(err)
			if !ok {
				t.Fatal(err)
			}
			refused += len(f.Fields)
			for _, field := range f.Fields {
				if field.Code != "segment.not_writable" {
					t.Errorf("%s: %s", name, field.Code)
				}
				var at int
				for _, c := range field.Pointer[1:] {
					at = at*10 + int(c-'0')
				}
				if testing.Verbose() {
					t.Logf("%s: %s %q", name, d.Segments[at].Kind, cut(d.Segments[at].Text))
				}
				delete(texts, at)
			}
		}
	})
	t.Logf("%d of %d segments cannot be written back", refused, all)
	if refused > all/100 {
		t.Errorf("%d of %d segments are refused", refused, all)
	}
}

func cut(s string) string { return s[:min(len(s), 80)] }

// lines holds that no line but those of changed texts is another one.
func lines(t *testing.T, name, before, after string) {
	t.Helper()
	if strings.Count(before, "```") != strings.Count(after, "```") || strings.Count(before, "](") > strings.Count(after, "](") {
		t.Errorf("%s: code or links went", name)
	}
}

func TestMarkdownWrite(t *testing.T) {
	for name, tt := range map[string]struct {
		source, target string
		beads          map[int]int
		write          segment.Writing
		want           string
	}{
		"a new paragraph": {"One\n\nTwo **x**\n\nThree\n", "Un\n\nTrois\n", map[int]int{0: 0, 2: 1},
			segment.Writing{Source: []int{1}, Text: "Deux <1>y</1>"}, "Un\n\nDeux **y**\n\nTrois\n"},
		"a first one":         {"One\n\nTwo\n", "Deux\n", map[int]int{1: 0}, segment.Writing{Source: []int{0}, Text: "Un"}, "Un\n\nDeux\n"},
		"a last one":          {"One\n\nTwo\n", "Un\n", map[int]int{0: 0}, segment.Writing{Source: []int{1}, Text: "Deux"}, "Un\n\nDeux\n"},
		"an item":             {"- One\n- Two\n- Three\n", "* Un\n* Trois\n", map[int]int{0: 0, 2: 1}, segment.Writing{Source: []int{1}, Text: "Deux"}, "* Un\n* Deux\n* Trois\n"},
		"a heading":           {"One\n\n## Two\n", "Un\n", map[int]int{0: 0}, segment.Writing{Source: []int{1}, Text: "Deux"}, "Un\n\n## Deux\n"},
		"into nothing":        {"One\n", "", nil, segment.Writing{Source: []int{0}, Text: "Un"}, "Un\n"},
		"an alternative text": {"![Cat](a.png)\n", "![](a.png)\n", map[int]int{0: 0}, segment.Writing{Source: []int{1}, Text: "Chat"}, "![Chat](a.png)\n"},
		"a title":             {"[x](/a \"Tip\")\n", "[x](/a)\n", map[int]int{0: 0}, segment.Writing{Source: []int{1}, Text: "Mot"}, "[x](/a \"Mot\")\n"},
		"a link comes in": {"See [this](/x).\n", "<p></p>\n", map[int]int{0: 0}, segment.Writing{Source: []int{0}, Target: []int{0}, Text: "Voir <1>ceci</1>."},
			"Voir [ceci](/x).\n"},
	} {
		t.Run(name, func(t *testing.T) {
			source, target := segment.Cut("en", markdownText(t, tt.source)), segment.Cut("fr", markdownText(t, tt.target))
			joined, err := target.Write(source, tt.beads, []segment.Writing{tt.write})
			if err != nil {
				t.Fatal(err)
			}
			if joined.Text.Body != tt.want {
				t.Errorf("got  %q\nwant %q", joined.Text.Body, tt.want)
			}
		})
	}
}

// TestMarkdownSkeleton writes the whole of a text into its skeleton.
func TestMarkdownSkeleton(t *testing.T) {
	body := "# One\n\nTwo *x*\n\n- a\n- b\n\n  c\n\n> Three\n\n| a | b |\n| - | - |\n| c | ![p](i.png) |\n\n```go\ncode\n```\n\nFour\n====\n\n![pic](a.png \"T\")\n"
	want := "#\n\n<p></p>\n\n- <p></p>\n\n- <p></p>\n\n  <p></p>\n\n> <p></p>\n\n|  |  |\n| - | - |\n|  | ![](i.png) |\n\n```go\ncode\n```\n\n#\n\n![](a.png)\n"
	source := segment.Cut("en", markdownText(t, body))
	skeleton, beads, err := segment.Begin(source, "fr")
	if err != nil {
		t.Fatal(err)
	}
	got := strings.ReplaceAll(skeleton.Of().Body, "# \n", "#\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var list []segment.Writing
	for i, s := range source.Segments {
		if s.Kind == segment.Alt || s.Kind == segment.Tooltip || s.Bare() {
			continue
		}
		one := segment.Writing{Source: []int{i}, Text: s.Text}
		if at, ok := beads[i]; ok {
			one.Target = []int{at}
		}
		list = append(list, one)
	}
	joined, err := skeleton.Write(source, beads, list)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := markup.FromMarkdown(joined.Text.Body)
	if err != nil {
		t.Fatal(err)
	}
	a, b := segment.Cut("en", content.Text{HTML: whole}), source
	var texts, wanted []string
	for _, s := range a.Segments {
		if s.Kind != segment.Alt && s.Kind != segment.Tooltip {
			texts = append(texts, string(s.Kind)+" "+s.Text)
		}
	}
	for _, s := range b.Segments {
		if s.Kind != segment.Alt && s.Kind != segment.Tooltip {
			wanted = append(wanted, string(s.Kind)+" "+s.Text)
		}
	}
	if diff := cmp.Diff(wanted, texts); diff != "" {
		t.Errorf("(-want +got)\n%s\n%s", diff, joined.Text.Body)
	}
}

// TestMarkdownBegun begins each post anew from its skeleton and writes all of its
// segments into that: all but few must come to stand where they stood.
func TestMarkdownBegun(t *testing.T) {
	all, lost := 0, 0
	posts(t, func(name string, tag locale.Tag, text content.Text) {
		if !strings.HasPrefix(name, "cds/") {
			return
		}
		source := segment.Cut(tag, text)
		target, beads, err := segment.Begin(source, tag)
		if err != nil {
			t.Fatal(err)
		}
		var list []segment.Writing
		for i, s := range source.Segments {
			one := segment.Writing{Source: []int{i}, Text: s.Text}
			if at, ok := beads[i]; ok {
				one.Target = []int{at}
			}
			if !s.Bare() {
				list = append(list, one)
			}
		}
		all += len(list)
		for len(list) > 0 {
			joined, err := target.Write(source, beads, list)
			if err == nil {
				after, err := markup.FromMarkdown(joined.Text.Body)
				if err != nil {
					t.Fatal(err)
				}
				if n := strings.Count(after, "<pre>"); n != strings.Count(text.HTML, "<pre>") {
					t.Errorf("%s: %d blocks of code", name, n)
				}
				break
			}
			f, ok := fault.Of(err)
			if !ok {
				t.Fatal(err)
			}
			lost += len(f.Fields)
			drop := make(map[string]bool)
			for _, field := range f.Fields {
				drop[field.Pointer] = true
				if testing.Verbose() {
					t.Logf("%s %s %s", name, field.Code, field.Pointer)
				}
			}
			var rest []segment.Writing
			for i, one := range list {
				if !drop["/"+strconv.Itoa(i)+"/target"] {
					rest = append(rest, one)
				}
			}
			list = rest
		}
	})
	t.Logf("%d of %d segments could not be written", lost, all)
	if lost > all/50 {
		t.Errorf("%d of %d segments could not be written", lost, all)
	}
}

// TestMarkdownTablesBegun fills tables from their skeletons: they are tables then, as
// people write them.
func TestMarkdownTablesBegun(t *testing.T) {
	for body, want := range map[string]string{
		"| a | b |\n| - | - |\n| c | d |\n":       "| Oui | Oui |\n| - | - |\n| Oui | Oui |\n",
		"|a|b|\n|-|-|\n|c|d|\n":                   "|Oui |Oui |\n|-|-|\n|Oui |Oui |\n",
		"> | a | b |\n> | - | - |\n> | c | d |\n": "> | Oui | Oui |\n> | - | - |\n> | Oui | Oui |\n",
	} {
		source := segment.Cut("en", markdownText(t, body))
		skeleton, beads, err := segment.Begin(source, "fr")
		if err != nil {
			t.Fatal(err)
		}
		var list []segment.Writing
		for i := range source.Segments {
			list = append(list, segment.Writing{Source: []int{i}, Target: []int{beads[i]}, Text: "Oui"})
		}
		joined, err := skeleton.Write(source, beads, list)
		if err != nil {
			t.Errorf("%q: %v", body, err)
			continue
		}
		if got := joined.Text.Body; got != want {
			t.Errorf("%q became %q, want %q", body, got, want)
		}
	}
}

// TestMarkdownBegunByAny begins texts by each of their segments: none is known for another
// because its block is empty.
func TestMarkdownBegunByAny(t *testing.T) {
	for _, body := range []string{"1. One\n2. Two\n   - Three\n", "- One\n- Two\n    - Three\n\n      four\n- Five\n", "> One\n>\n> - Two\n>   - Three\n", "- One\n\n- Two\n  1. Three\n"} {
		source := segment.Cut("en", markdownText(t, body))
		for i, s := range source.Segments {
			skeleton, beads, err := segment.Begin(source, "fr")
			if err != nil {
				t.Fatal(err)
			}
			one := segment.Writing{Source: []int{i}, Text: "Oui."}
			if at, ok := beads[i]; ok {
				one.Target = []int{at}
			}
			joined, err := skeleton.Write(source, beads, []segment.Writing{one})
			if err != nil || strings.Count(joined.Text.Body, "Oui.") != 1 {
				t.Errorf("%q begun by %q: %v, %q", body, s.Text, err, joined.Text.Body)
			}
		}
	}
}
