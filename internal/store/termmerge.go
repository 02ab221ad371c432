package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/locale"
)

// AbsorbTerm lets one term stand for another from now on: whoever names from, or
// one that it had absorbed, means into. from keeps its row and loses its texts;
// the slugs that it has and had lead to into, unless they are into's own now. It
// then saves into, as [Tx.SaveTerm] does. Documents are not touched: how many name
// a term does not count here.
func (tx *Tx) AbsorbTerm(ctx context.Context, into, from *content.Term) error {
	one, other := string(into.ID), string(from.ID)
	for _, write := range []struct {
		statement string
		args      []any
	}{
		{"UPDATE terms SET merged_into = ?, version = version + 1, avatar = '', links = '[]' WHERE id = ?", []any{one, other}},
		{"UPDATE terms SET merged_into = ? WHERE merged_into = ? AND merged_into <> ''", []any{one, other}},
		{"UPDATE term_slugs SET term_id = ? WHERE term_id = ?", []any{one, other}},
		{`INSERT INTO term_slugs (kind, locale, slug, term_id, seen) SELECT kind, locale, slug, ?,
				EXISTS (SELECT 1 FROM changes c WHERE c.post_id = term_id AND c.locale = x.locale AND c.op = 'upsert')
			FROM term_texts x WHERE term_id = ? AND slug <> ''
			ON CONFLICT DO UPDATE SET term_id = excluded.term_id, seen = max(seen, excluded.seen)`, []any{one, other}},
		{"DELETE FROM term_texts WHERE term_id = ?", []any{other}},
	} {
		if _, err := tx.put(ctx, write.statement, write.args...); err != nil {
			return err
		}
	}
	tx.known.apart = false
	tx.noteTerm(from.ID, from.Kind).into = into.ID
	return tx.SaveTerm(ctx, into)
}

// LeadToTerm lets a slug that readers know from elsewhere lead to the term, as one that
// it had does: unless it is, or leads to, some term's already.
func (tx *Tx) LeadToTerm(ctx context.Context, kind content.TermKind, tag locale.Tag, slug string, id content.TermID) error {
	changed, err := tx.put(ctx, `INSERT INTO term_slugs (kind, locale, slug, term_id, seen) SELECT ?1, ?2, ?3, ?4, 1
		WHERE NOT EXISTS (SELECT 1 FROM term_texts WHERE kind = ?1 AND locale = ?2 AND slug = ?3)
		ON CONFLICT DO UPDATE SET seen = 1 WHERE term_id = excluded.term_id AND seen = 0`, string(kind), string(tag), slug, string(id))
	if changed > 0 {
		tx.noteTerm(id, kind)
	}
	return err
}

// DropTerm deletes a term with its texts and slugs, and those that it absorbed,
// if it still has the version; otherwise it returns a fault.Stale.
func (tx *Tx) DropTerm(ctx context.Context, id content.TermID, version int64) error {
	was, err := tx.Term(ctx, id)
	if err != nil {
		return err
	}
	if was.Version != version {
		return etag.Stale("term.stale", version, was.Version)
	}
	tx.noteTerm(id, was.Kind)
	for _, statement := range []string{
		"DELETE FROM term_slugs WHERE term_id = ?",
		"DELETE FROM term_texts WHERE term_id = ?",
		"DELETE FROM terms WHERE merged_into = ? AND merged_into <> ''",
		"DELETE FROM terms WHERE id = ?",
	} {
		if _, err := tx.put(ctx, statement, string(id)); err != nil {
			return err
		}
	}
	return nil
}

// FormerSlugs returns the slugs that terms of the kind had, or that others had
// which they absorbed, with the terms that they lead to. One that led to several,
// in several languages, leads to the first.
func (r reader) FormerSlugs(ctx context.Context, kind content.TermKind) (map[string]content.TermID, error) {
	former := make(map[string]content.TermID)
	err := r.each(ctx, func(rows *sql.Rows) error {
		var slug string
		var id content.TermID
		err := rows.Scan(&slug, &id)
		former[slug] = id
		return err
	}, "SELECT slug, min(term_id) FROM term_slugs WHERE kind = ? GROUP BY slug", string(kind))
	return former, err
}
