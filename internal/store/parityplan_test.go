package store

import (
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What the judgement and the ledger are read by goes through no table, however
// many revisions and lines there are.
func TestParityIsFoundByKey(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "diptych.db"), Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	// As the statements call them; what else they scan are their own few rows.
	tables := []string{"ledger", "d", "n", "l", "o", "revisions", "r", "translations", "confirmations", "posts", "p"}
	for name, asked := range map[string]struct {
		query string
		args  []any
	}{
		"course":   {steps, []any{"p", "[]"}},
		"episodes": {episodes, []any{0, 1, 0, 0, 20}},
		"parting":  {parting, []any{"p"}},
		"ledger":   {ledgerPage, []any{"p", 9, 20}},
		"history":  {history, []any{"p"}},
	} {
		rows, err := db.reader.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+asked.query, asked.args...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			if scanned, ok := strings.CutPrefix(step, "SCAN "); ok && slices.Contains(tables, strings.Fields(scanned)[0]) {
				t.Errorf("%s: %s", name, step)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
