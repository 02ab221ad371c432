package store_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

// A shelf has posts as they were made, beside the database that lists them.
type shelf struct {
	posts  []*content.Post
	shared map[content.PostID]content.Shared
	saved  map[content.PostID]time.Time // of the shared part
	titles map[string]string            // by post and locale
	bodies map[string]string
}

// fill makes n posts of every sort: some in one language, live, behind, in the
// trash, with tags and dates.
func (s *shelf) fill(t *testing.T, db *store.DB, r *rand.Rand, n int) {
	t.Helper()
	s.shared, s.saved = map[content.PostID]content.Shared{}, map[content.PostID]time.Time{}
	s.titles, s.bodies = map[string]string{}, map[string]string{}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.AddTerm(ctx, &content.Term{ID: "t1", Kind: content.Tag}), tx.AddTerm(ctx, &content.Term{ID: "t2", Kind: content.Tag}))
	})
	for i := range n {
		write(t, db, func(ctx context.Context, tx *store.Tx) error { return s.one(ctx, tx, r, fmt.Sprintf("p%02d", i)) })
	}
	read(t, db, func(ctx context.Context, snap *store.Snapshot) error {
		for i := range n {
			p, err := snap.Post(ctx, content.PostID(fmt.Sprintf("p%02d", i)))
			if err != nil {
				return err
			}
			s.posts = append(s.posts, p)
		}
		return nil
	})
}

func (s *shelf) one(ctx context.Context, tx *store.Tx, r *rand.Rand, name string) error {
	id := content.PostID(name)
	p := &content.Post{ID: id, SourceLocale: "en", Targets: []locale.Tag{"en", "fr"}, Head: 1 + r.IntN(2), CreatedBy: []string{"ada", "bob"}[r.IntN(2)]}
	if r.IntN(2) == 0 {
		p.SourceLocale = "fr"
	}
	if err := tx.SavePost(ctx, p); err != nil {
		return err
	}
	shared := content.Shared{}
	if r.IntN(2) == 0 {
		shared.Date = &content.Moment{At: time.Unix(int64(r.IntN(5))*86400, 0).UTC()}
	}
	for _, tag := range []content.TermID{"t1", "t2"} {
		if r.IntN(3) == 0 {
			shared.Tags = append(shared.Tags, tag)
		}
	}
	s.shared[id], s.saved[id] = shared, tx.Now()
	if err := tx.AddSharedRevision(ctx, &content.SharedRevision{Post: id, N: p.Head, Meta: content.Meta{At: tx.Now()}, Shared: shared}, nil); err != nil {
		return err
	}
	for _, tag := range []locale.Tag{"en", "fr"} {
		if tag != p.SourceLocale && r.IntN(3) == 0 {
			continue
		}
		tr := content.Translation{Locale: tag, Status: []content.Status{content.Draft, content.InReview}[r.IntN(2)], Head: 1 + r.IntN(2)}
		title := []string{"Été", "Rain", "rainbow", "Apple", "pluie d’été"}[r.IntN(5)]
		body := []string{"", "rain", "an apple"}[r.IntN(3)]
		s.titles[name+string(tag)], s.bodies[name+string(tag)] = title, body
		rev := &content.Revision{Post: id, Locale: tag, N: tr.Head, Text: content.Text{Title: title, Format: content.HTML, Body: body, HTML: body}}
		if err := errors.Join(tx.SaveTranslation(ctx, id, &tr), tx.AddRevision(ctx, rev, nil)); err != nil {
			return err
		}
		tr.Live = r.IntN(tr.Head + 1)
		p.Put(tr)
	}
	if r.IntN(8) == 0 {
		p.DeletedAt = tx.Now()
		return tx.SavePost(ctx, p)
	}
	if len(p.LiveLocales()) > 0 {
		p.Live = 1 + r.IntN(p.Head)
	}
	return tx.SaveLive(ctx, p)
}

// shown reports whether the view shows the translation.
func shown(v access.View, p *content.Post, tag locale.Tag) bool {
	own := p.CreatedBy == v.Actor
	return v.All || slices.Contains(v.Locales, tag) || v.Source && p.SourceLocale == tag || v.Own && own && slices.Contains(v.OwnIn, tag)
}

// as reports whether the translation is as asked.
func (s *shelf) as(q content.PostQuery, p *content.Post, tr content.Translation) bool {
	live := tr.Live > 0
	behind := live && (tr.Head > tr.Live || p.Head > p.Live)
	state := map[content.PostState]bool{
		"": true, content.StateDraft: !live, content.StateLive: live, content.StateBehind: behind, content.StateTrashed: true,
	}[q.State]
	name := string(p.ID) + string(tr.Locale)
	found := strings.Contains(strings.ToLower(s.titles[name]+" "+s.bodies[name]), q.Text)
	return state && (q.Locale == "" || q.Locale == tr.Locale) && (q.Status == "" || q.Status == tr.Status) &&
		(q.Live == nil || *q.Live == live) && (q.Text == "" || found)
}

// A want is one post of the list that must come, with its key.
type want struct {
	id  content.PostID
	key string
}

// expect returns the list as it must be, slowly and by another way.
func (s *shelf) expect(v access.View, q content.PostQuery) []content.PostID {
	var list []want
	for _, p := range s.posts {
		if w, ok := s.judge(v, q, p); ok {
			list = append(list, w)
		}
	}
	slices.SortFunc(list, func(a, b want) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.id, b.id)) })
	if strings.HasPrefix(string(q.Sort), "-") || q.Sort == content.ByRelevance {
		slices.Reverse(list)
	}
	ids := make([]content.PostID, len(list))
	for i, w := range list {
		ids[i] = w.id
	}
	return ids
}

func (s *shelf) judge(v access.View, q content.PostQuery, p *content.Post) (w want, ok bool) {
	if !v.All && !v.Posts && p.CreatedBy != v.Actor || p.DeletedAt.IsZero() == (q.State == content.StateTrashed) {
		return w, false
	}
	for _, t := range q.Terms {
		if !slices.Contains(s.shared[p.ID].Tags, t.ID) {
			return w, false
		}
	}
	if q.Missing != "" && (p.Translation(q.Missing) != nil || !p.DeletedAt.IsZero()) {
		return w, false
	}
	saved, some := time.Time{}, false
	title, rank := "", ""
	for _, tr := range p.Translations {
		if shown(v, p, tr.Locale) && s.as(q, p, tr) {
			some, title = true, strings.ReplaceAll(strings.ToLower(s.titles[string(p.ID)+string(tr.Locale)]), "é", "e")
			if tr.UpdatedAt.After(saved) {
				saved = tr.UpdatedAt
			}
			tier := "2" // reversed, as the order is
			if !strings.Contains(title, q.Text) {
				tier = "1"
			}
			rank = max(rank, fmt.Sprintf("%s %020d", tier, tr.UpdatedAt.UnixMicro()))
		}
	}
	one := q.Locale != "" || q.Status != "" || q.Live != nil || q.Text != "" || q.State != "" && q.State != content.StateTrashed
	switch {
	case one && !some:
		return w, false
	case !one && q.Missing != "":
		saved = s.saved[p.ID]
	case !one && s.saved[p.ID].After(saved):
		saved = s.saved[p.ID]
	}
	date := p.CreatedAt
	if d := s.shared[p.ID].Date; d != nil {
		date = d.At
	}
	w = want{p.ID, map[string]string{
		"updated": fmt.Sprintf("%020d", saved.UnixMicro()), "created": fmt.Sprintf("%020d", p.CreatedAt.UnixMicro()),
		"date": fmt.Sprintf("%020d", date.UnixMicro()), "title": title, "relevance": rank,
	}[strings.TrimPrefix(string(q.Sort), "-")]}
	return w, q.UpdatedSince.IsZero() || !saved.Before(q.UpdatedSince)
}

// TestListsAgreeWithASlowOne compares random queries, page by page, with a list
// made by looking at every post.
func TestListsAgreeWithASlowOne(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	db := open(t)
	var s shelf
	s.fill(t, db, r, 60)
	yes, no := true, false
	views := []access.View{
		{Actor: "x", All: true}, {Actor: "ada", Own: true, OwnIn: []locale.Tag{"fr"}},
		{Actor: "x", Posts: true, Locales: []locale.Tag{"fr"}}, {Actor: "x", Posts: true, Source: true, Locales: []locale.Tag{"fr"}},
		{Actor: "bob", Posts: true, Locales: []locale.Tag{"en"}, Own: true, OwnIn: []locale.Tag{"fr"}},
	}
	pick := func(n int) bool { return r.IntN(n) == 0 }
	found := 0
	for range 700 {
		v := views[r.IntN(len(views))]
		q := content.PostQuery{Limit: 1 + r.IntN(7), Sort: content.PostSorts()[r.IntN(8)]}
		if pick(2) || strings.HasSuffix(string(q.Sort), "title") {
			q.Locale = []locale.Tag{"en", "fr"}[r.IntN(2)]
		}
		if pick(4) {
			q.Status = []content.Status{content.Draft, content.InReview}[r.IntN(2)]
		}
		if pick(4) {
			q.State = []content.PostState{content.StateDraft, content.StateLive, content.StateBehind, content.StateTrashed}[r.IntN(4)]
		}
		if pick(4) && q.State != content.StateTrashed {
			q.Live = []*bool{&yes, &no}[r.IntN(2)]
		}
		if pick(6) && q.State != content.StateTrashed {
			q.Missing = []locale.Tag{"en", "fr"}[r.IntN(2)]
		}
		if pick(3) {
			q.Terms = []content.NamedTerm{{Kind: content.Tag, ID: []content.TermID{"t1", "t2"}[r.IntN(2)]}}
		}
		if pick(4) {
			q.UpdatedSince = s.posts[r.IntN(len(s.posts))].UpdatedAt
		}
		if strings.HasSuffix(string(q.Sort), "updated") && pick(2) {
			q.Text = []string{"rain", "pluie", "app"}[r.IntN(3)]
			if pick(2) {
				q.Sort = content.ByRelevance
			}
		}
		want := s.expect(v, q)
		if got := walked(t, db, v, q); !slices.Equal(got, want) {
			t.Fatalf("view %+v, query %+v\ngot  %v\nwant %v", v, q, got, want)
		}
		found += len(want)
	}
	if found < 1500 {
		t.Errorf("only %d posts were found at all", found)
	}
}

// walked returns the whole list, page by page.
func walked(t *testing.T, db *store.DB, v access.View, q content.PostQuery) (ids []content.PostID) {
	t.Helper()
	for range 100 {
		read(t, db, func(ctx context.Context, s *store.Snapshot) error {
			page, err := s.Posts(ctx, v, q)
			if len(page.Posts) > q.Limit {
				t.Errorf("a page of %d has %d", q.Limit, len(page.Posts))
			}
			for _, p := range page.Posts {
				ids = append(ids, p.ID)
			}
			q.After = page.Next
			return err
		})
		if q.After == nil {
			return ids
		}
	}
	t.Fatal("the list does not end")
	return nil
}
