package accounts

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/paging"
)

// A Page is one page of a list. Next is where the following one begins; empty on
// the last.
type Page[T any] struct {
	Items []T
	Next  string
	Names map[string]string // what people call the actors that the items name by id
}

// A List asks for a page.
type List struct {
	Actor  access.Actor
	Limit  int    // at most 100; 0: 20
	Cursor string // of the page before; empty: the first
}

// byID names lists that are in the order of ids: their cursors are interchangeable.
const byID = "by id"

// bounds returns how many items are asked for, and the id after which they begin;
// empty: from the first on.
func (l List) bounds() (limit int, after string, err error) {
	if limit, err = paging.Limit(l.Limit); err != nil {
		return 0, "", err
	}
	words, err := paging.Open(l.Cursor, byID, 1)
	if err != nil || words == nil {
		return limit, "", err
	}
	return limit, words[0], nil
}

// pageOf cuts a list that was asked for with one item more than the page takes.
func pageOf[T any](items []T, limit int, id func(T) string) Page[T] {
	if len(items) <= limit {
		return Page[T]{Items: items}
	}
	return Page[T]{Items: items[:limit], Next: paging.Cursor(byID, id(items[limit-1]))}
}

// Users returns a page of users, in the order of their coming.
func (s *Service) Users(ctx context.Context, q List) (Page[access.User], error) {
	return paged(ctx, s, q, access.Users, func(r Snapshot, after string, limit int) (Page[access.User], error) {
		list, err := r.Users(ctx, after, limit+1)
		return pageOf(list, limit, func(u access.User) string { return u.ID }), err
	})
}

// Invitations returns a page of the invitations that are open, newest first.
func (s *Service) Invitations(ctx context.Context, q List) (Page[access.Link], error) {
	return paged(ctx, s, q, access.Users, func(r Snapshot, before string, limit int) (Page[access.Link], error) {
		list, err := r.Invitations(ctx, before, limit+1)
		if err != nil {
			return Page[access.Link]{}, err
		}
		page := pageOf(list, limit, func(l access.Link) string { return l.ID })
		var ids []string
		for _, l := range page.Items {
			ids = append(ids, l.CreatedBy)
		}
		page.Names, err = r.ActorNames(ctx, ids)
		return page, err
	})
}

// paged reads a page that only who may do the operation gets.
func paged[T any](ctx context.Context, s *Service, q List, op access.Operation, read func(r Snapshot, after string, limit int) (Page[T], error)) (Page[T], error) {
	var page Page[T]
	err := q.Actor.Check(op)
	limit, after := 0, ""
	if err == nil {
		limit, after, err = q.bounds()
	}
	if err == nil {
		err = s.Read(ctx, func(r Snapshot) (err error) {
			page, err = read(r, after, limit)
			return err
		})
	}
	if err != nil {
		return Page[T]{}, fmt.Errorf("list: %w", err)
	}
	return page, nil
}
