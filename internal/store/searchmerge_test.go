package store_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// TestMergeSearch writes words in many transactions: the pieces that these make become
// few, and everything is found as before.
func TestMergeSearch(t *testing.T) {
	db := open(t)
	if err := crowd.Fill(t.Context(), db, 90); err != nil {
		t.Fatal(err)
	}
	write := func(fn func(ctx context.Context, tx *store.Tx) error) {
		t.Helper()
		if err := db.Write(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
			t.Fatal(err)
		}
	}
	pool := raw(t, db.Path())
	if _, err := pool.ExecContext(t.Context(), "INSERT INTO search_words (search_words, rank) VALUES ('automerge', 0)"); err != nil {
		t.Fatal(err)
	}
	for i := 2; i < 90; i++ {
		if crowd.Live(i, "fr") {
			write(func(ctx context.Context, tx *store.Tx) error {
				return tx.WriteWords(ctx, entry.Words{Post: crowd.Post(i), Locale: "fr", Title: fmt.Sprintf("fr:post fr:%d", i), Sum: int64(i)})
			})
		}
	}
	count := func(query string) (n int) {
		t.Helper()
		if err := pool.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const segments, found = "SELECT count(DISTINCT segid) FROM search_words_idx", `SELECT count(*) FROM search_words WHERE search_words MATCH '"fr:post"'`
	before, all := count(segments), count(found)
	steps := 0
	for more := true; more; steps++ {
		write(func(ctx context.Context, tx *store.Tx) (err error) {
			more, err = tx.MergeSearch(ctx)
			return err
		})
		if steps > 100 {
			t.Fatal("it never ends")
		}
	}
	if n := count(segments); before < 4 || n >= 4 || count(found) != all || all < 70 {
		t.Errorf("%d pieces of %d after %d steps, %d of %d found", n, before, steps, count(found), all)
	}
}
