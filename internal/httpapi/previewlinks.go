package httpapi

import (
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/previewing"
)

// A linkAnswer is a preview link as it is told again.
type linkAnswer struct {
	ID         string       `json:"id"`
	Locales    []locale.Tag `json:"locales"`
	Note       string       `json:"note"`
	By         string       `json:"by"`
	ByName     string       `json:"byName"`
	CreatedAt  time.Time    `json:"createdAt"`
	ExpiresAt  time.Time    `json:"expiresAt"`
	LastUsedAt *time.Time   `json:"lastUsedAt"`
}

// A linkMade is a preview link as it is told once.
type linkMade struct {
	ID        string          `json:"id"`
	Token     string          `json:"token"`
	Links     []openingAnswer `json:"links"`
	Locales   []locale.Tag    `json:"locales"`
	Note      string          `json:"note"`
	By        string          `json:"by"`
	ByName    string          `json:"byName"`
	CreatedAt time.Time       `json:"createdAt"`
	ExpiresAt time.Time       `json:"expiresAt"`
	Warnings  []warningAnswer `json:"warnings,omitempty"`
}

// An openingAnswer is where the public site shows a language of a draft.
type openingAnswer struct {
	Locale locale.Tag `json:"locale"`
	URL    string     `json:"url"`
}

// CreatePreviewLink answers POST /manage/v1/posts/{id}/preview-links.
func (a *API) CreatePreviewLink(c echo.Context, id apigen.PostID, _ apigen.CreatePreviewLinkParams) error {
	if err := notOnce(c); err != nil {
		return err
	}
	var in apigen.PreviewLinkInput
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	cmd, err := linkAsked(in)
	if err != nil {
		return err
	}
	cmd.Actor, cmd.Post = actorOf(c), content.PostID(id)
	made, err := a.Previewing.Create(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	l := made.Link
	answer := linkMade{
		ID: l.ID, Token: made.Token, Links: []openingAnswer{}, Locales: l.Locales, Note: l.Note, By: l.By, ByName: cmd.Actor.Name,
		CreatedAt: l.CreatedAt.UTC(), ExpiresAt: l.ExpiresAt.UTC(), Warnings: warningsOf(made.Warnings, a.speakerOf(c)),
	}
	for _, o := range made.Openings {
		answer.Links = append(answer.Links, openingAnswer(o))
	}
	created(c, "posts/"+id+"/preview-links", l.ID)
	return send(c, http.StatusCreated, echo.MIMEApplicationJSON, answer)
}

// linkAsked reads the command that a document asks for.
func linkAsked(in apigen.PreviewLinkInput) (previewing.CreateLink, error) {
	var bad wrongs
	cmd := previewing.CreateLink{Note: either(in.Note), Expires: bad.span("/expiresIn", either(in.ExpiresIn), "preview.expires")}
	for i, tag := range in.Locales {
		cmd.Locales = append(cmd.Locales, bad.tag(fmt.Sprintf("/locales/%d", i), locale.Tag(tag)))
	}
	return cmd, bad.fault()
}

// ListPreviewLinks answers GET /manage/v1/posts/{id}/preview-links.
func (a *API) ListPreviewLinks(c echo.Context, id apigen.PostID) error {
	links, err := a.Previewing.List(c.Request().Context(), previewing.ListLinks{Actor: actorOf(c), Post: content.PostID(id)})
	if err != nil {
		return err
	}
	return sendPage(c, links, "", func(l previewing.Listed) linkAnswer {
		return linkAnswer{
			ID: l.ID, Locales: l.Locales, Note: l.Note, By: l.By, ByName: l.ByName,
			CreatedAt: l.CreatedAt.UTC(), ExpiresAt: l.ExpiresAt.UTC(), LastUsedAt: instant(l.UsedAt),
		}
	})
}

// DeletePreviewLink answers DELETE /manage/v1/posts/{id}/preview-links/{link}.
func (a *API) DeletePreviewLink(c echo.Context, id apigen.PostID, link apigen.PreviewLinkID) error {
	err := a.Previewing.Revoke(c.Request().Context(), previewing.RevokeLink{Actor: actorOf(c), Post: content.PostID(id), Link: link})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
