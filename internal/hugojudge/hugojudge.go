// Package hugojudge lets the real Hugo say what it makes of a site, so that
// tests can compare. It is for tests alone: it runs a program and fails the test
// that asked.
package hugojudge

import (
	"encoding/json"
	"errors"
	"html"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Version is the Hugo that judges: `go install github.com/gohugoio/hugo@v0.165.0`.
const Version = "v0.165.0"

// A Page is what Hugo says of one regular page.
type Page struct {
	File         string // from the site's root, slash-separated
	Language     string
	RelPermalink string
	Permalink    string
	Title        string
	Date         time.Time
	Lastmod      time.Time
	PublishDate  time.Time
	ExpiryDate   time.Time
	Aliases      []string // public paths of the files that Hugo makes, as their names are: not unescaped
	Content      string
	Summary      string
	Translations []string // files of the other languages
	Resources    []Resource
	Section      string
	Multihost    bool
	BaseURL      string
}

// A Resource is a file of a page's bundle, or lent to it.
type Resource struct{ Name, Title string }

// Path returns the page's public path, unescaped.
func (p Page) Path() string {
	u, err := url.Parse(p.RelPermalink)
	if err != nil {
		return p.RelPermalink
	}
	return u.Path
}

// Binary returns the path of Hugo: the one in PATH, else that in GOPATH/bin. If
// there is none the test is skipped; where the variable CI is set it fails.
func Binary(t testing.TB) string {
	t.Helper()
	if found, err := exec.LookPath("hugo"); err == nil {
		return found
	}
	if out, err := exec.Command("go", "env", "GOPATH").Output(); err == nil {
		found := filepath.Join(strings.TrimSpace(string(out)), "bin", "hugo")
		if _, err := os.Stat(found); err == nil {
			return found
		}
	}
	const missing = "no hugo in PATH or GOPATH/bin: go install github.com/gohugoio/hugo@" + Version
	if os.Getenv("CI") != "" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// The layouts: one line of JSON a page. Aliases need no page of their own.
var layouts = map[string]string{
	"home.html": `{{ range .Site.RegularPages }}` +
		`{{ $t := slice }}{{ range .Translations }}{{ with .File }}{{ $t = $t | append .Filename }}{{ end }}{{ end }}` +
		`{{ $f := "" }}{{ with .File }}{{ $f = .Filename }}{{ end }}` +
		`{{ $r := slice }}{{ range .Resources }}{{ $r = $r | append (dict "Name" .Name "Title" .Title) }}{{ end }}` +
		`{{ dict "File" $f "Language" .Site.Language.Lang "RelPermalink" .RelPermalink "Permalink" .Permalink "Title" .Title ` +
		`"Date" .Date "Lastmod" .Lastmod "PublishDate" .PublishDate "ExpiryDate" .ExpiryDate "Aliases" .Aliases ` +
		`"Content" (string .Content) "Summary" (string .Summary) "Translations" $t "Resources" $r "Section" .Section ` +
		`"Multihost" hugo.IsMultihost "BaseURL" .Site.BaseURL | jsonify | safeHTML }}` + "\n{{ end }}",
	"all.html":   `page`,
	"alias.html": `{{ .Permalink }}`,
}

// settings make Hugo's output comparable: no theme, raw HTML as written, signs
// as typed, code not coloured, HTML files allowed, nothing listed that no layout is for.
var settings = []string{
	"HUGO_THEME=judge", // an empty one
	"HUGO_MARKUP_GOLDMARK_RENDERER_UNSAFE=true",
	"HUGO_MARKUP_GOLDMARK_EXTENSIONS_TYPOGRAPHER_DISABLE=true",
	"HUGO_MARKUP_HIGHLIGHT_CODEFENCES=false",
	"HUGO_DISABLEKINDS=[rss,sitemap,taxonomy,term,404,robotstxt]",
	"HUGO_SECURITY_ALLOWCONTENT=.*",
}

// skipped are the folders of a site that say nothing about its pages.
var skipped = map[string]bool{"layouts": true, "themes": true, "static": true, "assets": true, "public": true, "resources": true, ".git": true}

// Pages builds a copy of the site in dir and returns what Hugo says of its
// regular pages, by file. Drafts and posts of the future are left out, as Hugo does.
func Pages(t testing.TB, dir string) map[string]Page {
	t.Helper()
	site := copySite(t, dir)
	build(t, site, settings)
	pages := make(map[string]Page)
	err := filepath.WalkDir(filepath.Join(site, "public"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() != "index.html" {
			return err
		}
		return readDump(site, name, pages)
	})
	if err != nil {
		t.Fatalf("read what Hugo says: %v", err)
	}
	return pages
}

// build runs Hugo with settings beside the site's own.
func build(t testing.TB, site string, settings []string) {
	t.Helper()
	cmd := exec.Command(Binary(t))
	cmd.Dir = site
	cmd.Env = append(append(os.Environ(), settings...), "HUGO_CACHEDIR="+filepath.Join(t.TempDir(), "cache"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("hugo: %v\n%s", err, out)
	}
}

// The layout that says where term pages and feeds are: one path a line.
const termsLayout = `{{ range .Site.Taxonomies }}{{ range . }}term {{ .Page.RelPermalink }}` + "\n{{ end }}{{ end }}" +
	`{{ with .OutputFormats.Get "rss" }}feed {{ .RelPermalink }}{{ end }}` + "\n"

// Terms builds a copy of the site in dir and returns the public paths, unescaped, of all
// its term pages, and of the feeds of its languages.
func Terms(t testing.TB, dir string) (terms, feeds []string) {
	t.Helper()
	site := copySite(t, dir)
	if err := os.WriteFile(filepath.Join(site, "layouts", "home.html"), []byte(termsLayout), 0o644); err != nil {
		t.Fatal(err)
	}
	build(t, site, slices.DeleteFunc(slices.Clone(settings), func(s string) bool { return strings.HasPrefix(s, "HUGO_DISABLEKINDS=") }))
	err := filepath.WalkDir(filepath.Join(site, "public"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "index.html" {
			return err
		}
		data, err := os.ReadFile(name)
		for line := range strings.Lines(string(data)) {
			kind, link, _ := strings.Cut(strings.TrimSpace(line), " ")
			u, err := url.Parse(html.UnescapeString(link))
			if err != nil {
				return err
			}
			switch kind {
			case "term":
				terms = append(terms, u.Path)
			case "feed":
				feeds = append(feeds, u.Path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatalf("read what Hugo says: %v", err)
	}
	slices.Sort(terms)
	slices.Sort(feeds)
	return slices.Compact(terms), slices.Compact(feeds)
}

// readDump adds the pages of one language's front page.
func readDump(site, name string, pages map[string]Page) error {
	data, err := os.ReadFile(name)
	if err != nil || !strings.HasPrefix(string(data), `{"`) {
		return err
	}
	for line := range strings.Lines(string(data)) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		var p Page
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			return err
		}
		p.File = relative(site, p.File)
		for i, f := range p.Translations {
			p.Translations[i] = relative(site, f)
		}
		p.publish()
		pages[p.File] = p
	}
	return nil
}

// publish makes the names of alias files public paths: below the path of the
// base URL, and with a host for each language without the folder of its files.
func (p *Page) publish() {
	base, err := url.Parse(p.BaseURL)
	if err != nil {
		return
	}
	for i, a := range p.Aliases {
		if p.Multihost {
			a = strings.TrimPrefix(a, "/"+p.Language)
		}
		p.Aliases[i] = strings.TrimSuffix(base.Path, "/") + a
	}
}

func relative(site, name string) string {
	rel, err := filepath.Rel(site, name)
	if err != nil {
		return name
	}
	return filepath.ToSlash(rel)
}

// copySite copies what Hugo needs and puts our layouts beside it.
func copySite(t testing.TB, dir string) string {
	t.Helper()
	site, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatalf("read site: %v", err)
	}
	for _, e := range entries {
		from, to := filepath.Join(dir, e.Name()), filepath.Join(site, e.Name())
		switch {
		case skipped[e.Name()]:
		case e.IsDir():
			err = errors.Join(err, os.CopyFS(to, os.DirFS(from)))
		case e.Type().IsRegular():
			var data []byte
			data, err = os.ReadFile(from)
			if err == nil {
				err = os.WriteFile(to, data, 0o644)
			}
		}
		if err != nil {
			t.Fatalf("copy site: %v", err)
		}
	}
	folder := filepath.Join(site, "layouts")
	if err := errors.Join(os.MkdirAll(folder, 0o755), os.MkdirAll(filepath.Join(site, "themes", "judge"), 0o755)); err != nil {
		t.Fatal(err)
	}
	for name, text := range layouts {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return site
}

// Corpus returns the folder of a test corpus: below DIPTYCH_CORPUS, else beside
// the checkout. If it is not there the test is skipped,
// and fails in CI.
func Corpus(t testing.TB, name string) string {
	t.Helper()
	root := os.Getenv("DIPTYCH_CORPUS")
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for dir != filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				break
			}
			dir = filepath.Dir(dir)
		}
		root = filepath.Join(dir, "..", "shared", "corpus")
	}
	found := filepath.Join(root, name)
	if _, err := os.Stat(found); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the proof asks real sites, and there is no corpus %s: set DIPTYCH_CORPUS", name)
		}
		t.Skipf("no corpus %s: set DIPTYCH_CORPUS to read it", name)
	}
	return found
}
