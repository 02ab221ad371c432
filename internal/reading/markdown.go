package reading

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
	"unicode"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/feed"
	"github.com/diptych-cms/diptych/internal/markdown"
)

// markdownType is what Markdown is served as (RFC 7763).
const markdownType = "text/markdown; charset=utf-8"

// asMarkdown returns an entry as Markdown, with what the card says in front of it. What
// is borrowed says so there.
func asMarkdown(e entry.Stored, c chosen) (Answer, error) {
	var card entry.Card
	if err := json.Unmarshal(e.Card, &card); err != nil {
		return Answer{}, fmt.Errorf("read card of %s in %s: %w", e.Post, e.Locale, err)
	}
	html, err := entry.HTML(e.Body)
	if err != nil {
		return Answer{}, fmt.Errorf("%s in %s: %w", e.Post, e.Locale, err)
	}
	body, err := markdown.From(feed.Absolute(html, card.URL))
	if err != nil {
		return Answer{}, fmt.Errorf("write %s in %s: %w", e.Post, e.Locale, err)
	}
	var w frontMatter
	w.open()
	w.card(card)
	if c.borrows(e.Locale) {
		w.field("askedLocale", string(c.tag))
	}
	w.close()
	if body != "" {
		w.WriteString("\n" + body)
	}
	a := wholeEntry(e, c)
	a.Body, a.Type = w.Bytes(), markdownType
	a.ETag = entry.ETag(a.Body)
	return a, nil
}

// A frontMatter writes the fields before a text, as YAML. Every text stands in double
// quotes as in JSON, which YAML 1.2 reads as it is meant: no title becomes a number, a
// list or a comment.
type frontMatter struct{ bytes.Buffer }

func (w *frontMatter) open()  { w.WriteString("---\n") }
func (w *frontMatter) close() { w.WriteString("---\n") }

// field writes a text; an empty one is left out.
func (w *frontMatter) field(name, text string) {
	if text != "" {
		w.WriteString(name + ": " + quoted(text) + "\n")
	}
}

func (w *frontMatter) instant(name string, at time.Time) {
	w.WriteString(name + ": " + at.UTC().Format(time.RFC3339) + "\n")
}

// list writes texts; none is left out.
func (w *frontMatter) list(name string, texts []string) {
	if len(texts) == 0 {
		return
	}
	w.WriteString(name + ":\n")
	for _, text := range texts {
		w.WriteString("  - " + quoted(text) + "\n")
	}
}

// quoted returns a text as YAML takes it: JSON, with what YAML does not take to be
// printable escaped as well (YAML 1.2.2 §5.1).
func quoted(text string) string {
	b, err := encode(text)
	if err != nil { // there is no such text
		return `""`
	}
	var out bytes.Buffer
	for _, r := range string(b) {
		if unicode.IsControl(r) || r == '\uFEFF' || r == '\uFFFE' || r == '\uFFFF' {
			fmt.Fprintf(&out, `\u%04x`, r)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// card writes what people and models should know of a text.
func (w *frontMatter) card(card entry.Card) {
	w.field("title", card.Title)
	w.field("summary", card.Summary)
	w.field("id", string(card.ID))
	w.field("locale", string(card.Locale))
	w.field("slug", card.Slug)
	w.field("url", card.URL)
	w.instant("date", card.Date)
	if card.LastMod != nil {
		w.instant("lastmod", *card.LastMod)
	}
	w.instant("updated", card.UpdatedAt)
	w.list("authors", names(card.Authors))
	w.list("tags", names(card.Tags))
	if card.Series != nil {
		w.WriteString("series:\n")
		w.field("  name", card.Series.Name)
		fmt.Fprintf(w, "  place: %d\n", card.Series.Place)
	}
	if card.Thumbnail != nil {
		w.WriteString("thumbnail:\n")
		w.field("  src", feed.AbsoluteURL(card.Thumbnail.Src, card.URL))
		w.field("  alt", card.Thumbnail.Alt)
	}
	if len(card.Alternates) > 1 {
		w.WriteString("alternates:\n")
		for _, other := range card.Alternates {
			if other.Locale != card.Locale {
				w.field("  "+quoted(string(other.Locale)), other.URL) // "no" would be false
			}
		}
	}
	w.WriteString("translation:\n")
	w.field("  sourceLocale", string(card.Translation.SourceLocale))
	w.field("  state", string(card.Translation.State))
}

func names(terms []entry.Term) []string {
	list := make([]string, len(terms))
	for i, t := range terms {
		list[i] = t.Name
	}
	return list
}
