package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Decisions returns what people decided of the segments of a translation, in order.
func (r reader) Decisions(ctx context.Context, post content.PostID, tag locale.Tag) ([]bitext.Decision, error) {
	var list []bitext.Decision
	err := r.each(ctx, func(rows *sql.Rows) error {
		var d bitext.Decision
		var at int64
		var source, target string
		err := rows.Scan(&d.N, &d.Kind, &d.Beside, &d.SourceN, &d.TargetN, &source, &target, &d.SourceText, &d.Origin, &d.Reason, &at, &d.By)
		if err != nil {
			return err
		}
		if err := decode(source, &d.Source); err != nil {
			return err
		}
		d.At = instant(at)
		err = decode(target, &d.Target)
		list = append(list, d)
		return err
	}, `SELECT n, kind, beside, source_n, target_n, source, target, text, origin, reason, at, by FROM decisions
		WHERE post_id = ? AND locale = ? ORDER BY n`, string(post), string(tag))
	return list, err
}

// AddDecisions keeps what was decided of segments of a translation that exists,
// in order and numbered on, at the instant of the transaction. It sets the number,
// the instant, and, where it is empty, the language that is the source now.
func (tx *Tx) AddDecisions(ctx context.Context, post content.PostID, tag locale.Tag, list []bitext.Decision) error {
	if len(list) == 0 {
		return nil
	}
	var last int
	var source locale.Tag
	err := tx.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&source, &last) },
		`SELECT source_locale, (SELECT coalesce(max(n), 0) FROM decisions WHERE post_id = p.id AND locale = ?2) FROM posts p WHERE id = ?1`,
		string(post), string(tag))
	if err != nil {
		return err
	}
	for i := range list {
		d := &list[i]
		d.N, d.At = last+i+1, tx.now
		if d.Beside == "" {
			d.Beside = source
		}
		if err := tx.addDecision(ctx, post, tag, d); err != nil {
			return err
		}
	}
	tx.relived(post)
	_, err = tx.put(ctx, "UPDATE translations SET decided = decided + ? WHERE post_id = ? AND locale = ?", len(list), string(post), string(tag))
	return err
}

func (tx *Tx) addDecision(ctx context.Context, post content.PostID, tag locale.Tag, d *bitext.Decision) error {
	source, err := encode(append([]string{}, d.Source...)) // lists, never null
	if err != nil {
		return err
	}
	target, err := encode(append([]string{}, d.Target...))
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, `INSERT INTO decisions (post_id, locale, n, kind, beside, source_n, target_n, source, target, text, origin, reason, at, by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(post), string(tag), d.N, string(d.Kind), string(d.Beside), d.SourceN, d.TargetN, source, target, d.SourceText,
		string(d.Origin), d.Reason, micros(d.At), d.By)
	return err
}
