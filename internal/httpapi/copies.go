package httpapi

import (
	"cmp"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A copyDoc says what a missing translation begins with.
type copyDoc struct {
	From locale.Tag       `json:"from"`
	Mode editing.CopyMode `json:"mode"`
	Note string           `json:"note"`
}

// CopyTranslation answers POST /manage/v1/posts/{id}/translations/{locale}/copy.
func (a *API) CopyTranslation(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.CopyTranslationParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	var doc copyDoc
	if err := bodyOf(c).decode(&doc); err != nil {
		return err
	}
	var bad wrongs
	cmd := editing.CopyTranslation{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, From: bad.tag("/from", doc.From),
		Mode: cmp.Or(doc.Mode, editing.CopyText), Note: doc.Note,
	}
	if err := bad.fault(); err != nil {
		return err
	}
	if cmd.Once, err = a.onceOf(c); err != nil {
		return err
	}
	saved, err := a.Editing.CopyTranslation(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	created(c, "posts", id+"/translations/"+string(tag))
	return a.sendTranslation(c, d, http.StatusCreated, tag, saved)
}

// A duplicateDoc says what of a post is duplicated.
type duplicateDoc struct {
	Locales []locale.Tag `json:"locales"`
	Note    string       `json:"note"`
}

// DuplicatePost answers POST /manage/v1/posts/{id}/duplicate.
func (a *API) DuplicatePost(c echo.Context, id apigen.PostID, _ apigen.DuplicatePostParams) error {
	var doc duplicateDoc
	if err := bodyOf(c).decode(&doc); err != nil {
		return err
	}
	var bad wrongs
	for i := range doc.Locales {
		doc.Locales[i] = bad.tag(fmt.Sprintf("/locales/%d", i), doc.Locales[i])
	}
	if err := bad.fault(); err != nil {
		return err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	saved, err := a.Editing.DuplicatePost(c.Request().Context(), editing.DuplicatePost{
		Actor: actorOf(c), Post: content.PostID(id), Locales: doc.Locales, Note: doc.Note, Once: key,
	})
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	created(c, "posts", string(saved.Post.ID))
	return a.sendPost(c, d, http.StatusCreated, saved)
}
