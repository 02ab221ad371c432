package exchanging_test

import (
	"bytes"
	"encoding/xml"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/bitext/tmx"
	"github.com/diptych-cms/diptych/internal/exchanging"
)

// A pair is a text that OmegaT shows, and what it is translated into.
type pair struct{ from, to string }

// A project is a folder that OmegaT opens.
type project struct {
	dir   string
	typed []pair // by a translator, as OmegaT writes tags
	ours  string // our memory, for tm/auto
}

// compile opens the project with a file in it, in console mode, and returns the file as
// OmegaT writes it.
func (p project) compile(t *testing.T, name, doc string) string {
	t.Helper()
	config := t.TempDir()
	write := func(path, text string) {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in := func(parts ...string) string { return filepath.Join(append([]string{p.dir}, parts...)...) }
	for _, folder := range []string{"source", "target", "omegat", "glossary", "dictionary", "tm"} {
		if err := os.MkdirAll(in(folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write(in("omegat.project"), contents(t, "testdata/omegat.project"))
	write(in("source", name), doc)
	write(in("omegat", "project_save.tmx"), saved(p.typed))
	if p.ours != "" {
		write(in("tm", "auto", "ours.tmx"), p.ours)
	}
	// Tags at the ends of a text are to be shown too.
	write(filepath.Join(config, "filters.xml"), `<filters removeTags="false" removeSpacesNonseg="false" preserveSpaces="true" ignoreFileContext="false"/>`)
	run(t, "omegat", p.dir, "--mode=console-translate", "--config-dir="+config)
	return contents(t, in("target", name))
}

// saved is what a translator typed, as OmegaT keeps it.
func saved(pairs []pair) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE tmx SYSTEM "tmx11.dtd"><tmx version="1.1"><header creationtool="OmegaT" ` +
		`creationtoolversion="3.6" segtype="paragraph" o-tmf="OmegaT TMX" adminlang="EN-US" srclang="EN" datatype="plaintext"/><body>`)
	for _, p := range pairs {
		b.WriteString(`<tu><tuv lang="EN"><seg>`)
		_ = xml.EscapeText(&b, []byte(p.from))
		b.WriteString(`</seg></tuv><tuv lang="FR"><seg>`)
		_ = xml.EscapeText(&b, []byte(p.to))
		b.WriteString(`</seg></tuv></tu>`)
	}
	b.WriteString(`</body></tmx>`)
	return b.String()
}

// shown returns a text of XLIFF as OmegaT shows it: its tags are numbered from 0 as
// they open.
func shown(text string, number map[int]int) string {
	var b strings.Builder
	for _, p := range segment.Pieces(text) {
		if _, known := number[p.N]; !known && p.Role != segment.Said {
			number[p.N] = len(number)
		}
		n := strconv.Itoa(number[p.N])
		switch p.Role {
		case segment.Said:
			b.WriteString(p.Words)
		case segment.Opens:
			b.WriteString("<g" + n + ">")
		case segment.Closes:
			b.WriteString("</g" + n + ">")
		case segment.Alone:
			b.WriteString("<x" + n + "/>")
		}
	}
	return b.String()
}

// typing returns what a translator types who translates every unit into capitals. In
// XLIFF, OmegaT 3 shows what stands in the target; in PO, the source.
func typing(f *exchange.File, inXLIFF bool) (pairs []pair) {
	for _, u := range f.Units {
		from := u.Source
		if inXLIFF && u.Target != "" {
			from = u.Target
		}
		loud(&u)
		if !inXLIFF {
			pairs = append(pairs, pair{from, u.Target})
			continue
		}
		numbers := make(map[int]int)
		from = shown(from, numbers)
		pairs = append(pairs, pair{from, shown(u.Target, numbers)})
	}
	return pairs
}

// ours writes a memory of one text without tags, as Diptych gives it out.
func ours(t *testing.T, p pair) string {
	t.Helper()
	var b bytes.Buffer
	w := tmx.NewWriter(&b, bitext.Direction{Source: "en", Target: "fr"})
	if err := w.Entry(bitext.Entry{ID: 1, Source: p.from, Target: p.to, At: noon, By: "cli", Origin: bitext.Human}); err != nil {
		t.Fatal(err)
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestToolsOmegaT has a real tool of translators open a project with our files and our
// memory, and takes back the targets that it writes: what a translator typed in it, and
// what it took from the memory.
func TestToolsOmegaT(t *testing.T) {
	slow(t)
	installed(t, "omegat")
	for _, format := range []exchanging.Format{exchanging.XLIFF12, exchanging.PO} {
		t.Run(string(format), func(t *testing.T) {
			inXLIFF := format == exchanging.XLIFF12
			name := map[bool]string{true: "a.xlf", false: "a.po"}[inXLIFF]
			prove(t, exchanging.Choice{Format: format, Prefill: true}, func(t *testing.T, doc string, isLoud bool) string {
				p := project{dir: t.TempDir()}
				if isLoud {
					f := opened(t, doc)
					for i, one := range typing(f, inXLIFF) {
						// A translation that a PO has already goes before one of a memory.
						if one.to == "COME IN" && (inXLIFF || f.Units[i].Target == "") {
							p.ours = ours(t, one)
						} else {
							p.typed = append(p.typed, one)
						}
					}
				}
				return p.compile(t, name, doc)
			})
		})
	}
}
