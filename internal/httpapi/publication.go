package httpapi

import (
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
	Schedules     []scheduleAnswer         `json:"schedules,omitempty"`
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
	standing, err := a.Publishing.Standing(c.Request().Context(), publishing.State{Actor: actorOf(c), Post: content.PostID(id)})
	if err != nil {
		return err
	}
	answer, s := publicationOf(standing.Post), a.speakerOf(c)
	for _, one := range standing.Schedules {
		answer.Schedules = append(answer.Schedules, scheduleOf(one, s))
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}

// PublishPost answers POST /manage/v1/posts/{id}/publication.
func (a *API) PublishPost(c echo.Context, id apigen.PostID, p apigen.PublishPostParams) error {
	return a.move(c, content.Item{Post: content.PostID(id), Action: content.ToPublish}, p.DryRun)
}

// UnpublishPost answers POST /manage/v1/posts/{id}/unpublication.
func (a *API) UnpublishPost(c echo.Context, id apigen.PostID, p apigen.UnpublishPostParams) error {
	return a.move(c, content.Item{Post: content.PostID(id), Action: content.ToUnpublish}, p.DryRun)
}

// move moves live pointers as the body names them, now or at its instant; both
// directions have the same body.
func (a *API) move(c echo.Context, item content.Item, dry *bool) error {
	var in apigen.PublicationInput
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	var bad wrongs
	item.Publication = publicationIn(in.Shared, in.Translations, "", &bad)
	if err := bad.fault(); err != nil {
		return err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	when, onBlocked, override := whenIn(in.At, in.TimeZone), onBlockedIn(in.OnBlocked), overrideIn(in.Override)
	dryRun := either(dry)
	if when.At != "" {
		return a.plan(c, publishing.Plan{
			Actor: actorOf(c), Item: item, When: when, OnBlocked: onBlocked, Override: override, DryRun: dryRun, Once: key,
		})
	}
	if err := publishing.CheckUntimed(when, onBlocked); err != nil {
		return err
	}
	do := a.Publishing.Publish
	if item.Action == content.ToUnpublish {
		do = a.Publishing.Unpublish
	}
	result, err := do(c.Request().Context(), publishing.Command{
		Actor: actorOf(c), Post: item.Post, Publication: item.Publication, Override: override, DryRun: dryRun, Once: key,
	})
	if err != nil {
		return err
	}
	return a.sendResult(c, result, dryRun)
}

// sendResult answers with what a command did to a post, or would do.
func (a *API) sendResult(c echo.Context, result publishing.Result, dry bool) error {
	s := a.speakerOf(c)
	answer := publicationOf(result.Post)
	answer.deedAnswer = &deedAnswer{
		DryRun:   dry,
		Changed:  changedAnswer{Shared: result.Change.Shared, Locales: list(result.Change.Locales)},
		Blockers: blockersOf(result.Blockers, s), Warnings: warningsOf(result.Warnings, s),
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}

// publicationIn reads the revisions that stand under the pointer.
func publicationIn(shared *int, translations apigen.Revisions, pointer string, bad *wrongs) content.Publication {
	pub := content.Publication{Translations: make(map[locale.Tag]int, len(translations))}
	if shared != nil {
		pub.Shared = *shared
	}
	for name, n := range translations {
		at := pointer + "/translations/" + escaped(name)
		tag := bad.tag(at, locale.Tag(name))
		if _, twice := pub.Translations[tag]; twice {
			bad.add(at, "member.locale_twice")
		}
		pub.Translations[tag] = n
	}
	return pub
}
