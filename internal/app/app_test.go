package app

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/i18n"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/porting/hugo"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/testdata"
)

// house opens a house over dir that is closed with the test.
func house(t *testing.T, dir string) *House {
	t.Helper()
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := Open(t.Context(), dir, Options{Catalog: catalog, Log: slog.New(slog.DiscardHandler), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// furnished returns a house with the sample site in it.
func furnished(t *testing.T, dir string) *House {
	t.Helper()
	h := house(t, dir)
	files, err := fs.Sub(testdata.Site, "site")
	if err != nil {
		t.Fatal(err)
	}
	site, err := hugo.Read(t.Context(), files, hugo.Options{Now: time.Now()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	report, err := h.Porting.Import(t.Context(), porting.Command{Actor: access.System("test"), Site: site, Source: "hugo"})
	if err != nil || report.Totals.Refused > 0 {
		t.Fatalf("import: %v, %+v", err, report.Totals)
	}
	return h
}

// execute does to the database what Diptych never would.
func execute(t *testing.T, h *House, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", h.Store.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{filepath.Join(dir, "none"): "data.missing", filepath.Join(file, "below"): "data.unusable"} {
		_, err := Open(t.Context(), path, Options{Create: want == "data.unusable"})
		if f, ok := fault.Of(err); !ok || f.Code != want || f.Args["path"] != path {
			t.Errorf("Open(%s) = %v, want %s with the path", path, err, want)
		}
	}
}

// TestCheck breaks each law and expects to hear of it.
func TestCheck(t *testing.T) {
	tests := []struct {
		want   string
		damage string
	}{
		{"check.foreign_key", "DELETE FROM terms WHERE id = (SELECT min(term_id) FROM term_texts)"},
		{"check.head", "UPDATE translations SET head = 2 WHERE post_id = (SELECT min(post_id) FROM entries)"},
		{"check.shared_head", "UPDATE posts SET head = 2 WHERE id = (SELECT min(post_id) FROM entries)"},
		{"check.live", "UPDATE translations SET live = 2 WHERE post_id = (SELECT min(post_id) FROM entries)"},
		{"check.shared_live", "UPDATE posts SET live = 2 WHERE id = (SELECT min(post_id) FROM entries)"},
		{"check.half", "UPDATE posts SET live = 0 WHERE id = (SELECT min(post_id) FROM entries)"},
		{"check.gone_but_live", "UPDATE posts SET deleted_at = 1 WHERE id = (SELECT min(post_id) FROM entries)"},
		{"check.document", "UPDATE revisions SET doc = '{' WHERE post_id = (SELECT min(post_id) FROM entries)"},
		{"check.entry_missing", "DELETE FROM entries WHERE post_id = (SELECT min(post_id) FROM entries)"},
		{"check.entry_old", "UPDATE entries SET text = 7 WHERE post_id = (SELECT min(post_id) FROM entries)"},
		{"check.slug", "UPDATE slugs SET state = 'old' WHERE post_id = (SELECT min(post_id) FROM entries)"},
		{"check.unlisted", "DELETE FROM listing WHERE locale = 'fr' AND facet = '' AND avail = ''"},
		{"check.listed", "INSERT INTO listing SELECT 'fr', '', '', 0, min(id) FROM posts WHERE live = 0"},
		{"check.count", "UPDATE listing_counts SET n = n + 1 WHERE locale = 'fr' AND facet = '' AND avail = ''"},
		{"check.schedule", "INSERT INTO releases SELECT 'r', 1, '', 'scheduled', '', 0, '', 0, 0, '', 'null'"},
		{"check.blob_missing", ""},
		{"check.blob_corrupt", ""},
	}
	dir := t.TempDir()
	h := furnished(t, filepath.Join(dir, "sound"))
	if got := told(t, h); len(got) > 0 {
		t.Fatalf("a sound house is told to have %v", got)
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			copied := filepath.Join(dir, tt.want)
			if _, err := h.Backup(t.Context(), copied, nil); err != nil {
				t.Fatal(err)
			}
			damaged := house(t, copied)
			switch tt.want {
			case "check.blob_missing":
				eachBlob(t, copied, os.Remove)
				_, err := damaged.Backup(t.Context(), copied+" again", nil)
				if f, ok := fault.Of(err); !ok || f.Code != "data.blob_lost" {
					t.Errorf("Backup() = %v, want data.blob_lost", err)
				}
			case "check.blob_corrupt":
				eachBlob(t, copied, func(path string) error { return os.WriteFile(path, []byte("x"), 0o600) })
			default:
				execute(t, damaged, "PRAGMA foreign_keys = off", tt.damage)
			}
			if tt.damage == "" {
				var lost []string
				_, err := damaged.Backup(t.Context(), copied+" without", func(code, _ string) { lost = append(lost, code) })
				if err != nil || !slices.Contains(lost, tt.want) {
					t.Errorf("Backup() without lost files = %v, told %v", err, lost)
				}
			}
			if got := told(t, damaged); !slices.Contains(got, tt.want) {
				t.Errorf("told %v, want %s among them", got, tt.want)
			}
		})
	}
}

// told returns the codes that a check tells, each once.
func told(t *testing.T, h *House) []string {
	t.Helper()
	var codes []string
	if _, err := h.Check(t.Context(), func(code, _ string) { codes = append(codes, code) }); err != nil {
		t.Fatal(err)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func eachBlob(t *testing.T, dir string, do func(string) error) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, blobs, "??", "*"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no blobs: %v", err)
	}
	for _, path := range found {
		if err := do(path); err != nil {
			t.Fatal(err)
		}
	}
}

// seen returns what readers get, as one text.
func seen(t *testing.T, h *House) string {
	t.Helper()
	db, err := sql.Open("sqlite", h.Store.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `SELECT locale || ' ' || slug || ' ' || etag || card || body FROM entries
		UNION ALL SELECT locale || ' ' || facet || ' ' || avail || ' ' || date || ' ' || post_id FROM listing ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all strings.Builder
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all.WriteString(text + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func TestReindexChangesNothingThatIsRight(t *testing.T) {
	h := furnished(t, t.TempDir())
	before := seen(t, h)
	if n, err := h.Reindex(t.Context()); err != nil || n == 0 {
		t.Fatalf("Reindex() = %d, %v", n, err)
	}
	if seen(t, h) != before {
		t.Error("what readers get is not what it was")
	}
}

// TestReindexRepairs lets readers get something that follows from no live row.
func TestReindexRepairs(t *testing.T) {
	h := furnished(t, t.TempDir())
	before := seen(t, h)
	execute(t, h, "UPDATE entries SET card = x'7b7d', etag = 'x' WHERE locale = 'fr'")
	if seen(t, h) == before {
		t.Fatal("the damage does not show")
	}
	if _, err := h.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	if seen(t, h) != before {
		t.Error("what readers get is not what it was")
	}
}

// TestWorkerFindsWhatCommandsLeave runs the worker while something else, such
// as a command in another process, leaves work.
func TestWorkerFindsWhatCommandsLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := furnished(t, t.TempDir())
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { h.rerender(ctx); close(done) }()
		time.Sleep(3 * lookEvery / 2) // it has looked, and found nothing
		if err := h.Store.Write(ctx, func(tx *store.Tx) error { return projection.RefreshSettings(ctx, tx) }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * lookEvery)
		err := h.Store.Read(ctx, func(s *store.Snapshot) error {
			if _, waits, err := s.NextDeferred(ctx); err != nil || waits {
				t.Errorf("two looks later something still waits (%v)", err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		stop()
		<-done
	})
}

// TestServeDoesNotWaitForEver stops a server whose client never ends its request.
func TestServeDoesNotWaitForEver(t *testing.T) {
	h := house(t, t.TempDir())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- h.Serve(ctx, Serving{Listener: l, Grace: 10 * time.Millisecond}) }()
	answer, err := http.Get("http://" + l.Addr().String() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent {
		t.Errorf("/readyz answers %d", answer.StatusCode)
	}
	token, err := h.Accounts.Create(ctx, accounts.CreateToken{Actor: access.System("test"), Role: "admin"})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST /manage/v1/tags HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n", token.Secret)
	if err != nil {
		t.Fatal(err)
	}
	// Once the server asks for the body, the request runs.
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("%q, %v", line, err)
	}
	stop()
	if err := <-served; err == nil || !strings.Contains(err.Error(), "stop after 10ms") {
		t.Errorf("Serve() = %v, want to hear that a request was cut off", err)
	}
}
