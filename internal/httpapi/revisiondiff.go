package httpapi

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/difference"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

// restoring is the command that restores one kind of revision.
type restoring func(context.Context, editing.RestoreRevision) (editing.Saved, error)

// A diffAnswer is what changed between two revisions.
type diffAnswer struct {
	From   int            `json:"from"`
	To     int            `json:"to"`
	Change editing.Weight `json:"change,omitempty"`
	Fields []changeAnswer `json:"fields"`
	Body   *bodyAnswer    `json:"body,omitempty"`
}

// A changeAnswer is one member that differs.
type changeAnswer struct {
	Pointer string `json:"pointer"`
	From    any    `json:"from"`
	To      any    `json:"to"`
}

// A bodyAnswer is what changed in a body.
type bodyAnswer struct {
	Ops     []pieceAnswer `json:"ops"`
	HTML    string        `json:"html"`
	Added   int           `json:"added"`
	Removed int           `json:"removed"`
}

// A pieceAnswer is a piece of one line of a body.
type pieceAnswer struct {
	Op      difference.Op `json:"op"`
	HTML    string        `json:"html"`
	Line    int           `json:"line"`
	Element string        `json:"element"`
}

// DiffRevision answers GET /manage/v1/posts/{id}/translations/{locale}/revisions/{n}/diff.
func (a *API) DiffRevision(c echo.Context, id apigen.PostID, name apigen.PathLocale, n apigen.RevisionNumber, p apigen.DiffRevisionParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	diff, err := a.Editing.DiffRevision(c.Request().Context(), editing.DiffRevision{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, N: n, With: p.With,
	})
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	body := &bodyAnswer{Ops: make([]pieceAnswer, len(diff.Body.Runs)), HTML: diff.Body.HTML, Added: diff.Body.Added, Removed: diff.Body.Removed}
	for i, r := range diff.Body.Runs {
		body.Ops[i] = pieceAnswer(r)
	}
	answer := diffAnswer{From: diff.From, To: diff.To, Change: diff.Change, Fields: d.changes(diff.Fields), Body: body}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}

// DiffSharedRevision answers GET /manage/v1/posts/{id}/revisions/{n}/diff.
func (a *API) DiffSharedRevision(c echo.Context, id apigen.PostID, n apigen.RevisionNumber, p apigen.DiffSharedRevisionParams) error {
	diff, err := a.Editing.DiffShared(c.Request().Context(), editing.DiffRevision{Actor: actorOf(c), Post: content.PostID(id), N: n, With: p.With})
	if err != nil {
		return err
	}
	d, err := a.docs(c)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, diffAnswer{From: diff.From, To: diff.To, Fields: d.changes(diff.Fields)})
}

// changes writes what differs as the members look in documents.
func (d docs) changes(list []content.FieldChange) []changeAnswer {
	answers := make([]changeAnswer, len(list))
	for i, f := range list {
		answers[i] = changeAnswer{Pointer: f.Pointer, From: d.value(f.From), To: d.value(f.To)}
	}
	return answers
}

// value writes a value of a member.
func (d docs) value(v any) any {
	switch v := v.(type) {
	case *content.Moment:
		return momentOf(v, d.zone)
	case content.Overrides:
		return d.text(content.Text{Overrides: v}).Overrides
	}
	return v
}
