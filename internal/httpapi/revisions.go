package httpapi

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A savedAnswer says who saved a revision, when, how and why.
type savedAnswer struct {
	N      int            `json:"n"`
	At     time.Time      `json:"at"`
	By     string         `json:"by"`
	ByName string         `json:"byName"`
	Origin content.Origin `json:"origin"`
	Note   string         `json:"note"`
	Head   bool           `json:"head"`
	Live   bool           `json:"live"`
}

func savedOf[R any](k editing.Kept[R], n int, m content.Meta) savedAnswer {
	return savedAnswer{N: n, At: m.At, By: m.By, ByName: k.ByName, Origin: m.Origin, Note: m.Note, Head: k.Head, Live: k.Live}
}

// A briefAnswer is a revision of a translation without what it says.
type briefAnswer struct {
	savedAnswer
	Edit    *string        `json:"edit"`
	BasedOn *basedOnAnswer `json:"basedOn"`
	Title   string         `json:"title"`
}

type basedOnAnswer struct {
	Locale   locale.Tag `json:"locale,omitempty"`
	Revision int        `json:"revision"`
}

func briefOf(k editing.Kept[content.Revision]) briefAnswer {
	r := k.Revision
	answer := briefAnswer{savedAnswer: savedOf(k, r.N, r.Meta), Title: r.Text.Title}
	if r.Minor {
		answer.Edit = new("minor")
	}
	if r.BasedOn > 0 {
		answer.BasedOn = &basedOnAnswer{Locale: r.BasedIn, Revision: r.BasedOn}
	}
	return answer
}

// A revisionAnswer is a revision of a translation, whole.
type revisionAnswer struct {
	briefAnswer
	textDoc
	Title     string  `json:"title"`
	Path      *string `json:"path"`
	Submitted string  `json:"submitted"`
}

// A sharedRevisionAnswer is a revision of a shared part, whole.
type sharedRevisionAnswer struct {
	savedAnswer
	content.Shared
	Date    *moment `json:"date"`
	LastMod *moment `json:"lastmod"`
}

// ListRevisions answers GET /manage/v1/posts/{id}/translations/{locale}/revisions.
func (a *API) ListRevisions(c echo.Context, id apigen.PostID, name apigen.PathLocale, p apigen.ListRevisionsParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	page, err := a.Editing.Revisions(c.Request().Context(), editing.ListRevisions{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Limit: either(p.Limit), Cursor: c.QueryParam("cursor"),
	})
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, briefOf)
}

// GetRevision answers GET /manage/v1/posts/{id}/translations/{locale}/revisions/{n}.
func (a *API) GetRevision(c echo.Context, id apigen.PostID, name apigen.PathLocale, n apigen.RevisionNumber) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	kept, err := a.Editing.Revision(c.Request().Context(), editing.GetRevision{Actor: actorOf(c), Post: content.PostID(id), Locale: tag, N: n})
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	doc := d.text(kept.Revision.Text)
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, revisionAnswer{
		briefAnswer: briefOf(kept), textDoc: doc, Title: doc.Text.Title, Path: doc.Path.Value, Submitted: kept.Revision.Submitted,
	})
}

// RestoreRevision answers POST /manage/v1/posts/{id}/translations/{locale}/revisions/{n}/restore.
func (a *API) RestoreRevision(c echo.Context, id apigen.PostID, name apigen.PathLocale, n apigen.RevisionNumber, _ apigen.RestoreRevisionParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	var doc struct {
		Slug string `json:"slug"`
	}
	if err := bodyOf(c).decode(&doc); err != nil {
		return err
	}
	cmd := editing.RestoreRevision{Post: content.PostID(id), Locale: tag, N: n, Slug: doc.Slug}
	saved, err := a.restored(c, cmd, a.Editing.RestoreRevision)
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	return a.sendTranslation(c, d, http.StatusOK, tag, saved)
}

// restored restores under If-Match.
func (a *API) restored(c echo.Context, cmd editing.RestoreRevision, do restoring) (editing.Saved, error) {
	var in editDoc
	if err := bodyOf(c).decode(&in); err != nil {
		return editing.Saved{}, err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return editing.Saved{}, err
	}
	cmd.Actor, cmd.Note, cmd.Once = actorOf(c), in.Note, key
	return matching(c.Request().Header, func(version int64) (editing.Saved, error) {
		cmd.Version = version
		return do(c.Request().Context(), cmd)
	})
}

// ListSharedRevisions answers GET /manage/v1/posts/{id}/revisions.
func (a *API) ListSharedRevisions(c echo.Context, id apigen.PostID, p apigen.ListSharedRevisionsParams) error {
	page, err := a.Editing.SharedRevisions(c.Request().Context(), editing.ListRevisions{
		Actor: actorOf(c), Post: content.PostID(id), Limit: either(p.Limit), Cursor: c.QueryParam("cursor"),
	})
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, func(k editing.Kept[content.SharedRevision]) savedAnswer {
		return savedOf(k, k.Revision.N, k.Revision.Meta)
	})
}

// GetSharedRevision answers GET /manage/v1/posts/{id}/revisions/{n}.
func (a *API) GetSharedRevision(c echo.Context, id apigen.PostID, n apigen.RevisionNumber) error {
	kept, err := a.Editing.SharedRevision(c.Request().Context(), editing.GetRevision{Actor: actorOf(c), Post: content.PostID(id), N: n})
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	doc := d.shared(editing.Whole{Shared: kept.Revision.Shared})
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, sharedRevisionAnswer{
		savedAnswer: savedOf(kept, kept.Revision.N, kept.Revision.Meta), Shared: doc.Shared, Date: doc.Date, LastMod: doc.LastMod,
	})
}

// RestoreSharedRevision answers POST /manage/v1/posts/{id}/revisions/{n}/restore.
func (a *API) RestoreSharedRevision(c echo.Context, id apigen.PostID, n apigen.RevisionNumber, _ apigen.RestoreSharedRevisionParams) error {
	saved, err := a.restored(c, editing.RestoreRevision{Post: content.PostID(id), N: n}, a.Editing.RestoreShared)
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	return a.sendPost(c, d, http.StatusOK, saved)
}
