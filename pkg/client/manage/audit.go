package manage

import (
	"context"
	"io"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// An AuditEntry is one thing that somebody did, or was refused.
type AuditEntry struct {
	ID        string         `json:"id"`
	At        time.Time      `json:"at"`
	Actor     string         `json:"actor"`
	ActorName string         `json:"actorName"`
	Via       string         `json:"via"` // id of the token or session, or what ran the command
	Operation string         `json:"operation"`
	Outcome   string         `json:"outcome"` // "done" or "refused"
	Post      string         `json:"post"`
	Locales   []string       `json:"locales"`
	Subject   string         `json:"subject"` // what it was about beside the post: a term, a person, a file
	Address   string         `json:"address"`
	Agent     string         `json:"agent"`
	Detail    map[string]any `json:"detail"`
}

// An AuditQuery chooses entries. The zero value means all of them.
type AuditQuery struct {
	Actor, Post, Locale, Operation string
	Outcome                        string // "done" or "refused"
	Since, Until                   time.Time
	Cut
}

// Audit returns one page of who did what, newest first.
func (c *Client) Audit(ctx context.Context, q AuditQuery) (Page[AuditEntry], error) {
	r, err := rest.NewListAuditRequest(c.server, &rest.ListAuditParams{
		Actor: given(q.Actor), Post: given(q.Post), Locale: given(q.Locale), Operation: given(q.Operation),
		Outcome: given(rest.ListAuditParamsOutcome(q.Outcome)), Since: instant(q.Since), Until: instant(q.Until),
		Limit: given(q.Limit), Cursor: given(q.Cursor),
	})
	return answer[Page[AuditEntry]](c.get(ctx, r, err))
}

// ExportAudit returns all entries that the query chooses as one file, oldest
// first: "csv" (RFC 4180) or "ndjson", one JSON object a line. Its Cut does not
// count. The caller closes it.
func (c *Client) ExportAudit(ctx context.Context, q AuditQuery, format string) (io.ReadCloser, error) {
	r, err := rest.NewExportAuditRequest(c.server, &rest.ExportAuditParams{
		Format: given(rest.ExportAuditParamsFormat(format)),
		Actor:  given(q.Actor), Post: given(q.Post), Locale: given(q.Locale), Operation: given(q.Operation),
		Outcome: given(rest.ExportAuditParamsOutcome(q.Outcome)), Since: instant(q.Since), Until: instant(q.Until),
	})
	return stream(c.get(ctx, r, err))
}
