package live

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	// termColumns and termRows are what is known of the terms that f names: one row
	// for each of their texts, with its count.
	termColumns = "SELECT t.id, t.kind, t.version, t.avatar, t.links, x.locale, x.name, x.slug, x.doc, coalesce(n.n, 0)"
	termRows    = ` CROSS JOIN terms t ON t.id = f.term_id
		CROSS JOIN term_texts x ON x.term_id = t.id
		LEFT JOIN listing_counts n ON n.locale = x.locale AND n.facet = t.id AND n.avail = ''`

	termsOf = termColumns + ` FROM term_texts f
		CROSS JOIN listing_counts c ON c.locale = f.locale AND c.facet = f.term_id AND c.avail = ''` +
		termRows + " WHERE f.kind = ? AND f.locale = ?"
	termBySlug = termColumns + ` FROM (SELECT coalesce(
			(SELECT term_id FROM term_texts WHERE kind = ?1 AND locale = ?2 AND slug = ?3),
			(SELECT term_id FROM term_slugs WHERE kind = ?1 AND locale = ?2 AND slug = ?3 AND seen = 1)
		) AS term_id) f` + termRows + termShown
	termAnywhere = termColumns + ` FROM (SELECT coalesce(
			(SELECT min(x.term_id) FROM locales l CROSS JOIN term_texts x ON x.kind = ?1 AND x.locale = l.tag AND x.slug = ?2),
			(SELECT min(x.term_id) FROM locales l CROSS JOIN term_slugs x ON x.kind = ?1 AND x.locale = l.tag AND x.slug = ?2 AND x.seen = 1)
		) AS term_id) f` + termRows + termShown
	// A term of drafts alone is read no further than one that does not exist.
	termShown = " WHERE EXISTS (SELECT 1 FROM listing_counts c WHERE c.locale = '*' AND c.facet = f.term_id AND c.avail = '')"
)

// Terms returns the terms of the kind that have a name and at least one live
// post in the locale, with all texts and the counts of their locales, in no order.
func (r *Reader) Terms(ctx context.Context, kind content.TermKind, tag locale.Tag) ([]entry.Counted, error) {
	return r.counted(ctx, termsOf, string(kind), string(tag))
}

// Term returns the term with the slug in the locale, current or old, that some live
// post has; under [entry.Everywhere] in any locale, the lowest id first.
func (r *Reader) Term(ctx context.Context, kind content.TermKind, tag locale.Tag, slug string) (t entry.Counted, ok bool, err error) {
	query, args := termBySlug, []any{string(kind), string(tag), slug}
	if tag == entry.Everywhere {
		query, args = termAnywhere, []any{string(kind), slug}
	}
	list, err := r.counted(ctx, query, args...)
	if err != nil || len(list) == 0 {
		return entry.Counted{}, false, err
	}
	return list[0], true, nil
}

// counted reads terms from one row for each text.
func (r *Reader) counted(ctx context.Context, query string, args ...any) ([]entry.Counted, error) {
	var list []entry.Counted
	place := make(map[content.TermID]int)
	err := r.each(ctx, query, args, func(rows *sql.Rows) error {
		var (
			term       content.Term
			text       content.TermText
			tag        locale.Tag
			links, doc sql.RawBytes
			n          int
		)
		err := rows.Scan(&term.ID, &term.Kind, &term.Version, &term.Avatar, &links, &tag, &text.Name, &text.Slug, &doc, &n)
		if err != nil {
			return err
		}
		i, known := place[term.ID]
		if !known {
			i = len(list)
			place[term.ID] = i
			if err := json.Unmarshal(links, &term.Links); err != nil {
				return err
			}
			term.Texts = make(map[locale.Tag]content.TermText)
			list = append(list, entry.Counted{Term: &term, Counts: make(map[locale.Tag]int)})
		}
		// doc has the names of the text's members that are no columns.
		if err := json.Unmarshal(doc, &text); err != nil {
			return err
		}
		list[i].Term.Texts[tag] = text
		if n > 0 {
			list[i].Counts[tag] = n
		}
		return nil
	})
	return list, err
}
