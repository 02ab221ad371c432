package httpapi

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
)

// An auditAnswer is one thing that somebody did, or was refused.
type auditAnswer struct {
	ID        string          `json:"id"`
	At        time.Time       `json:"at"`
	Actor     string          `json:"actor"`
	ActorName string          `json:"actorName"`
	Via       *string         `json:"via"`
	Operation string          `json:"operation"`
	Outcome   event.Outcome   `json:"outcome"`
	Post      *string         `json:"post"`
	Locales   []locale.Tag    `json:"locales"`
	Subject   *string         `json:"subject"`
	Address   string          `json:"address"`
	Agent     string          `json:"agent"`
	Detail    json.RawMessage `json:"detail"`
}

func auditOf(r event.Record) auditAnswer {
	return auditAnswer{
		ID: strconv.FormatInt(r.ID, 10), At: r.At.UTC(), Actor: r.Actor, ActorName: r.Name, Via: filled(r.Origin.Via),
		Operation: r.Operation, Outcome: r.Outcome, Post: filled(string(r.Post)), Locales: list(r.Locales), Subject: filled(r.About),
		Address: r.Origin.Address, Agent: r.Origin.Agent, Detail: r.Detail,
	}
}

// filled returns a text, or null where there is none.
func filled(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// ListAudit answers GET /manage/v1/audit.
func (a *API) ListAudit(c echo.Context, p apigen.ListAuditParams) error {
	q, err := auditQuery(c, p.Since, p.Until)
	if err != nil {
		return err
	}
	page, err := a.Accounts.Audit(c.Request().Context(), accounts.Audit{Actor: actorOf(c), Query: q, Limit: either(p.Limit), Cursor: c.QueryParam("cursor")})
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, auditOf)
}

// auditQuery reads the parameters that choose rows.
func auditQuery(c echo.Context, since, until *time.Time) (event.Query, error) {
	q := event.Query{
		Actor: c.QueryParam("actor"), Post: content.PostID(c.QueryParam("post")), Operation: c.QueryParam("operation"),
		Outcome: event.Outcome(c.QueryParam("outcome")), Since: either(since), Until: either(until),
	}
	err := tagParam(c, "locale", &q.Locale)
	return q, err
}

// ExportAudit answers GET /manage/v1/audit/export.
func (a *API) ExportAudit(c echo.Context, p apigen.ExportAuditParams) error {
	q, err := auditQuery(c, p.Since, p.Until)
	if err != nil {
		return err
	}
	export := func(write func(event.Record) error) error {
		return a.Accounts.ExportAudit(c.Request().Context(), actorOf(c), q, write)
	}
	if c.QueryParam("format") == "ndjson" {
		to := &download{c: c, media: "application/x-ndjson", file: "diptych-audit.ndjson"}
		if err := export(func(r event.Record) error { return writeLine(to, auditOf(r)) }); err != nil {
			return err
		}
		to.begin() // of an audit without rows
		return nil
	}
	to := newSheet(c, "diptych-audit.csv",
		"id", "at", "actor", "actorName", "via", "operation", "outcome", "post", "locales", "subject", "address", "agent", "detail")
	if err := export(func(r event.Record) error { return to.row(auditRow(r)) }); err != nil {
		return err
	}
	return to.end()
}

// auditRow is a record as a row of a sheet.
func auditRow(r event.Record) []string {
	return []string{
		strconv.FormatInt(r.ID, 10), r.At.UTC().Format(time.RFC3339Nano), r.Actor, r.Name, r.Origin.Via, r.Operation, string(r.Outcome),
		string(r.Post), spaced(r.Locales), r.About, r.Origin.Address, r.Origin.Agent, string(r.Detail),
	}
}
