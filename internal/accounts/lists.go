package accounts

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
)

const (
	usualLimit = 20
	mostLimit  = 100
	cursorSize = 36 // of an id as it is written (RFC 9562 §4)
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

// bounds returns how many items are asked for. The cursor of these lists is an id,
// which says nothing that the list itself does not.
func (l List) bounds() (int, error) {
	switch {
	case l.Limit < 0 || l.Limit > mostLimit:
		return 0, fault.New(fault.Malformed, "list.limit", "limit", l.Limit, "most", mostLimit)
	case l.Cursor != "" && (len(l.Cursor) != cursorSize || uuid.Validate(l.Cursor) != nil):
		return 0, fault.New(fault.Malformed, "list.cursor")
	case l.Limit == 0:
		return usualLimit, nil
	}
	return l.Limit, nil
}

// pageOf cuts a list that was asked for with one item more than the page takes.
func pageOf[T any](items []T, limit int, id func(T) string) Page[T] {
	if len(items) <= limit {
		return Page[T]{Items: items}
	}
	return Page[T]{Items: items[:limit], Next: id(items[limit-1])}
}

// Users returns a page of users, in the order of their coming.
func (s *Service) Users(ctx context.Context, q List) (Page[access.User], error) {
	return paged(ctx, s, q, access.Users, func(r Snapshot, limit int) (Page[access.User], error) {
		list, err := r.Users(ctx, q.Cursor, limit+1)
		return pageOf(list, limit, func(u access.User) string { return u.ID }), err
	})
}

// Invitations returns a page of the invitations that are open, newest first.
func (s *Service) Invitations(ctx context.Context, q List) (Page[access.Link], error) {
	return paged(ctx, s, q, access.Users, func(r Snapshot, limit int) (Page[access.Link], error) {
		list, err := r.Invitations(ctx, q.Cursor, limit+1)
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
func paged[T any](ctx context.Context, s *Service, q List, op access.Operation, read func(Snapshot, int) (Page[T], error)) (Page[T], error) {
	var page Page[T]
	err := q.Actor.Check(op)
	limit := 0
	if err == nil {
		limit, err = q.bounds()
	}
	if err == nil {
		err = s.Read(ctx, func(r Snapshot) (err error) {
			page, err = read(r, limit)
			return err
		})
	}
	if err != nil {
		return Page[T]{}, fmt.Errorf("list: %w", err)
	}
	return page, nil
}
