package projection

import (
	"context"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/search"
)

// word writes the words of the post's entries that were written, where they are others
// than before: an entry may differ in nothing that is searched.
func (v *view) word(ctx context.Context, put []entry.Row) error {
	if len(put) == 0 {
		return nil
	}
	sums, err := v.tx.WordSums(ctx, put[0].Post)
	if err != nil {
		return err
	}
	for _, row := range put {
		doc, err := search.Read(row.Card, row.Body)
		if err != nil {
			return err
		}
		if sums[row.Locale] == doc.Sum(row.Facets) {
			continue
		}
		w := doc.Words(row.Locale, row.Facets)
		w.Post, w.Locale = row.Post, row.Locale
		if err := v.tx.WriteWords(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// Wordless finds entries whose words are to be written, and writes them.
type Wordless interface {
	// Wordless returns up to limit of them.
	Wordless(ctx context.Context, limit int) ([]entry.Worded, error)
	WriteWords(ctx context.Context, w entry.Words) error
}

// WriteWords writes the words of up to limit entries that have none yet, since they
// are older than the index or it is made anew. It returns how many it wrote; 0 means
// that none is left.
func WriteWords(ctx context.Context, tx Wordless, limit int) (int, error) {
	list, err := tx.Wordless(ctx, limit)
	if err != nil {
		return 0, err
	}
	for _, e := range list {
		doc, err := search.Read(e.Card, e.Body)
		if err != nil {
			return 0, err
		}
		w := doc.Words(e.Locale, e.Facets)
		w.Post, w.Locale = e.Post, e.Locale
		if err := tx.WriteWords(ctx, w); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}
