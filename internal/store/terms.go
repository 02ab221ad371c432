package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A termDoc is what term_texts.doc holds.
type termDoc struct {
	Description string `json:"description,omitempty"`
	Role        string `json:"role,omitempty"`
}

// Term returns the term with all its texts, or a fault.NotFound.
func (r reader) Term(ctx context.Context, id content.TermID) (*content.Term, error) {
	terms, err := r.TermsByID(ctx, []content.TermID{id})
	if err != nil {
		return nil, err
	}
	if len(terms) == 0 {
		return nil, fault.New(fault.NotFound, "term.not_found", "term", string(id))
	}
	return &terms[0], nil
}

// TermsByID returns the terms of the ids that exist, in no order.
func (r reader) TermsByID(ctx context.Context, ids []content.TermID) ([]content.Term, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	var terms []termRow
	err = r.each(ctx, func(rows *sql.Rows) error {
		var t termRow
		err := rows.Scan(&t.ID, &t.Kind, &t.Version, &t.Avatar, &t.Links, &t.MergedInto)
		terms = append(terms, t)
		return err
	}, "SELECT id, kind, version, avatar, links, merged_into FROM terms WHERE id IN (SELECT value FROM json_each(?))", list)
	if err != nil {
		return nil, err
	}
	return r.termsOf(ctx, terms)
}

// Terms returns up to limit terms of the kind with ids after the given one, in
// order of id, with all their texts; none that another absorbed.
func (r reader) Terms(ctx context.Context, kind content.TermKind, after content.TermID, limit int) ([]*content.Term, error) {
	var rows []termRow
	err := r.q(ctx).Where("kind = ? AND id > ? AND merged_into = ''", string(kind), string(after)).Order("id").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	terms, err := r.termsOf(ctx, rows)
	if err != nil {
		return nil, err
	}
	list := make([]*content.Term, len(terms))
	for i := range terms {
		list[i] = &terms[i]
	}
	return list, nil
}

// termsOf reads the texts of the terms, in the order of the rows.
func (r reader) termsOf(ctx context.Context, rows []termRow) ([]content.Term, error) {
	terms := make([]content.Term, len(rows))
	ids, place := make([]string, len(rows)), make(map[string]int, len(rows))
	for i, row := range rows {
		ids[i], place[row.ID] = row.ID, i
		terms[i] = content.Term{
			ID: content.TermID(row.ID), Kind: content.TermKind(row.Kind), Version: row.Version, Avatar: row.Avatar,
			MergedInto: content.TermID(row.MergedInto), Texts: make(map[locale.Tag]content.TermText),
		}
		if err := decode(row.Links, &terms[i].Links); err != nil {
			return nil, err
		}
	}
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	return terms, r.each(ctx, func(rows *sql.Rows) error {
		var row termTextRow
		if err := rows.Scan(&row.TermID, &row.Locale, &row.Name, &row.Slug, &row.Doc); err != nil {
			return err
		}
		var doc termDoc
		if err := decode(row.Doc, &doc); err != nil {
			return err
		}
		terms[place[row.TermID]].Texts[locale.Tag(row.Locale)] = content.TermText{
			Name: row.Name, Slug: row.Slug, Description: doc.Description, Role: doc.Role,
		}
		return nil
	}, "SELECT term_id, locale, name, slug, doc FROM term_texts WHERE term_id IN (SELECT value FROM json_each(?))", list)
}

// TermBySlug returns the term whose present slug it is in the locale.
func (r reader) TermBySlug(ctx context.Context, kind content.TermKind, tag locale.Tag, slug string) (id content.TermID, ok bool, err error) {
	var row termTextRow
	err = r.q(ctx).Where("kind = ? AND locale = ? AND slug = ?", string(kind), string(tag), slug).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", false, nil
	}
	return content.TermID(row.TermID), err == nil, err
}

// AddTerm writes a new term with its texts, as version 1. A slug that another
// term has is a fault.Conflict.
func (tx *Tx) AddTerm(ctx context.Context, t *content.Term) error {
	links, err := encode(t.Links)
	if err != nil {
		return err
	}
	row := termRow{ID: string(t.ID), Kind: string(t.Kind), Version: 1, Avatar: t.Avatar, Links: links}
	if err := tx.q(ctx).Create(&row).Error; err != nil {
		return err
	}
	t.Version = 1
	return tx.putTermTexts(ctx, t)
}

// SaveTerm writes the term and all its texts if it still has t.Version, and
// adds one to it; otherwise it returns a fault.Stale. A slug that a text had
// becomes an old one; a present slug is nobody's old one any more.
func (tx *Tx) SaveTerm(ctx context.Context, t *content.Term) error {
	links, err := encode(t.Links)
	if err != nil {
		return err
	}
	was, err := tx.Term(ctx, t.ID)
	if err != nil {
		return err
	}
	res := tx.q(ctx).Model(&termRow{}).Where("id = ? AND version = ?", string(t.ID), t.Version).
		Updates(map[string]any{"version": t.Version + 1, "avatar": t.Avatar, "links": links})
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return etag.Stale("term.stale", t.Version, was.Version)
	}
	t.Version++
	note := tx.noteTerm(t.ID, t.Kind)
	for tag, text := range was.Texts {
		if t.Texts[tag].Slug == text.Slug || text.Slug == "" {
			continue
		}
		note.moved[tag] = text.Slug
		err := tx.q(ctx).Exec(`INSERT INTO term_slugs (kind, locale, slug, term_id, seen) VALUES (?, ?, ?, ?, `+termSeen+`)
			ON CONFLICT DO UPDATE SET seen = max(seen, excluded.seen)`,
			string(t.Kind), string(tag), text.Slug, string(t.ID), string(t.ID), string(tag)).Error
		if err != nil {
			return err
		}
	}
	return tx.putTermTexts(ctx, t)
}

// termSeen tells whether readers see the term in the locale, before this transaction.
const termSeen = "EXISTS (SELECT 1 FROM changes c WHERE c.post_id = ? AND c.locale = ? AND c.op = 'upsert')"

// keepTermSlug notes that readers know the present slug of a term which they do not see
// any more: however it is called meanwhile, it leads to the term when that comes back.
func (tx *Tx) keepTermSlug(ctx context.Context, id content.TermID, tag locale.Tag) error {
	_, err := tx.put(ctx, `INSERT INTO term_slugs (kind, locale, slug, term_id, seen)
		SELECT kind, locale, slug, term_id, 1 FROM term_texts WHERE term_id = ? AND locale = ? AND slug <> ''
		ON CONFLICT DO UPDATE SET seen = 1`, string(id), string(tag))
	return err
}

// putTermTexts makes t.Texts the term's texts.
func (tx *Tx) putTermTexts(ctx context.Context, t *content.Term) error {
	tags := slices.Sorted(maps.Keys(t.Texts))
	list, err := encode(tags)
	if err != nil {
		return err
	}
	err = tx.q(ctx).Exec("DELETE FROM term_texts WHERE term_id = ? AND locale NOT IN (SELECT value FROM json_each(?))", string(t.ID), list).Error
	if err != nil {
		return err
	}
	for _, tag := range tags {
		text := t.Texts[tag]
		doc, err := encode(termDoc{Description: text.Description, Role: text.Role})
		if err != nil {
			return err
		}
		row := termTextRow{TermID: string(t.ID), Locale: string(tag), Kind: string(t.Kind), Name: text.Name, Slug: text.Slug, Doc: doc}
		onConflict := clause.OnConflict{
			Columns:   []clause.Column{{Name: "term_id"}, {Name: "locale"}},
			DoUpdates: clause.AssignmentColumns([]string{"name", "slug", "doc"}),
		}
		if err := tx.q(ctx).Clauses(onConflict).Create(&row).Error; err != nil {
			return err
		}
		if err := tx.freeTermSlug(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// freeTermSlug makes a present slug no other term's old one. Whose it was leads nobody by
// it any more, which readers see. Its own it may be: see [Tx.keepTermSlug].
func (tx *Tx) freeTermSlug(ctx context.Context, row termTextRow) error {
	return tx.each(ctx, func(rows *sql.Rows) error {
		var id content.TermID
		err := rows.Scan(&id)
		tx.noteTerm(id, content.TermKind(row.Kind))
		return err
	}, "DELETE FROM term_slugs WHERE kind = ? AND locale = ? AND slug = ? AND term_id <> ? RETURNING term_id", row.Kind, row.Locale, row.Slug, row.TermID)
}
