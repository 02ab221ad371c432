package hugo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
	"github.com/diptych-cms/diptych/internal/store/live"
)

// A shelf is a database that sites are imported into.
type shelf struct {
	t      testing.TB
	db     *store.DB
	reader *live.Reader
	blobs  *blob.Store
}

func newShelf(t testing.TB) *shelf {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	reader, err := live.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(reader.Close(), db.Close(), blobs.Close()); err != nil {
			t.Error(err)
		}
	})
	return &shelf{t, db, reader, blobs}
}

// bring imports a site, and renders again what that left for later.
func (s *shelf) bring(site *porting.Site) *porting.Report {
	s.t.Helper()
	service := &porting.Service{
		Write: func(ctx context.Context, fn func(porting.Tx) error) error {
			return s.db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(porting.Snapshot) error) error {
			return s.db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
		Now: func() time.Time { return noon }, Blobs: s.blobs,
	}
	report, err := service.Import(s.t.Context(), porting.Command{Actor: access.System("test"), Site: site, Source: "hugo"})
	if err != nil {
		s.t.Fatal(err)
	}
	for more := true; more; {
		err := s.db.Write(s.t.Context(), func(tx *store.Tx) (err error) {
			_, more, err = projection.Work(s.t.Context(), tx)
			return err
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return report
}

// entry returns what readers get of a file's post in its language; ok is false for one
// that is not live.
func (s *shelf) entry(f porting.FileReport) (e entry.Stored, ok bool) {
	s.t.Helper()
	e, ok, err := s.reader.Entry(s.t.Context(), f.Post, f.Locale)
	if err != nil {
		s.t.Fatal(err)
	}
	return e, ok
}

// kept returns the HTML of a file's head.
func (s *shelf) kept(f porting.FileReport) (text string) {
	s.t.Helper()
	err := s.db.Read(s.t.Context(), func(r *store.Snapshot) error {
		p, err := r.Post(s.t.Context(), f.Post)
		if err != nil {
			return err
		}
		rev, err := r.Revision(s.t.Context(), f.Post, f.Locale, p.Translation(f.Locale).Head)
		if err == nil {
			text = rev.Text.HTML
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return text
}

// bodyOf returns the body of an entry.
func bodyOf(t testing.TB, e entry.Stored) string {
	t.Helper()
	var doc struct{ Body string }
	if err := json.Unmarshal(entry.Join(e.Card, e.Body), &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Body
}

// reportLinks lists the links of files: their words, what is kept of them, and where
// they lead readers.
func (s *shelf) reportLinks(r *porting.Report, names map[content.PostID]string, files ...string) string {
	s.t.Helper()
	var b strings.Builder
	for _, f := range r.Files {
		if !slices.Contains(files, f.Path) {
			continue
		}
		fmt.Fprintf(&b, "%s\n", f.Path)
		e, ok := s.entry(f)
		if !ok {
			s.t.Fatalf("%s is not live", f.Path)
		}
		shown := make(map[string]string)
		for n := range markup.Tree(bodyOf(s.t, e)).Descendants() {
			if href, ok := markup.Attr(n, "href"); ok {
				if said, ok := markup.Attr(n, "hreflang"); ok {
					href += " (" + said + ")"
				}
				shown[markup.TextOf(n)] = href
			}
		}
		for n := range markup.Tree(s.kept(f)).Descendants() {
			if href, ok := markup.Attr(n, "href"); ok && n.Type == html.ElementNode {
				words := markup.TextOf(n)
				fmt.Fprintf(&b, "  %-18s %-60s %s\n", words, named(href, names), shown[words])
			}
		}
	}
	return b.String()
}

// named puts names in the place of the ids of posts.
func named(href string, names map[content.PostID]string) string {
	for id, name := range names {
		href = strings.Replace(href, string(id), name, 1)
	}
	return href
}

// TestLinksOfASite imports the small site section by section, in whose pages links
// stand in every form.
func TestLinksOfASite(t *testing.T) {
	text, err := os.ReadFile("testdata/links.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := archive(string(text))
	s := newShelf(t)
	options := Options{Hosts: []string{"www.old.example"}, Sections: []string{"blog"}}
	blog := s.bring(readFiles(t, files, options))
	options.Sections = []string{"news"}
	for _, f := range s.bring(readFiles(t, files, options)).Files {
		if f.Outcome != porting.Created {
			t.Errorf("%s of the other section: %s", f.Path, f.Outcome)
		}
	}
	options.Sections = nil
	all := s.bring(readFiles(t, files, options))
	names := make(map[content.PostID]string)
	for _, f := range slices.Backward(all.Files) {
		names[f.Post] = strings.TrimSuffix(filepath.Base(f.Path), ".md")
	}
	const en, fr = "content/en/blog/all-links.md", "content/fr/blog/tous-les-liens.md"
	for _, f := range all.Files {
		if f.Outcome != porting.Unchanged {
			t.Errorf("%s: %s, want %s", f.Path, f.Outcome, porting.Unchanged)
		}
	}
	golden.Equal(t, "links.golden", s.reportLinks(all, names, en, fr))
	if len(blog.Files) == 0 {
		t.Error("nothing was imported first")
	}
}

// TestLinksWhicheverComesFirst imports two pages that link to each other, and gets the
// same entries whichever of the two is read first.
func TestLinksWhicheverComesFirst(t *testing.T) {
	for _, names := range [][2]string{{"a", "b"}, {"b", "a"}} {
		s := newShelf(t)
		r := s.bring(readFiles(t, map[string]string{
			"hugo.toml":                        "baseURL = 'https://x.example/'\n[languages.en]\n[languages.fr]\n",
			"content/blog/" + names[0] + ".md": "---\ntitle: One\ndate: 2020-01-01\nslug: one\n---\n[x](/blog/two/)",
			"content/blog/" + names[1] + ".md": "---\ntitle: Two\ndate: 2020-01-01\nslug: two\n---\n[x](/blog/one/)",
		}, Options{}))
		for _, f := range r.Files {
			e, _ := s.entry(f)
			other := map[string]string{"one": "two", "two": "one"}[e.Slug]
			if got, want := bodyOf(t, e), `<p><a href="https://x.example/blog/`+other+`/">x</a></p>`; strings.TrimSpace(got) != want {
				t.Errorf("%s: %s, want %s", f.Path, got, want)
			}
		}
	}
}

// TestAttachments takes files with the pages that link to them, from the bundle and
// from static, in Markdown and HTML, and leads readers to them.
func TestAttachments(t *testing.T) {
	const pdf = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
	s := newShelf(t)
	r := s.bring(readFiles(t, map[string]string{
		"hugo.toml": "baseURL = 'https://x.example/'\n[languages.en]\n[languages.fr]\n",
		"content/blog/a/index.md": "---\ntitle: A\ndate: 2020-01-01\n---\n[plan](plan.pdf) <a href=\"/files/Notes%20(2).txt\">notes</a> " +
			"[gone](gone.pdf) [page](/blog/b/) [code](tool.sh) [asked](plan.pdf?x=1)\n",
		"content/blog/a/plan.pdf":    pdf,
		"content/blog/a/tool.sh":     "echo",
		"static/files/Notes (2).txt": "notes",
	}, Options{}))
	var e entry.Stored
	for _, f := range r.Files {
		if strings.HasSuffix(f.Path, "a/index.md") {
			e, _ = s.entry(f)
			if kept := s.kept(f); strings.Count(kept, "cms:asset/") != 2 {
				t.Errorf("kept: %s", kept)
			}
		}
	}
	var leads []string
	for n := range markup.Tree(bodyOf(t, e)).Descendants() {
		if href, ok := markup.Attr(n, "href"); ok {
			at, _, _ := strings.Cut(strings.TrimPrefix(href, "/content/v1/media/"), "/")
			leads = append(leads, fmt.Sprintf("%s %d", markup.TextOf(n), len(at)))
		}
	}
	want := []string{"plan 64", "notes 64", "gone 8", "page 0", "code 7", "asked 12"}
	if !slices.Equal(leads, want) {
		t.Errorf("links lead to %q, want %q: %s", leads, want, bodyOf(t, e))
	}
	if !strings.Contains(string(e.Card)+string(e.Body), `"name":"plan.pdf"`) {
		t.Error("the bundle's file is no resource any more")
	}
}
