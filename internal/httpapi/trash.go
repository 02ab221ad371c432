package httpapi

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A trashedAnswer is a post in the trash.
type trashedAnswer struct {
	ID        content.PostID        `json:"id"`
	ETag      string                `json:"etag"`
	Titles    map[locale.Tag]string `json:"titles"`
	TrashedAt time.Time             `json:"trashedAt"`
	By        string                `json:"by"`
	ByName    string                `json:"byName"`
	PurgeAt   *time.Time            `json:"purgeAt"`
}

// ListTrash answers GET /manage/v1/trash.
func (a *API) ListTrash(c echo.Context, p apigen.ListTrashParams) error {
	page, err := a.Editing.Trash(c.Request().Context(), editing.ListTrash{Actor: actorOf(c), Limit: either(p.Limit), Cursor: c.QueryParam("cursor")})
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, func(v editing.View) trashedAnswer {
		answer := trashedAnswer{
			ID: v.Post.ID, ETag: etag.Of(v.Post.Version), Titles: make(map[locale.Tag]string, len(v.Texts)),
			TrashedAt: v.Post.DeletedAt.UTC(), By: v.Post.DeletedBy, ByName: page.Names[v.Post.DeletedBy],
		}
		for tag, text := range v.Texts {
			answer.Titles[tag] = text.Title
		}
		if page.Days > 0 {
			answer.PurgeAt = new(answer.TrashedAt.AddDate(0, 0, page.Days))
		}
		return answer
	})
}

// RestorePost answers POST /manage/v1/trash/{id}/restore.
func (a *API) RestorePost(c echo.Context, id apigen.PostID, _ apigen.RestorePostParams) error {
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	saved, err := matching(c.Request().Header, func(version int64) (editing.Saved, error) {
		return a.Editing.RestorePost(c.Request().Context(), editing.RestorePost{Actor: actorOf(c), Post: content.PostID(id), Version: version, Once: key})
	})
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	return a.sendPost(c, d, http.StatusOK, saved)
}

// PurgePost answers DELETE /manage/v1/trash/{id}.
func (a *API) PurgePost(c echo.Context, id apigen.PostID, _ apigen.PurgePostParams) error {
	_, err := matching(c.Request().Header, func(version int64) (struct{}, error) {
		return struct{}{}, a.Editing.PurgePost(c.Request().Context(), editing.PurgePost{Actor: actorOf(c), Post: content.PostID(id), Version: version})
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
