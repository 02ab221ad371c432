package markup_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/markup"
)

// samples returns the Markdown under testdata/markdown by name.
func samples(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/markdown/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	found := make(map[string]string, len(files))
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found[strings.TrimSuffix(filepath.Base(file), ".md")] = string(src)
	}
	return found
}

// TestFromMarkdown holds what Markdown becomes; TestLikeHugo holds that Hugo
// agrees with it.
func TestFromMarkdown(t *testing.T) {
	for name, src := range samples(t) {
		t.Run(name, func(t *testing.T) {
			got, err := markup.FromMarkdown(src)
			if err != nil {
				t.Fatal(err)
			}
			golden.Equal(t, "markdown/"+name+".html", got)
		})
	}
}

const hugoConfig = `baseURL = "https://example.org/"
disableKinds = ["taxonomy", "term", "rss", "sitemap", "404", "home", "section"]
[markup.highlight]
codeFences = false
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.extensions.typographer]
disable = true
`

// TestLikeHugo gives the samples to the real Hugo and compares trees. Without
// Hugo it skips on a stranger's machine and fails in CI.
func TestLikeHugo(t *testing.T) {
	hugo := hugojudge.Binary(t)
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("hugo.toml", hugoConfig)
	write("layouts/single.html", "{{ .Content }}")
	all := samples(t)
	for name, src := range all {
		write("content/"+name+".md", "---\ntitle: a\n---\n"+src)
	}
	cmd := exec.CommandContext(t.Context(), hugo, "--quiet", "--source", dir, "--destination", filepath.Join(dir, "public"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, src := range all {
		t.Run(name, func(t *testing.T) {
			want, err := os.ReadFile(filepath.Join(dir, "public", name, "index.html"))
			if err != nil {
				t.Fatal(err)
			}
			got, err := markup.FromMarkdown(src)
			if err != nil {
				t.Fatal(err)
			}
			if a, b := normal(t, got), normal(t, string(want)); a != b {
				t.Errorf("we say\n%s\nHugo says\n%s", a, b)
			}
		})
	}
}

// normal is the tree of a fragment, rendered. Hugo writes tables with more white
// space between tags and in styles.
func normal(t *testing.T, fragment string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(strings.TrimSpace(fragment)))
	if err != nil {
		t.Fatal(err)
	}
	var blank []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" && n.Parent.Data != "p" {
			blank = append(blank, n)
		}
		if style, ok := markup.Attr(n, "style"); ok {
			markup.SetAttr(n, "style", strings.ReplaceAll(style, ": ", ":"))
		}
	}
	for _, n := range blank {
		n.Parent.RemoveChild(n)
	}
	var b bytes.Buffer
	if err := html.Render(&b, root); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
