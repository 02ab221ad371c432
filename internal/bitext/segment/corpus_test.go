package segment_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// posts calls fn with the text of each post of both corpora, in Markdown as it stands
// there: cds writes Markdown, cloudops HTML in it.
func posts(t testing.TB, fn func(name string, tag locale.Tag, text content.Text)) {
	t.Helper()
	policy := sanitize.New(sanitize.Options{})
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
		text := content.Text{Title: filepath.Base(path), Format: content.Markdown, Body: parts[len(parts)-1]}
		text.HTML = render(t, policy, text.Body)
		tag := locale.Tag("en")
		if strings.Contains(path, "/fr/") || strings.Contains(path, "/french/") {
			tag = "fr"
		}
		name, err := filepath.Rel(dir, path)
		fn(filepath.ToSlash(name), tag, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func render(t testing.TB, policy *sanitize.Policy, body string) string {
	t.Helper()
	html, err := markup.FromMarkdown(body)
	if err != nil {
		t.Fatal(err)
	}
	return policy.Body(html).HTML
}

// asHTML returns the text as if its body had been sent in HTML.
func asHTML(text content.Text) content.Text {
	text.Format, text.Body = content.HTML, text.HTML
	return text
}

// TestCorpus cuts and joins each post: as it is, and with each of its segments
// changed, all of them and one by one.
func TestCorpus(t *testing.T) {
	count, cut := 0, 0
	posts(t, func(name string, tag locale.Tag, text content.Text) {
		count++
		text = asHTML(text)
		d := segment.Cut(tag, text)
		cut += len(d.Segments)
		identity(t, name, d)
		everySegment(t, name, d)
	})
	if count != 302 {
		t.Errorf("%d posts, want 302", count)
	}
	t.Logf("%d segments", cut)
}

// identity joins a document with its own texts.
func identity(t *testing.T, name string, d *segment.Document) {
	t.Helper()
	own := make(map[int]string)
	ids := make(map[string]bool)
	for i, s := range d.Segments {
		own[i] = s.Text
		if ids[s.ID] {
			t.Errorf("%s: id %s twice", name, s.ID)
		}
		ids[s.ID] = true
	}
	text, warnings, err := d.Join(own)
	if err != nil || len(warnings) > 0 {
		t.Fatalf("%s: Join() = %v, %v", name, warnings, err)
	}
	if text.HTML != d.Of().HTML {
		t.Errorf("%s: the body changed", name)
	}
}

// everySegment changes all segments at once: what comes out must be them, and
// everything else as it was.
func everySegment(t *testing.T, name string, d *segment.Document) {
	t.Helper()
	texts := make(map[int]string)
	for i, s := range d.Segments {
		texts[i] = "X" + s.Text
	}
	text, warnings, err := d.Join(texts)
	if err != nil || len(warnings) > 0 {
		t.Errorf("%s: Join() = %v, %v", name, warnings, err)
		return
	}
	after := segment.Cut(d.Locale, text)
	if len(after.Segments) != len(d.Segments) {
		t.Errorf("%s: %d segments became %d", name, len(d.Segments), len(after.Segments))
		return
	}
	back := make(map[int]string)
	for i, s := range after.Segments {
		if s.Text != texts[i] {
			t.Errorf("%s: %s %s is %q, want %q", name, s.Kind, s.Place, s.Text, texts[i])
		}
		back[i] = d.Segments[i].Text
	}
	again, _, err := after.Join(back)
	if err != nil {
		t.Fatalf("%s: back: %v", name, err)
	}
	same(t, name, again.HTML, d.Of().HTML)
}

// same compares two bodies as trees, white space folded as browsers fold it.
func same(t *testing.T, name, got, want string) {
	t.Helper()
	a, b := segment.Cut("en", content.Text{HTML: got}), segment.Cut("en", content.Text{HTML: want})
	if len(a.Segments) != len(b.Segments) {
		t.Errorf("%s: %d segments, want %d", name, len(a.Segments), len(b.Segments))
		return
	}
	for i := range a.Segments {
		if a.Segments[i].Hash != b.Segments[i].Hash {
			t.Errorf("%s: %q, want %q", name, a.Segments[i].Text, b.Segments[i].Text)
		}
	}
}

// long returns a text of about 3,000 words, made of posts.
func long(b *testing.B) content.Text {
	var text content.Text
	posts(b, func(name string, _ locale.Tag, one content.Text) {
		if strings.HasPrefix(name, "cds/") && markup.Words(text.HTML) < 3_000 {
			text.Format, text.Body, text.HTML = one.Format, text.Body+"\n\n"+one.Body, text.HTML+one.HTML
		}
	})
	return text
}

func BenchmarkCut(b *testing.B) {
	text := long(b)
	b.ReportAllocs()
	for b.Loop() {
		segment.Cut("en", text)
	}
	b.ReportMetric(float64(markup.Words(text.HTML)), "words")
}

// BenchmarkTrace traces a text in which every tenth segment changed.
func BenchmarkTrace(b *testing.B) {
	before := segment.Cut("en", asHTML(long(b)))
	texts := make(map[int]string)
	for i := 0; i < len(before.Segments); i += 10 {
		texts[i] = "Changed " + before.Segments[i].Text
	}
	text, _, err := before.Join(texts)
	if err != nil {
		b.Fatal(err)
	}
	after := segment.Cut("en", text)
	b.ReportAllocs()
	for b.Loop() {
		segment.Trace(before, after)
	}
}

// BenchmarkWrite writes one segment, in HTML and in Markdown.
func BenchmarkWrite(b *testing.B) {
	text := long(b)
	for name, one := range map[string]content.Text{"html": asHTML(text), "markdown": text} {
		d := segment.Cut("en", one)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := d.Join(map[int]string{3: "Changed " + d.Segments[3].Text}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
