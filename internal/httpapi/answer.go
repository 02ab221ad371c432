package httpapi

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The answers of the management interface about posts.

// A postAnswer is a post with the heads of its parts.
type postAnswer struct {
	ID   content.PostID `json:"id"`
	ETag string         `json:"etag"`
	sharedDoc
	Head         int                              `json:"head"`
	Live         int                              `json:"live"`
	CreatedAt    time.Time                        `json:"createdAt"`
	UpdatedAt    time.Time                        `json:"updatedAt"`
	Translations map[locale.Tag]translationAnswer `json:"translations"`
	Warnings     []warningAnswer                  `json:"warnings,omitempty"`
}

// A translationAnswer is the head of a translation. Body and HTML are pointers,
// so that lists can leave them out.
type translationAnswer struct {
	Locale locale.Tag     `json:"locale"`
	ETag   string         `json:"etag"`
	Status content.Status `json:"status"`
	Head   int            `json:"head"`
	Live   int            `json:"live"`
	textDoc
	Path        *string         `json:"path"`
	Body        *string         `json:"body,omitempty"`
	HTML        *string         `json:"html,omitempty"`
	PublishedAt *time.Time      `json:"publishedAt"`
	UpdatedAt   time.Time       `json:"updatedAt"`
	Standing    *standingAnswer `json:"standing,omitempty"`
	Warnings    []warningAnswer `json:"warnings,omitempty"`
}

// A warningAnswer is one thing that a writer should know.
type warningAnswer struct {
	Code    string `json:"code"`
	Pointer string `json:"pointer"`
	Excerpt string `json:"excerpt,omitempty"`
	Detail  string `json:"detail"`
}

// A blockerAnswer is one reason why a publication is refused.
type blockerAnswer struct {
	Post   content.PostID `json:"post,omitempty"` // where a command is about several
	Rule   content.Rule   `json:"rule"`
	Locale locale.Tag     `json:"locale"`
	Field  string         `json:"field"`
	Code   string         `json:"code"`
	Count  int            `json:"count"`
	Detail string         `json:"detail"`
}

func (d docs) post(v editing.View) postAnswer {
	p := v.Post
	answer := postAnswer{
		ID: p.ID, ETag: etag.Of(p.Version), Head: p.Head, Live: p.Live,
		CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC(),
		sharedDoc:    d.shared(editing.Whole{Shared: v.Shared, Source: p.SourceLocale, Targets: p.Targets, Parity: p.Parity}),
		Translations: make(map[locale.Tag]translationAnswer, len(p.Translations)),
	}
	for _, t := range p.Translations {
		answer.Translations[t.Locale] = d.translation(t, v.Texts[t.Locale])
	}
	return answer
}

// brief leaves out of the post what lists do not show.
func (d docs) brief(v editing.View) postAnswer {
	answer := d.post(v)
	for tag, t := range answer.Translations {
		t.Body, t.HTML = nil, nil
		answer.Translations[tag] = t
	}
	return answer
}

func (d docs) translation(t content.Translation, text content.Text) translationAnswer {
	answer := translationAnswer{
		Locale: t.Locale, ETag: etag.Of(t.Version), Status: t.Status, Head: t.Head, Live: t.Live,
		textDoc: d.text(text), Body: &text.Body, HTML: &text.HTML,
		PublishedAt: instant(t.FirstPublishedAt), UpdatedAt: t.UpdatedAt.UTC(),
	}
	answer.Path = answer.textDoc.Path.Value
	return answer
}

func warningsOf(list []content.Warning, s speaker) []warningAnswer {
	answers := make([]warningAnswer, 0, len(list))
	for _, w := range list {
		answers = append(answers, warningAnswer{Code: w.Code, Pointer: w.Pointer, Excerpt: w.Excerpt, Detail: s.say(w.Code, w.Args)})
	}
	return answers
}

func blockersOf(list []content.Blocker, s speaker) []blockerAnswer {
	answers := make([]blockerAnswer, 0, len(list))
	for _, b := range list {
		args := map[string]any{"locale": string(b.Locale), "field": b.Field, "count": b.Count}
		for name, value := range b.Args {
			args[name] = value
		}
		words := s.say(b.Code, args)
		if remedy := s.detail(b.Code, args); remedy != "" {
			words += " " + remedy
		}
		answers = append(answers, blockerAnswer{Post: b.Post, Rule: b.Rule, Locale: b.Locale, Field: b.Field, Code: b.Code, Count: b.Count, Detail: words})
	}
	return answers
}

// sendPost answers with the post as a command left it, under the entity tag of
// its shared part.
func (a *API) sendPost(c echo.Context, d docs, status int, saved editing.Saved) error {
	answer := d.post(saved.View)
	if len(saved.Warnings) > 0 {
		answer.Warnings = warningsOf(saved.Warnings, a.speakerOf(c))
	}
	return sendTagged(c, status, saved.Post.Version, answer)
}

// sendTagged answers with a document under the entity tag of its version.
func sendTagged(c echo.Context, status int, version int64, v any) error {
	c.Response().Header().Set("ETag", etag.Of(version))
	return send(c, status, echo.MIMEApplicationJSON, v)
}

// A pageAnswer is one page of a list; Next is null on the last.
type pageAnswer[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"`
}

// sendPage answers with a page of a list, each item as show makes it.
func sendPage[T, A any](c echo.Context, items []T, next string, show func(T) A) error {
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, pageOf(items, next, show))
}

func pageOf[T, A any](items []T, next string, show func(T) A) pageAnswer[A] {
	answer := pageAnswer[A]{Items: make([]A, len(items)), Next: filled(next)}
	for i, item := range items {
		answer.Items[i] = show(item)
	}
	return answer
}
