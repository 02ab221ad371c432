package linking

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/paging"
)

// A Report asks for a page of the links that do not simply lead to a page of the site in
// the language of their text.
type Report struct {
	Actor  access.Actor
	Query  entry.LinkQuery // After is ignored; Limit 0 is 20
	Cursor string          // Next of the page before; empty: the first page
}

// A Reported is one page of links.
type Reported struct {
	Items   []entry.ReportedLink
	Sums    map[entry.LinkState]int // of all that the query chooses but for its State
	Next    string                  // cursor of the next page; empty: this is the last
	Pending int                     // changes that posts which link to what changed were not looked at again for
}

// Report returns a page of the links in live texts of the languages that the actor may
// read, an author's in texts of their own posts alone. A post that the actor may not
// know of is none: a link to it leads nowhere.
func (s *Service) Report(ctx context.Context, cmd Report) (Reported, error) {
	page, err := s.report(ctx, cmd)
	if err != nil {
		return Reported{}, fmt.Errorf("report links: %w", err)
	}
	return page, nil
}

func (s *Service) report(ctx context.Context, cmd Report) (Reported, error) {
	q := cmd.Query
	var tags []locale.Tag
	if q.Locale != "" {
		tags = append(tags, q.Locale)
	}
	if err := cmd.Actor.CheckBest(access.Read, tags...); err != nil {
		return Reported{}, err
	}
	if q.State != "" && !slices.Contains(entry.LinkStates(), q.State) {
		return Reported{}, fault.New(fault.Malformed, "links.state", "value", string(q.State))
	}
	var err error
	if q.Limit, err = paging.Limit(q.Limit); err != nil {
		return Reported{}, err
	}
	if q.After, err = placeOf(cmd.Cursor); err != nil {
		return Reported{}, err
	}
	var page Reported
	err = s.Read(ctx, func(r Snapshot) error {
		page, err = pageOf(ctx, r, cmd.Actor, q)
		return err
	})
	return page, err
}

func pageOf(ctx context.Context, r Snapshot, actor access.Actor, q entry.LinkQuery) (page Reported, err error) {
	view, err := viewOf(ctx, r, actor)
	if err != nil {
		return page, err
	}
	limit := q.Limit
	q.Limit++
	if page.Items, err = r.LinksReport(ctx, view, q); err != nil {
		return page, err
	}
	if len(page.Items) > limit {
		page.Items = page.Items[:limit]
		page.Next = cursorOf(page.Items[limit-1].Key())
	}
	for i := range page.Items {
		veil(&page.Items[i].Link)
	}
	if page.Sums, err = r.LinkSums(ctx, view, q); err != nil {
		return page, err
	}
	page.Pending, err = r.Rerendering(ctx)
	return page, err
}

// veil leaves out what is nothing to the view that the link was found for.
func veil(l *entry.Link) {
	if l.State != entry.LinkBroken || l.Reason != entry.NotLive && l.Reason != entry.NoPost {
		return
	}
	l.Target, l.Reason = "", entry.NoPage
	if strings.HasPrefix(strings.ToLower(l.Href), "cms:") {
		l.Reason = entry.NoPost
	}
}

// viewOf returns whose texts the actor may read.
func viewOf(ctx context.Context, r Snapshot, actor access.Actor) (entry.LinkView, error) {
	locales, err := r.Locales(ctx)
	if err != nil {
		return entry.LinkView{}, err
	}
	sees := actor.View()
	view := entry.LinkView{Actor: actor.ID, Posts: sees.All || sees.Posts}
	tags := make([]locale.Tag, len(locales))
	for i, l := range locales {
		tags[i] = l.Tag
	}
	view.Any, view.Own = actor.Where(access.Read, tags)
	return view, nil
}

func cursorOf(k entry.LinkKey) string {
	return paging.Cursor("links", string(k.State), string(k.Locale), string(k.Post), strconv.Itoa(k.N))
}

func placeOf(cursor string) (*entry.LinkKey, error) {
	words, err := paging.Open(cursor, "links", 4)
	if err != nil || words == nil {
		return nil, err
	}
	n, err := strconv.Atoi(words[3])
	if err != nil || !slices.Contains(entry.LinkStates(), entry.LinkState(words[0])) {
		return nil, paging.Malformed()
	}
	return &entry.LinkKey{State: entry.LinkState(words[0]), Locale: locale.Tag(words[1]), Post: content.PostID(words[2]), N: n}, nil
}
