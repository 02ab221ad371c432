package reading

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/feed"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
)

// The bounds of llms.txt, which is to fit into a model's mind.
const (
	llmsPosts   = 50
	llmsTerms   = 50  // of each kind
	llmsTitle   = 200 // characters
	llmsSummary = 300
)

// A Phrase says a message in a language, by its key.
type Phrase func(tag locale.Tag, key string, args map[string]any) string

// LLMs answers GET /llms.txt, in the form of llmstxt.org: what the site is, its newest
// posts, its series and tags, its other languages, each with its address; and how to
// have a post as Markdown. What search engines are not to keep is not in it.
func (s *Service) LLMs(ctx context.Context, choice Choice, say Phrase) (Answer, error) {
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		f, c, err := furnish(ctx, src, choice)
		if err != nil {
			return Answer{}, err
		}
		w := &llms{furnishings: f, own: f.locales[find(f.locales, c.tag)], say: say}
		for _, write := range []func(context.Context) error{w.head, w.posts, w.series, w.tags, w.languages, w.rest} {
			if err := write(ctx); err != nil {
				return Answer{}, err
			}
		}
		a := Answer{Body: w.Bytes(), Type: markdownType, ETag: entry.ETag(w.Bytes()), Languages: c.spoken(), Varied: c.varied}
		a.Keys = listKeys(tagsOf(f.locales))
		return a, nil
	})
	if err != nil {
		return answer, fmt.Errorf("read llms.txt: %w", err)
	}
	return answer, nil
}

// An llms is the document while it is written.
type llms struct {
	bytes.Buffer
	furnishings
	own content.Locale
	say Phrase
}

func (w *llms) words(key string) string { return w.say(w.own.Tag, key, nil) }

func (w *llms) head(context.Context) error {
	w.WriteString("# " + plain(titleOf(w.own), llmsTitle) + "\n\n")
	if says := w.own.Settings.Description; says != "" {
		w.WriteString("> " + plain(says, llmsSummary) + "\n\n")
	}
	api := apiBase(w.site.Settings, w.own.Settings) + "/content/v1"
	w.WriteString(w.say(w.own.Tag, "llms.how", map[string]any{"api": api, "locale": string(w.own.Tag)}) + "\n")
	return nil
}

// section begins one; its heading comes with its first line.
func (w *llms) section(heading string) func(title, url, says string) {
	begun := false
	return func(title, url, says string) {
		if !begun {
			w.WriteString("\n## " + heading + "\n\n")
			begun = true
		}
		w.WriteString("- [" + cmp.Or(plain(title, llmsTitle), "…") + "](" + target(url) + ")")
		if says != "" {
			w.WriteString(": " + plain(says, llmsSummary))
		}
		w.WriteByte('\n')
	}
}

func (w *llms) posts(ctx context.Context) error {
	rows, err := w.src.List(ctx, entry.Range{Locales: []locale.Tag{w.own.Tag}, Order: entry.NewestFirst, Limit: llmsPosts})
	if err != nil {
		return err
	}
	line := w.section(w.words("llms.posts"))
	for _, row := range rows {
		var card entry.Card
		if err := json.Unmarshal(row.Card, &card); err != nil {
			return fmt.Errorf("read card of %s in %s: %w", row.Post, row.Locale, err)
		}
		if len(entry.Hreflangs(card.Locale, card.Alternates)) > 0 {
			line(card.Title, card.URL, card.Excerpt)
		}
	}
	return nil
}

func (w *llms) series(ctx context.Context) error {
	return w.terms(ctx, content.Series, "llms.series")
}

func (w *llms) tags(ctx context.Context) error { return w.terms(ctx, content.Tag, "llms.tags") }

// terms lists those with most posts.
func (w *llms) terms(ctx context.Context, kind content.TermKind, heading string) error {
	found, err := w.src.Terms(ctx, kind, w.own.Tag)
	if err != nil {
		return err
	}
	slices.SortFunc(found, func(a, b entry.Counted) int {
		return cmp.Or(b.Counts[w.own.Tag]-a.Counts[w.own.Tag], cmp.Compare(a.Term.ID, b.Term.ID))
	})
	line := w.section(w.words(heading))
	for _, t := range found[:min(len(found), llmsTerms)] {
		text := t.Term.Texts[w.own.Tag]
		line(text.Name, termURL(w.own.Settings, t.Term, text), w.say(w.own.Tag, "llms.count", map[string]any{"count": t.Counts[w.own.Tag]}))
	}
	return nil
}

func (w *llms) languages(ctx context.Context) error {
	line := w.section(w.words("llms.languages"))
	for _, l := range w.locales {
		n, err := w.src.Count(ctx, l.Tag, "", "")
		if err != nil {
			return err
		}
		if n > 0 && l.Tag != w.own.Tag {
			line(titleOf(l), l.Settings.URL(l.Settings.Paths.List), languageOf(l))
		}
	}
	return nil
}

// rest is the section that readers may leave out: its heading is a word of the format.
func (w *llms) rest(context.Context) error {
	line := w.section("Optional")
	p := feedPage{furnishings: w.furnishings, own: w.own, full: true, format: feed.Atom}
	line(w.words("llms.feed"), p.address(w.own, 0), "")
	if w.own.Settings.BaseURL != "" {
		line(w.words("llms.sitemap"), apiBase(w.site.Settings, w.own.Settings)+"/content/v1/sitemap.xml", "")
	}
	return nil
}

// plain returns a text on one line, cut, with every sign escaped that Markdown or HTML
// would read.
func plain(text string, most int) string {
	var b strings.Builder
	for _, r := range markup.CutText(strings.Join(strings.Fields(text), " "), most) {
		switch {
		case r < ' ':
			continue
		case strings.ContainsRune("\\`*_[]<>&#|~", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// target returns a URL so that it can stand in the parentheses of a link.
func target(url string) string {
	return strings.NewReplacer("(", "%28", ")", "%29").Replace(content.StrictURL(url))
}
