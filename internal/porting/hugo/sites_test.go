package hugo

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/porting"
)

// noon is the moment at which tests read sites.
var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// archive reads a txtar archive: "-- name --" lines before the files.
func archive(text string) map[string]string {
	files := make(map[string]string)
	name := ""
	for line := range strings.Lines(text) {
		if s, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(s, " --\n") {
			name = strings.TrimSuffix(s, " --\n")
			files[name] = ""
			continue
		}
		if name != "" {
			files[name] += line
		}
	}
	return files
}

// mapFS makes a filesystem of files.
func mapFS(files map[string]string) fstest.MapFS {
	fsys := make(fstest.MapFS)
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// readFiles reads a site of files.
func readFiles(t testing.TB, files map[string]string, opts Options) *porting.Site {
	t.Helper()
	opts.Now = noon
	site, err := Read(t.Context(), mapFS(files), opts, nil)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// TestSites reads the small sites of testdata and compares all that was read with a
// golden file, and paths, aliases, dates and pairs with Hugo.
func TestSites(t *testing.T) {
	names, err := filepath.Glob("testdata/sites/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no sites: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files := archive(string(text))
			site := readFiles(t, files, Options{})
			golden.Equal(t, "sites/"+strings.TrimSuffix(filepath.Base(name), ".txtar")+".golden", report(t, site))
			compare(t, site, hugojudge.Pages(t, onDisk(t, files)))
		})
	}
}

// onDisk writes files into a folder.
func onDisk(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// report writes all that was read of a site for people.
func report(t testing.TB, s *porting.Site) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "default %s, zone %q, hosts %q\n", s.Default, s.TimeZone, s.Hosts)
	for _, l := range s.Locales {
		fmt.Fprintf(&b, "locale %s: %q %q %q %s\n", l.Tag, l.Title, l.Description, l.BaseURL, l.Paths.Post)
		fmt.Fprintf(&b, "  tags %s authors %s series %s feed %s hreflang %q\n", l.Paths.Tag, l.Paths.Author, l.Paths.Series, l.Paths.Feed, l.Hreflang)
	}
	for _, n := range s.Notes {
		writeNote(&b, n)
	}
	for _, w := range s.Works {
		fmt.Fprintf(&b, "\nwork of %s\n", w.Source)
		for _, d := range w.Documents {
			page, err := s.Load(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			writePage(&b, d, page)
		}
	}
	for _, g := range s.Suggestions {
		fmt.Fprintf(&b, "\n%s may belong to %s\n", g.Path, g.With)
	}
	return b.String()
}

func writeNote(b *strings.Builder, n porting.Note) {
	fmt.Fprintf(b, "  %s %s:%d %s %v\n", n.Level, n.Path, n.Line, n.Code, n.Args)
}

func writePage(b *strings.Builder, d porting.Document, p *porting.Page) {
	fmt.Fprintf(b, "%s\n  %s slug %q %q\n  %s\n", d.Path, d.Locale, d.Slug, p.Title, d.URLPath)
	for _, a := range d.Aliases {
		fmt.Fprintf(b, "  alias %s\n", a)
	}
	if p.Date != nil {
		fmt.Fprintf(b, "  date %s day %v\n", p.Date.At.Format(time.RFC3339Nano), p.Date.DateOnly)
	}
	if p.LastMod != nil {
		fmt.Fprintf(b, "  lastmod %s\n", p.LastMod.At.Format(time.RFC3339))
	}
	for _, name := range slices.Sorted(maps.Keys(p.Params)) {
		fmt.Fprintf(b, "  param %s = %v\n", name, p.Params[name])
	}
	for _, r := range p.Resources {
		fmt.Fprintf(b, "  resource %s: file %q url %q title %q alt %q %v lent %q\n", r.Name, r.File, r.URL, r.Title, r.Alt, r.Params, r.LentFrom)
	}
	for _, i := range p.Images {
		fmt.Fprintf(b, "  image %s: %s\n", i.Src, i.File)
	}
	if p.Draft || p.Hidden || !p.ExpireAt.IsZero() {
		fmt.Fprintf(b, "  draft %v hidden %v expires %v\n", p.Draft, p.Hidden, p.ExpireAt)
	}
	for _, n := range p.Notes {
		writeNote(b, n)
	}
}
