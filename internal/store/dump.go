package store

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"regexp"
	"slices"
)

// A part is one table of a dump: its query gives each row as one text.
type part struct {
	name  string
	query string
}

// parts returns what a dump holds. Left out are ids, instants, what counts
// writes (seq, outbox), what is derived from these (ETags, hashes of documents
// that name ids), and secrets.
func parts() []part {
	return []part{
		{"site", "SELECT settings FROM site"},
		{"locale", "SELECT json_array(tag, version, json(settings)) FROM locales"},
		{"post", `SELECT json_array(id, source_locale, json(targets), parity, version, head, live, created_by, merged_into, deleted_at > 0) FROM posts`},
		{"shared revision", "SELECT json_array(post_id, n, by, origin, note, json(doc)) FROM shared_revisions"},
		{"translation", "SELECT json_array(post_id, locale, version, status, head, live) FROM translations"},
		{"revision", `SELECT json_array(post_id, locale, n, by, origin, note, based_on, based_in, minor, means, policy, json(doc), submitted) FROM revisions`},
		{"confirmation", "SELECT json_array(post_id, locale, n, beside, beside_n, by) FROM confirmations"},
		{"dismissal", "SELECT json_array(post_id, locale, finding, name, excerpt, reason, by) FROM dismissals"},
		{"assignment", "SELECT json_array(post_id, locale, version, assignee, due, note, by) FROM assignments"},
		{"review", "SELECT json_array(post_id, locale, n, decision, by, thread <> '') FROM reviews"},
		{"thread", "SELECT json_array(post_id, locale, segment, excerpt, of_source, revision, resolved_at > 0, resolved_by) FROM threads"},
		{"comment", "SELECT json_array(t.post_id, t.locale, t.segment, c.version, c.text, c.by, c.edited_at > 0) FROM comments c JOIN threads t ON t.id = c.thread_id"},
		{"decision", `SELECT json_array(post_id, locale, n, kind, beside, source_n, target_n, json(source), json(target), text, origin, reason, by) FROM decisions`},
		{"ledger", `SELECT json_array(post_id, what, cause, rule, by, release_id, schedule_id, locale, revision,
			(SELECT json_group_array(json_remove(value, '$.since')) FROM json_each(lags)), reason, json(blockers)) FROM ledger`},
		{"slug", "SELECT json_array(locale, slug, post_id, state) FROM slugs"},
		{"path", "SELECT json_array(url, post_id, locale, kind, state) FROM paths"},
		{"import", "SELECT json_array(source, path, locale, post_id, asset_id, hash) FROM imports"},
		{"term", "SELECT json_array(id, kind, version, avatar, json(links), merged_into) FROM terms"},
		{"term text", "SELECT json_array(term_id, locale, name, slug, json(doc)) FROM term_texts"},
		{"term slug", "SELECT json_array(kind, locale, slug, term_id, seen) FROM term_slugs"},
		{"term use", "SELECT json_array(term_id, post_id, part) FROM term_uses"},
		{"asset", "SELECT json_array(id, type, bytes, width, height, name, by, looked, frames, blurhash, colour, focus_x, focus_y, version) FROM assets"},
		{"asset text", "SELECT json_array(asset_id, locale, alt, caption, title, credit) FROM asset_texts"},
		{"asset use", "SELECT json_array(asset_id, post_id, part, n) FROM asset_uses"},
		{"entry", `SELECT json_array(locale, post_id, slug, text, shared, format, json(facets), json(alternates),
			json_remove(CAST(card AS TEXT), '$.publishedAt', '$.updatedAt'), CAST(body AS TEXT)) FROM entries`},
		{"listing", "SELECT json_array(locale, facet, avail, post_id) FROM listing"},
		{"count", "SELECT json_array(locale, facet, avail, n) FROM listing_counts"},
		{"reference", "SELECT json_array(kind, target, post_id) FROM entry_refs"},
		{"anchor", "SELECT json_array(post_id, locale, json(doc)) FROM anchors"},
		{"link", "SELECT json_array(post_id, locale, n, state, reason, href, text, target, language, url, fragment, found, count) FROM entry_links"},
		{"rerender", "SELECT json_array(kind, target, cause) FROM rerenders"},
		{"change", "SELECT json_array(kind, post_id, locale, op, redirect) FROM changes"},
		{"release", "SELECT json_array(name, state, override, created_by, done_by) FROM releases"},
		{"release item", "SELECT json_array(r.name, i, post_id, action, json(publication)) FROM release_items JOIN releases r ON r.id = release_id"},
		{"schedule", `SELECT json_array(post_id, action, json(publication), coalesce((SELECT name FROM releases r WHERE r.id = release_id), ''),
			state, due, at, time_zone, on_blocked, override, by) FROM schedules`},
		{"preview link", "SELECT json_array(post_id, json(locales), note, by, revoked_at > 0) FROM preview_links"},
		{"token", "SELECT json_array(name, owner, json(scopes), admin, json(roles), revoked_at > 0) FROM tokens"},
		{"memory", `SELECT json_array(p.source, p.target, m.source, m.target, tags, origin, by, post, segment, brought)
			FROM memory m JOIN memory_pairs p ON p.id = m.pair`},
		{"memory use", "SELECT json_array(u.post, u.segment, m.source, m.target, before, after) FROM memory_uses u JOIN memory m ON m.id = u.entry"},
		{"glossary", "SELECT json_array(source, target, term, meant, version, json(doc), by) FROM glossary"},
		{"user", "SELECT json_array(email, name, admin, json(roles), version, disabled_at > 0) FROM users"},
		{"session", "SELECT json_array(email, address, agent) FROM sessions s JOIN users u ON u.id = s.user_id"},
		{"invitation", "SELECT json_array(kind, user_id, email, name, admin, json(roles), created_by) FROM invitations"},
	}
}

// uuid finds ids in the text of rows (RFC 9562 §4).
var uuid = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// Dump writes all that the database says, one row a line, in an order of its
// own: two databases that say the same give the same dump, whichever ids they
// drew and whenever they were written. Posts and terms are named by their slugs.
func (db *DB) Dump(ctx context.Context, w io.Writer) error {
	if err := db.dump(ctx, w); err != nil {
		return fmt.Errorf("dump %s: %w", db.path, Classify(ctx, err))
	}
	return nil
}

func (db *DB) dump(ctx context.Context, w io.Writer) error {
	tx, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	names, err := namesOf(ctx, tx)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	for _, p := range parts() {
		var lines []string
		err := each(ctx, tx, p.query, func(row string) {
			lines = append(lines, uuid.ReplaceAllStringFunc(row, func(id string) string {
				if name, ok := names[id]; ok {
					return name
				}
				return id
			}))
		})
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		slices.Sort(lines)
		for _, line := range lines {
			if _, err := fmt.Fprintf(out, "%s %s\n", p.name, line); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// namesOf names posts and terms by what does not depend on when they were made:
// their slugs, or where they have none their titles.
func namesOf(ctx context.Context, tx *sql.Tx) (map[string]string, error) {
	names := make(map[string]string)
	rows, err := tx.QueryContext(ctx, `
		SELECT id, 'post(' || coalesce(
			(SELECT group_concat(locale || '/' || slug, ' ' ORDER BY locale, slug) FROM slugs WHERE post_id = p.id AND state <> 'old'),
			(SELECT group_concat(r.locale || '/' || r.title, ' ' ORDER BY r.locale) FROM translations t
				JOIN revisions r ON r.post_id = t.post_id AND r.locale = t.locale AND r.n = t.head WHERE t.post_id = p.id), '') || ')'
		FROM posts p
		UNION ALL
		SELECT id, kind || '(' || coalesce(
			(SELECT group_concat(locale || '/' || slug, ' ' ORDER BY locale) FROM term_texts WHERE term_id = t.id), '') || ')'
		FROM terms t`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, err
		}
		names[id] = name
	}
	return names, rows.Err()
}
