package store_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/store"
)

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(path("text.db"), []byte(strings.Repeat("This is no database. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := raw(t, path("other.db")).ExecContext(t.Context(), "CREATE TABLE bookmarks (url TEXT)"); err != nil {
		t.Fatal(err)
	}
	newer := reopen(t, path("newer.db"))
	if _, err := raw(t, newer.Path()).ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)"); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, path, want string
	}{
		{"text", path("text.db"), "store.not_a_database"},
		{"another program's database", path("other.db"), "store.other_database"},
		{"a newer version's database", path("newer.db"), "store.newer"},
		{"no such folder", path("none/diptych.db"), "store.cannot_open"},
		{"a folder", dir, "store.cannot_open"},
		{"a file as folder", path("text.db/diptych.db"), "store.cannot_open"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db, err := store.Open(t.Context(), tt.path, store.Options{})
			if err == nil {
				t.Fatal(db.Close(), "Open() succeeded")
			}
			f, ok := fault.Of(err)
			if !ok || f.Code != tt.want || f.Kind != fault.Unavailable || f.Args["path"] != tt.path {
				t.Fatalf("Open() = %v, %+v, want %s", err, f, tt.want)
			}
			if want, _ := f.Args["want"].(int64); tt.want == "store.newer" && (f.Args["have"] != int64(999) || want < 1 || want >= 999) {
				t.Errorf("versions = %v", f.Args)
			}
		})
	}
	if b, err := os.ReadFile(path("other.db")); err != nil || strings.Contains(string(b), "goose") {
		t.Errorf("a refused database was changed (%v)", err)
	}
}

// Whoever looks at a database that an older program serves does not take it away
// from that program.
func TestOpenKeepsAnOlderDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "older.db")
	fresh, err := store.Open(t.Context(), path, store.Options{Keep: true})
	if err != nil {
		t.Fatalf("a database that is made: %v", err)
	}
	if err := fresh.Close(); err != nil {
		t.Fatal(err)
	}
	latest := "SELECT max(version_id) FROM goose_db_version"
	var now, then int64
	if err := raw(t, path).QueryRowContext(t.Context(), latest).Scan(&now); err != nil {
		t.Fatal(err)
	}
	if _, err := raw(t, path).ExecContext(t.Context(), "DELETE FROM goose_db_version WHERE version_id > 1"); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Keep: true})
	if err == nil {
		t.Fatal(db.Close(), "Open() succeeded")
	}
	if f, ok := fault.Of(err); !ok || f.Code != "store.older" || f.Args["path"] != path || f.Args["have"] != int64(1) || f.Args["want"] != now {
		t.Errorf("Open() = %v, want store.older", err)
	}
	if err := raw(t, path).QueryRowContext(t.Context(), latest).Scan(&then); err != nil || then != 1 {
		t.Errorf("version %d, %v; want 1", then, err)
	}
}

// Whoever comes while a server beside brings the database up to date waits for it.
func TestOpenWaitsForWhoMigrates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rising.db")
	fresh, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := fresh.Close(); err != nil {
		t.Fatal(err)
	}
	beside := raw(t, path)
	var latest int
	if err := beside.QueryRowContext(t.Context(), "SELECT max(version_id) FROM goose_db_version").Scan(&latest); err != nil {
		t.Fatal(err)
	}
	if _, err := beside.ExecContext(t.Context(), "DELETE FROM goose_db_version WHERE version_id > 1"); err != nil {
		t.Fatal(err)
	}
	risen := make(chan error, 1)
	go func() {
		for n := 2; n <= latest; n++ {
			if _, err := beside.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, 1)", n); err != nil {
				risen <- err
				return
			}
		}
		risen <- nil
	}()
	db, err := store.Open(t.Context(), path, store.Options{Keep: true})
	if err := errors.Join(err, <-risen); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// asNobody names the folder in which a child process opens a database.
const asNobody = "DIPTYCH_TEST_OPEN_AS_NOBODY"

// TestMain is also the program that TestFolderThatIsNotWritable runs.
func TestMain(m *testing.M) {
	dir := os.Getenv(asNobody)
	if dir == "" {
		os.Exit(m.Run())
	}
	db, err := store.Open(context.Background(), filepath.Join(dir, "diptych.db"), store.Options{})
	if err == nil {
		err = errors.Join(errors.New("opened"), db.Close())
	}
	_, _ = os.Stdout.WriteString(code(err))
	os.Exit(0)
}

func TestFolderThatIsNotWritable(t *testing.T) {
	dir, err := os.MkdirTemp("", "store-test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700); _ = os.RemoveAll(dir) })
	program := filepath.Join(dir, "program")
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, self, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, want string
		existing   bool
	}{
		{"nothing in it", "store.cannot_open", false},
		{"a database in it", "store.read_only", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data := filepath.Join(dir, strings.ReplaceAll(tt.name, " ", "-"))
			if err := os.Mkdir(data, 0o755); err != nil {
				t.Fatal(err)
			}
			if tt.existing {
				db := reopen(t, filepath.Join(data, "diptych.db"))
				if err := errors.Join(db.Close(), os.Chmod(db.Path(), 0o444)); err != nil {
					t.Fatal(err)
				}
			}
			if err := errors.Join(os.Chmod(data, 0o555), os.Chmod(dir, 0o755)); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(program)
			cmd.Env = append(os.Environ(), asNobody+"="+data)
			if os.Getuid() == 0 { // root is refused nothing
				cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			}
			out, err := cmd.Output()
			if err != nil || string(out) != tt.want {
				t.Errorf("Open() as another user = %q, %v, want %s", out, err, tt.want)
			}
		})
	}
}

// TestLibcIsTheDriversOwn keeps modernc.org/libc at the version that the driver
// is generated for: another one breaks it in ways that no test of ours would find.
func TestLibcIsTheDriversOwn(t *testing.T) {
	ours := required(t, filepath.Join("..", "..", "go.mod"))
	out, err := exec.Command("go", "list", "-m", "-f", "{{.GoMod}}", "modernc.org/sqlite").Output()
	if err != nil {
		t.Fatal(err)
	}
	theirs := required(t, strings.TrimSpace(string(out)))
	if ours == "" || ours != theirs {
		t.Errorf("go.mod asks for modernc.org/libc %q, modernc.org/sqlite for %q", ours, theirs)
	}
}

// required returns the version of libc that a go.mod asks for.
func required(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) >= 2 && fields[0] == "modernc.org/libc" {
			return fields[1]
		}
	}
	return ""
}
