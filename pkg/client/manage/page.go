package manage

import (
	"context"
	"iter"
)

// A Page is one page of a list.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"` // cursor; empty: this is the last

	// Partial, of posts found by words: after an upgrade the words of some are not
	// known yet, so there may be more.
	Partial bool `json:"partial"`
}

// A Cut chooses a page of a list. The zero Cut is the first, as long as usual.
type Cut struct {
	Limit  int    // items a page, at most 100; 0: 20
	Cursor string // Next of the page before
}

// All returns the items of all pages of a list, asking for one page at a time:
//
//	for p, err := range manage.All(ctx, func(cursor string) (manage.Page[manage.Post], error) {
//		return c.Posts(ctx, manage.PostQuery{State: "behind", Cut: manage.Cut{Cursor: cursor}})
//	}) { … }
//
// It ends at the first error, which comes with a zero item.
func All[T any](ctx context.Context, page func(cursor string) (Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		cursor := ""
		for ctx.Err() == nil {
			p, err := page(cursor)
			if err != nil {
				yield(*new(T), err)
				return
			}
			for _, item := range p.Items {
				if !yield(item, nil) {
					return
				}
			}
			if cursor = p.Next; cursor == "" {
				return
			}
		}
		yield(*new(T), ctx.Err())
	}
}
