package exchanging_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/exchanging"
	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/i18n"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/porting/hugo"
)

// corpora are databases with a corpus in them, by its name.
var corpora = make(map[string][]byte)

// imported returns a house with a test corpus in it, which is imported once for all tests.
func imported(t *testing.T, name string) *app.House {
	t.Helper()
	if corpora[name] == nil {
		corpora[name] = brings(t, name)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "diptych.db"), corpora[name], 0o600); err != nil {
		t.Fatal(err)
	}
	h := openHouse(t, dir)
	t.Cleanup(func() { h.Close() })
	return h
}

// brings imports a corpus, and returns the database that came of it.
func brings(t *testing.T, name string) []byte {
	t.Helper()
	root, err := os.OpenRoot(hugojudge.Corpus(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	site, err := hugo.Read(t.Context(), root.FS(), hugo.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	h := openHouse(t, dir)
	_, err = h.Porting.Import(t.Context(), porting.Command{Actor: owner, Site: site, Source: "hugo"})
	if err := errors.Join(err, h.Close()); err != nil {
		t.Fatal(err)
	}
	database, err := os.ReadFile(filepath.Join(dir, "diptych.db"))
	if err != nil {
		t.Fatal(err)
	}
	return database
}

func openHouse(t *testing.T, dir string) *app.House {
	t.Helper()
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := app.Open(t.Context(), dir, app.Options{Catalog: catalog, Log: slog.New(slog.DiscardHandler), Create: true, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// exported gives every pair of a house out, by the name of its file.
func exported(t *testing.T, h *app.House, format exchanging.Format) map[string]string {
	t.Helper()
	files := make(map[string]string)
	_, err := h.Exchanging.ExportMany(t.Context(), exchanging.ExportMany{Actor: owner, Locale: "fr", Choice: exchanging.Choice{Format: format, At: noon}},
		func(f *exchanging.File) error { files[f.Name] = string(f.Body); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Fatalf("only %d files", len(files))
	}
	return files
}

// TestCorpora takes real pairs through each format: what nobody touched changes
// nothing, and what a translator changed lands, unless it stands in HTML that Markdown
// leaves open, beside several segments, or is said by what the translation has not.
func TestCorpora(t *testing.T) {
	for _, name := range []string{"cds", "cloudops"} {
		t.Run(name, func(t *testing.T) {
			if name == "cds" {
				slow(t)
			}
			h := imported(t, name)
			for _, format := range exchanging.Formats() {
				for file, doc := range exported(t, h, format) {
					if r := brought(t, h, format, doc); r.Sums()[exchanging.Unchanged] != len(r.Results) {
						t.Errorf("%s: untouched: %s", file, outcomes(r))
					}
				}
			}
			sums := make(map[string]int)
			all := 0
			for _, doc := range exported(t, h, exchanging.XLIFF21) {
				r := brought(t, h, exchanging.XLIFF21, edited(t, exchanging.XLIFF21, doc, loud))
				all += len(r.Results)
				for _, one := range r.Results {
					sums[string(one.Outcome)+" "+one.Code]++
				}
			}
			t.Logf("changed: %v", sums)
			written := sums["applied "] + sums["unchanged "]
			refused := sums["rejected segment.not_writable"] + sums["rejected segment.holder_missing"] + sums["rejected segment.parts"]
			if written*100 < all*90 || written+refused != all {
				t.Errorf("of %d units, %v", all, sums)
			}
		})
	}
}

// TestToolsCorpora holds the files of real pairs to the schemas, and to msgfmt.
func TestToolsCorpora(t *testing.T) {
	xmllint, msgfmt := installed(t, "xmllint"), installed(t, "msgfmt")
	h := imported(t, "cloudops")
	for _, format := range exchanging.Formats() {
		dir := t.TempDir()
		var paths []string
		for name, doc := range exported(t, h, format) {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, path)
		}
		if format != exchanging.PO {
			run(t, xmllint, append([]string{"--nonet", "--noout", "--schema", schema(t, format)}, paths...)...)
			continue
		}
		for _, path := range paths {
			if said := run(t, msgfmt, "-c", "-o", filepath.Join(dir, "a.mo"), path); said != "" {
				t.Errorf("%s: %s", filepath.Base(path), said)
			}
		}
	}
}

func brought(t *testing.T, h *app.House, format exchanging.Format, doc string) *exchanging.Report {
	t.Helper()
	f := opened(t, doc)
	r, err := h.Exchanging.Import(t.Context(), exchanging.Import{
		Actor: owner, Post: content.PostID(f.Post), Locale: f.Target, Kind: exchanging.KindOfText([]byte(doc)), Body: strings.NewReader(doc),
	})
	if err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return r
}

// outcomes says what became of the units that were not unchanged.
func outcomes(r *exchanging.Report) string {
	var b strings.Builder
	for _, one := range r.Results {
		if one.Outcome != exchanging.Unchanged {
			b.WriteString("\n  " + string(one.Outcome) + " " + string(one.State) + " " + one.Code + " " + exchange.Excerpt(one.Target))
		}
	}
	return b.String()
}
