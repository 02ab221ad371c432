package main

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// asDiptych tells the test binary to be the program.
const asDiptych = "DIPTYCH_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asDiptych) != "" {
		main()
	}
	os.Exit(m.Run())
}

// nobody is a user without rights: root is refused nothing.
const nobody = 65534

// program returns the test binary as a command that runs the program as nobody,
// and a folder that nobody may reach and only root may write.
func program(t *testing.T) (run func(args ...string) (code int, errs string), dir string) {
	t.Helper()
	dir = t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "diptych")
	if err := copyFile(binary, self); err != nil {
		t.Fatal(err)
	}
	root := os.Getuid() == 0
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return func(args ...string) (int, string) {
		cmd := exec.CommandContext(t.Context(), binary, args...)
		cmd.Env = []string{asDiptych + "=1", "LANG=en", "TMPDIR=" + os.TempDir()}
		cmd.Dir = dir
		if root {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		}
		var errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = io.Discard, &errs
		if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return cmd.ProcessState.ExitCode(), errs.String()
	}, dir
}

func copyFile(to, from string) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, r); err != nil {
		return err
	}
	return w.Close()
}

// TestRefusedByTheSystem runs the program as a user who may not.
func TestRefusedByTheSystem(t *testing.T) {
	run, dir := program(t)
	locked := filepath.Join(dir, "locked")
	if err := os.Mkdir(locked, 0o555); err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() != 0 { // the folder would be our own
		if err := os.Chmod(closed, 0); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a data folder that cannot be made", []string{"token", "create", "--role", "admin", "--data", filepath.Join(locked, "data")}, exitFailed, "cannot be written"},
		{"a data folder that cannot be written", []string{"token", "create", "--role", "admin", "--data", locked}, exitFailed, locked},
		{"a data folder that is a file", []string{"token", "create", "--role", "admin", "--data", file}, exitFailed, "cannot be written"},
		{"a data folder that cannot be read", []string{"check", "--data", closed}, exitFailed, closed},
		{"serve on such a folder", []string{"serve", "--addr", "127.0.0.1:0", "--data", filepath.Join(locked, "data")}, exitFailed, "cannot be written"},
		{"import of a folder that cannot be read", []string{"import", "hugo", closed, "--data", filepath.Join(dir, "d")}, exitUsage, closed},
		{"sanitize of a file that cannot be read", []string{"sanitize", filepath.Join(closed, "x.html")}, exitUsage, "This user may not use"},
		{"backup to where nothing may be written", []string{"backup", filepath.Join(locked, "copy"), "--data", dir}, exitFailed, "There is no database"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, errs := run(tt.args...)
			if code != tt.code || !strings.Contains(errs, tt.says) || strings.Count(errs, "\n") != 1 {
				t.Errorf("exit code %d, want %d and one line with %q:\n%s", code, tt.code, tt.says, errs)
			}
		})
	}
}

// TestInterrupted stops an import before it begins its work.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	code, _, errs := call(ctx, nil, "import", "hugo", "../../testdata/site", "--data", filepath.Join(t.TempDir(), "data"))
	if code == exitOK || !strings.Contains(errs, "Stopped before the end.") {
		t.Errorf("exit code %d, %q", code, errs)
	}
}

// TestNewerDatabase opens a database that a later version has changed.
func TestNewerDatabase(t *testing.T) {
	data := t.TempDir()
	if code, _, errs := call(t.Context(), nil, "token", "create", "--role", "admin", "--data", data); code != exitOK {
		t.Fatal(errs)
	}
	db, err := sql.Open("sqlite", filepath.Join(data, "diptych.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(data, "diptych.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"serve", "--addr", "127.0.0.1:0"}, {"check"}, {"token", "list"}, {"import", "hugo", "../../testdata/site"}, {"backup", data + "/copy"},
	} {
		code, _, errs := call(t.Context(), nil, append(args, "--data", data)...)
		if code == exitOK || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "newer") {
			t.Errorf("%v: exit code %d and %q, want one line that says newer", args, code, errs)
		}
	}
	after, err := os.ReadFile(filepath.Join(data, "diptych.db"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the database was changed (%v)", err)
	}
}
