package store_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
	"github.com/diptych-cms/diptych/internal/work"
)

// stood gives the crowd's translations standings, of which some are stale and some
// lack segments, and assigns some of them; work follows.
const stood = `
INSERT INTO standings (post_id, locale, basis, source, source_n, target_n, decided, departures, state, since, by,
  current, minor, substantive, missing, empty, local, omitted, machine, words, words_missing, words_stale, todo, doc)
SELECT post_id, part, 'head', iif(part = 'en', 'fr', 'en'), 1, head, 0, 0, 'current', created + 60000000 * (created % 977), by,
  20, 0, created % 3 = 0, iif(created % 7 = 0, 2, 0), 0, 0, 0, 0, 400 + created % 300, iif(state = 'missing', 400 + created % 300, iif(created % 7 = 0, 40, 0)),
  (created % 3 = 0) * 30, iif(state = 'missing', 400 + created % 300, iif(created % 7 = 0, 40, 0)) + (created % 3 = 0) * 30, '{}'
FROM heads WHERE part IN ('en', 'fr') AND source = 0;
INSERT INTO assignments (post_id, locale, version, assignee, due, note, by, at)
SELECT post_id, part, 1, 'user:' || (created % 20), 1800000000000000 + created % 1000 * 3600000000, '', 'x', 1
FROM heads WHERE part IN ('en', 'fr') AND source = 0 AND created % 5 = 0;
INSERT INTO ledger (post_id, at, tx, what, cause, rule, by, release_id, schedule_id, locale, revision, since, lags, reason, blockers)
SELECT post_id, created, 1, 'diverged', 'publication', '', 'x', '', '', '', 0, created,
  json_array(json_object('locale', part, 'why', 'missing', 'since', '2026-01-01T00:00:00Z')), '', '[]' FROM heads WHERE part IN ('en', 'fr') AND source = 0 AND state <> 'missing'
UNION ALL SELECT post_id, created + 3600000000, 1, 'converged', 'publication', '', 'x', '', '', '', 0, created, '[]', '', '[]' FROM heads WHERE part IN ('en', 'fr') AND source = 0 AND state <> 'missing';
DELETE FROM work;
INSERT INTO work (post_id, locale, by, source, state, status, taken, assignee, due, since, todo, old, words, title)
SELECT post_id, locale, by, source, state, status, taken, assignee, due, since, todo, old, words, title FROM work_due;`

// BenchmarkWork lists work and reports coverage at two sizes: lists must not grow
// with the number of posts; reports add up a row of an index for each.
func BenchmarkWork(b *testing.B) {
	for _, size := range []struct {
		name string
		n    int
	}{{"1k", 1000}, {"100k", 100_000}} {
		db := open(b)
		if err := crowd.Fill(b.Context(), db, size.n); err != nil {
			b.Fatal(err)
		}
		stand(b, db)
		en := work.View{Actor: "x", Any: []locale.Tag{"en", "fr"}}
		own := work.View{Actor: "crowd", Own: []locale.Tag{"fr"}}
		todo := []work.State{work.Missing, work.Partial, work.Stale}
		for _, c := range []struct {
			name string
			view work.View
			q    work.Query
		}{
			{"due", en, work.Query{States: todo}},
			{"one language", en, work.Query{States: todo, Locale: "fr"}},
			{"words", en, work.Query{States: todo, Sort: work.MostWords}},
			{"middle", en, work.Query{States: todo, Sort: work.OldestWait, Locale: "fr", After: &work.Key{N: 1_700_000_030_000_000, Locale: "fr"}}},
			{"mine", en, work.Query{States: todo, Assignee: "user:5"}},
			{"nobody's", en, work.Query{States: todo, Nobody: true}},
			{"tag", en, work.Query{States: todo, Tags: []content.TermID{crowd.Tag(3)}}},
			{"common tag", en, work.Query{States: todo, Tags: []content.TermID{crowd.Tag(crowd.Tags - 1)}}},
			{"an author's", own, work.Query{States: todo}},
		} {
			c.q.Limit = 20
			b.Run(size.name+"/"+c.name, func(b *testing.B) {
				for b.Loop() {
					asked(b, db, func(ctx context.Context, s *store.Snapshot) error {
						page, err := s.Work(ctx, c.view, c.q)
						if len(page.Items) == 0 {
							b.Fatal("nothing is listed")
						}
						return err
					})
				}
			})
		}
		for _, by := range []work.By{work.ByLocale, work.ByTag} {
			b.Run(size.name+"/coverage by "+string(by), func(b *testing.B) {
				for b.Loop() {
					asked(b, db, func(ctx context.Context, s *store.Snapshot) error {
						_, err := s.Coverage(ctx, en, work.CoverageQuery{By: by, Limit: 20})
						return err
					})
				}
			})
		}
	}
}

// stand runs the script.
func stand(b *testing.B, db *store.DB) {
	b.Helper()
	pool, err := sql.Open("sqlite", "file:"+db.Path()+"?_pragma=busy_timeout(5000)&_pragma=synchronous(OFF)")
	if err == nil {
		_, err = pool.ExecContext(b.Context(), stood)
		err = errors.Join(err, pool.Close())
	}
	if err != nil {
		b.Fatal(err)
	}
}

func asked(b *testing.B, db *store.DB, fn func(context.Context, *store.Snapshot) error) {
	b.Helper()
	if err := db.Read(b.Context(), func(s *store.Snapshot) error { return fn(b.Context(), s) }); err != nil {
		b.Fatal(err)
	}
}
