package markup_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/markup"
)

func TestText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"blocks", "<h2>Un</h2>\n<p>deux\n  trois</p><ul><li>a<li>b</ul>", "Un\ndeux trois\na\nb"},
		{"inline", "<p>un<b> deux</b><i>trois </i> quatre</p>", "un deuxtrois quatre"},
		{"break", "un<br>deux<br><br>trois", "un\ndeux\ntrois"},
		{"no-break spaces stay", "<p>Prix\u00a0: 1\u202f000\u2009$ </p>", "Prix\u00a0: 1\u202f000\u2009$"},
		{"silent elements", "a<script>x</script><style>y</style><template>z</template><!-- c -->b", "ab"},
		{"pictures", `<figure><img src="/a.png" alt="b"><figcaption>c</figcaption></figure>`, "c"},
		{"cells", "<table><tr><td>a<td>b<tr><td>c</table>", "a\nb\nc"},
		{"entities", "&eacute;&nbsp;&amp;", "é\u00a0&"},
		{"nothing", " <p> </p> ", ""},
		{"too deep", strings.Repeat("<div>", 600), strings.Repeat("<div>", 600)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := markup.Text(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		in   string
		want int
	}{
		{"", 0},
		{"<p>L’été à Montréal</p>", 3},
		{"<p>«\u00a0Bien\u00a0sûr\u00a0», dit-elle\u00a0!</p>", 3},
		{"<p>un – deux — trois : quatre ; 5 %</p>", 5},
		{"<p>un</p><p>deux</p>", 2},
		{"<p>un<br>deux</p>", 2},
		{"<p>a<b>b</b>c</p>", 1},
		{"<p>aujourd’hui, l'article n° 4 de www.example.org</p>", 6},
		{"<p>漢字かな abc</p>", 5},
		{"<p>1\u202f234,50\u00a0$</p>", 2},
	} {
		if got := markup.Words(c.in); got != c.want {
			t.Errorf("%q has %d words, want %d", c.in, got, c.want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"<p>Court</p>", 5, "Court"},
		{"<p>Un texte</p><p>en deux paragraphes</p>", 18, "Un texte en deux…"},
		{"<p>Un texte entier</p>", 8, "Un texte…"},
		{"<p>Un texte entier</p>", 9, "Un texte…"},
		{"<p>Le prix, enfin</p>", 9, "Le prix…"},
		{"<p>Le prix\u00a0: dix dollars</p>", 9, "Le prix…"},
		{"<p>Le prix\u00a0: dix dollars</p>", 8, "Le…"},
		{"<p>Il dit «\u00a0oui\u00a0»</p>", 10, "Il dit…"},
		{"<p>Anticonstitutionnellement</p>", 4, "Anti…"},
		{"<p>été été</p>", 4, "été…"},
		{"", 4, ""},
	} {
		if got := markup.Excerpt(c.in, c.n); got != c.want {
			t.Errorf("%q at %d gives %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

func TestHeadings(t *testing.T) {
	in := `<h2 id="a">Un <em>titre</em></h2><p>x</p><h3>L’été,<br>enfin</h3><h2></h2><h2>Un titre</h2><h2>Un titre</h2><h4 id="">!?</h4><p id="un-titre-1">y</p>`
	want := []markup.Heading{
		{ID: "a", Level: 2, Text: "Un titre"}, {Level: 3, Text: "L’été, enfin"}, {Level: 2, Text: "Un titre"},
		{Level: 2, Text: "Un titre"}, {Level: 4, Text: "!?"},
	}
	if diff := cmp.Diff(want, markup.Headings(in)); diff != "" {
		t.Error(diff)
	}
	out := markup.EnsureHeadingIDs(in)
	want[1].ID, want[2].ID, want[3].ID, want[4].ID = "lété-enfin", "un-titre", "un-titre-2", "heading"
	if diff := cmp.Diff(want, markup.Headings(out)); diff != "" {
		t.Error(diff)
	}
	if again := markup.EnsureHeadingIDs(out); again != out {
		t.Errorf("again gives %q", again)
	}
	if plain := "<p>a</p><h2></h2>"; markup.EnsureHeadingIDs(plain) != plain {
		t.Error("changed a fragment without headings")
	}
}

const linked = `<p><a href=" /fr/a/ ">a</a><a>b</a><a href="">c</a></p><img src="/a.png" srcset="/a-1.png 1x, /a,b.png 2x"/>` +
	`<video poster="/v.jpg" src="cms:asset/00ff"><source src="/v.mp4"/></video>`

func TestLinks(t *testing.T) {
	want := []markup.Link{
		{"a", "href", "/fr/a/"}, {"img", "src", "/a.png"}, {"img", "srcset", "/a-1.png"}, {"img", "srcset", "/a,b.png"},
		{"video", "poster", "/v.jpg"}, {"video", "src", "cms:asset/00ff"}, {"source", "src", "/v.mp4"},
	}
	if diff := cmp.Diff(want, markup.Links(linked)); diff != "" {
		t.Error(diff)
	}
}

func TestRewriteURLs(t *testing.T) {
	if got := markup.RewriteURLs(linked, func(l markup.Link) string { return l.URL }); got != linked {
		t.Errorf("nothing to change gives %q", got)
	}
	got := markup.RewriteURLs(linked, func(l markup.Link) string {
		return strings.Replace(l.URL, "/a", "https://example.org/a", 1)
	})
	want := `<p><a href="/frhttps://example.org/a/">a</a><a>b</a><a href="">c</a></p>` +
		`<img src="https://example.org/a.png" srcset="https://example.org/a-1.png 1x, https://example.org/a,b.png 2x"/>` +
		`<video poster="/v.jpg" src="cms:asset/00ff"><source src="/v.mp4"/></video>`
	if got != want {
		t.Errorf("got %q", got)
	}
}

func TestSrcset(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []markup.Candidate
	}{
		{"", nil},
		{" , ,", nil},
		{"/a.png", []markup.Candidate{{URL: "/a.png"}}},
		{"/a.png, /b.png 2x", []markup.Candidate{{URL: "/a.png"}, {"/b.png", "2x"}}},
		{"/a.png,/b.png 2x", []markup.Candidate{{"/a.png,/b.png", "2x"}}},
		{"/a.png 640w 480h,\n/b.png\t1.5x ,", []markup.Candidate{{"/a.png", "640w 480h"}, {"/b.png", "1.5x"}}},
		{"data:image/png;base64,AA== 1x, /b.png", []markup.Candidate{{"data:image/png;base64,AA==", "1x"}, {URL: "/b.png"}}},
		{"/a.png f(1,2) 1x, /b.png", []markup.Candidate{{"/a.png", "f(1,2) 1x"}, {URL: "/b.png"}}},
		{"/a.png f(, /b.png", []markup.Candidate{{"/a.png", "f(, /b.png"}}},
	} {
		if diff := cmp.Diff(c.want, markup.Srcset(c.in)); diff != "" {
			t.Errorf("%q: %s", c.in, diff)
		}
	}
}

func TestRewrite(t *testing.T) {
	got := markup.Rewrite(`<p class="a">x <b>y</b></p><hr>`, func(n *html.Node) {
		switch n.Data {
		case "p":
			markup.RemoveAttr(n, "class")
			markup.SetAttr(n, "id", "p1")
		case "b":
			markup.SetAttr(n, "class", "c")
			markup.SetAttr(n, "class", "d")
		case "hr":
			n.Parent.RemoveChild(n)
		}
	})
	if want := `<p id="p1">x <b class="d">y</b></p>`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWrapLang(t *testing.T) {
	if got, want := markup.WrapLang("<p>a</p>", "fr-CA"), `<div lang="fr-CA"><p>a</p></div>`; got != want {
		t.Errorf("got %q", got)
	}
	if got := markup.WrapLang("a", `"><b>`); strings.Contains(got, "<b>") {
		t.Errorf("got %q", got)
	}
}

func TestHasElement(t *testing.T) {
	if !markup.HasElement("<p>a<img></p>", "img") || markup.HasElement("<p>img</p>", "img") {
		t.Error("img is found where it is not, or not where it is")
	}
}

// FuzzFromMarkdown holds that any text becomes HTML, and that what is asked of
// it is answered without a panic, and each heading gets an id.
func FuzzFromMarkdown(f *testing.F) {
	for _, s := range []string{
		"# a {#b .c}\n\n## a\n", "[a]: b\n[a] ![c](d \"e\")", "a[^1]\n\n[^1]: b", "| a |\n|-|\n| b |", "- [x] a\n\n~~b~~ www.example.org", "<p>\n\n*a*\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 1<<14 {
			return
		}
		out, err := markup.FromMarkdown(src)
		if err != nil {
			t.Fatal(err)
		}
		markup.Links(out)
		if n := len([]rune(markup.Excerpt(out, 20))); n > 21 {
			t.Errorf("an excerpt of 20 has %d characters", n)
		}
		for _, h := range markup.Headings(markup.EnsureHeadingIDs(out)) {
			if h.ID == "" {
				t.Errorf("heading %q has no id", h.Text)
			}
		}
	})
}
