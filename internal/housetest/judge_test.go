package housetest

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/hugojudge"
)

// A look is what a reader and a front end see of a body, in order.
type look struct {
	words    []string // split at white space; a no-break space belongs to its word
	links    []string
	pictures []string
	blocks   []string
}

// blockElements are what stands on lines of its own.
var blockElements = map[atom.Atom]bool{
	atom.P: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Ul: true,
	atom.Ol: true, atom.Li: true, atom.Blockquote: true, atom.Pre: true, atom.Table: true, atom.Tr: true, atom.Td: true,
	atom.Th: true, atom.Figure: true, atom.Figcaption: true, atom.Div: true, atom.Hr: true, atom.Dl: true, atom.Dt: true,
	atom.Dd: true, atom.Details: true, atom.Section: true,
}

// lookAt parses a body as a browser does. Pictures that Diptych stored are
// named by the given function.
func lookAt(t testing.TB, body string, picture func(src string) string) look {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(body), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		t.Fatal(err)
	}
	var (
		l    look
		text strings.Builder
		walk func(*html.Node)
	)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			text.WriteString(n.Data)
		case n.Type != html.ElementNode:
		case n.DataAtom == atom.Script || n.DataAtom == atom.Style:
			return
		default:
			if blockElements[n.DataAtom] {
				l.blocks = append(l.blocks, n.Data)
				text.WriteByte(' ')
			}
			for _, a := range n.Attr {
				switch {
				case n.DataAtom == atom.A && a.Key == "href":
					l.links = append(l.links, a.Val)
				case n.DataAtom == atom.Img && a.Key == "src":
					l.pictures = append(l.pictures, picture(a.Val))
				}
			}
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	for _, n := range nodes {
		walk(n)
	}
	l.words = strings.FieldsFunc(text.String(), func(r rune) bool { return strings.ContainsRune(" \t\r\n\f", r) })
	return l
}

// explains says which differences a finding of the sanitizer names. The corpora
// have no others.
var explains = map[string][]string{"sanitize.url_repaired": {"links"}}

// An imported is one file in the report of an import.
type imported struct {
	Path, Locale, Post, Outcome string
	Published                   bool
	Notes                       []note
}

type note struct{ Code, Excerpt string }

// TestHugoJudgesWhatReadersGet imports both corpora and compares each entry,
// as it is delivered, with what the real Hugo makes of the same file.
func TestHugoJudgesWhatReadersGet(t *testing.T) {
	for _, name := range []string{"cds", "cloudops"} {
		t.Run(name, func(t *testing.T) { judge(t, name) })
	}
}

// corpora are what is known of the corpora that a test asked for.
var corpora = make(map[string]corpus)

// A corpus is one that was imported.
type corpus struct {
	data  string // the directory that it is in
	files []imported
}

// brings imports a corpus, once for all tests. It returns a directory with a copy of
// what came of that, and what was said of each file.
func brings(t *testing.T, name string) (data string, files []imported) {
	t.Helper()
	c, ok := corpora[name]
	if !ok {
		c.data = filepath.Join(filepath.Dir(binary), name)
		out := run(t, "import", "hugo", hugojudge.Corpus(t, name), "--data", c.data, "--format", "json")
		var report struct{ Files []imported }
		if err := json.Unmarshal([]byte(out), &report); err != nil {
			t.Fatal(err)
		}
		c.files = report.Files
		corpora[name] = c
	}
	data = filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(data, os.DirFS(c.data)); err != nil {
		t.Fatal(err)
	}
	return data, c.files
}

func judge(t *testing.T, name string) {
	want := hugojudge.Pages(t, hugojudge.Corpus(t, name))
	data, files := brings(t, name)
	s := serve(t, data)
	c := &client{url: s.url}
	var table strings.Builder
	for _, f := range files {
		h, ok := want[f.Path]
		if !ok || !f.Published {
			t.Errorf("%s: %s, published %t; known to Hugo: %t", f.Path, f.Outcome, f.Published, ok)
			continue
		}
		judgeFile(t, c, f, h, &table)
	}
	if len(files) != len(want) {
		t.Errorf("%d files, Hugo has %d pages", len(files), len(want))
	}
	t.Logf("as many as Hugo has, and what differs with the finding that names it:\nfile\turl\taliases\twords\tlinks\tpictures\tblocks\n%s", table.String())
}

// judgeFile compares one entry: URL, aliases, and the four looks of its body. It
// adds a row to the table.
func judgeFile(t *testing.T, c *client, f imported, h hugojudge.Page, table *strings.Builder) {
	t.Helper()
	var e struct{ URL, Body string }
	c.must(t, 200, "GET", "/content/v1/posts/"+f.Post+"?locale="+f.Locale, nil).into(t, &e)
	if e.URL != h.Permalink {
		t.Errorf("%s: url %q, Hugo %q", f.Path, e.URL, h.Permalink)
	}
	for _, alias := range h.Aliases {
		judgeAlias(t, c, f, alias, e.URL)
	}
	got := lookAt(t, e.Body, func(src string) string { return picture(t, c, src) })
	have := lookAt(t, h.Content, func(src string) string { return filepath.Base(src) })
	follow(t, c, f.Locale, got.links, have.links)
	row := []string{f.Path, e.URL, strconv.Itoa(len(h.Aliases))}
	for _, part := range []struct {
		name      string
		got, want []string
	}{
		{"words", got.words, have.words}, {"links", got.links, have.links},
		{"pictures", got.pictures, have.pictures}, {"blocks", got.blocks, have.blocks},
	} {
		row = append(row, judgePart(t, f, part.name, part.got, part.want))
	}
	fmt.Fprintln(table, strings.Join(row, "\t"))
}

// follow puts where readers are led in the place of each link of Hugo's that leads
// to another page of the site: an old address, one without its slash, the page in the
// other language. What the site says of the address decides.
func follow(t testing.TB, c *client, locale string, got, want []string) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if got[i] == want[i] {
			continue
		}
		at, _, _ := strings.Cut(got[i], "#")
		href, _, _ := strings.Cut(want[i], "#")
		// A bracket of the sentence, and capitals, are no address that the site answers.
		for _, meant := range []string{href, strings.ToLower(strings.TrimRight(href, ")"))} {
			if leadsTo(t, c, locale, meant) == at {
				want[i] = got[i]
				break
			}
		}
	}
}

// leadsTo returns the page in the language to which an address of the site leads; ""
// if it leads to none.
func leadsTo(t testing.TB, c *client, locale, address string) string {
	t.Helper()
	var found struct {
		Entry struct {
			URL        string
			Alternates []struct{ Locale, URL string }
		}
		Redirect struct{ URL string }
	}
	for range 2 {
		a, err := c.do(t.Context(), "GET", "/content/v1/resolve?url="+url.QueryEscape(address), nil)
		if err != nil {
			t.Fatal(err)
		}
		if a.status != 200 {
			return ""
		}
		found.Redirect.URL = ""
		a.into(t, &found)
		if address = found.Redirect.URL; address == "" {
			break
		}
	}
	for _, alternate := range found.Entry.Alternates {
		if alternate.Locale == locale {
			return alternate.URL
		}
	}
	return found.Entry.URL
}

// judgePart compares one look and returns its cell of the table.
func judgePart(t *testing.T, f imported, name string, got, want []string) string {
	t.Helper()
	if slices.Equal(got, want) {
		return strconv.Itoa(len(want))
	}
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	first := fmt.Sprintf("%.80q, Hugo %.80q", at(got, i), at(want, i))
	names := explained(f, name)
	if len(names) == 0 {
		t.Errorf("%s: %s differ at %d: %s, and no finding names it: %v", f.Path, name, i, first, codesOf(f))
	}
	return strings.Join(names, ",") + ": " + first
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return "(nothing)"
}

func codesOf(f imported) []string {
	var codes []string
	for _, n := range f.Notes {
		if strings.HasPrefix(n.Code, "sanitize.") && !slices.Contains(codes, n.Code) {
			codes = append(codes, n.Code)
		}
	}
	return codes
}

func explained(f imported, part string) []string {
	return slices.DeleteFunc(codesOf(f), func(code string) bool { return !slices.Contains(explains[code], part) })
}

// picture names a delivered picture by the file that it was: the server says
// so in the header of its download.
func picture(t testing.TB, c *client, src string) string {
	t.Helper()
	if !strings.HasPrefix(src, "/content/v1/media/") {
		return filepath.Base(src)
	}
	a := c.must(t, 200, "GET", src, nil)
	_, params, err := mime.ParseMediaType(a.header.Get("Content-Disposition"))
	if err != nil || params["filename"] == "" {
		t.Errorf("%s has no name: %v", src, a.header)
	}
	return params["filename"]
}

// judgeAlias asks where an alias of Hugo leads: to the file's own URL, or to that
// of another file which has the alias too, if the report says so.
func judgeAlias(t *testing.T, c *client, f imported, alias, own string) {
	t.Helper()
	var found struct {
		Entry    struct{ URL string }
		Redirect struct{ URL string }
	}
	c.must(t, 200, "GET", "/content/v1/resolve?url="+url.QueryEscape(alias), nil).into(t, &found)
	taken := slices.ContainsFunc(f.Notes, func(n note) bool { return n.Code == "import.alias_taken" })
	if to := found.Redirect.URL + found.Entry.URL; to != own && !(taken && to != "") {
		t.Errorf("%s: alias %q leads to %q, want %q", f.Path, alias, to, own)
	}
}
