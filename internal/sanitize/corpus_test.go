package sanitize_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// bodies calls fn with each post's body as HTML.
func bodies(t testing.TB, fn func(name, body string)) {
	t.Helper()
	dir := filepath.Dir(hugojudge.Corpus(t, "cloudops")) // cds stands beside it
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" || d.Name() == "README.md" || d.Name() == "_index.md" {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		parts := strings.SplitN(string(raw), "---\n", 3)
		if len(parts) != 3 {
			return fmt.Errorf("%s has no front matter", path)
		}
		body, err := markup.FromMarkdown(parts[2])
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		fn(filepath.ToSlash(name), body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestCorpus compares each body with what came out, element by element, as a
// browser would show them: what differs must be reported, and what is reported
// must differ.
func TestCorpus(t *testing.T) {
	p := sanitize.New(sanitize.Options{})
	posts := 0
	withCode := make(map[string]int) // posts that have a finding of the code
	embeds := 0
	bodies(t, func(name, body string) {
		posts++
		r := p.Body(body)
		mustBeSafe(t, r)
		if again := p.Body(r.HTML); again.HTML != r.HTML || len(again.Findings) > 0 {
			t.Errorf("%s: not idempotent: %v", name, again.Findings)
		}
		c := comparison{t: t, name: name, findings: r.Findings, used: make(map[int]bool)}
		c.compare(flatten(t, body), flatten(t, r.HTML))
		seen := make(map[string]bool)
		for i, f := range r.Findings {
			if !c.used[i] && f.Code != "sanitize.comment_removed" && f.Code != "sanitize.conditional_removed" {
				t.Errorf("%s: nothing differs for %+v", name, f)
			}
			if !seen[f.Code] {
				withCode[f.Code]++
			}
			seen[f.Code] = true
		}
		embeds += strings.Count(r.HTML, "<iframe")
		if strings.Contains(name, "kubernetes-1-13-et-aks") && strings.Contains(name, "french") {
			foundingPost(t, r)
		}
	})
	if posts != 302 {
		t.Errorf("%d posts, want 302", posts)
	}
	if embeds != 4 {
		t.Errorf("%d embeds kept, want 4", embeds)
	}
	for code, want := range map[string]int{
		"sanitize.hubspot_removed": 17, "sanitize.tag_broken": 5, "sanitize.element_removed": 0, "sanitize.element_unwrapped": 0,
		"sanitize.embed_removed": 0, "sanitize.class_removed": 0, "sanitize.url_removed": 0,
	} {
		if withCode[code] != want {
			t.Errorf("%d posts with %s, want %d", withCode[code], code, want)
		}
	}
	t.Logf("%d posts: %v", posts, withCode)
}

func foundingPost(t *testing.T, r sanitize.Result) {
	t.Helper()
	if len(r.Findings) != 1 || r.Findings[0].Code != "sanitize.url_repaired" || r.Findings[0].Count != 1 {
		t.Errorf("the founding post has findings %v, want one repair", r.Findings)
	}
	if n := strings.Count(r.HTML, "<figure"); n != 4 {
		t.Errorf("the founding post has %d figures, want 4", n)
	}
	if !strings.Contains(r.HTML, "version\u00a01.13") {
		t.Error("the founding post lost its no-break spaces")
	}
}

// A shown is an element or a text in the order of the page.
type shown struct {
	text string
	node *html.Node
}

// flatten lists what a page shows: no comments, no scripts.
func flatten(t *testing.T, body string) []shown {
	t.Helper()
	context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragmentWithOptions(strings.NewReader(body), context, html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	var list []shown
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			if k := len(list) - 1; k >= 0 && list[k].node == nil {
				list[k].text += n.Data
			} else {
				list = append(list, shown{text: n.Data})
			}
		case n.Type == html.ElementNode && n.DataAtom != atom.Script:
			list = append(list, shown{node: n, text: n.Data})
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c)
			}
			// So that text behind an element is not joined with text in it.
			list = append(list, shown{node: n, text: "/" + n.Data})
		}
	}
	for _, n := range nodes {
		walk(n)
	}
	return list
}

// A comparison looks for what differs and for the finding that says so.
type comparison struct {
	t        *testing.T
	name     string
	findings []sanitize.Finding
	used     map[int]bool
}

func (c *comparison) compare(before, after []shown) {
	c.t.Helper()
	if len(before) != len(after) {
		c.t.Errorf("%s: %d elements and texts became %d", c.name, len(before), len(after))
		return
	}
	for i := range before {
		if before[i].text != after[i].text {
			c.t.Errorf("%s: %q became %q", c.name, before[i].text, after[i].text)
			return
		}
		if before[i].node != nil && before[i].text[0] != '/' {
			c.attributes(before[i].node, after[i].node)
		}
	}
	if strings.Contains(fmt.Sprint(c.findings), "hubspot") {
		c.say("sanitize.hubspot_removed", "", "") // flatten leaves scripts out
	}
}

func (c *comparison) attributes(before, after *html.Node) {
	c.t.Helper()
	broken := slices.ContainsFunc(before.Attr, func(a html.Attribute) bool { return strings.ContainsAny(a.Key, `"”`) })
	if broken && !c.say("sanitize.tag_broken", "element", before.Data) {
		c.t.Errorf("%s: nothing says that %v is broken", c.name, before.Attr)
	}
	for _, a := range before.Attr {
		now := value(after, a.Key)
		if now == a.Val && (a.Val == "" || has(after, a.Key)) || broken && a.Key != "class" && a.Key != "id" {
			continue
		}
		ok := false
		switch a.Key {
		case "class", "id":
			ok = strings.Contains(a.Val, "hs-") && c.say("sanitize.hook_removed", "name", "hs-*")
		case "style":
			for declaration := range strings.SplitSeq(a.Val, ";") {
				property, _, _ := strings.Cut(strings.TrimSpace(declaration), ":")
				ok = c.say("sanitize.style_removed", "property", property) || ok
			}
		case "href", "src":
			ok = c.say("sanitize.url_repaired", "attribute", a.Key) || c.say("sanitize.attribute_removed", "attribute", a.Key)
		case "rel":
			ok = now == strings.TrimSpace(a.Val+" noopener")
		default:
			ok = c.say("sanitize.attribute_removed", "attribute", a.Key)
		}
		if !ok {
			c.t.Errorf("%s: %s of <%s> was %q, is %q, and nothing says so", c.name, a.Key, before.Data, a.Val, now)
		}
	}
	for _, a := range after.Attr {
		if !has(before, a.Key) && !slices.Contains([]string{"rel", "sandbox", "loading", "referrerpolicy"}, a.Key) {
			c.t.Errorf("%s: <%s> gained %s=%q", c.name, before.Data, a.Key, a.Val)
		}
	}
}

// say looks for a finding, and marks it as justified.
func (c *comparison) say(code, arg, value string) bool {
	found := false
	for i, f := range c.findings {
		if f.Code == code && (arg == "" || f.Args[arg] == value) {
			c.used[i] = true
			found = true
		}
	}
	return found
}
