package store

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// workFilters are the queries' members, one at a time.
func workFilters() map[string]func(*work.Query) {
	return map[string]func(*work.Query){
		"":         func(*work.Query) {},
		"locale":   func(q *work.Query) { q.Locale = "en" },
		"missing":  func(q *work.Query) { q.States = append(q.States, work.Missing) },
		"review":   func(q *work.Query) { q.States = append(q.States, work.InReview) },
		"assignee": func(q *work.Query) { q.Assignee = "user:1" },
		"nobody":   func(q *work.Query) { q.Nobody = true },
		"due":      func(q *work.Query) { q.DueBefore = time.UnixMicro(40) },
		"since":    func(q *work.Query) { q.Since = time.UnixMicro(40) },
		"tag":      func(q *work.Query) { q.Tags = []content.TermID{"t1"} },
	}
}

func workViews() []work.View {
	return []work.View{
		{Actor: "x", Any: []locale.Tag{"en", "fr"}}, {Actor: "x", Own: []locale.Tag{"en", "fr"}},
		{Actor: "y", Any: []locale.Tag{"en"}, Own: []locale.Tag{"fr"}}, {Actor: "x", Any: []locale.Tag{"fr"}}, {},
	}
}

// eachWork calls fn with every query and view.
func eachWork(limit int, fn func(work.View, work.Query) error) error {
	for _, view := range workViews() {
		for first, one := range workFilters() {
			for second, other := range workFilters() {
				if second < first { // the other way round it is the same
					continue
				}
				for _, sort := range work.Sorts() {
					q := work.Query{Sort: sort, Limit: limit}
					one(&q)
					other(&q)
					if err := fn(view, q); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// TestEveryWorkListIsIndexRanges: however many posts there are, lists of work and
// reports look at ranges of indexes.
func TestEveryWorkListIsIndexRanges(t *testing.T) {
	db, ctx := fivePosts(t), t.Context()
	asked := recorded(t, db, func(s *Snapshot) error {
		return eachWork(2, func(view work.View, q work.Query) error {
			for _, after := range []*work.Key{nil, {N: 5, Title: "a", Post: "p", Locale: "fr"}} {
				q.After = after
				if _, err := s.Work(ctx, view, q); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if len(asked) < 20 {
		t.Fatalf("only %d statements", len(asked))
	}
	for query, args := range asked {
		if strings.Contains(query, "FROM unsettled LIMIT") { // a bounded number of rows
			continue
		}
		plan(t, db, query, args)
	}
	plan(t, db, "SELECT post_id FROM work_due WHERE post_id = ?", []any{"x"})
	plan(t, db, approvals, []any{"p", "fr"})
}

// scatter gives the rows of work all kinds of values, of which many are the same.
func scatter(ctx context.Context, tx *Tx, r *rand.Rand) error {
	lanes := work.Lanes(nil)
	for _, tag := range []string{"en", "fr"} {
		for i := range 60 {
			lane := lanes[r.IntN(len(lanes))]
			taken := r.IntN(3) == 0
			assignee := ""
			if taken {
				assignee = "user:" + strconv.Itoa(r.IntN(3))
			}
			_, err := tx.put(ctx, `UPDATE work SET state = ?, status = ?, taken = ?, assignee = ?, due = ?, since = ?, todo = ?, title = ?, by = ?
				WHERE post_id = ? AND locale = ?`, string(lane.State), string(lane.Status), taken, assignee,
				r.IntN(80), r.IntN(80), r.IntN(5), string(rune('a'+r.IntN(4))), []string{"x", "y", "z"}[r.IntN(3)], fmt.Sprintf("w%03d", i), tag)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// A scattered row is one of work, read plainly.
type scattered struct {
	item     work.Item
	by, text string
	n        map[string]int64
	taken    bool
}

// TestWorkListsAreWhole walks every list page by page and compares it with what a
// plain look at all rows finds, in the order asked for.
func TestWorkListsAreWhole(t *testing.T) {
	db, ctx := fivePosts(t), t.Context()
	r := rand.New(rand.NewPCG(5, 11))
	err := db.Write(ctx, func(tx *Tx) error {
		for i := range 60 {
			if err := fresh(ctx, tx, content.PostID(fmt.Sprintf("w%03d", i))); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = db.Write(ctx, func(tx *Tx) error { return scatter(ctx, tx, r) })
	}
	if err != nil {
		t.Fatal(err)
	}
	all := plainly(t, db)
	recorded(t, db, func(s *Snapshot) error {
		return eachWork(50, func(view work.View, q work.Query) error {
			want := chosen(all, view, q)
			got, err := pages(ctx, s, view, q)
			if err == nil && !slices.Equal(got, want) {
				t.Errorf("%+v of %+v:\n got %v\nwant %v", q, view, got, want)
			}
			return err
		})
	})
}

// pages walks a list to its end.
func pages(ctx context.Context, s *Snapshot, view work.View, q work.Query) (names []string, err error) {
	for range 100 {
		page, err := s.Work(ctx, view, q)
		if err != nil {
			return nil, err
		}
		for _, i := range page.Items {
			names = append(names, string(i.Post)+string(i.Locale))
		}
		if q.After = page.Next; q.After == nil {
			return names, nil
		}
	}
	return names, fmt.Errorf("no end of %+v", q)
}

// plainly reads all rows of work.
func plainly(t *testing.T, db *DB) []scattered {
	t.Helper()
	rows, err := db.reader.QueryContext(t.Context(), "SELECT post_id, locale, state, status, taken, assignee, due, since, todo, title, by FROM work")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []scattered
	for rows.Next() {
		var s scattered
		var due, since, todo int64
		err := rows.Scan(&s.item.Post, &s.item.Locale, &s.item.State, &s.item.Status, &s.taken, &s.item.Assignee.ID, &due, &since, &todo, &s.text, &s.by)
		if err != nil {
			t.Fatal(err)
		}
		s.n = map[string]int64{"due": due, "age": since, "words": todo}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// chosen returns the names of the rows that are as asked, in order.
func chosen(all []scattered, view work.View, q work.Query) (names []string) {
	rows := slices.DeleteFunc(slices.Clone(all), func(s scattered) bool {
		shown := slices.Contains(view.Any, s.item.Locale) || slices.Contains(view.Own, s.item.Locale) && s.by == view.Actor
		return !shown || q.Locale != "" && s.item.Locale != q.Locale || q.Nobody && s.taken ||
			q.Assignee != "" && s.item.Assignee.ID != q.Assignee ||
			!slices.Contains(work.Lanes(q.States), work.Lane{State: s.item.State, Status: s.item.Status}) ||
			!q.DueBefore.IsZero() && q.Sort == work.FirstDue && s.n["due"] > 40 ||
			!q.Since.IsZero() && (q.Sort == work.OldestWait || q.Sort == work.NewestWait) && s.n["age"] < 40
	})
	word := strings.TrimPrefix(string(q.Sort), "-")
	down := q.Sort == work.NewestWait || q.Sort == work.MostWords || q.Sort == work.TitleDown
	slices.SortFunc(rows, func(a, b scattered) int {
		if down {
			a, b = b, a
		}
		by := cmp.Compare(a.n[word], b.n[word])
		if word == "title" {
			by = strings.Compare(a.text, b.text)
		}
		return cmp.Or(by, strings.Compare(string(a.item.Post), string(b.item.Post)), strings.Compare(string(a.item.Locale), string(b.item.Locale)))
	})
	for _, s := range rows {
		names = append(names, string(s.item.Post)+string(s.item.Locale))
	}
	return names
}

// TestCoverageIsCountedByIndexes: reports add up an index of what lists look at, and
// of the ledger read the latest lines alone.
func TestCoverageIsCountedByIndexes(t *testing.T) {
	db, ctx := fivePosts(t), t.Context()
	asked := recorded(t, db, func(s *Snapshot) error {
		for _, view := range workViews() {
			for _, by := range []work.By{work.ByLocale, work.ByTag, work.ByAuthor} {
				if _, err := s.Coverage(ctx, view, work.CoverageQuery{By: by, Limit: 3}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for query := range asked {
		for _, table := range []string{"revisions", "shared_revisions", "standings"} {
			if strings.Contains(query, table) {
				t.Errorf("coverage looks at %s: %s", table, query)
			}
		}
	}
}
