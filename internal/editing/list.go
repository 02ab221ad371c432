package editing

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

const (
	usualLimit = 20
	mostLimit  = 100
)

// List returns a page of the posts that the actor may know of, with the heads
// of those translations that it may read. What it may not read can neither be
// chosen nor searched by. A wrong parameter is Malformed.
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
		for _, p := range found.Posts {
			item, err := viewOf(ctx, r, cmd.Actor, p)
			if err != nil {
				return err
			}
			page.Items = append(page.Items, brief(item))
		}
		if found.More && len(found.Posts) > 0 {
			page.Next = cursorOf(q.Sort, found.Posts[len(found.Posts)-1])
		}
		return nil
	})
	if err != nil {
		return Page{}, fmt.Errorf("list posts: %w", err)
	}
	return page, nil
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
	if q.Limit, err = limited(q.Limit); err != nil {
		return q, view, err
	}
	q.Sort = cmp.Or(q.Sort, content.NewestSaved)
	if !slices.Contains([]content.PostSort{content.NewestSaved, content.OldestSaved, content.NewestMade, content.OldestMade}, q.Sort) {
		return q, view, fault.New(fault.Malformed, "posts.sort", "value", string(q.Sort))
	}
	if q.Status != "" && !slices.Contains([]content.Status{content.Draft, content.InReview, content.Approved}, q.Status) {
		return q, view, fault.New(fault.Malformed, "posts.status", "value", string(q.Status))
	}
	q.Title = strings.TrimSpace(q.Title)
	q.After, err = keyOf(q.Sort, cmd.Cursor)
	return q, view, err
}

func limited(n int) (int, error) {
	if n < 0 || n > mostLimit {
		return 0, fault.New(fault.Malformed, "list.limit", "limit", n, "most", mostLimit)
	}
	return cmp.Or(n, usualLimit), nil
}

// cursorOf names the place of the post in a list with the order.
func cursorOf(sort content.PostSort, p *content.Post) string {
	at := p.UpdatedAt
	if sort == content.NewestMade || sort == content.OldestMade {
		at = p.CreatedAt
	}
	return sealed(string(sort), strconv.FormatInt(at.UnixMicro(), 10), string(p.ID))
}

// keyOf reads a cursor of cursorOf; one of another order is refused.
func keyOf(sort content.PostSort, cursor string) (*content.PostKey, error) {
	if cursor == "" {
		return nil, nil
	}
	parts, ok := opened(cursor, 3)
	if !ok || parts[0] != string(sort) {
		return nil, fault.New(fault.Malformed, "list.cursor")
	}
	at, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return nil, fault.New(fault.Malformed, "list.cursor")
	}
	return &content.PostKey{At: time.UnixMicro(at).UTC(), ID: content.PostID(parts[2])}, nil
}

// sealed makes an opaque cursor of words without blanks.
func sealed(words ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(words, " ")))
}

func opened(cursor string, n int) (words []string, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, false
	}
	words = strings.Split(string(text), " ")
	return words, len(words) == n
}
