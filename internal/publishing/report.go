package publishing

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/paging"
)

// perTurn is how many lines of a whole report are read at a time.
const perTurn = 500

// A ReportParity asks for the times that languages of posts came apart.
type ReportParity struct {
	Actor        access.Actor
	From, Before time.Time // when they did; zero: open
	Limit        int       // of a page; 0 is 20; at most 100
	Cursor       string
}

// A ParityReport is one page of it, oldest first.
type ParityReport struct {
	Items []content.Episode
	Next  string    // cursor; empty on the last page
	Now   time.Time // until when languages that still are apart were
}

// ReportParity returns a page of the report about posts that the actor may know of.
// The last one has no cursor.
func (s *Service) ReportParity(ctx context.Context, cmd ReportParity) (ParityReport, error) {
	page, err := s.reportParity(ctx, cmd)
	if err != nil {
		return ParityReport{}, fmt.Errorf("report parity: %w", err)
	}
	return page, nil
}

func (s *Service) reportParity(ctx context.Context, cmd ReportParity) (ParityReport, error) {
	page := ParityReport{Now: s.Now()}
	place, err := askable(cmd.Actor, "episodes", cmd.Cursor, &cmd.Limit)
	if err != nil {
		return page, err
	}
	q := content.EpisodeQuery{From: cmd.From, Before: cmd.Before, Limit: cmd.Limit}
	if place != nil {
		id, err := paging.Number(place.ID)
		if err != nil {
			return page, err
		}
		q.After = &content.EpisodeKey{DivergedAt: place.At, ID: id}
	}
	page.Items, q.After, err = s.episodes(ctx, cmd.Actor, q)
	if q.After != nil {
		page.Next = paging.CursorAt("episodes", paging.Place{At: q.After.DivergedAt, ID: strconv.FormatInt(q.After.ID, 10)})
	}
	return page, err
}

// ExportParity calls each with every line of the report, in order; the command's
// Limit and Cursor are not read. Lines are read before each is called with them, so
// that a slow reader keeps no snapshot of the database.
func (s *Service) ExportParity(ctx context.Context, cmd ReportParity, each func(content.Episode, time.Time) error) error {
	err := cmd.Actor.Check(access.Browse)
	q := content.EpisodeQuery{From: cmd.From, Before: cmd.Before, Limit: perTurn}
	for more := true; err == nil && more; more = q.After != nil {
		var list []content.Episode
		now := s.Now()
		if list, q.After, err = s.episodes(ctx, cmd.Actor, q); err != nil {
			break
		}
		for _, e := range list {
			if err := each(e, now); err != nil {
				return err
			}
		}
	}
	if err != nil {
		return fmt.Errorf("export the report of parity: %w", err)
	}
	return nil
}

// episodes returns what the actor may know of, with titles and names, and the key
// to go on from; nil where there is no more.
func (s *Service) episodes(ctx context.Context, actor access.Actor, q content.EpisodeQuery) (told []content.Episode, next *content.EpisodeKey, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		read := func(after *content.Episode, n int) ([]content.Episode, error) {
			if q.Limit = n; after != nil {
				q.After = &content.EpisodeKey{DivergedAt: after.DivergedAt, ID: after.ID}
			}
			return r.Episodes(ctx, q)
		}
		list, last, err := fill(q.Limit, read, func(e *content.Episode) (bool, error) { return title(ctx, r, actor, e) })
		if err != nil {
			return err
		}
		if last != nil {
			next = &content.EpisodeKey{DivergedAt: last.DivergedAt, ID: last.ID}
		}
		told = list
		return name(ctx, r, pointers(told), func(e *content.Episode) (by string, byName *string) { return e.By, &e.ByName })
	})
	return told, next, err
}

// title gives the episode the title of its post, in the first language that the
// actor may read, the source before others; known is false where they may not
// know of the post. Of one that was purged nothing is left but the ledger, which is
// for who sees every post.
func title(ctx context.Context, r Snapshot, actor access.Actor, e *content.Episode) (known bool, err error) {
	view := actor.View()
	p, err := r.Post(ctx, e.Post)
	if fault.Is(err, fault.NotFound) {
		return view.All || view.Posts, nil
	}
	if err != nil || !actor.Sees(access.SubjectOf(p)) {
		return false, err
	}
	shown := actor.Shown(p)
	t := shown.Translation(p.SourceLocale)
	if t == nil && len(shown.Translations) > 0 {
		t = &shown.Translations[0]
	}
	if t == nil {
		return true, nil
	}
	rev, err := r.Revision(ctx, p.ID, t.Locale, t.Head)
	if err != nil {
		return false, err
	}
	e.Title = rev.Text.Title
	return true, nil
}
