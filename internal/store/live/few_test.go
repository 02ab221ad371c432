package live

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// TestAPanicLeavesNoSnapshotBehind: a fault in reading one answer must not keep old rows,
// and the log with them, until the server ends.
func TestAPanicLeavesNoSnapshotBehind(t *testing.T) {
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	r, err := Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	for range 2 * cap(r.free) {
		err := r.Snapshot(t.Context(), func(r *Reader) error {
			return r.few(t.Context(), localeRows, nil, func(row) error { panic("it broke") })
		})
		if err == nil || !strings.Contains(err.Error(), "it broke") {
			t.Fatalf("a panic comes back as %v", err)
		}
	}
	pool, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	var busy, frames, moved int
	if _, err := pool.ExecContext(t.Context(), "UPDATE site SET seq = seq + 1"); err != nil {
		t.Fatal(err)
	}
	if err := pool.QueryRowContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil || busy != 0 {
		t.Errorf("the log is held: busy %d, %d frames, %v", busy, frames, err)
	}
	if list, err := r.Locales(t.Context()); err != nil || len(list) != 2 {
		t.Errorf("afterwards %d locales are read, %v", len(list), err)
	}
}
