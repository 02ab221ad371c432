package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

func linkViews() []entry.LinkView {
	return []entry.LinkView{
		{Actor: "x", Any: []locale.Tag{"en", "fr"}, Posts: true}, {Actor: "x", Own: []locale.Tag{"en", "fr"}},
		{Actor: "y", Any: []locale.Tag{"en"}, Own: []locale.Tag{"fr"}, Posts: true}, {Actor: "z"},
	}
}

// eachLinks calls fn with every combination of a view and a query.
func eachLinks(fn func(entry.LinkView, entry.LinkQuery) error) error {
	for _, view := range linkViews() {
		for _, tag := range []locale.Tag{"", "fr"} {
			for _, state := range append(entry.LinkStates(), "") {
				for _, post := range []content.PostID{"", "p1"} {
					for _, after := range []*entry.LinkKey{nil, {State: entry.LinkFallsBack, Locale: "fr", Post: "p2", N: 1}} {
						if err := fn(view, entry.LinkQuery{Locale: tag, State: state, Post: post, After: after, Limit: 3}); err != nil {
							return err
						}
					}
				}
			}
		}
	}
	return nil
}

// TestLinksAreIndexRanges: the report of links, what links inside the site may lead
// to, who links where, and what other servers are asked are ranges of indexes.
func TestLinksAreIndexRanges(t *testing.T) {
	db, ctx := fivePosts(t), t.Context()
	asked := recorded(t, db, func(s *Snapshot) error {
		err := eachLinks(func(view entry.LinkView, q entry.LinkQuery) error {
			if _, err := s.LinksReport(ctx, view, q); err != nil {
				return err
			}
			_, err := s.LinkSums(ctx, view, q)
			return err
		})
		if err != nil {
			return err
		}
		return askLinks(ctx, s)
	})
	if len(asked) < 20 {
		t.Fatalf("only %d statements", len(asked))
	}
	for query, args := range asked {
		if query == "SELECT count(*) FROM rerenders" || strings.HasPrefix(query, "WITH RECURSIVE chain") {
			continue // what waits is short, and a chain is as long as what is asked for
		}
		plan(t, db, query, args)
	}
}

// askLinks reads everything else that has to do with links.
func askLinks(ctx context.Context, s *Snapshot) error {
	ids := []content.PostID{"p1", "p2"}
	wanted := []content.Address{{Kind: content.AddressPage, Key: "/fr/a"}, {Kind: content.AddressSlug, Locale: "fr", Key: "a"}}
	for _, read := range []func() error{
		func() error { _, err := s.Leads(ctx, wanted); return err },
		func() error { _, err := s.Unread(ctx, ids); return err },
		func() error { _, err := s.LiveAnchors(ctx, ids); return err },
		func() error { _, err := s.Marks(ctx, "p1"); return err },
		func() error {
			_, err := s.Linking(ctx, []entry.Ref{{Kind: entry.ToPath, Target: "/fr/a"}}, 2)
			return err
		},
		func() error { _, err := s.Outside(ctx, []string{"https://a/"}); return err },
		func() error { _, err := s.OutsideDue(ctx, time.UnixMicro(5), 2); return err },
		func() error { _, err := s.OutsideAsked(ctx, time.UnixMicro(5)); return err },
		func() error { _, err := s.OutsideLinks(ctx, "https://a/", 2); return err },
		func() error { _, err := s.LinkedOutside(ctx, "https://a/"); return err },
		func() error { _, err := s.Rerendering(ctx); return err },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// TestLinksReportIsAPlainChoice: the report, whichever way it goes, is what a plain
// look at every row chooses and orders.
func TestLinksReportIsAPlainChoice(t *testing.T) {
	db, ctx := fivePosts(t), t.Context()
	var all []entry.Link
	by := map[content.PostID]string{}
	r := rand.New(rand.NewPCG(1, 2))
	err := db.Write(ctx, func(tx *Tx) error {
		for i := range 5 {
			id := content.PostID(fmt.Sprintf("p%d", i))
			by[id] = []string{"x", "y", "z"}[i%3]
			for _, statement := range []string{"UPDATE posts SET created_by = ? WHERE id = ?", "UPDATE heads SET by = ? WHERE post_id = ?"} {
				if _, err := tx.put(ctx, statement, by[id], string(id)); err != nil {
					return err
				}
			}
			for _, tag := range []locale.Tag{"en", "fr"} {
				var links []entry.Link
				for n := range r.IntN(9) {
					l := entry.Link{Post: id, Locale: tag, N: n + 1, State: entry.LinkStates()[r.IntN(5)], Target: content.PostID(fmt.Sprintf("p%d", r.IntN(5))), Count: 1}
					links = append(links, l)
				}
				all = append(all, links...)
				if err := tx.SetMark(ctx, content.Part{Post: id, Locale: tag}, entry.Mark{Anchors: "[]", Links: "x"}, &links); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Read(ctx, func(s *Snapshot) error {
		return eachLinks(func(view entry.LinkView, q entry.LinkQuery) error {
			got, err := s.LinksReport(ctx, view, q)
			if err != nil {
				return err
			}
			want := plainLinks(view, q, all, by)
			keys := make([]entry.LinkKey, len(got))
			for i := range got {
				keys[i] = got[i].Key()
			}
			if !slices.Equal(keys, want[:min(len(want), q.Limit)]) {
				t.Errorf("%+v %+v:\n%v\nwant\n%v", view, q, keys, want)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// plainLinks chooses and orders links by looking at each.
func plainLinks(view entry.LinkView, q entry.LinkQuery, all []entry.Link, by map[content.PostID]string) []entry.LinkKey {
	var keys []entry.LinkKey
	for _, l := range all {
		any, own := slices.Contains(view.Any, l.Locale), slices.Contains(view.Own, l.Locale) && by[l.Post] == view.Actor
		if l.State == entry.LinkUnpublished && !view.Posts && by[l.Target] != view.Actor {
			l.State = entry.LinkBroken
		}
		if (any || own) && (q.Locale == "" || q.Locale == l.Locale) && (q.State == "" || q.State == l.State) && (q.Post == "" || q.Post == l.Post) {
			keys = append(keys, entry.LinkKey{State: l.State, Locale: l.Locale, Post: l.Post, N: l.N})
		}
	}
	before := func(a, b entry.LinkKey) int {
		if c := compareLanes(a, b); c != 0 {
			return c
		}
		if a.Post != b.Post {
			return map[bool]int{true: -1, false: 1}[a.Post < b.Post]
		}
		return a.N - b.N
	}
	slices.SortFunc(keys, before)
	if q.After != nil {
		keys = slices.DeleteFunc(keys, func(k entry.LinkKey) bool { return before(k, *q.After) <= 0 })
	}
	return keys
}
