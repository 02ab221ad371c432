package app

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/search"
	"github.com/diptych-cms/diptych/internal/store"
)

// wordBatch bounds one write of words: the texts may be long, and others wait for it.
const wordBatch = 25

// wordEntries writes the words of some entries that have none yet, or whose words an
// older program cut otherwise, and returns how many. Until then these are not found, or
// by the words that they had; searches say that they may not have found all. After it
// others have their turn, as between two turns of rendering.
func (h *House) wordEntries(ctx context.Context) (n int, err error) {
	began := time.Now()
	defer func() { rest(ctx, max(time.Since(began)/breath, leastBreath)) }()
	err = h.Store.Write(ctx, func(tx *store.Tx) error {
		form, err := tx.SearchForm(ctx)
		if err != nil {
			return err
		}
		if form != search.Form {
			if _, err := tx.DropSearch(ctx, search.Form); err != nil {
				return err
			}
		}
		n, err = projection.WriteWords(ctx, tx, wordBatch)
		return err
	})
	return n, err
}

// mergeSearch does a little of what keeps searches quick, and leaves others their turn.
func (h *House) mergeSearch(ctx context.Context) (n int, err error) {
	began := time.Now()
	defer func() { rest(ctx, max(time.Since(began)/breath, leastBreath)) }()
	err = h.Store.Write(ctx, func(tx *store.Tx) error {
		more, err := tx.MergeSearch(ctx)
		if more {
			n = 1
		}
		return err
	})
	return n, err
}

// ReindexSearch makes anew what readers search, and returns the number of entries. tell is
// told now and then how many of them are done. It may run beside a server, which may take
// a part of the work; meanwhile everything is found by the words that it had.
func (h *House) ReindexSearch(ctx context.Context, tell func(done, total int)) (done int, err error) {
	total := 0
	err = h.Store.Write(ctx, func(tx *store.Tx) (err error) {
		total, err = tx.DropSearch(ctx, search.Form)
		return err
	})
	for n := 1; n > 0 && err == nil; {
		n, err = h.wordEntries(ctx)
		done += n
		tell(done, total)
	}
	return done, err
}

// checkSearch tells which entries are found by other words than theirs.
func (h *House) checkSearch(ctx context.Context, tell func(code, subject string)) error {
	for after, more := int64(0), true; more; {
		var some []entry.Worded
		err := h.Store.Read(ctx, func(s *store.Snapshot) (err error) {
			some, err = s.Worded(ctx, after, page)
			return err
		})
		if err != nil {
			return err
		}
		more = len(some) == page
		for _, e := range some {
			after = e.ID
			doc, err := search.Read(e.Card, e.Body)
			if err != nil || doc.Sum(e.Facets) != e.Sum {
				tell("check.search", string(e.Post)+" "+string(e.Locale))
			}
		}
	}
	return nil
}
