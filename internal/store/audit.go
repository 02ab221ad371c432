package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
)

// lookAt bounds the rows of the audit that one page looks at, whatever is asked.
const lookAt = 5000

// record writes an event into the audit if it is somebody's deed. body is the
// event's JSON.
func (tx *Tx) record(ctx context.Context, e event.Event, body string) error {
	deed := e.Deed()
	if deed.By == "" {
		return nil
	}
	if deed.Detail != nil {
		var err error
		if body, err = encode(deed.Detail); err != nil {
			return err
		}
	}
	return tx.AddRecord(ctx, event.Record{
		Actor: deed.By, Operation: e.Type(), Outcome: event.Succeeded, Post: e.Subject(), Locales: deed.Locales, About: deed.About,
		Origin: event.OriginOf(ctx), Detail: json.RawMessage(body),
	})
}

// AddRecord adds a row to the audit, at the instant of the transaction and with
// the actor's present name. Rows come from events by themselves; this is for
// what makes none, since it was refused. The record's ID, At and Name are not read.
func (tx *Tx) AddRecord(ctx context.Context, r event.Record) error {
	name, err := tx.nameOf(ctx, r.Actor)
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, `INSERT INTO audit (at, actor, name, via, operation, outcome, post, locales, subject, address, agent, detail)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		micros(tx.now), r.Actor, name, r.Origin.Via, r.Operation, string(r.Outcome), string(r.Post), spaced(r.Locales), r.About,
		r.Origin.Address, r.Origin.Agent, string(r.Detail))
	return err
}

// nameOf returns the actor's name, looked up once a transaction; of those who
// have none, the id.
func (tx *Tx) nameOf(ctx context.Context, actor string) (string, error) {
	if name, ok := tx.names[actor]; ok {
		return name, nil
	}
	name := actor
	if strings.HasPrefix(actor, access.UserActor) || strings.HasPrefix(actor, access.TokenActor) {
		found, err := tx.ActorNames(ctx, []string{actor})
		if err != nil {
			return "", err
		}
		name = cmp.Or(found[actor], actor)
	}
	if tx.names == nil {
		tx.names = make(map[string]string)
	}
	tx.names[actor] = name
	return name, nil
}

// spaced writes tags so that each stands between blanks.
func spaced(tags []locale.Tag) string {
	if len(tags) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteByte(' ')
	for _, tag := range tags {
		b.WriteString(string(tag))
		b.WriteByte(' ')
	}
	return b.String()
}

// Audit returns a page of the audit. It looks at no more than a bounded number of
// rows of one index, whatever is asked: the most selective of the query's
// members chooses the index, and the others are asked of each row.
func (r reader) Audit(ctx context.Context, q event.Query) (event.Page, error) {
	span, args := auditSpan(q)
	var page event.Page
	filter, values := auditFilter(q)
	err := r.each(ctx, func(rows *sql.Rows) error {
		record, err := scanRecord(rows)
		page.Records = append(page.Records, record)
		return err
	}, "SELECT id, at, actor, name, via, operation, outcome, post, locales, subject, address, agent, detail FROM (SELECT * "+
		span+" LIMIT ?) WHERE "+filter+" LIMIT ?", slices.Concat(args, []any{lookAt}, values, []any{q.Limit + 1})...)
	if err != nil {
		return event.Page{}, err
	}
	if len(page.Records) > q.Limit {
		page.Records = page.Records[:q.Limit]
		last := page.Records[q.Limit-1]
		page.Next = &event.Place{At: last.At, ID: last.ID}
		return page, nil
	}
	err = r.each(ctx, func(rows *sql.Rows) error { // the last row that was looked at, if there may be more
		var at, id int64
		err := rows.Scan(&at, &id)
		page.Next = &event.Place{At: instant(at), ID: id}
		return err
	}, "SELECT at, id "+span+" LIMIT 1 OFFSET ?", append(args, lookAt-1)...)
	return page, err
}

// auditSpan returns the range of one index, in order, in which the answer lies.
func auditSpan(q event.Query) (span string, args []any) {
	index, where := "audit_by_time", "at >= ?"
	since := micros(q.Since)
	switch {
	case q.Post != "":
		index, where, args = "audit_by_post", "post <> '' AND post = ? AND at >= ?", []any{string(q.Post)}
	case q.Outcome == event.Refused:
		index, where = "audit_by_refusal", "outcome = 'refused' AND at >= ?"
	case q.Actor != "":
		index, where, args = "audit_by_actor", "actor = ? AND at >= ?", []any{q.Actor}
	case q.Operation != "":
		index, where, args = "audit_by_operation", "operation = ? AND at >= ?", []any{q.Operation}
	}
	args = append(args, since)
	if !q.Until.IsZero() {
		where += " AND at < ?"
		args = append(args, micros(q.Until))
	}
	order, beyond := "at DESC, id DESC", "<"
	if q.Oldest {
		order, beyond = "at, id", ">"
	}
	if q.From != nil {
		where += " AND (at, id) " + beyond + " (?, ?)"
		args = append(args, micros(q.From.At), q.From.ID)
	}
	return "FROM audit INDEXED BY " + index + " WHERE " + where + " ORDER BY " + order, args
}

// auditFilter returns what is asked of each row of the range.
func auditFilter(q event.Query) (filter string, values []any) {
	conditions := []string{"true"}
	for _, c := range []struct{ column, value string }{
		{"actor", q.Actor}, {"post", string(q.Post)}, {"operation", q.Operation}, {"outcome", string(q.Outcome)},
	} {
		if c.value != "" {
			conditions, values = append(conditions, c.column+" = ?"), append(values, c.value)
		}
	}
	if q.Locale != "" {
		conditions, values = append(conditions, "instr(locales, ?) > 0"), append(values, " "+string(q.Locale)+" ")
	}
	return strings.Join(conditions, " AND "), values
}

func scanRecord(rows *sql.Rows) (event.Record, error) {
	var r event.Record
	var at int64
	var locales, detail string
	err := rows.Scan(&r.ID, &at, &r.Actor, &r.Name, &r.Origin.Via, &r.Operation, &r.Outcome, &r.Post, &locales, &r.About,
		&r.Origin.Address, &r.Origin.Agent, &detail)
	r.At, r.Detail = instant(at), json.RawMessage(detail)
	for _, tag := range strings.Fields(locales) {
		r.Locales = append(r.Locales, locale.Tag(tag))
	}
	return r, err
}
