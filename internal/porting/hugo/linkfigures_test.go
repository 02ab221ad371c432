package hugo

import (
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A tally counts the links of one language of a site.
type tally struct {
	links, inside, posts, here, resolved int
	fragments, found                     int
	kept                                 int
	misses                               map[string]int // by link and why
}

// A figurer counts the links of an imported corpus.
type figurer struct {
	*shelf
	site   *porting.Site
	docs   map[string]porting.Document
	policy *sanitize.Policy
	hosts  []string                  // of the site
	owners map[string]content.PostID // by what their addresses end in, judged apart from what is tried
	urls   map[content.PostID]map[locale.Tag]string
	by     map[locale.Tag]*tally
}

// TestLinkFigures imports both corpora and counts which of their links to posts lead
// readers to the page in their language. What is counted as resolvable is found
// here by plain comparison of addresses.
func TestLinkFigures(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Links of the corpora\n\nWritten by `go test ./internal/porting/hugo -run TestLinkFigures -update`. A link *to a post* has a date or a blog in its\n" +
		"address, or leads to a page of the corpus. It is *here* if the corpus has that page, and *resolved* if readers get the page in\n" +
		"their own language, where there is one. *Kept* are links that the saved text names by id; the others lead to a page that\n" +
		"came later, and are resolved whenever the text is rendered. The same test with `-v` prints every link that is not resolved, and\n" +
		"why: of each, the corpus does not have the post.\n")
	for _, name := range []string{"cds", "cloudops"} {
		root, err := os.OpenRoot(hugojudge.Corpus(t, name))
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		// CloudOps names no host of its own: its links do.
		site, err := Read(t.Context(), root.FS(), Options{Hosts: map[string][]string{"cloudops": {"www.cloudops.com"}}[name], Now: noon}, nil)
		if err != nil {
			t.Fatal(err)
		}
		f := &figurer{shelf: newShelf(t), site: site, docs: map[string]porting.Document{}, policy: sanitize.New(sanitize.Options{}), hosts: site.Hosts, owners: map[string]content.PostID{}, urls: map[content.PostID]map[locale.Tag]string{}, by: map[locale.Tag]*tally{}}
		report := f.bring(site)
		f.know(site, report)
		for _, file := range report.Files {
			f.count(file)
		}
		f.write(&b, name)
		for tag, n := range f.by {
			if n.resolved != n.here || n.found != n.fragments {
				t.Errorf("%s %s: of %d links to posts %d are resolved, of %d fragments %d", name, tag, n.here, n.resolved, n.fragments, n.found)
			}
		}
	}
	golden.Equal(t, filepath.Join("..", "FIGURES.md"), b.String())
}

// know notes whose the addresses of the corpus are.
func (f *figurer) know(site *porting.Site, report *porting.Report) {
	posts := make(map[string]content.PostID)
	for _, file := range report.Files {
		posts[file.Path] = file.Post
		if e, ok := f.entry(file); ok {
			f.urls[file.Post] = make(map[locale.Tag]string)
			for _, a := range e.Alternates {
				f.urls[file.Post][a.Locale] = a.URL
			}
		}
	}
	for _, w := range site.Works {
		for _, d := range w.Documents {
			f.docs[d.Path] = d
			for _, at := range append([]string{d.URLPath}, d.Aliases...) {
				f.owners[plainPath(at)] = posts[d.Path]
			}
			if _, taken := f.owners[strings.ToLower(d.Slug)]; !taken { // an address without a slash: the slug
				f.owners[strings.ToLower(d.Slug)] = posts[d.Path]
			}
		}
	}
}

// plainPath makes a path comparable.
func plainPath(p string) string {
	return strings.ToLower(norm.NFC.String(strings.Trim(p, "/)")))
}

// judge says where a link leads: to a post of the corpus, to one that is not here,
// or to another page of the site.
func (f *figurer) judge(href string) (owner content.PostID, inside, post bool) {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil || u.Host == "" && (u.Scheme != "" || !strings.HasPrefix(u.Path, "/")) || u.Host != "" && !slices.Contains(f.hosts, u.Host) {
		return "", false, false
	}
	p := plainPath(u.Path)
	parts := strings.Split(p, "/")
	shape := strings.Join(parts[:len(parts)-1], "/")
	dated := len(parts) > 1 && len(strings.TrimPrefix(shape, "fr/")) >= 7 && strings.Trim(strings.TrimPrefix(shape, "fr/"), "0123456789/") == ""
	post = dated || shape == "blog" || shape == "fr/blog"
	owner = f.owners[p]
	if owner == "" && (post || shape == "" || shape == "fr") {
		owner = f.owners[parts[len(parts)-1]]
	}
	return owner, true, post || owner != ""
}

// count counts the links of a file's post.
func (f *figurer) count(file porting.FileReport) {
	n := f.by[file.Locale]
	if n == nil {
		n = &tally{misses: make(map[string]int)}
		f.by[file.Locale] = n
	}
	e, ok := f.entry(file)
	if !ok {
		return
	}
	source, shown := linksIn(f.written(file)), linksIn(bodyOf(f.t, e))
	kept := linksIn(f.kept(file))
	if len(source) != len(shown) || len(kept) != len(shown) {
		f.t.Errorf("%s: %d links, %d are shown", file.Path, len(source), len(shown))
		return
	}
	for i, href := range source {
		n.links++
		owner, inside, post := f.judge(href)
		if inside {
			n.inside++
		}
		if !post {
			continue
		}
		n.posts++
		if content.IsReference(kept[i]) {
			n.kept++
		}
		f.follow(n, owner, file.Locale, [2]string{href, shown[i]})
	}
}

// follow compares where a link to a post leads with where it is to lead.
func (f *figurer) follow(n *tally, owner content.PostID, tag locale.Tag, link [2]string) {
	if owner == "" {
		n.misses[link[0]+" | the corpus has no such post"]++
		return
	}
	n.here++
	want, translated := f.urls[owner][tag]
	for _, other := range slices.Sorted(maps.Keys(f.urls[owner])) {
		if !translated && want == "" {
			want = f.urls[owner][other]
		}
	}
	got, fragment, fragmented := strings.Cut(link[1], "#")
	switch {
	case got != want:
		n.misses[link[0]+" | leads to "+got]++
	default:
		n.resolved++
	}
	if _, _, asked := strings.Cut(link[0], "#"); asked {
		n.fragments++
		if fragmented && f.hasID(owner, got, decoded(fragment)) {
			n.found++
		}
	}
}

// hasID reports whether the page at the URL has the id.
func (f *figurer) hasID(owner content.PostID, at, id string) bool {
	for tag, u := range f.urls[owner] {
		if u != at {
			continue
		}
		e, _, err := f.reader.Entry(f.t.Context(), owner, tag)
		if err != nil {
			f.t.Fatal(err)
		}
		for n := range markup.Tree(bodyOf(f.t, e)).Descendants() {
			if has, ok := markup.Attr(n, "id"); ok && has == id {
				return true
			}
		}
	}
	return false
}

// written returns the HTML of a file as it was before its links were named.
func (f *figurer) written(file porting.FileReport) string {
	doc := f.docs[file.Path]
	page, err := f.site.Load(f.t.Context(), doc)
	if err != nil {
		f.t.Fatal(err)
	}
	return f.policy.Body(toHTML(page.Format, page.Body)).HTML
}

// linksIn returns where the links of a body lead.
func linksIn(body string) []string {
	var list []string
	for n := range markup.Tree(body).Descendants() {
		if href, ok := markup.Attr(n, "href"); ok && n.Type == html.ElementNode {
			list = append(list, href)
		}
	}
	return list
}

// write writes the table of a corpus.
func (f *figurer) write(b *strings.Builder, name string) {
	fmt.Fprintf(b, "\n## %s\n\n| Locale | Links | inside the site | to a post | here | resolved | with a fragment | found | kept |\n|%s\n",
		name, strings.Repeat(" --- |", 9))
	var all tally
	misses := make(map[string]int)
	for _, tag := range slices.Sorted(maps.Keys(f.by)) {
		n := f.by[tag]
		n.row(b, string(tag))
		all.links, all.inside, all.posts, all.here = all.links+n.links, all.inside+n.inside, all.posts+n.posts, all.here+n.here
		all.resolved, all.fragments, all.found, all.kept = all.resolved+n.resolved, all.fragments+n.fragments, all.found+n.found, all.kept+n.kept
		for miss, times := range n.misses {
			misses[string(tag)+" | "+miss] += times
		}
	}
	all.row(b, "both")
	// What is of the sites stays out of the project: the misses are printed.
	for _, miss := range slices.Sorted(maps.Keys(misses)) {
		f.t.Logf("%s: %s | %d", name, miss, misses[miss])
	}
}

func (n *tally) row(b *strings.Builder, name string) {
	fmt.Fprintf(b, "| %s | %d | %d | %d | %d | %d | %d | %d | %d |\n", name, n.links, n.inside, n.posts, n.here, n.resolved, n.fragments, n.found, n.kept)
}
