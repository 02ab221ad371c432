package accounts

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/paging"
)

// exportPage is how many rows of the audit an export reads at once.
const exportPage = 500

// An Audit asks for a page of the audit.
type Audit struct {
	Actor  access.Actor
	Query  event.Query // its From and Limit are not read
	Limit  int         // at most 100; 0: 20
	Cursor string
}

// Audit returns a page of the audit, newest first. A page may be short, or empty,
// and not be the last.
func (s *Service) Audit(ctx context.Context, cmd Audit) (Page[event.Record], error) {
	q := cmd.Query
	return paged(ctx, s, List{Actor: cmd.Actor, Limit: cmd.Limit}, access.Audit, func(r Snapshot, _ string, limit int) (Page[event.Record], error) {
		var err error
		if q.From, err = placeOf(cmd.Cursor); err != nil {
			return Page[event.Record]{}, err
		}
		q.Limit = limit
		found, err := r.Audit(ctx, q)
		return Page[event.Record]{Items: found.Records, Next: cursorOf(found.Next)}, err
	})
}

// ExportAudit calls fn with every row that the query chooses, oldest first. It
// reads them page by page, each from a snapshot of its own, so that a slow reader
// holds nothing up; what happens after it began is left out.
func (s *Service) ExportAudit(ctx context.Context, actor access.Actor, q event.Query, fn func(event.Record) error) error {
	if err := actor.Check(access.Audit); err != nil {
		return fmt.Errorf("export audit: %w", err)
	}
	q.Limit, q.Oldest, q.From = exportPage, true, nil
	if end := s.Now().Add(time.Millisecond); q.Until.IsZero() || q.Until.After(end) {
		q.Until = end
	}
	for {
		var page event.Page
		err := s.Read(ctx, func(r Snapshot) (err error) {
			page, err = r.Audit(ctx, q)
			return err
		})
		if err != nil {
			return fmt.Errorf("export audit: %w", err)
		}
		for _, record := range page.Records {
			if err := fn(record); err != nil {
				return err
			}
		}
		if q.From = page.Next; q.From == nil {
			return nil
		}
	}
}

// cursorOf writes where the next page begins; empty on the last.
func cursorOf(next *event.Place) string {
	if next == nil {
		return ""
	}
	return paging.CursorAt("audit", paging.Place{At: next.At, ID: strconv.FormatInt(next.ID, 10)})
}

// placeOf reads a cursor of cursorOf; nil where there is none.
func placeOf(cursor string) (*event.Place, error) {
	place, err := paging.OpenAt(cursor, "audit")
	if err != nil || place == nil {
		return nil, err
	}
	id, err := paging.Number(place.ID)
	return &event.Place{At: place.At, ID: id}, err
}
