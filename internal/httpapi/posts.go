package httpapi

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reviewing"
)

// A creationDoc is a post with its translations, as a client sends it.
type creationDoc struct {
	sharedDoc
	Translations map[string]struct {
		textDoc
		editDoc
	} `json:"translations"`
	Note string `json:"note"`
}

// CreatePost answers POST /manage/v1/posts.
func (a *API) CreatePost(c echo.Context, _ apigen.CreatePostParams) error {
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	var doc creationDoc
	if err := bodyOf(c).decode(&doc); err != nil {
		return err
	}
	cmd, err := d.creation(doc)
	if err != nil {
		return err
	}
	cmd.Actor = actorOf(c)
	if cmd.Once, err = a.onceOf(c); err != nil {
		return err
	}
	saved, err := a.Editing.Create(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	created(c, "posts", string(saved.Post.ID))
	return a.sendPost(c, d, http.StatusCreated, saved)
}

// creation reads the command that a document asks for.
func (d docs) creation(doc creationDoc) (editing.CreatePost, error) {
	var bad wrongs
	cmd := editing.CreatePost{Whole: d.whole(doc.sharedDoc, &bad), Note: doc.Note, Translations: make(map[locale.Tag]editing.Translating)}
	for name, t := range doc.Translations {
		at := "/translations/" + escaped(name)
		tag := bad.tag(at, locale.Tag(name))
		if _, twice := cmd.Translations[tag]; twice {
			bad.add(at, "member.locale_twice")
		}
		cmd.Translations[tag] = editing.Translating{Text: d.said(t.textDoc, at, &bad), Edit: t.edit()}
	}
	return cmd, bad.fault()
}

// ListPosts answers GET /manage/v1/posts.
func (a *API) ListPosts(c echo.Context, p apigen.ListPostsParams) error {
	filter := filterDoc{
		Status: content.Status(c.QueryParam("status")), Live: p.Live, State: content.PostState(c.QueryParam("state")),
		Author: content.TermID(c.QueryParam("author")), Tag: content.TermID(c.QueryParam("tag")), Series: content.TermID(c.QueryParam("series")),
		UpdatedSince: p.UpdatedSince, Text: c.QueryParam("q"),
	}
	for name, tag := range map[string]*locale.Tag{"locale": &filter.Locale, "missing": &filter.Missing} {
		if err := tagParam(c, name, tag); err != nil {
			return err
		}
	}
	q := filter.query()
	q.Sort, q.Limit = content.PostSort(c.QueryParam("sort")), either(p.Limit)
	if who := c.QueryParam("assignee"); who != "" {
		q.Assignee = reviewing.ActorID(actorOf(c), who)
	}
	page, err := a.Editing.List(c.Request().Context(), editing.ListPosts{Actor: actorOf(c), Query: q, Cursor: c.QueryParam("cursor")})
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, postList{
		pageAnswer: pageOf(page.Items, page.Next, d.brief), Partial: page.Partial,
	})
}

// A postList is a page of posts.
type postList struct {
	pageAnswer[postAnswer]
	Partial bool `json:"partial,omitempty"`
}

// GetPost answers GET /manage/v1/posts/{id}.
func (a *API) GetPost(c echo.Context, id apigen.PostID) error {
	view, err := a.Editing.Get(c.Request().Context(), editing.GetPost{Actor: actorOf(c), Post: content.PostID(id)})
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	return a.sendPost(c, d, http.StatusOK, editing.Saved{View: view})
}

// PutPost answers PUT /manage/v1/posts/{id}.
func (a *API) PutPost(c echo.Context, id apigen.PostID, _ apigen.PutPostParams) error {
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	whole, err := d.readWhole(bodyOf(c).text)
	if err != nil {
		return err
	}
	return a.savePost(c, d, id, editing.Replace(whole))
}

// PatchPost answers PATCH /manage/v1/posts/{id}.
func (a *API) PatchPost(c echo.Context, id apigen.PostID, _ apigen.PatchPostParams) error {
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	return a.savePost(c, d, id, patched(form[editing.Whole]{
		whole: a.contract.operations["putPost"].body,
		write: func(w editing.Whole) (any, error) { return d.shared(w), nil },
		read:  d.readWhole,
	}, bodyOf(c).tree))
}

func (a *API) savePost(c echo.Context, d docs, id apigen.PostID, change editing.Change[editing.Whole]) error {
	var edit editDoc
	if err := bodyOf(c).decode(&edit); err != nil {
		return err
	}
	saved, err := matching(c.Request().Header, func(version int64) (editing.Saved, error) {
		return a.Editing.SavePost(c.Request().Context(), editing.SavePost{
			Actor: actorOf(c), Post: content.PostID(id), Version: version, Change: change, Note: edit.Note,
		})
	})
	if err != nil {
		return err
	}
	return a.sendPost(c, d, http.StatusOK, saved)
}

// DeletePost answers DELETE /manage/v1/posts/{id}.
func (a *API) DeletePost(c echo.Context, id apigen.PostID, _ apigen.DeletePostParams) error {
	_, err := matching(c.Request().Header, func(version int64) (struct{}, error) {
		return struct{}{}, a.Editing.RemovePost(c.Request().Context(), editing.RemovePost{Actor: actorOf(c), Post: content.PostID(id), Version: version})
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// MergePost answers POST /manage/v1/posts/{id}/merge.
func (a *API) MergePost(c echo.Context, id apigen.PostID, _ apigen.MergePostParams) error {
	var in apigen.MergeInput
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	saved, err := matching(c.Request().Header, func(version int64) (editing.Saved, error) {
		return a.Editing.Merge(c.Request().Context(), editing.Merge{
			Actor: actorOf(c), Post: content.PostID(id), Version: version, Absorbed: content.PostID(in.Post),
			Override: overrideIn(in.Override), Once: key,
		})
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

// SplitPost answers POST /manage/v1/posts/{id}/split.
func (a *API) SplitPost(c echo.Context, id apigen.PostID, _ apigen.SplitPostParams) error {
	var in apigen.SplitInput
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	var bad wrongs
	tag := bad.tag("/locale", locale.Tag(in.Locale))
	if err := bad.fault(); err != nil {
		return err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	parted, err := matching(c.Request().Header, func(version int64) (editing.Parted, error) {
		return a.Editing.Split(c.Request().Context(), editing.Split{
			Actor: actorOf(c), Post: content.PostID(id), Version: version, Locale: tag, Override: overrideIn(in.Override), Once: key,
		})
	})
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	created(c, "posts", string(parted.New.Post.ID))
	return a.sendPost(c, d, http.StatusCreated, editing.Saved{View: parted.New})
}

// docs returns what turns posts into documents, in the site's zone.
func (a *API) docs(c echo.Context) (docs, error) {
	site, err := a.Site(c.Request().Context())
	if err != nil {
		return docs{}, err
	}
	return docs{zone: site.Settings.Zone()}, nil
}

// created says where the new thing is.
func created(c echo.Context, kind, id string) {
	c.Response().Header().Set(echo.HeaderLocation, "/manage/v1/"+kind+"/"+id)
}

// instant writes an instant that may be none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC())
}
