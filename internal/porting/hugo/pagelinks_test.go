package hugo

import (
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/hugojudge"
)

// TestPageLinksAsHugo leads links that name files of the content where the real Hugo
// leads them.
func TestPageLinksAsHugo(t *testing.T) {
	links := []string{
		"other.md", "./other.md", "/blog/other.md", "leaf/index.md", "/blog/leaf/index.md", "<été.md>", "%C3%A9t%C3%A9.md", "<Two Words (2).md>",
		"deep/down.md", "/news/bundle/index.md", "other.md#part-2", "other.md?a=b#part", "nowhere.md", "https://example.org/other.md", "/elsewhere/other/",
	}
	var body strings.Builder
	for _, l := range links {
		body.WriteString("[m](" + l + ")\n\n")
	}
	body.WriteString("[d]\n\n[d]: other.md\n")
	files := refSite(body.String())
	want := hugojudge.Pages(t, onDisk(t, files))
	for _, name := range []string{"en/blog/flat.md", "en/blog/leaf/index.md"} {
		page := loadFile(t, files, name)
		got, judged := hrefs(toHTML(page.Format, page.Body)), hrefs(want[name].Content)
		for i := range judged {
			judged[i] = decoded(strings.TrimPrefix(judged[i], strings.TrimSuffix(want[name].BaseURL, "/")))
			if i < len(got) {
				got[i] = decoded(got[i])
			}
		}
		if !slices.Equal(got, judged) {
			t.Errorf("%s: links\n%s\nHugo\n%s", name, strings.Join(got, "\n"), strings.Join(judged, "\n"))
		}
	}
}

// TestLinksFromHere puts paths from the root in the place of those from the page.
func TestLinksFromHere(t *testing.T) {
	body := "[up](../other/#p) [two](../../été/?a=b) ![picture](./x.png) [file](./x.pdf) [par](../two%20(2)/) [bare](other/) [www](www.example.org)\n\n" +
		"<a href=\"../l'eau/\">x</a> <a href=\"./\">y</a> `[code](../other/)`"
	page := loadFile(t, map[string]string{
		"hugo.toml": "baseURL = 'https://example.org/sub/'", "content/blog/here.md": "---\ntitle: x\n---\n" + body,
	}, "content/blog/here.md")
	want := []string{"/sub/blog/other/#p", "/sub/%C3%A9t%C3%A9/?a=b", "./x.pdf", "/sub/blog/two%20%282%29/", "other/", "www.example.org", "/sub/blog/l%27eau/", "/sub/blog/here/"}
	if got := hrefs(toHTML(page.Format, page.Body)); !slices.Equal(got, want) {
		t.Errorf("links\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !strings.Contains(page.Body, "![picture](./x.png)") {
		t.Errorf("the picture leads elsewhere: %s", page.Body)
	}
}
