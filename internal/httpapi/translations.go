package httpapi

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
)

// GetTranslation answers GET /manage/v1/posts/{id}/translations/{locale}.
func (a *API) GetTranslation(c echo.Context, id apigen.PostID, name apigen.PathLocale) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	view, err := a.Editing.Get(c.Request().Context(), editing.GetPost{Actor: actorOf(c), Post: content.PostID(id), Locale: tag})
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	return a.sendTranslation(c, d, http.StatusOK, tag, editing.Saved{View: view})
}

// PutTranslation answers PUT /manage/v1/posts/{id}/translations/{locale}. What
// Diptych or an import chose of the address stays, unless it is sent.
func (a *API) PutTranslation(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.PutTranslationParams) error {
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	var doc textDoc
	if err := bodyOf(c).decode(&doc); err != nil {
		return err
	}
	var bad wrongs
	text := d.said(doc, "", &bad)
	if err := bad.fault(); err != nil {
		return err
	}
	return a.saveTranslation(c, d, id, name, func(current content.Text) (content.Text, error) {
		replaced := text
		if replaced.Slug == "" {
			replaced.Slug = current.Slug
		}
		if !doc.Path.Set {
			replaced.Path = current.Path
		}
		return replaced, nil
	})
}

// PatchTranslation answers PATCH /manage/v1/posts/{id}/translations/{locale}.
func (a *API) PatchTranslation(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.PatchTranslationParams) error {
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	return a.saveTranslation(c, d, id, name, patched(form[content.Text]{
		whole: a.contract.operations["putTranslation"].body,
		write: func(t content.Text) (any, error) { return d.editable(t) },
		read:  d.readText,
	}, bodyOf(c).tree))
}

// saveTranslation saves under If-Match; PUT without it makes the translation.
func (a *API) saveTranslation(c echo.Context, d docs, id apigen.PostID, name string, change editing.Change[content.Text]) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	var edit editDoc
	if err := bodyOf(c).decode(&edit); err != nil {
		return err
	}
	status := http.StatusOK
	saved, err := matching(c.Request().Header, func(version int64) (editing.Saved, error) {
		put := c.Request().Method == http.MethodPut
		if put && version == 0 {
			status = http.StatusCreated
		}
		return a.Editing.SaveTranslation(c.Request().Context(), editing.SaveTranslation{
			Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Version: version, Change: change, Create: put, Edit: edit.edit(),
		})
	})
	if err != nil {
		return err
	}
	if status == http.StatusCreated {
		created(c, "posts", id+"/translations/"+string(tag))
	}
	return a.sendTranslation(c, d, status, tag, saved)
}

// DeleteTranslation answers DELETE /manage/v1/posts/{id}/translations/{locale}.
func (a *API) DeleteTranslation(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.DeleteTranslationParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	_, err = matching(c.Request().Header, func(version int64) (struct{}, error) {
		return struct{}{}, a.Editing.RemoveTranslation(c.Request().Context(), editing.RemoveTranslation{
			Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Version: version,
		})
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// sendTranslation answers with one translation of the view.
func (a *API) sendTranslation(c echo.Context, d docs, status int, tag locale.Tag, saved editing.Saved) error {
	t := saved.Post.Translation(tag)
	if t == nil { // no role may write what it may not read
		return fmt.Errorf("translation %s of post %s is not in its own view", tag, saved.Post.ID)
	}
	answer := d.translation(*t, saved.Texts[tag])
	if len(saved.Warnings) > 0 {
		answer.Warnings = warningsOf(saved.Warnings, a.speakerOf(c))
	}
	return sendTagged(c, status, t.Version, answer)
}
