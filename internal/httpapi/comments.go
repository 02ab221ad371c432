package httpapi

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/reviewing"
	"github.com/diptych-cms/diptych/internal/work"
)

// A threadAnswer is what colleagues say about one thing.
type threadAnswer struct {
	ID       string          `json:"id"`
	Segment  *string         `json:"segment"`
	Excerpt  string          `json:"excerpt"`
	Gone     bool            `json:"gone"`
	Revision int             `json:"revision"`
	Resolved *resolvedAnswer `json:"resolved"`
	Comments []commentAnswer `json:"comments"`
}

// A resolvedAnswer says who found that nothing is left to say, and when.
type resolvedAnswer struct {
	By personAnswer `json:"by"`
	At time.Time    `json:"at"`
}

// A commentAnswer is what one person said.
type commentAnswer struct {
	ID       string       `json:"id"`
	ETag     string       `json:"etag"`
	Text     string       `json:"text"`
	By       personAnswer `json:"by"`
	At       time.Time    `json:"at"`
	EditedAt *time.Time   `json:"editedAt"`
}

func threadOf(t work.Thread) threadAnswer {
	answer := threadAnswer{
		ID: t.ID, Segment: filled(t.Segment), Excerpt: t.Excerpt, Gone: t.Gone, Revision: t.Revision,
		Comments: make([]commentAnswer, len(t.Comments)),
	}
	if !t.Open() {
		answer.Resolved = &resolvedAnswer{By: personAnswer(t.ResolvedBy), At: t.ResolvedAt.UTC()}
	}
	for i, one := range t.Comments {
		answer.Comments[i] = commentAnswer{
			ID: one.ID, ETag: etag.Of(one.Version), Text: one.Text, By: personAnswer(one.By), At: one.At.UTC(), EditedAt: instant(one.EditedAt),
		}
	}
	return answer
}

// ListComments answers GET /manage/v1/posts/{id}/translations/{locale}/comments.
func (a *API) ListComments(c echo.Context, id apigen.PostID, name apigen.PathLocale, p apigen.ListCommentsParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	page, err := a.Reviewing.Comments(c.Request().Context(), reviewing.ListComments{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Cursor: c.QueryParam("cursor"),
		Query: work.ThreadQuery{Segment: c.QueryParam("segment"), Open: p.Open, Limit: either(p.Limit)},
	})
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, threadOf)
}

// CreateComment answers POST /manage/v1/posts/{id}/translations/{locale}/comments.
func (a *API) CreateComment(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.CreateCommentParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	var in apigen.CommentInput
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	cmd := reviewing.Comment{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Text: in.Text, Segment: either(in.Segment), ReplyTo: either(in.ReplyTo),
	}
	if cmd.Once, err = a.onceOf(c); err != nil {
		return err
	}
	done, err := a.Reviewing.Comment(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	created(c, "posts/"+id+"/translations/"+string(tag)+"/comments", done.Comment)
	return sendThread(c, http.StatusCreated, done)
}

// sendThread answers with a thread under the entity tag of one of its comments.
func sendThread(c echo.Context, status int, done reviewing.Commented) error {
	version := int64(0)
	for _, one := range done.Thread.Comments {
		if one.ID == done.Comment {
			version = one.Version
		}
	}
	return sendTagged(c, status, version, threadOf(done.Thread))
}

// PatchComment answers PATCH /manage/v1/posts/{id}/translations/{locale}/comments/{comment}.
func (a *API) PatchComment(c echo.Context, id apigen.PostID, name apigen.PathLocale, comment apigen.CommentID, _ apigen.PatchCommentParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	var in apigen.CommentPatch
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	done, err := matching(c.Request().Header, func(version int64) (reviewing.Commented, error) {
		return a.Reviewing.EditComment(c.Request().Context(), reviewing.EditComment{
			Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Comment: comment, Version: version, Text: in.Text, Resolved: in.Resolved,
		})
	})
	if err != nil {
		return err
	}
	return sendThread(c, http.StatusOK, done)
}

// DeleteComment answers DELETE /manage/v1/posts/{id}/translations/{locale}/comments/{comment}.
func (a *API) DeleteComment(c echo.Context, id apigen.PostID, name apigen.PathLocale, comment apigen.CommentID, _ apigen.DeleteCommentParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	_, err = matching(c.Request().Header, func(version int64) (struct{}, error) {
		return struct{}{}, a.Reviewing.RemoveComment(c.Request().Context(), reviewing.RemoveComment{
			Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Comment: comment, Version: version,
		})
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
