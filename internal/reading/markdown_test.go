package reading_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/i18n"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

func TestEntryAsMarkdown(t *testing.T) {
	w := published(t)
	q := reading.EntryQuery{Slug: "un-été", Choice: reading.Choice{Locale: "fr"}, Markdown: true}
	a, err := w.Entry(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	golden.Equal(t, "entry.fr.md", string(a.Body))
	if a.Type != "text/markdown; charset=utf-8" || !slices.Equal(a.Languages, []locale.Tag{"fr"}) || len(a.Hreflangs) != 3 || a.Canonical == "" {
		t.Errorf("%s in %v, alternates %v, canonical %q", a.Type, a.Languages, a.Hreflangs, a.Canonical)
	}
	q.Markdown = false
	if json, err := w.Entry(t.Context(), q); err != nil || json.ETag == a.ETag || json.Type != "" {
		t.Errorf("JSON has the entity tag of Markdown: %v, %v", json.ETag, err)
	}
}

// What is borrowed says its language.
func TestBorrowedMarkdown(t *testing.T) {
	w := published(t)
	a, err := w.Entry(t.Context(), reading.EntryQuery{Post: postID(4), Choice: reading.Choice{Locale: "fr", Fallback: "en"}, Markdown: true})
	if err != nil {
		t.Fatal(err)
	}
	front, _ := frontOf(t, string(a.Body))
	if front["locale"] != "en" || front["askedLocale"] != "fr" || !slices.Equal(a.Languages, []locale.Tag{"en"}) || len(a.Hreflangs) > 0 {
		t.Errorf("%v in %v", front, a.Languages)
	}
	_, err = w.Entry(t.Context(), reading.EntryQuery{Post: postID(4), Choice: reading.Choice{Locale: "fr"}, Markdown: true})
	wantFault(t, err, fault.NotFound, "post.not_translated")
}

// frontOf reads the fields before a text, and the text.
func frontOf(t testing.TB, doc string) (front map[string]any, text string) {
	t.Helper()
	doc, ok := strings.CutPrefix(doc, "---\n")
	fields, text, found := strings.Cut(doc, "\n---\n")
	if !ok || !found {
		t.Fatalf("no front matter in %q", doc)
	}
	if err := yaml.Unmarshal([]byte(fields), &front); err != nil {
		t.Fatalf("%v in\n%s", err, fields)
	}
	return front, text
}

// No title becomes anything but a text.
func TestMarkdownFrontMatter(t *testing.T) {
	w := newWorld(t)
	for n, title := range []string{"no", "1.5", "[a]", "# a", "a: b", "---", `"\'`, "2026-01-01", "{x}", "*a", "&a", "!a", "é\u2028\u00a0: «\u00a0x\u00a0»", strings.Repeat("long ", 50), "😀", "null", "~"} {
		id := postID(n + 1)
		w.save(made{id: id, live: []locale.Tag{"fr"}, shared: content.Shared{Date: day(n)}, texts: map[locale.Tag]content.Text{"fr": {Title: title, Slug: fmt.Sprint("t-", n), Body: "<p>---</p>"}}})
		a, err := w.Entry(t.Context(), reading.EntryQuery{Post: id, Choice: reading.Choice{Locale: "fr"}, Markdown: true})
		if err != nil {
			t.Fatal(err)
		}
		front, text := frontOf(t, string(a.Body))
		if want := content.CleanLine(title); front["title"] != want || strings.TrimSpace(text) != `\---` {
			t.Errorf("title %q came back as %#v before %q", want, front["title"], text)
		}
	}
}

func TestLLMsGolden(t *testing.T) {
	w := published(t)
	words, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"fr", "en"} {
		a, err := w.LLMs(t.Context(), reading.Choice{Locale: tag}, words.Say)
		if err != nil {
			t.Fatal(err)
		}
		golden.Equal(t, "llms."+tag+".md", string(a.Body))
		for _, leak := range []string{"BROUILLON", "Caché", "Elsewhere"} {
			if strings.Contains(string(a.Body), leak) {
				t.Errorf("llms.txt in %s tells of %s", tag, leak)
			}
		}
	}
	a, err := newWorld(t).LLMs(t.Context(), reading.Choice{Accept: "fr"}, words.Say)
	if err != nil {
		t.Fatal(err)
	}
	golden.Equal(t, "llms.empty.md", string(a.Body))
	if !a.Varied || !slices.Equal(a.Languages, []locale.Tag{"fr"}) {
		t.Errorf("%v, varied: %t", a.Languages, a.Varied)
	}
}
