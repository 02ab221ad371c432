package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// leading are the addresses that lead readers somewhere, or did: what is only kept for a
// draft is nobody's yet, and what a translation had before it was taken down is its own.
const leading = ` AND (a.state <> 'reserved' OR EXISTS (SELECT 1 FROM translations t
	WHERE t.post_id = a.post_id AND t.locale = a.locale AND t.live = 0 AND t.first_published_at > 0))`

// Leads returns those of the wanted addresses where readers find a post, or found one:
// that nobody but a draft holds is not among them.
func (r reader) Leads(ctx context.Context, wanted []content.Address) ([]content.Address, error) {
	slugs, paths, err := keysOf(wanted)
	if err != nil {
		return nil, err
	}
	return r.addresses(ctx, `SELECT 1, a.kind, a.locale, a.url, a.post_id, a.state
		FROM json_each(?) w CROSS JOIN paths a ON a.url = w.value`+leading+`
		UNION ALL SELECT 0, '', a.locale, a.slug, a.post_id, a.state
		FROM json_each(?) w CROSS JOIN slugs a ON a.locale = w.value ->> 0 AND a.slug = w.value ->> 1`+leading, paths, slugs)
}

// Unread returns which of the posts exist, or were absorbed by one that does: a post
// in the trash does not.
func (r reader) Unread(ctx context.Context, ids []content.PostID) (map[content.PostID]bool, error) {
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	found := make(map[content.PostID]bool, len(ids))
	err = r.each(ctx, func(rows *sql.Rows) error {
		var id content.PostID
		err := rows.Scan(&id)
		found[id] = true
		return err
	}, `WITH RECURSIVE chain (asked, id) AS (
			SELECT value, value FROM json_each(?)
			UNION
			SELECT chain.asked, p.merged_into FROM chain CROSS JOIN posts p ON p.id = chain.id WHERE p.merged_into <> ''
		)
		SELECT DISTINCT chain.asked FROM chain CROSS JOIN posts p ON p.id = chain.id WHERE p.merged_into = '' AND p.deleted_at = 0`, list)
	return found, err
}

// LiveAnchors returns the places in the live texts of the posts; of an absorbed post,
// those of the post that absorbed it. A post without live texts is left out.
func (r reader) LiveAnchors(ctx context.Context, ids []content.PostID) (map[content.PostID]entry.Anchors, error) {
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	found := make(map[content.PostID]entry.Anchors, len(ids))
	err = r.each(ctx, func(rows *sql.Rows) error {
		var id content.PostID
		var tag locale.Tag
		var doc string
		if err := rows.Scan(&id, &tag, &doc); err != nil {
			return err
		}
		anchors := []entry.Anchor{}
		if err := decode(doc, &anchors); err != nil {
			return err
		}
		if found[id] == nil {
			found[id] = make(entry.Anchors)
		}
		found[id][tag] = anchors
		return nil
	}, `WITH RECURSIVE chain (asked, id) AS (
			SELECT value, value FROM json_each(?)
			UNION
			SELECT chain.asked, p.merged_into FROM chain CROSS JOIN posts p ON p.id = chain.id WHERE p.merged_into <> ''
		)
		SELECT chain.asked, a.locale, a.doc FROM chain CROSS JOIN anchors a ON a.post_id = chain.id`, list)
	return found, err
}

// Marks returns what is kept of the post's live texts beside its entries, by locale.
func (r reader) Marks(ctx context.Context, post content.PostID) (map[locale.Tag]entry.Mark, error) {
	found := make(map[locale.Tag]entry.Mark, 2)
	err := r.each(ctx, func(rows *sql.Rows) error {
		var tag locale.Tag
		var m entry.Mark
		err := rows.Scan(&tag, &m.Anchors, &m.Links)
		found[tag] = m
		return err
	}, "SELECT locale, doc, links FROM anchors WHERE post_id = ?", string(post))
	return found, err
}

// SetMark writes what is kept of a live text beside its entry, and with links not nil
// its links instead of those before.
func (tx *Tx) SetMark(ctx context.Context, part content.Part, m entry.Mark, links *[]entry.Link) error {
	_, err := tx.put(ctx, `INSERT INTO anchors (post_id, locale, doc, links) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET doc = excluded.doc, links = excluded.links`, string(part.Post), string(part.Locale), m.Anchors, m.Links)
	if err != nil || links == nil {
		return err
	}
	if _, err := tx.put(ctx, "DELETE FROM entry_links WHERE post_id = ? AND locale = ?", string(part.Post), string(part.Locale)); err != nil {
		return err
	}
	for _, l := range *links {
		_, err := tx.put(ctx, `INSERT INTO entry_links
			(post_id, locale, n, state, reason, href, text, target, language, url, fragment, found, count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			string(part.Post), string(part.Locale), l.N, string(l.State), string(l.Reason), l.Href, l.Text, string(l.Target),
			string(l.Language), l.URL, l.Fragment, l.Found, l.Count)
		if err != nil {
			return err
		}
	}
	return nil
}

// DropMark deletes what was kept of a text that is not live any more, its links too.
func (tx *Tx) DropMark(ctx context.Context, part content.Part) error {
	for _, table := range []string{"anchors", "entry_links"} {
		if _, err := tx.put(ctx, "DELETE FROM "+table+" WHERE post_id = ? AND locale = ?", string(part.Post), string(part.Locale)); err != nil {
			return err
		}
	}
	return nil
}
