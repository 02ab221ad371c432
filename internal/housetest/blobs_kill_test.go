package housetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/blob/standin"
)

// noise returns a picture that nobody has seen before, as a form.
func noise() (kind string, form []byte, err error) {
	picture := image.NewNRGBA(image.Rect(0, 0, 700, 200))
	for i := range picture.Pix {
		if i%4 == 3 || i%97 == 0 {
			picture.Pix[i] = byte(rand.Uint32()) | 0x80
		}
	}
	picture.Set(0, 0, color.White)
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", "noise.png")
	if err == nil {
		err = png.Encode(part, picture)
	}
	err = errors.Join(err, w.Close())
	return w.FormDataContentType(), b.Bytes(), err
}

// An album is what uploads were acknowledged, noted outside of the server.
type album struct {
	mu  sync.Mutex
	ids []string
}

func (a *album) add(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ids = append(a.ids, id)
}

func (a *album) any() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.ids) == 0 {
		return ""
	}
	return a.ids[rand.IntN(len(a.ids))]
}

// uploadForm sends a form to where files are uploaded, and returns the asset's id.
func uploadForm(ctx context.Context, c *client, kind string, form []byte) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/manage/v1/assets", bytes.NewReader(form))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := c.http.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("upload: %d %s", res.StatusCode, b.Bytes())
	}
	_, id, _ := strings.Cut(b.String(), `"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	return id, nil
}

// fillAlbum uploads until the server is gone.
func fillAlbum(ctx context.Context, t *testing.T, c *client, a *album) {
	for ctx.Err() == nil {
		kind, form, err := noise()
		if err != nil {
			t.Error(err)
			return
		}
		id, err := uploadForm(ctx, c, kind, form)
		if err != nil {
			if strings.HasPrefix(err.Error(), "upload: ") {
				t.Error(err)
			}
			return
		}
		a.add(id)
	}
}

// leafThrough asks for pictures in other sizes until the server is gone.
func leafThrough(ctx context.Context, t *testing.T, c *client, a *album) {
	variants := []string{"original", "w320.webp", "w640.webp", "w640.jpeg", "w320.png"}
	for ctx.Err() == nil {
		id := a.any()
		if id == "" {
			time.Sleep(time.Millisecond)
			continue
		}
		got, err := c.do(ctx, "GET", "/manage/v1/assets/"+id+"/media/"+variants[rand.IntN(len(variants))], nil)
		if err != nil {
			return
		}
		if got.status != 200 && got.status != 503 {
			t.Errorf("a variant of %s: %d %.300s", id, got.status, got.body)
		}
	}
}

// TestKilledAmidFiles kills a server amid uploads and pictures that it makes: every
// upload that was acknowledged is there and whole, nothing that has a name is torn,
// and what can be cleared is what nothing names. The files stand in the data
// directory, then in a bucket.
func TestKilledAmidFiles(t *testing.T) {
	t.Run("directory", func(t *testing.T) {
		data, token := fresh(t)
		killAmidFiles(t, data, token, filepath.Join(data, "blobs"))
	})
	t.Run("bucket", func(t *testing.T) {
		g := standin.Start(t, "files")
		t.Setenv("DIPTYCH_BLOBS", "s3://files/site?endpoint="+g.Endpoint)
		t.Setenv("DIPTYCH_BLOBS_KEY", g.Key)
		t.Setenv("DIPTYCH_BLOBS_SECRET", g.Secret)
		data, token := fresh(t)
		killAmidFiles(t, data, token, filepath.Join(g.Dir, "files", "site"))
	})
}

func killAmidFiles(t *testing.T, data, token, dir string) {
	var a album
	for range kills() {
		s := serve(t, data)
		ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
		var wg sync.WaitGroup
		before := len(a.ids)
		for range 2 {
			wg.Go(func() {
				defer cancel()
				fillAlbum(ctx, t, &client{url: s.url, token: token}, &a)
			})
			wg.Go(func() { leafThrough(ctx, t, &client{url: s.url, token: token}, &a) })
		}
		for ctx.Err() == nil { // by what was done, so that a slow machine is as good as a quick one
			a.mu.Lock()
			n := len(a.ids) - before
			a.mu.Unlock()
			if n >= 3 {
				break
			}
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
		s.kill()
		cancel()
		wg.Wait()
		checkFiles(t, data, dir, a.ids)
	}
	t.Logf("%d uploads, %d kills", len(a.ids), kills())
}

// checkFiles looks at the files themselves, and hears what the commands say.
func checkFiles(t *testing.T, data, dir string, acknowledged []string) {
	t.Helper()
	for _, args := range [][]string{{"check"}, {"blobs", "verify"}} {
		if out, code := try(t, append(args, "--data", data)...); code != 0 {
			t.Fatalf("%v after a kill: exit code %d\n%s", args, code, out)
		}
	}
	named := names(t, data)
	for _, id := range acknowledged {
		if !named[id] {
			t.Errorf("the upload %s was acknowledged, and is not there", id)
		}
	}
	var orphans []string
	old := time.Now().Add(-48 * time.Hour)
	for _, file := range wholeFiles(t, dir) {
		if !named[filepath.Base(file)] {
			orphans = append(orphans, filepath.Base(file))
		}
		if err := os.Chtimes(file, old, old); err != nil {
			t.Fatal(err)
		}
	}
	out, code := try(t, "blobs", "gc", "--dry-run", "--data", data)
	if code != 0 {
		t.Fatalf("gc: exit code %d\n%s", code, out)
	}
	var told []string
	for line := range strings.Lines(out) {
		if _, id, ok := strings.Cut(line, "nothing names it — "); ok {
			told = append(told, strings.TrimSpace(id))
		}
	}
	slices.Sort(orphans)
	slices.Sort(told)
	if !slices.Equal(orphans, told) {
		t.Errorf("gc names %v, nothing names %v", told, orphans)
	}
	t.Logf("%d files, %d of them named by nothing", len(named), len(orphans))
}

// wholeFiles returns the files of a folder that have the name of their bytes; one
// that has another's is torn.
func wholeFiles(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Base(filepath.Dir(path)) == "tmp" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != e.Name() {
			t.Errorf("%s is torn: %d bytes", path, len(b))
		}
		files = append(files, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// names returns the hashes that the database names.
func names(t *testing.T, data string) map[string]bool {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "diptych.db")+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), "SELECT id FROM assets UNION SELECT hash FROM variants")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	named := make(map[string]bool)
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		named[id] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return named
}
