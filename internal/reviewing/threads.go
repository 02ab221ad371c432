package reviewing

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/paging"
	"github.com/diptych-cms/diptych/internal/work"
)

// A ListComments asks for a page of what colleagues say about a translation.
type ListComments struct {
	Actor  access.Actor
	Post   content.PostID
	Locale locale.Tag
	Query  work.ThreadQuery // Before is ignored; Limit 0 is 20
	Cursor string
}

// A ThreadPage is one page of threads.
type ThreadPage struct {
	Items []work.Thread
	Next  string
}

// Comments returns a page of threads, the newest first, to whoever may read the
// translation's drafts.
func (s *Service) Comments(ctx context.Context, cmd ListComments) (ThreadPage, error) {
	page, err := s.comments(ctx, cmd)
	if err != nil {
		return ThreadPage{}, fmt.Errorf("list comments on translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return page, nil
}

func (s *Service) comments(ctx context.Context, cmd ListComments) (page ThreadPage, err error) {
	if err := cmd.Actor.CheckBest(access.Read, cmd.Locale); err != nil {
		return page, err
	}
	q := cmd.Query
	if q.Limit, err = paging.Limit(q.Limit); err != nil {
		return page, err
	}
	const list = "comments"
	words, err := paging.Open(cmd.Cursor, list, 1)
	if err != nil {
		return page, err
	}
	if words != nil {
		q.Before = words[0]
	}
	q.Limit++ // one more says whether there is another page
	err = s.Read(ctx, func(r Snapshot) error {
		p, err := readable(ctx, r, cmd.Actor, cmd.Post, cmd.Locale)
		if err != nil {
			return err
		}
		if page.Items, err = r.Threads(ctx, p.ID, cmd.Locale, q); err != nil {
			return err
		}
		if len(page.Items) == q.Limit {
			page.Items = page.Items[:q.Limit-1]
			page.Next = paging.Cursor(list, page.Items[q.Limit-2].ID)
		}
		return complete(ctx, r, cmd.Actor, p, page.Items)
	})
	return page, err
}

// readable returns the post if the actor may read what is said about its translation.
func readable(ctx context.Context, r Reads, actor access.Actor, id content.PostID, tag locale.Tag) (*content.Post, error) {
	p, err := access.Known(ctx, r, actor, id)
	if err != nil {
		return nil, err
	}
	if err := actor.CheckOn(access.Read, access.SubjectOf(p), tag); err != nil {
		return nil, err
	}
	return p, wanted(ctx, r, p, tag)
}

// shown returns the thread as the actor may read it.
func (s *Service) shown(ctx context.Context, actor access.Actor, t work.Thread) (work.Thread, error) {
	list := []work.Thread{t}
	err := s.Read(ctx, func(r Snapshot) error {
		p, err := readable(ctx, r, actor, t.Post, t.Locale)
		if err != nil {
			return err
		}
		return complete(ctx, r, actor, p, list)
	})
	return list[0], err
}

// complete says who the people in the threads are and which segments are gone, and
// leaves out excerpts of a source that the actor may not see.
func complete(ctx context.Context, r Snapshot, actor access.Actor, p *content.Post, threads []work.Thread) error {
	if len(threads) == 0 {
		return nil
	}
	there, err := segmentsOf(ctx, r, p, threads)
	if err != nil {
		return err
	}
	source := actor.CheckOn(access.ReadSource, access.SubjectOf(p), threads[0].Locale) == nil
	var ids []string
	for i := range threads {
		t := &threads[i]
		t.Gone = t.Segment != "" && !there[t.Segment]
		if t.OfSource && !source {
			t.Excerpt = ""
		}
		ids = append(ids, t.ResolvedBy.ID)
		for _, c := range t.Comments {
			ids = append(ids, c.By.ID)
		}
	}
	people, err := r.People(ctx, ids)
	if err != nil {
		return err
	}
	for i := range threads {
		t := &threads[i]
		if !t.Open() {
			t.ResolvedBy = people[t.ResolvedBy.ID]
		}
		for j := range t.Comments {
			t.Comments[j].By = people[t.Comments[j].By.ID]
		}
	}
	return nil
}

// segmentsOf returns which segments there are, if one of the threads is about any.
func segmentsOf(ctx context.Context, r Snapshot, p *content.Post, threads []work.Thread) (map[string]bool, error) {
	there := make(map[string]bool)
	for _, t := range threads {
		if t.Segment == "" {
			continue
		}
		pair, err := pairOf(ctx, r, p, t.Locale)
		if err != nil {
			return nil, err
		}
		for _, row := range pair.Rows {
			there[row.ID] = true
		}
		return there, nil
	}
	return there, nil
}
