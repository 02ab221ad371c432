package httpapi

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
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
	page, err := a.Accounts.Audit(c.Request().Context(), accounts.Audit{Actor: actorOf(c), Query: q, Limit: limitOf(p.Limit), Cursor: c.QueryParam("cursor")})
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
	return q, tagParam(c, "locale", &q.Locale)
}

// ExportAudit answers GET /manage/v1/audit/export.
func (a *API) ExportAudit(c echo.Context, p apigen.ExportAuditParams) error {
	q, err := auditQuery(c, p.Since, p.Until)
	if err != nil {
		return err
	}
	kind, name, write := "text/csv; charset=utf-8", "diptych-audit.csv", csvRows(c)
	if c.QueryParam("format") == "ndjson" {
		kind, name, write = "application/x-ndjson", "diptych-audit.ndjson", jsonLines(c)
	}
	begun := false
	begin := func() {
		h := c.Response().Header()
		h.Set(echo.HeaderContentType, kind)
		h.Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
		c.Response().WriteHeader(http.StatusOK)
		begun = true
	}
	err = a.Accounts.ExportAudit(c.Request().Context(), actorOf(c), q, func(r event.Record) error {
		if !begun {
			begin()
		}
		return write(&r)
	})
	if err != nil {
		return err
	}
	if !begun {
		begin()
	}
	return write(nil)
}

// jsonLines writes each record as one line; nil ends.
func jsonLines(c echo.Context) func(*event.Record) error {
	return func(r *event.Record) error {
		if r == nil {
			return nil
		}
		line, err := encode(auditOf(*r))
		if err != nil {
			return err
		}
		_, err = c.Response().Write(append(line, '\n'))
		return err
	}
}

// csvRows writes the head, then each record as one row (RFC 4180); nil ends.
func csvRows(c echo.Context) func(*event.Record) error {
	w := csv.NewWriter(c.Response())
	w.UseCRLF = true
	headed := false
	return func(r *event.Record) error {
		var rows [][]string
		if !headed {
			headed = true
			rows = append(rows, []string{"id", "at", "actor", "actorName", "via", "operation", "outcome", "post", "locales", "subject", "address", "agent", "detail"})
		}
		if r != nil {
			tags := make([]string, len(r.Locales))
			for i, tag := range r.Locales {
				tags[i] = string(tag)
			}
			rows = append(rows, []string{
				strconv.FormatInt(r.ID, 10), r.At.UTC().Format(time.RFC3339Nano), r.Actor, r.Name, r.Origin.Via, r.Operation, string(r.Outcome),
				string(r.Post), strings.Join(tags, " "), r.About, r.Origin.Address, r.Origin.Agent, string(r.Detail),
			})
		}
		for _, row := range rows {
			for i := range row {
				row[i] = inert(row[i])
			}
			if err := w.Write(row); err != nil {
				return fmt.Errorf("write a row: %w", err)
			}
		}
		if r == nil {
			w.Flush()
		}
		return w.Error()
	}
}
