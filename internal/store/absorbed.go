package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Absorbed returns which of the terms became others. Documents are never
// rewritten: what they mean is found out when they are read.
func (r reader) Absorbed(ctx context.Context, ids []content.TermID) (content.Absorbed, error) {
	if len(ids) == 0 || r.known != nil && r.known.apart {
		return nil, nil
	}
	if r.known != nil {
		r.known.apart = true
		err := r.each(ctx, func(*sql.Rows) error {
			r.known.apart = false
			return nil
		}, "SELECT 1 FROM terms WHERE merged_into <> '' LIMIT 1")
		if err != nil || r.known.apart {
			return nil, err
		}
	}
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	var into content.Absorbed
	err = r.each(ctx, func(rows *sql.Rows) error {
		var one, other content.TermID
		if err := rows.Scan(&one, &other); err != nil {
			return err
		}
		if into == nil {
			into = make(content.Absorbed)
		}
		into[one] = other
		return nil
	}, "SELECT t.id, t.merged_into FROM json_each(?) w CROSS JOIN terms t ON t.id = w.value WHERE t.merged_into <> ''", list)
	return into, err
}

// meant lets a revision that was read name the terms that it means. It then has
// no hash: that was of what its document says.
func (r reader) meant(ctx context.Context, rev *content.Revision) error {
	into, err := r.Absorbed(ctx, rev.Text.OwnTerms())
	if len(into) > 0 {
		rev.Text, rev.Hash = into.Text(rev.Text), ""
	}
	return err
}

// meantShared is meant for a shared part.
func (r reader) meantShared(ctx context.Context, rev *content.SharedRevision) error {
	into, err := r.Absorbed(ctx, rev.Shared.Terms())
	if len(into) > 0 {
		rev.Shared, rev.Hash = into.Shared(rev.Shared), ""
	}
	return err
}

// nameTerms notes which terms the head of a part names: revision n, which was
// just written.
func (tx *Tx) nameTerms(ctx context.Context, post content.PostID, part locale.Tag, n int, terms []content.TermID) error {
	if n > 1 {
		if _, err := tx.put(ctx, "DELETE FROM term_uses WHERE post_id = ? AND part = ?", string(post), string(part)); err != nil {
			return err
		}
	}
	for _, id := range terms {
		_, err := tx.put(ctx, "INSERT OR IGNORE INTO term_uses (term_id, post_id, part) VALUES (?, ?, ?)", string(id), string(post), string(part))
		if err != nil {
			return err
		}
	}
	return nil
}
