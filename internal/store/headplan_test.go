package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A recorder is a pool that notes what it is asked. Lists ask the same few statements
// thousands of times, so that each is prepared once.
type recorder struct {
	gorm.ConnPool
	asked map[string][]any
	ready map[string]*sql.Stmt
}

func (r recorder) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	r.asked[query] = args
	if r.ready[query] == nil {
		statement, err := r.PrepareContext(ctx, query)
		if err != nil {
			return nil, err
		}
		r.ready[query] = statement
	}
	return r.ready[query].QueryContext(ctx, args...)
}

// recorded calls fn with a snapshot whose statements are noted, by their text.
func recorded(t *testing.T, db *DB, fn func(*Snapshot) error) map[string][]any {
	t.Helper()
	r := recorder{asked: make(map[string][]any), ready: make(map[string]*sql.Stmt)}
	// What one call is given would not do for thousands on a slow machine.
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	err := db.Read(ctx, func(s *Snapshot) error {
		r.ConnPool = s.g.Statement.ConnPool
		s.g.Statement.ConnPool = r
		defer func() { s.g.Statement.ConnPool = r.ConnPool }()
		return fn(s)
	})
	if err != nil {
		t.Fatal(err)
	}
	return r.asked
}

// filters are the queries' members, one at a time.
func filters() map[string]func(*content.PostQuery) {
	yes, no := true, false
	return map[string]func(*content.PostQuery){
		"":          func(*content.PostQuery) {},
		"locale":    func(q *content.PostQuery) { q.Locale = "fr" },
		"status":    func(q *content.PostQuery) { q.Status = content.Draft },
		"review":    func(q *content.PostQuery) { q.Status = content.InReview },
		"live":      func(q *content.PostQuery) { q.Live = &yes },
		"not live":  func(q *content.PostQuery) { q.Live = &no },
		"assignee":  func(q *content.PostQuery) { q.Assignee = "user:x" },
		"missing":   func(q *content.PostQuery) { q.Missing = "en" },
		"tag":       func(q *content.PostQuery) { q.Terms = append(q.Terms, content.NamedTerm{Kind: content.Tag, ID: "t1"}) },
		"since":     func(q *content.PostQuery) { q.UpdatedSince = time.UnixMicro(5) },
		"text":      func(q *content.PostQuery) { q.Text = "summer rai" },
		"draft":     func(q *content.PostQuery) { q.State = content.StateDraft },
		"behind":    func(q *content.PostQuery) { q.State = content.StateBehind },
		"scheduled": func(q *content.PostQuery) { q.State = content.StateScheduled },
		"trashed":   func(q *content.PostQuery) { q.State = content.StateTrashed },
	}
}

// large reports whether the step of a plan goes through a whole table, or sorts.
// Lists of values, the few locales of a site and what one row holds are small.
func large(step string) bool {
	if strings.Contains(step, "TEMP B-TREE FOR ORDER BY") {
		return true
	}
	if !strings.HasPrefix(step, "SCAN") || step == "SCAN c" { // c is a subquery with a limit
		return false
	}
	for _, small := range []string{"json_each", "locales", "head_words VIRTUAL TABLE INDEX", "CONSTANT", "t VIRTUAL", "j VIRTUAL", "v VIRTUAL", "w VIRTUAL", "(subquery-", "heads_due",
		"heads USING INDEX heads_wordless"} {
		if strings.HasPrefix(step, "SCAN "+small) {
			return false
		}
	}
	return true
}

// fivePosts opens a database with a term and five posts, whose plans are asked.
func fivePosts(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "diptych.db"), Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx := t.Context()
	err = db.Write(ctx, func(tx *Tx) error {
		if err := tx.AddTerm(ctx, &content.Term{ID: "t1", Kind: content.Tag}); err != nil {
			return err
		}
		for i := range 5 {
			if err := fresh(ctx, tx, content.PostID("p"+strconv.Itoa(i))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestEveryListIsIndexRanges(t *testing.T) {
	db, ctx := fivePosts(t), t.Context()
	views := []access.View{
		{Actor: "x", All: true}, {Actor: "x", Own: true, OwnIn: []locale.Tag{"*"}},
		{Actor: "x", Posts: true, Source: true, Locales: []locale.Tag{"fr"}},
	}
	asked := recorded(t, db, func(s *Snapshot) error {
		for _, view := range views {
			for first, one := range filters() {
				for second, other := range filters() {
					if second < first { // the other way round it is the same
						continue
					}
					for _, sort := range content.PostSorts() {
						for _, after := range []*content.PostKey{nil, {Key: "0", ID: "0"}} {
							q := content.PostQuery{Sort: sort, Limit: 2, After: after}
							one(&q)
							other(&q)
							if _, err := s.Posts(ctx, view, q); err != nil {
								return err
							}
						}
					}
				}
			}
		}
		return nil
	})
	if len(asked) < 20 {
		t.Fatalf("only %d statements", len(asked))
	}
	for query, args := range asked {
		plan(t, db, query, args)
	}
	plan(t, db, "SELECT post_id FROM heads_due WHERE post_id = ?", []any{"x"})
	plan(t, db, "SELECT post_id FROM head_states WHERE post_id = ?", []any{"x"})
}

// fresh makes a post with a tag and a text in French.
func fresh(ctx context.Context, tx *Tx, id content.PostID) error {
	shared := content.Shared{Tags: []content.TermID{"t1"}}
	text := content.Text{Title: "A summer of rain", Format: content.HTML}
	return errors.Join(
		tx.SavePost(ctx, &content.Post{ID: id, SourceLocale: "fr", Targets: []locale.Tag{"en", "fr"}, Head: 1, CreatedBy: "x"}),
		tx.AddSharedRevision(ctx, &content.SharedRevision{Post: id, N: 1, Shared: shared, Meta: content.Meta{At: tx.Now()}}, nil),
		tx.SaveTranslation(ctx, id, &content.Translation{Locale: "fr", Status: content.Draft, Head: 1}),
		tx.AddRevision(ctx, &content.Revision{Post: id, Locale: "fr", N: 1, Text: text}, nil),
	)
}

// plan fails the test if the statement goes through a whole table or sorts.
func plan(t *testing.T, db *DB, query string, args []any) {
	t.Helper()
	rows, err := db.reader.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var steps []string
	bad := false
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
		bad = bad || large(step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if bad {
		t.Errorf("%s\nplan:\n%s", query, strings.Join(steps, "\n"))
	}
}
