package store_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

func TestBackupWhileWriting(t *testing.T) {
	db := open(t)
	if err := crowd.Fill(t.Context(), db, 300); err != nil {
		t.Fatal(err)
	}
	before := dumped(t, db)
	destination := filepath.Join(t.TempDir(), "copy's é.db")
	done := make(chan error, 1)
	err := db.Write(t.Context(), func(*store.Tx) error { // a writer in the middle holds nobody up
		done <- db.Backup(t.Context(), destination)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	copied := reopen(t, destination)
	if d := cmp.Diff(before, dumped(t, copied)); d != "" {
		t.Errorf("the copy differs (-database +copy):\n%s", d)
	}
	if found := findings(t, copied); len(found) > 0 {
		t.Errorf("Check() of the copy = %v", found)
	}
}

func TestBackupNeverOverwrites(t *testing.T) {
	db := open(t)
	dir := t.TempDir()
	there := filepath.Join(dir, "there")
	if err := os.WriteFile(there, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(t.Context(), there); code(err) != "store.backup_exists" {
		t.Errorf("Backup() onto a file = %v, want store.backup_exists", err)
	}
	if err := db.Backup(t.Context(), filepath.Join(dir, "none", "copy.db")); code(err) != "store.cannot_open" {
		t.Errorf("Backup() into no folder = %v, want store.cannot_open", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Backup(ctx, filepath.Join(dir, "late.db")); err == nil {
		t.Error("Backup() under a context that is done succeeded")
	}
	if d := cmp.Diff([]string{"there"}, namesIn(t, dir)); d != "" {
		t.Errorf("files (-want +got):\n%s", d)
	}
	if b, err := os.ReadFile(there); err != nil || string(b) != "mine" {
		t.Errorf("the file that was there is %q, %v", b, err)
	}
}

// namesIn returns what a folder holds, without the databases that are open.
func namesIn(t testing.TB, dir string) []string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}

func TestRestore(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "fr")
	epoch := value[string](t, db, "SELECT epoch FROM site")
	before := dumped(t, db)
	write(t, db, func(ctx context.Context, tx *store.Tx) error { // what was open then is not open again
		return errors.Join(tx.AddUser(ctx, &access.User{ID: "u", Email: "a@x.ca", Name: "A"}),
			tx.AddSession(ctx, &access.Session{ID: "s", User: "u"}, 9), tx.AddLink(ctx, &access.Link{ID: "i", Kind: access.LinkReset, User: "u"}))
	})
	// The change of everything is for the caches before the server.
	after := before + "change " + `["site","site","","upsert",""]` + "\n" + "user " + `["a@x.ca","A",0,null,1,0]` + "\n"
	dir := t.TempDir()
	copied := filepath.Join(dir, "copy.db")
	if err := db.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	addPost(t, db, "p2", "fr")

	if err := store.Restore(t.Context(), copied, db.Path()); code(err) != "store.in_use" {
		t.Fatalf("Restore() over an open database = %v, want store.in_use", err)
	}
	read(t, db, func(ctx context.Context, s *store.Snapshot) error { // which goes on
		_, err := s.Post(ctx, "p2")
		return err
	})
	path := db.Path()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	// What a killed process leaves must not be played into the restored file.
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.WriteFile(path+suffix, []byte("stale"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, target := range []string{path, filepath.Join(dir, "new.db")} {
		if err := store.Restore(t.Context(), copied, target); err != nil {
			t.Fatalf("Restore() to %s = %v", target, err)
		}
		restored := reopen(t, target)
		if d := cmp.Diff(after, dumped(t, restored)); d != "" {
			t.Errorf("the restored database differs (-copy +restored):\n%s", d)
		}
		if now := value[string](t, restored, "SELECT epoch FROM site"); now == epoch || now == "" {
			t.Errorf("the epoch is still %q", now)
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	whole := open(t)
	if err := crowd.Fill(t.Context(), whole, 50); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	sound := filepath.Join(dir, "sound.db")
	if err := whole.Backup(t.Context(), sound); err != nil {
		t.Fatal(err)
	}
	bytesOf := func(name string) []byte {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	place := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	damaged := bytesOf(sound)
	copy(damaged[len(damaged)/2:], bytes.Repeat([]byte{0xa5}, 4096*3))
	altered := func(name, statement string) string {
		path := place(name, bytesOf(sound))
		if _, err := raw(t, path).ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := []struct {
		name, from, want string
		kind             fault.Kind
	}{
		{"nothing there", filepath.Join(dir, "none.db"), "store.no_copy", fault.NotFound},
		{"a folder", dir, "store.no_copy", fault.NotFound},
		{"no database", place("text.db", bytes.Repeat([]byte("text "), 1000)), "store.not_a_database", fault.Unavailable},
		{"cut off", place("cut.db", bytesOf(sound)[:20000]), "store.not_a_database", fault.Unavailable},
		{"damaged", place("damaged.db", damaged), "", 0},
		{"empty", place("empty.db", nil), "store.other_database", fault.Conflict},
		{"another program's", altered("other.db", "PRAGMA application_id = 7"), "store.other_database", fault.Conflict},
		{"newer", altered("newer.db", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)"), "store.newer", fault.Unavailable},
	}
	target := filepath.Join(t.TempDir(), "diptych.db")
	db := reopen(t, target)
	addPost(t, db, "p1", "fr")
	before := dumped(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := store.Restore(t.Context(), tt.from, target)
			if err == nil || (tt.want != "" && (code(err) != tt.want || fault.KindOf(err) != tt.kind)) {
				t.Errorf("Restore() = %v, want %s", err, tt.want)
			}
			if d := cmp.Diff([]string{"diptych.db"}, namesIn(t, filepath.Dir(target))); d != "" {
				t.Errorf("files beside the database (-want +got):\n%s", d)
			}
		})
	}
	if d := cmp.Diff(before, dumped(t, reopen(t, target))); d != "" {
		t.Errorf("a refused restore changed the database (-before +after):\n%s", d)
	}
}
