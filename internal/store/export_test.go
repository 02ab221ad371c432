package store

import (
	"context"
	"fmt"
	"testing"

	"github.com/diptych-cms/diptych/internal/event"
)

// LimitPages returns a function that bounds the pages of the database file to
// those that it has and n more.
func LimitPages(t *testing.T, db *DB) func(n int) {
	return func(n int) {
		t.Helper()
		w := <-db.turn
		defer func() { db.turn <- w }()
		var have, got int
		if err := w.conn.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&have); err != nil {
			t.Fatal(err)
		}
		if err := w.conn.QueryRowContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count(%d)", have+n)).Scan(&got); err != nil {
			t.Fatal(err)
		}
	}
}

// AuditSpans returns the range of the audit that each query looks at, with its
// arguments.
func AuditSpans(queries ...event.Query) (spans []string, args [][]any) {
	for _, q := range queries {
		span, values := auditSpan(q)
		spans, args = append(spans, span), append(args, values)
	}
	return spans, args
}

// Fold is how texts are folded, FoldWhole the same without the short cut.
func Fold(text string) (folded, whole string) { return fold(text), foldRun(text) }

// Watcher returns one look of [DB.Watch], and how to end.
func Watcher(db *DB) (look func(context.Context) error, done func()) {
	w := &watcher{db: db}
	return w.look, w.close
}
