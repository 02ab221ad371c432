package hugo

import (
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/porting"
)

// refSite is a site whose pages refer to each other in every way; %s is a body.
func refSite(body string) map[string]string {
	return map[string]string{
		"hugo.toml": "baseURL = '/'\nrefLinksErrorLevel = 'WARNING'\ndefaultContentLanguage = 'en'\n" +
			"[languages.en]\ncontentDir = 'en'\n[languages.fr]\ncontentDir = 'fr'\n",
		"en/blog/_index.md":            "---\ntitle: Blog\n---\n",
		"en/blog/flat.md":              "---\ntitle: Flat\nslug: flat-slug\n---\n" + body,
		"en/blog/leaf/index.md":        "---\ntitle: Leaf\n---\n" + body,
		"en/blog/other.md":             "---\ntitle: Other\nurl: /elsewhere/other/\n---\n",
		"en/blog/été.md":               "---\ntitle: Été\n---\n",
		"en/blog/Two Words (2).md":     "---\ntitle: Two\n---\n",
		"en/blog/deep/_index.md":       "---\ntitle: Deep\n---\n",
		"en/blog/deep/down.md":         "---\ntitle: Down\n---\n",
		"en/blog/deep/twice.md":        "---\ntitle: Twice\n---\n",
		"en/news/twice.md":             "---\ntitle: Twice\n---\n",
		"en/news/bundle/index.md":      "---\ntitle: Bundle\n---\n",
		"fr/blog/leaf/index.md":        "---\ntitle: Feuille\nslug: feuille\n---\n",
		"fr/blog/seulement.md":         "---\ntitle: Seulement\n---\n",
		"en/blog/not-a-page/notes.txt": "x",
	}
}

var refCalls = []string{
	`"other.md"`, `"other"`, `"/blog/other"`, `"/blog/other.md"`, `"blog/other.md"`, `"./other.md"`, `"../blog/other"`,
	`"leaf"`, `"leaf/"`, `"leaf/index.md"`, `"/blog/leaf/index.md"`, `"/blog/leaf/"`, `"été"`, `"/blog/été.md"`,
	`"Two Words (2).md"`, `"/blog/two-words-(2)"`, `"down"`, `"down.md"`, `"deep/down"`, `"/blog/deep/down"`, `"deep"`, `"/blog/deep/_index.md"`,
	`"/blog"`, `"twice"`, `"twice.md"`, `"/news/twice"`, `"bundle"`, `"/news/bundle"`, `"nowhere"`, `"/nowhere/down"`, `"news/down"`,
	`"other.md#part"`, `"#part"`, `"/blog/other#part-2"`, `path="/blog/other"`, `path="/blog/leaf" lang="fr"`, `lang="fr" path="seulement"`,
	`path="/blog/seulement"`, "`other.md`", `other.md`, `"/blog/other" "html"`, `"flat"`, `"flat.md"`, `"flat-slug"`,
}

// TestRefsAsHugo resolves every form of a ref as the real Hugo does, from a flat page
// and from a bundle.
func TestRefsAsHugo(t *testing.T) {
	var body strings.Builder
	for i, c := range refCalls {
		for _, call := range []string{`[m](LINK)`, `<a href="LINK">h</a>`} {
			sign := [2]string{"{{< ", " >}}"}
			if i%2 == 1 {
				sign = [2]string{"{{% ", " %}}"}
			}
			body.WriteString(strings.ReplaceAll(call, "LINK", sign[0]+"relref "+c+sign[1]) + "\n\n")
		}
	}
	files := refSite(body.String())
	want := hugojudge.Pages(t, onDisk(t, files))
	for _, name := range []string{"en/blog/flat.md", "en/blog/leaf/index.md"} {
		page := loadFile(t, files, name)
		got, judged := hrefs(toHTML(page.Format, page.Body)), hrefs(want[name].Content)
		if len(judged) != 2*len(refCalls) || len(got) > len(judged) {
			t.Fatalf("%s: %d links, Hugo has %d", name, len(got), len(judged))
		}
		// A call that leads nowhere is text here, and an empty link in Hugo.
		judged = slices.DeleteFunc(judged, func(href string) bool { return href == "" })
		got = slices.DeleteFunc(got, func(href string) bool { return strings.Contains(href, "{{") })
		for i := range max(len(got), len(judged)) {
			if i >= len(got) || i >= len(judged) || decoded(got[i]) != strings.TrimPrefix(decoded(judged[i]), want[name].BaseURL) && decoded(got[i]) != decoded(judged[i]) {
				t.Errorf("%s: links\n%s\nHugo\n%s", path.Base(name), strings.Join(got, "\n"), strings.Join(judged, "\n"))
				break
			}
		}
	}
}

func loadFile(t *testing.T, files map[string]string, name string) *porting.Page {
	t.Helper()
	site := readFiles(t, files, Options{})
	for _, w := range site.Works {
		for _, d := range w.Documents {
			if d.Path == name {
				page, err := site.Load(t.Context(), d)
				if err != nil {
					t.Fatal(err)
				}
				return page
			}
		}
	}
	t.Fatalf("no document %s", name)
	return nil
}

// hrefs returns the destinations of links, empty ones too.
func hrefs(fragment string) []string {
	var list []string
	for n := range markup.Tree(fragment).Descendants() {
		if href, ok := markup.Attr(n, "href"); ok && n.Type == html.ElementNode && n.Data == "a" {
			list = append(list, href)
		}
	}
	return list
}

// TestRefsThatStay keeps calls that lead nowhere, or stand in the text, and says so.
func TestRefsThatStay(t *testing.T) {
	body := "a [x]({{< ref \"twice\" >}})\n\nb [y]({{% relref \"nowhere.md\" %}})\n\nc {{< ref \"other\" >}}\n\n" +
		"d [z]({{< ref path=\"other\" lang=\"de\" >}})\n\ne [w]({{< ref >}})\n\n[def]: {{< ref \"/blog/other\" >}}\n\nf [def]\n"
	page := loadFile(t, refSite(body), "en/blog/flat.md")
	var notes []string
	for _, n := range page.Notes {
		notes = append(notes, n.Code+" "+n.Excerpt)
	}
	want := []string{
		`import.ref_ambiguous {{< ref "twice" >}}`, `import.ref_unknown {{% relref "nowhere.md" %}}`, `import.shortcode {{< ref "other" >}}`,
		`import.ref_unknown {{< ref path="other" lang="de" >}}`, `import.ref_unknown {{< ref >}}`,
	}
	if !slices.Equal(notes, want) {
		t.Errorf("notes %q, want %q", notes, want)
	}
	if got := hrefs(toHTML(page.Format, page.Body)); !slices.Contains(got, "/elsewhere/other/") {
		t.Errorf("a definition of a link leads nowhere: %q", got)
	}
}

// TestRefsOutsideSections finds pages of sections that are not imported.
func TestRefsOutsideSections(t *testing.T) {
	files := refSite("[x]({{< relref \"/news/bundle\" >}})")
	site := readFiles(t, files, Options{Sections: []string{"blog"}})
	for _, w := range site.Works {
		for _, d := range w.Documents {
			if d.Path != "en/blog/flat.md" {
				continue
			}
			page, err := site.Load(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			if page.Body != "[x](/news/bundle/)" {
				t.Errorf("body %q", page.Body)
			}
		}
	}
}

func TestRefArguments(t *testing.T) {
	for in, want := range map[string]refArgs{
		`"a b.md"`: {path: "a b.md"}, "`a`": {path: "a"}, `a "amp"`: {path: "a"}, `path="a" lang=fr`: {"a", "fr"}, `lang="fr" path=a outputFormat="json"`: {"a", "fr"},
		"": {}, `"`: {}, "=": {path: "="}, `="a"`: {path: `="a"`}, `path=`: {}, `"a`: {path: "a"}, `"a"/`: {path: "a"}, "\n\"a\"\n": {path: "a"},
	} {
		if got := refArguments(in); got != want {
			t.Errorf("refArguments(%q) = %+v, want %+v", in, got, want)
		}
	}
}

// FuzzRefs puts anything into a call: it comes to an end, and what is not resolved stays.
func FuzzRefs(f *testing.F) {
	for _, call := range refCalls {
		f.Add(call)
	}
	site := refSite("")
	reader, err := newReader(f.Context(), mapFS(site), Options{Now: noon})
	if err != nil {
		f.Fatal(err)
	}
	page := reader.byPath["en/blog/flat.md"]
	f.Fuzz(func(t *testing.T, call string) {
		b := &builder{reader: reader, file: page, language: reader.site.languages[page.language]}
		to, code := b.ref(" ref "+call, "](")
		if strings.ContainsAny(strings.SplitN(to, "#", 2)[0], " ()\"'<>\n") || to != "" && code != "" {
			t.Errorf("%q leads to %q, %s", call, to, code)
		}
	})
}
