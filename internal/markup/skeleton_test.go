package markup_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/markup"
)

func TestSkeleton(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"words", "Bonjour <b>vous</b>", ""},
		{"blocks", "<h2 id=\"le-vent\">Le vent</h2>\n<p>Il <em>souffle</em><br>fort.</p>\n<hr>", "<h2></h2>\n<p></p>\n<hr/>"},
		{"a list", "<ul><li>Un<ul><li>deux</li></ul></li><li><a href=\"/x\">trois</a></li></ul>", "<ul><li><ul><li></li></ul></li><li></li></ul>"},
		{"a table", `<table summary="prix"><tr><th abbr="a">Nom</th><td colspan="2">3 $</td></tr></table>`,
			`<table><tbody><tr><th></th><td colspan="2"></td></tr></tbody></table>`},
		{"a figure", `<figure class="wp-block-image"><a href="cms:asset/a"><img src="cms:asset/b" alt="Le toit" title="x" width="3"/></a><figcaption>Vu d’en haut</figcaption></figure>`,
			`<figure class="wp-block-image"><a href="cms:asset/a"><img src="cms:asset/b" width="3"/></a><figcaption></figcaption></figure>`},
		{"code", `<pre><code class="language-go">fmt.Println("été")</code></pre><p>voir <code>x</code></p>`, `<pre><code class="language-go"></code></pre><p></p>`},
		{"an embed", `<div lang="fr">Film <iframe src="https://v.example/1" title="Le film"></iframe></div>`, `<div><iframe src="https://v.example/1"></iframe></div>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := markup.Skeleton(tt.in)
			if got != tt.want {
				t.Errorf("Skeleton:\n%s\nwant:\n%s", got, tt.want)
			}
			if again := markup.Skeleton(got); again != got {
				t.Errorf("its own skeleton is %s", again)
			}
		})
	}
}

func TestMarkdownSkeleton(t *testing.T) {
	const in = "# Le vent {#vent}\n\nIl souffle *fort*. ![Le toit](toit.jpg \"vu\")\n\nPuis\n=====\n\n" +
		"- un\n- deux\n    1. trois\n    2. quatre\n\n> Cité ![](b%20c.png)\n>\n> - un point\n\n" +
		"```go\nfmt.Println()\n```\n\n    indenté\n\n---\n\n| Nom | Prix |\n|:--|--:|\n| a | 3 $ |\n| b | 4 $ |\n\n" +
		"{{< youtube abc >}}\n\n[gallery ids=\"a\"]\n\nVu : [embed]https://v.example/1[/embed]\n\n<div>Un</div>\n\n<figure><img src=\"x.png\" alt=\"Un\"><figcaption>Deux</figcaption></figure>\n\nFin[^1].\n\n[^1]: Une note.\n"
	const want = "#\n\n![](<toit.jpg>)\n\n#\n\n-\n- 1.\n  2.\n\n> ![](<b%20c.png>)\n>\n> -\n\n```go\n```\n\n```\n```\n\n---\n\n" +
		"|  |  |\n| :-- | --: |\n|  |  |\n|  |  |\n\n{{< youtube abc >}}\n\n[gallery ids=\"a\"]\n\n[embed]https://v.example/1[/embed]\n\n<figure><img src=\"x.png\"/><figcaption></figcaption></figure>\n"
	got, err := markup.MarkdownSkeleton(in)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("MarkdownSkeleton:\n%s\nwant:\n%s", got, want)
	}
	again, err := markup.MarkdownSkeleton(got)
	if err != nil || again != got {
		t.Errorf("its own skeleton is\n%s, %v", again, err)
	}
	if html, err := markup.FromMarkdown(got); err != nil || strings.ContainsAny(markup.Text(html), "abcdefé") && !strings.Contains(markup.Text(html), "youtube") {
		t.Errorf("it says %q, %v", markup.Text(html), err)
	}
	for _, tag := range []string{"h1", "li", "ol", "blockquote", "table", "img", "figure", "pre", "hr"} {
		if html, _ := markup.FromMarkdown(got); !markup.HasElement(html, tag) {
			t.Errorf("there is no %s in %s", tag, html)
		}
	}
	for in, want := range map[string]string{
		"Des mots seulement.\n":                         "",
		"~~~a`b\nc\n~~~\n":                              "~~~ a`b\n~~~\n",
		"~~~ ~`\nc\n~~~\n":                              "~~~ ~`\n~~~\n",
		"999999999. a\n1. b\n":                          "999999999.\n999999999.\n",
		"Voir [[gallery]] et [[embed]a[/embed]].\n":     "",
		"Voir [[gallery]] : [gallery ids=\"a\"] fin.\n": "[gallery ids=\"a\"]\n",
	} {
		if got, err := markup.MarkdownSkeleton(in); got != want || err != nil {
			t.Errorf("the skeleton of %q is %q, %v", in, got, err)
		}
	}
	if _, err := markup.MarkdownSkeleton(strings.Repeat("[", 1<<20)); err == nil {
		t.Error("what is too complex is not refused")
	}
}

// FuzzSkeleton: whatever is taken apart, no words stay but those of addresses and
// shortcodes, and there is nothing more to take.
func FuzzSkeleton(f *testing.F) {
	for _, seed := range []string{
		"# a\n\nb", "![x](a>b \"t\")", "![](<a\\>b>)", "- a\n\n      b\n- c", "> > a\n\n1) b", "a | b\n-|-\nc | d", "<div>a\n\n<img src=x alt=b>\n</div>",
		"```a b\nc\n", "[a]: b\n![a]", "a[^1]\n\n[^1]: b", "<!-- a -->", "a\n: b", "***\n- ***\n- - -", "{{< a >}}", "<pre><img>\na", "* # a\n  ===", "1. ![](a)\n   b",
		"~~~a`b\nc", "999999999. a\n1. b", "[gallery] [embed]a[/embed]",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		once, err := markup.MarkdownSkeleton(src)
		if err != nil {
			return
		}
		twice, err := markup.MarkdownSkeleton(once)
		if err != nil {
			t.Fatalf("%q became %q: %v", src, once, err)
		}
		if strings.Contains(once, "{{") || strings.Contains(once, "[gallery") || strings.Contains(once, "[embed") {
			return // shortcodes stay as they are
		}
		html, err := markup.FromMarkdown(twice)
		if err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(strings.Fields(markup.Text(html)), ""); text != "" {
			t.Errorf("%q became %q, which says %q", src, twice, text)
		}
		if left := markup.Skeleton(markup.Skeleton(html)); left != markup.Skeleton(html) {
			t.Errorf("the skeleton of %q has a skeleton of its own: %q", html, left)
		}
	})
}

// TestSkeletonOfHeadings takes as many headings alike as a body holds: had each id
// been looked for among all, it would take an hour.
func TestSkeletonOfHeadings(t *testing.T) {
	const headings = 250_000
	got, err := markup.MarkdownSkeleton(strings.Repeat("# a\n", headings))
	if err != nil || strings.Count(got, "#") != headings {
		t.Errorf("%d headings of %d, %v", strings.Count(got, "#"), headings, err)
	}
}

// TestWideSkeleton takes a table of one row that fills the body: had its columns
// been added one to another, it would take minutes.
func TestWideSkeleton(t *testing.T) {
	const columns = 260_000
	got, err := markup.MarkdownSkeleton(strings.Repeat("|a", columns) + "\n" + strings.Repeat("|-", columns))
	if err != nil || strings.Count(got, " --- |") < columns-1 {
		t.Errorf("%d columns of %d, %v", strings.Count(got, " --- |"), columns, err)
	}
}
