package previewing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/entry"
)

// List returns the first posts of the range, each in the range's locale. A range
// that asks for more (a fallback, a facet, a stretch of time, another order than
// by date) is not one that previews offer.
func (s *Sight) List(ctx context.Context, r entry.Range) ([]entry.Stored, error) {
	keys, err := s.keys(ctx, r)
	if err != nil {
		return nil, err
	}
	var list []entry.Stored
	for _, key := range keys {
		e, ok, err := s.Entry(ctx, key.Post, r.Locales[0])
		if err != nil {
			return nil, err
		}
		if ok {
			e.Date = key.At // its place in this list, which need not be its date once it is live
			list = append(list, e)
		}
	}
	return list, nil
}

// keys returns which posts are in the range, in order.
func (s *Sight) keys(ctx context.Context, r entry.Range) ([]entry.Key, error) {
	switch {
	case s.pass.link == nil:
		return s.r.HeadsByDate(ctx, s.pass.actor.View(), r)
	case r.After != nil: // a link's list has one page
		return nil, nil
	}
	return []entry.Key{{At: s.pass.link.CreatedAt, Post: s.pass.link.Post}}, nil
}
