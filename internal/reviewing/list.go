package reviewing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/paging"
	"github.com/diptych-cms/diptych/internal/work"
)

// A List asks for a page of what waits for somebody.
type List struct {
	Actor  access.Actor
	Query  work.Query // Without States those of usual; After is ignored; Limit 0 is 20; Sort empty is FirstDue
	Cursor string     // Next of the page before; empty: the first page
}

// A Listed is one page of work.
type Listed struct {
	Items   []work.Item
	Next    string // cursor of the next page; empty: this is the last
	Pending int    // posts that changed and were not looked at since, at most [work.MostPending]
}

// usual is what is listed if nobody says what: what a translator has to do.
func usual() []work.State { return []work.State{work.Missing, work.Partial, work.Stale} }

// Work returns a page of the translations that wait for somebody, in the languages
// that the actor works on, and nothing of others. A page may be shorter than asked for
// and yet not the last. What is wrong with the query is Malformed.
func (s *Service) Work(ctx context.Context, cmd List) (Listed, error) {
	list, err := s.work(ctx, cmd)
	if err != nil {
		return Listed{}, fmt.Errorf("list work: %w", err)
	}
	return list, nil
}

func (s *Service) work(ctx context.Context, cmd List) (Listed, error) {
	if err := mayList(cmd.Actor, cmd.Query.Locale); err != nil {
		return Listed{}, err
	}
	q, err := asked(cmd)
	if err != nil {
		return Listed{}, err
	}
	if err := s.settle(ctx); err != nil {
		return Listed{}, err
	}
	var page work.Page
	err = s.Read(ctx, func(r Snapshot) error {
		view, err := viewOf(ctx, r, cmd.Actor)
		if err != nil {
			return err
		}
		page, err = r.Work(ctx, view, q)
		return err
	})
	list := Listed{Items: page.Items, Pending: page.Pending}
	if n := page.Next; n != nil {
		list.Next = paging.Cursor("work "+string(q.Sort), strconv.FormatInt(n.N, 10), n.Title, string(n.Post), string(n.Locale))
	}
	return list, err
}

// mayList returns nil if there may be work in the language, or in any, that the actor
// may see.
func mayList(actor access.Actor, tag locale.Tag) error {
	if tag == "" {
		return actor.CheckBest(access.ReadSource)
	}
	return actor.CheckBest(access.ReadSource, tag)
}

// settle looks again at what somebody changed a moment ago.
func (s *Service) settle(ctx context.Context) error {
	if s.Settle == nil {
		return nil
	}
	_, err := s.Settle(ctx, true, mostSettled)
	return err
}

// viewOf returns whose work the actor may see: of translations in the languages into
// which they may see sources.
func viewOf(ctx context.Context, r PostReads, actor access.Actor) (work.View, error) {
	view := work.View{Actor: actor.ID}
	locales, err := r.Locales(ctx)
	if err != nil {
		return view, err
	}
	tags := make([]locale.Tag, len(locales))
	for i, l := range locales {
		tags[i] = l.Tag
	}
	view.Any, view.Own = actor.Where(access.ReadSource, tags)
	return view, nil
}

// asked returns the query as it is to be asked, or what is wrong with it.
func asked(cmd List) (work.Query, error) {
	q := cmd.Query
	q.Sort = cmp.Or(q.Sort, work.FirstDue)
	if len(q.States) == 0 {
		q.States = usual()
	}
	for _, state := range q.States {
		if !slices.Contains(work.States(), state) {
			return q, fault.New(fault.Malformed, "work.state", "value", string(state))
		}
	}
	switch {
	case !slices.Contains(work.Sorts(), q.Sort):
		return q, fault.New(fault.Malformed, "work.sort", "value", string(q.Sort))
	case !q.DueBefore.IsZero() && q.Sort != work.FirstDue:
		return q, fault.New(fault.Malformed, "list.combination", "first", "due_before", "second", "sort="+string(q.Sort))
	case !q.Since.IsZero() && q.Sort != work.OldestWait && q.Sort != work.NewestWait:
		return q, fault.New(fault.Malformed, "list.combination", "first", "since", "second", "sort="+string(q.Sort))
	case q.Assignee != "" && q.Nobody:
		return q, fault.New(fault.Malformed, "list.combination", "first", "assignee", "second", "assignee=none")
	}
	var err error
	if q.Limit, err = paging.Limit(q.Limit); err != nil {
		return q, err
	}
	q.After, err = after(cmd.Cursor, q.Sort)
	return q, err
}

// after reads a cursor; one of another order is refused.
func after(cursor string, sort work.Sort) (*work.Key, error) {
	words, err := paging.Open(cursor, "work "+string(sort), 4)
	if err != nil || words == nil {
		return nil, err
	}
	n, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil {
		return nil, paging.Malformed()
	}
	return &work.Key{N: n, Title: words[1], Post: content.PostID(words[2]), Locale: locale.Tag(words[3])}, nil
}
