package patch_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// TestSkeletonsAlign begins a translation of each post of both corpora, fills every
// third segment, and holds that the empty blocks are aligned with the segments whose
// place they keep.
func TestSkeletonsAlign(t *testing.T) {
	policy := sanitize.New(sanitize.Options{})
	all, right := 0, 0
	dir := filepath.Dir(hugojudge.Corpus(t, "cloudops"))
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" || d.Name() == "README.md" || d.Name() == "_index.md" {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		parts := strings.SplitN(string(raw), "---\n", 3)
		made, err := markup.FromMarkdown(parts[len(parts)-1])
		if err != nil {
			return err
		}
		html := policy.Body(made).HTML
		source := segment.Cut("en", content.Text{Title: "A title", Format: content.HTML, Body: html, HTML: html})
		a, r := begun(t, source)
		all, right = all+a, right+r
		if r < a && testing.Verbose() {
			t.Logf("%s: %d of %d", d.Name(), r, a)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d blocks are aligned with their source", right, all)
	if right*1000 < all*995 {
		t.Errorf("%d of %d blocks are aligned with their source", right, all)
	}
}

func begun(t *testing.T, source *segment.Document) (all, right int) {
	t.Helper()
	target, beads, err := segment.Begin(source, "fr")
	if err != nil {
		t.Fatal(err)
	}
	var list []segment.Writing
	for i, s := range source.Segments {
		if to, ok := beads[i]; ok && i%3 == 0 {
			list = append(list, segment.Writing{Source: []int{i}, Target: []int{to}, Text: s.Text})
		}
	}
	joined, err := target.Write(source, beads, list)
	if err != nil {
		t.Fatal(err)
	}
	target = segment.Cut("fr", joined.Text)
	stands := make(map[int]int)
	for _, b := range align.Align(source, target, align.Hints{}) {
		for _, i := range b.Source {
			if len(b.Target) == 1 {
				stands[i] = b.Target[0]
			}
		}
	}
	for i, to := range beads {
		if source.Segments[i].Text == "" {
			continue
		}
		all++
		if stands[i] == to || target.Segments[to].Text == target.Segments[stands[i]].Text && stands[i] > 0 {
			right++
		}
	}
	return all, right
}
