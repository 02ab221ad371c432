package check_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/porting/hugo"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A pair is one of a corpus.
type pair struct {
	name           string // path of the source's file
	source, target *segment.Document
	input          check.Input
}

// corpora has the pairs once they were read: several tests look at them.
var corpora struct {
	once  sync.Once
	pairs []pair
}

// corpusPairs returns the pairs of both test corpora, English beside French.
func corpusPairs(t testing.TB) []pair {
	t.Helper()
	corpora.once.Do(func() { corpora.pairs = readCorpora(t) })
	if len(corpora.pairs) == 0 {
		t.Skip("there are no corpora")
	}
	return corpora.pairs
}

func readCorpora(t testing.TB) []pair {
	t.Helper()
	var pairs []pair
	policy := sanitize.New(sanitize.Options{})
	for _, name := range []string{"cds", "cloudops"} {
		root, err := os.OpenRoot(hugojudge.Corpus(t, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { root.Close() })
		site, err := hugo.Read(t.Context(), root.FS(), hugo.Options{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var locales []content.Locale
		for _, l := range site.Locales {
			locales = append(locales, content.Locale{Tag: l.Tag, Settings: content.LocaleSettings{BaseURL: l.BaseURL, Paths: l.Paths}})
		}
		for _, w := range site.Works {
			texts := make(map[locale.Tag]content.Text)
			for _, d := range w.Documents {
				texts[d.Locale] = textOf(t, policy, site, d)
			}
			if len(texts) == 2 {
				p := newPair(texts["en"], texts["fr"])
				p.name, p.input.Locales, p.input.Hosts = name+"/"+w.Documents[0].Path, locales, site.Hosts
				pairs = append(pairs, p)
			}
		}
	}
	return pairs
}

func textOf(t testing.TB, policy *sanitize.Policy, site *porting.Site, d porting.Document) content.Text {
	t.Helper()
	page, err := site.Load(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	resources := make(map[string]content.ResourceText)
	for _, r := range page.Resources {
		resources[r.Name] = content.ResourceText{Title: r.Title}
	}
	in := content.Text{Slug: d.Slug, Title: page.Title, Summary: page.Summary, SEO: page.SEO, Format: page.Format, Body: page.Body, Resources: resources}
	prepared, err := draft.Prepare(policy, d.Locale, "", in)
	if err != nil {
		t.Fatalf("%s: %v", d.Path, err)
	}
	return prepared.Text
}

// newPair aligns an English and a French text.
func newPair(en, fr content.Text) pair {
	p := pair{source: segment.Cut("en", en), target: segment.Cut("fr", fr)}
	p.input = inputOf(p.source, p.target, "en", "fr-CA")
	return p
}

func inputOf(source, target *segment.Document, from, to string) check.Input {
	in := check.Input{Source: check.SideOf(source, from), Target: check.SideOf(target, to)}
	for _, b := range align.Align(source, target, align.Hints{}) {
		in.Beads = append(in.Beads, check.Bead{Source: b.Source, Target: b.Target})
	}
	return in
}

// TestCorpusCounts runs every check on every pair of the corpora, and prints what
// they find by check.
//
//	CHECK_SAMPLE=7 go test ./internal/bitext/check -run TestCorpusCounts -v
//
// prints a hundred of the findings, drawn by that seed, to be judged by reading;
// with CHECK_ONLY those of one check alone, with CHECK_CONTENT none of typography,
// with CHECK_SIZE another number.
func TestCorpusCounts(t *testing.T) {
	all := corpusFindings(t)
	counts := make(map[check.Name]int)
	for _, d := range all {
		counts[d.finding.Check]++
	}
	for _, d := range check.Checks() {
		t.Logf("%5d %-16s %s", counts[d.Check], d.Check, d.Severity)
	}
	t.Logf("%5d findings", len(all))
	if seed := os.Getenv("CHECK_SAMPLE"); seed != "" {
		printSample(os.Stdout, all, seed)
	}
}

// A drawn is a finding of a pair.
type drawn struct {
	pair    *pair
	finding check.Finding
}

// key names the finding without a word of the texts.
func (d drawn) key() string {
	sum := sha256.Sum256([]byte(d.pair.name))
	return hex.EncodeToString(sum[:6]) + " " + d.finding.ID
}

func corpusFindings(t *testing.T) []drawn {
	t.Helper()
	var all []drawn
	for _, p := range corpusPairs(t) {
		for _, f := range check.Run(p.input) {
			all = append(all, drawn{pair: &p, finding: f})
		}
	}
	return all
}

// TestJudged holds what was judged by reading: testdata/judged.txt, and second.txt of
// another reader, have, for each finding of their draws, the draw, the name of the pair and of the finding, and whether
// it was right. At least nine of ten were, in each draw; and what was right is found
// still, but for what a later alignment put otherwise.
func TestJudged(t *testing.T) {
	found := make(map[string]bool)
	for _, d := range corpusFindings(t) {
		found[d.key()] = true
	}
	data := readAll(t, "testdata/judged.txt", "testdata/second.txt")
	right, all, lost := make(map[string]int), make(map[string]int), 0
	for line := range strings.Lines(data) {
		f := strings.Fields(line)
		if len(f) != 5 || f[0] == "#" {
			continue
		}
		draw, key, verdict := f[0], f[2]+" "+f[3], f[4]
		all[draw]++
		if verdict == "right" {
			right[draw]++
			if !found[key] {
				lost++
			}
		}
	}
	for draw, n := range all {
		t.Logf("%s: %d of %d right", draw, right[draw], n)
		if 10*right[draw] < 9*n {
			t.Errorf("%s: only %d of %d were right", draw, right[draw], n)
		}
	}
	t.Logf("%d of those are found no more", lost)
	if len(all) == 0 || 20*lost > len(found) {
		t.Errorf("%d findings that were right are lost", lost)
	}
}

func readAll(t *testing.T, names ...string) string {
	t.Helper()
	var all strings.Builder
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	return all.String()
}

// printSample prints findings with the texts that they are about.
func printSample(w io.Writer, all []drawn, seed string) {
	if only := os.Getenv("CHECK_ONLY"); only != "" {
		all = slices.DeleteFunc(all, func(d drawn) bool { return string(d.finding.Check) != only })
	}
	if os.Getenv("CHECK_CONTENT") != "" { // no findings of typography
		all = slices.DeleteFunc(all, func(d drawn) bool { return d.finding.Profile != "" })
	}
	size := 100
	if n, err := strconv.Atoi(os.Getenv("CHECK_SIZE")); err == nil {
		size = n
	}
	n, _ := strconv.ParseUint(seed, 10, 64)
	r := rand.New(rand.NewPCG(n, 5))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for i, d := range all[:min(size, len(all))] {
		f := d.finding
		fmt.Fprintf(w, "\n#%d %s %s %s [%s] %s %s+%d %q\n   %v\n", i, d.key(), f.Check, f.Severity, f.Code, f.Place.Field, f.Place.Pointer, f.Place.Start, f.Excerpt, f.Args)
		if f.Bead >= 0 {
			b := d.pair.input.Beads[f.Bead]
			for _, k := range b.Source {
				fmt.Fprintf(w, "   S%d %s\n", k, d.pair.source.Segments[k].Text)
			}
			for _, k := range b.Target {
				fmt.Fprintf(w, "   T%d %s\n", k, d.pair.target.Segments[k].Text)
			}
		}
		if f.Fix != nil {
			after, _ := check.Apply(d.pair.target.Segments[f.Fix.Segment].Text, []check.Fix{*f.Fix})
			fmt.Fprintf(w, "   F  %s\n", after)
		}
	}
}
