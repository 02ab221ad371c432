package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// A publicationAnswer says what is live of a post.
type publicationAnswer struct {
	Post          content.PostID           `json:"post"`
	SourceLocale  locale.Tag               `json:"sourceLocale"`
	TargetLocales []locale.Tag             `json:"targetLocales"`
	Parity        *content.Parity          `json:"parity"`
	Shared        partState                `json:"shared"`
	Translations  map[locale.Tag]partState `json:"translations"`
	*deedAnswer
}

// A deedAnswer says what a command did, or would do.
type deedAnswer struct {
	DryRun   bool            `json:"dryRun"`
	Changed  changedAnswer   `json:"changed"`
	Blockers []blockerAnswer `json:"blockers"`
	Warnings []warningAnswer `json:"warnings"`
}

type changedAnswer struct {
	Shared  bool         `json:"shared"`
	Locales []locale.Tag `json:"locales"`
}

// A partState is how one part of a post stands to its readers.
type partState struct {
	Head        int            `json:"head"`
	Live        int            `json:"live"`
	LiveAt      *time.Time     `json:"liveAt"`
	Status      content.Status `json:"status,omitempty"`
	PublishedAt *time.Time     `json:"publishedAt,omitempty"`
}

func publicationOf(p *content.Post) publicationAnswer {
	answer := publicationAnswer{
		Post: p.ID, SourceLocale: p.SourceLocale, TargetLocales: p.Targets,
		Shared:       partState{Head: p.Head, Live: p.Live, LiveAt: instant(p.LiveAt)},
		Translations: make(map[locale.Tag]partState, len(p.Translations)),
	}
	if p.Parity != "" {
		answer.Parity = &p.Parity
	}
	for _, t := range p.Translations {
		answer.Translations[t.Locale] = partState{
			Head: t.Head, Live: t.Live, LiveAt: instant(t.LiveAt), Status: t.Status, PublishedAt: instant(t.FirstPublishedAt),
		}
	}
	return answer
}

// GetPublication answers GET /manage/v1/posts/{id}/publication.
func (a *API) GetPublication(c echo.Context, id apigen.PostID) error {
	post, err := a.Publishing.Live(c.Request().Context(), publishing.State{Actor: actorOf(c), Post: content.PostID(id)})
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, publicationOf(post))
}

// PublishPost answers POST /manage/v1/posts/{id}/publication.
func (a *API) PublishPost(c echo.Context, id apigen.PostID, p apigen.PublishPostParams) error {
	return a.move(c, id, p.DryRun, a.Publishing.Publish)
}

// UnpublishPost answers POST /manage/v1/posts/{id}/unpublication.
func (a *API) UnpublishPost(c echo.Context, id apigen.PostID, p apigen.UnpublishPostParams) error {
	return a.move(c, id, p.DryRun, a.Publishing.Unpublish)
}

// move moves live pointers as the body names them; both directions have the
// same body.
func (a *API) move(c echo.Context, id apigen.PostID, dry *bool, do func(context.Context, publishing.Command) (publishing.Result, error)) error {
	var in apigen.PublicationInput
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	cmd := publishing.Command{Actor: actorOf(c), Post: content.PostID(id), DryRun: dry != nil && *dry}
	var err error
	if cmd.Publication, err = publicationIn(in); err != nil {
		return err
	}
	result, err := do(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	s := a.speakerOf(c)
	answer := publicationOf(result.Post)
	answer.deedAnswer = &deedAnswer{
		DryRun:   cmd.DryRun,
		Changed:  changedAnswer{Shared: result.Change.Shared, Locales: list(result.Change.Locales)},
		Blockers: blockersOf(result.Blockers, s), Warnings: warningsOf(result.Warnings, s),
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}

func publicationIn(in apigen.PublicationInput) (content.Publication, error) {
	pub := content.Publication{Translations: make(map[locale.Tag]int, len(in.Translations))}
	if in.Shared != nil {
		pub.Shared = *in.Shared
	}
	var bad wrongs
	for name, n := range in.Translations {
		at := "/translations/" + escaped(name)
		tag := bad.tag(at, locale.Tag(name))
		if _, twice := pub.Translations[tag]; twice {
			bad.add(at, "member.locale_twice")
		}
		pub.Translations[tag] = n
	}
	return pub, bad.fault()
}
