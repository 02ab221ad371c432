package store

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
)

// A list names one list whose rows are counted.
type list struct {
	Locale, Facet, Avail string
}

// placeColumns reads the places that [places] wrote.
const placeColumns = "SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?)"

// Relist takes the places in gone out of the lists, puts those in added in, and
// keeps the counts: of what was there, or was not.
func (tx *Tx) Relist(ctx context.Context, gone, added []entry.Place) error {
	deltas := make(map[list]int)
	if len(gone) > 0 {
		err := tx.relist(ctx, deltas, -1, gone, "DELETE FROM listing WHERE (locale, facet, avail, date, post_id) IN ("+placeColumns+")")
		if err != nil {
			return err
		}
	}
	if len(added) > 0 {
		err := tx.relist(ctx, deltas, 1, added, "INSERT OR IGNORE INTO listing (locale, facet, avail, date, post_id) "+placeColumns)
		if err != nil {
			return err
		}
	}
	return tx.count(ctx, deltas)
}

// relist runs a statement over the places and adds up, by list, how many rows it
// changed.
func (tx *Tx) relist(ctx context.Context, deltas map[list]int, by int, places []entry.Place, statement string) error {
	values := make([][5]any, len(places))
	for i, p := range places {
		values[i] = [5]any{string(p.Locale), string(p.Facet), string(p.Avail), micros(p.Date), string(p.Post)}
	}
	doc, err := encode(values)
	if err != nil {
		return err
	}
	var changed []list
	if err := tx.q(ctx).Raw(statement+" RETURNING locale, facet, avail", doc).Scan(&changed).Error; err != nil {
		return err
	}
	for _, l := range changed {
		deltas[l] += by
	}
	return nil
}

// count changes the counts of lists. A list without rows has no count.
func (tx *Tx) count(ctx context.Context, deltas map[list]int) error {
	values := make([][4]any, 0, len(deltas))
	for l, n := range deltas {
		if n != 0 {
			values = append(values, [4]any{l.Locale, l.Facet, l.Avail, n})
		}
	}
	if len(values) == 0 {
		return nil
	}
	doc, err := encode(values)
	if err != nil {
		return err
	}
	// "WHERE true" keeps the parser from taking ON for a join's.
	err = tx.q(ctx).Exec(`INSERT INTO listing_counts (locale, facet, avail, n)
		SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true
		ON CONFLICT DO UPDATE SET n = n + excluded.n`, doc).Error
	if err != nil {
		return err
	}
	return tx.q(ctx).Exec(`DELETE FROM listing_counts WHERE n = 0
		AND (locale, facet, avail) IN (SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?))`, doc).Error
}

// SetRefs makes refs, each once, the post's references.
func (tx *Tx) SetRefs(ctx context.Context, post content.PostID, refs []entry.Ref) error {
	values := make([][2]string, len(refs))
	for i, r := range refs {
		values[i] = [2]string{string(r.Kind), r.Target}
	}
	doc, err := encode(values)
	if err != nil {
		return err
	}
	const wanted = "SELECT value ->> 0, value ->> 1 FROM json_each(?)"
	err = tx.q(ctx).Exec("DELETE FROM entry_refs WHERE post_id = ? AND (kind, target) NOT IN ("+wanted+")", string(post), doc).Error
	if err != nil || len(refs) == 0 {
		return err
	}
	return tx.q(ctx).Exec(`INSERT OR IGNORE INTO entry_refs (kind, target, post_id)
		SELECT value ->> 0, value ->> 1, ? FROM json_each(?)`, string(post), doc).Error
}
