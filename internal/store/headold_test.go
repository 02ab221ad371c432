package store

import (
	"errors"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
)

// TestHeadsOfAnOlderDatabase takes the tables of heads away, as in a database of
// the version before, and migrates it: lists are whole at once, words follow.
func TestHeadsOfAnOlderDatabase(t *testing.T) {
	ctx := t.Context()
	db, err := Open(ctx, filepath.Join(t.TempDir(), "diptych.db"), Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(ctx, func(tx *Tx) error {
		return errors.Join(tx.AddTerm(ctx, &content.Term{ID: "t1", Kind: content.Tag}), fresh(ctx, tx, "p1"), fresh(ctx, tx, "p2"))
	})
	if err != nil {
		t.Fatal(err)
	}
	again(t, db, 8)
	if err := db.Check(ctx, func(code, subject string) { t.Errorf("%s %s", code, subject) }); err != nil {
		t.Fatal(err)
	}
	list := func(q content.PostQuery) (page content.PostPage) {
		q.Limit = 9
		err := db.Read(ctx, func(s *Snapshot) error {
			page, err = s.Posts(ctx, access.View{Actor: "x", All: true}, q)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	if page := list(content.PostQuery{State: content.StateDraft, Locale: "fr", Sort: content.TitleUp}); len(page.Posts) != 2 {
		t.Errorf("%d drafts", len(page.Posts))
	}
	if page := list(content.PostQuery{Missing: "en"}); len(page.Posts) != 2 {
		t.Errorf("%d without English", len(page.Posts))
	}
	if page := list(content.PostQuery{Text: "summer"}); len(page.Posts) != 0 || !page.Partial {
		t.Errorf("before their words are known: %d posts, partial: %t", len(page.Posts), page.Partial)
	}
	for i, want := range []int{1, 1, 0} {
		err := db.Write(ctx, func(tx *Tx) error {
			n, err := tx.WordHeads(ctx, 1)
			if n != want {
				t.Errorf("step %d worded %d heads, want %d", i, n, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if page := list(content.PostQuery{Text: "summer"}); len(page.Posts) != 2 || page.Partial {
		t.Errorf("afterwards: %d posts, partial: %t", len(page.Posts), page.Partial)
	}
}

// again takes the migrations after the version back, and applies them again.
func again(t *testing.T, db *DB, version int64) {
	t.Helper()
	// Statements that are prepared hold the tables of before.
	w := <-db.turn
	defer func() { db.turn <- w }()
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	p, err := migrator(db.writer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.DownTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
}
