package editing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/paging"
)

// List returns a page of the posts that the actor may know of, with the heads
// of those translations that it may read. What it may not read can neither be
// chosen nor searched nor ordered by. A page may be shorter than asked for and
// yet not the last. A wrong parameter is Malformed, and so are parameters that
// do not go together.
func (s *Service) List(ctx context.Context, cmd ListPosts) (Page, error) {
	q, view, err := asked(cmd)
	if err != nil {
		return Page{}, fmt.Errorf("list posts: %w", err)
	}
	var page Page
	err = s.Read(ctx, func(r Snapshot) error {
		found, err := r.Posts(ctx, view, q)
		if err != nil {
			return err
		}
		for i, p := range found.Posts {
			page.Items = append(page.Items, shown(cmd.Actor, p, found.Heads[i]))
		}
		page.Matched, page.Partial = found.Matched, found.Partial
		if found.Next != nil {
			page.Next = paging.Cursor("posts "+string(q.Sort), found.Next.Key, string(found.Next.ID))
		}
		return nil
	})
	if err != nil {
		return Page{}, fmt.Errorf("list posts: %w", err)
	}
	return page, nil
}

// shown returns what the actor may read of the post.
func shown(actor access.Actor, p *content.Post, heads content.PostHeads) View {
	v := View{Post: shownSince(actor, p, heads.SharedAt), Shared: heads.Shared, Texts: make(map[locale.Tag]content.Text)}
	for _, t := range v.Post.Translations {
		v.Texts[t.Locale] = heads.Texts[t.Locale]
	}
	return v
}

// brief leaves out of the view what makes it large.
func brief(v View) View {
	for tag, text := range v.Texts {
		text.Body, text.HTML = "", ""
		v.Texts[tag] = text
	}
	return v
}

// asked turns the command into the query and what it may look at.
func asked(cmd ListPosts) (content.PostQuery, access.View, error) {
	q, view := cmd.Query, cmd.Actor.View()
	if err := cmd.Actor.Check(access.Browse); err != nil {
		return q, view, err
	}
	if q.Missing != "" && !view.Reads(q.Missing) {
		// That a translation is missing says whether there is a draft: only of own
		// posts may one ask who reads no others.
		if !view.ReadsOwn(q.Missing) {
			return q, view, cmd.Actor.Check(access.Read, q.Missing)
		}
		view.Posts, view.Source, view.Locales = false, false, nil
	}
	var err error
	if q.Limit, err = paging.Limit(q.Limit); err != nil {
		return q, view, err
	}
	q.Text = strings.TrimSpace(q.Text)
	if q.Sort == "" && q.Text != "" {
		q.Sort = content.ByRelevance
	}
	q.Sort = cmp.Or(q.Sort, content.NewestSaved)
	if err := knownQuery(q); err != nil {
		return q, view, err
	}
	q.After, err = after(cmd.Cursor, q.Sort)
	return q, view, err
}

// knownQuery returns what is wrong with a query's words, one by one and together.
func knownQuery(q content.PostQuery) error {
	switch {
	case !slices.Contains(content.PostSorts(), q.Sort):
		return fault.New(fault.Malformed, "posts.sort", "value", string(q.Sort))
	case q.Status != "" && !slices.Contains([]content.Status{content.Draft, content.InReview, content.Approved}, q.Status):
		return fault.New(fault.Malformed, "posts.status", "value", string(q.Status))
	case q.State != "" && !slices.Contains(content.PostStates(), q.State):
		return fault.New(fault.Malformed, "posts.state", "value", string(q.State))
	}
	bySave := q.Sort == content.NewestSaved || q.Sort == content.OldestSaved
	byTitle := q.Sort == content.TitleUp || q.Sort == content.TitleDown
	trashed := q.State == content.StateTrashed
	switch {
	case q.Sort == content.ByRelevance && q.Text == "":
		return fault.New(fault.Malformed, "posts.relevance")
	case q.Text != "" && !bySave && q.Sort != content.ByRelevance:
		return fault.New(fault.Malformed, "list.combination", "first", "q", "second", "sort="+string(q.Sort))
	case byTitle && q.Locale == "":
		return fault.New(fault.Malformed, "posts.title_locale")
	case trashed && q.Live != nil:
		return fault.New(fault.Malformed, "list.combination", "first", "state=trashed", "second", "live")
	case trashed && q.Assignee != "":
		return fault.New(fault.Malformed, "list.combination", "first", "state=trashed", "second", "assignee")
	case trashed && q.Missing != "":
		return fault.New(fault.Malformed, "list.combination", "first", "state=trashed", "second", "missing")
	}
	return nil
}

// after reads a cursor; one of another order is refused.
func after(cursor string, sort content.PostSort) (*content.PostKey, error) {
	words, err := paging.Open(cursor, "posts "+string(sort), 2)
	if err != nil || words == nil {
		return nil, err
	}
	return &content.PostKey{Key: words[0], ID: content.PostID(words[1])}, nil
}
