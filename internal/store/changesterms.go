package store

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// What readers see of terms and settings changes by writes of the store alone: it notes
// them where it makes them, so that no use case can forget to tell.

// A termNote is what is to be told of a term at the end of the transaction.
type termNote struct {
	kind  content.TermKind
	into  content.TermID        // that absorbed it
	moved map[locale.Tag]string // slugs that it left
}

// noteTerm has what readers see of a term looked at when the transaction ends.
func (tx *Tx) noteTerm(id content.TermID, kind content.TermKind) *termNote {
	note := tx.notedTerms[id]
	if note == nil {
		note = &termNote{moved: make(map[locale.Tag]string)}
		tx.notedTerms[id] = note
	}
	note.kind = cmp.Or(kind, note.kind)
	return note
}

// noteSettings has it told that settings changed which readers see: of a locale, or of
// the whole site.
func (tx *Tx) noteSettings(tag locale.Tag) {
	if !slices.Contains(tx.notedSettings, tag) {
		tx.notedSettings = append(tx.notedSettings, tag)
	}
}

// settingsTold returns what is told of settings.
func (tx *Tx) settingsTold() []told {
	var list []told
	for _, tag := range tx.notedSettings {
		list = append(list, told{entry.Change{Locale: tag, Op: entry.Upsert, Cause: entry.BySettings}, entry.OfSite, entry.SiteID})
	}
	return list
}

// termsTold returns what is told of the terms that were noted. A term exists for readers
// where it has a name and a live post; where it does not, and did not, there is nothing
// to tell.
func (tx *Tx) termsTold(ctx context.Context) ([]told, error) {
	var list []told
	for _, id := range slices.Sorted(maps.Keys(tx.notedTerms)) {
		note := tx.notedTerms[id]
		before, err := tx.tags(ctx, "SELECT locale, kind FROM changes WHERE post_id = ? AND op = 'upsert'", note, id)
		if err != nil {
			return nil, err
		}
		now, err := tx.tags(ctx, `SELECT x.locale, x.kind FROM term_texts x CROSS JOIN listing_counts c
			ON c.locale = x.locale AND c.facet = x.term_id AND c.avail = '' WHERE x.term_id = ? AND x.slug <> ''`, note, id)
		if err != nil {
			return nil, err
		}
		for _, tag := range now {
			c := entry.Change{Locale: tag, Op: entry.Upsert, Cause: entry.ByContent, Redirect: note.moved[tag]}
			list = append(list, told{c, entry.Kind(note.kind), string(id)})
		}
		for _, tag := range before {
			if slices.Contains(now, tag) {
				continue
			}
			c := entry.Change{Locale: tag, Op: entry.Delete, Cause: entry.ByContent, Redirect: string(note.into)}
			list = append(list, told{c, entry.Kind(note.kind), string(id)})
			if note.moved[tag] != "" {
				continue // readers know the slug that it left
			}
			if err := tx.keepTermSlug(ctx, id, tag); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// tags reads the locales of a term, and of which kind it is.
func (tx *Tx) tags(ctx context.Context, query string, note *termNote, id content.TermID) ([]locale.Tag, error) {
	var list []locale.Tag
	err := tx.each(ctx, func(rows *sql.Rows) error {
		var tag locale.Tag
		err := rows.Scan(&tag, &note.kind)
		list = append(list, tag)
		return err
	}, query, string(id))
	return list, err
}

// tellMoved has every term told again that readers see, where settings gave them other
// addresses: followers have the old ones. The event says that settings changed, which is
// about them too.
func (tx *Tx) tellMoved(ctx context.Context, seq int64) error {
	if !tx.termsMoved {
		return nil
	}
	_, err := tx.put(ctx, `UPDATE changes SET seq = ?1, cause = ?2 WHERE post_id IN (SELECT id FROM terms) AND op = 'upsert' AND seq < ?1`,
		seq, string(entry.BySettings))
	return err
}
