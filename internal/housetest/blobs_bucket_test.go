package housetest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/blob/standin"
)

// inBucket brings the sample site into a house whose files stand in a bucket.
func inBucket(t *testing.T) (g *standin.Gateway, data string) {
	t.Helper()
	g = standin.Start(t, "files")
	t.Setenv("DIPTYCH_BLOBS", "s3://files/site?endpoint="+g.Endpoint)
	t.Setenv("DIPTYCH_BLOBS_KEY", g.Key)
	t.Setenv("DIPTYCH_BLOBS_SECRET", g.Secret)
	data = filepath.Join(t.TempDir(), "data")
	run(t, "import", "hugo", "../../testdata/site", "--data", data)
	return g, data
}

// TestFilesInABucket backs up, restores into another place, and moves out.
func TestFilesInABucket(t *testing.T) {
	g, data := inBucket(t)
	verified := run(t, "blobs", "verify", "--data", data)
	if got := wholeFiles(t, filepath.Join(g.Dir, "files", "site")); len(got) < 9 || verified != fmt.Sprintf("%d files are there and whole.\n", len(got)) {
		t.Errorf("in the bucket: %v\n%s", got, verified)
	}
	if got := wholeFiles(t, filepath.Join(data, "blobs")); len(got) != 0 {
		t.Errorf("left on this machine: %v", got)
	}
	copied, second, moved := filepath.Join(t.TempDir(), "copy"), filepath.Join(t.TempDir(), "data"), "dir:"+filepath.Join(t.TempDir(), "files")
	run(t, "backup", copied, "--data", data)
	other := "s3://files/second?path-style=true&endpoint=" + g.Endpoint
	run(t, "restore", copied, "--data", second, "--blobs", other)
	run(t, "check", "--data", second, "--blobs", other)
	run(t, "blobs", "move", "--to", moved, "--data", second, "--blobs", other)
	run(t, "blobs", "move", "--to", "s3://files/third?endpoint="+g.Endpoint, "--data", second, "--blobs", moved)
	for _, place := range []string{moved, "s3://files/third?endpoint=" + g.Endpoint} {
		if out := run(t, "blobs", "verify", "--data", second, "--blobs", place); out != verified {
			t.Error(out)
		}
	}
}

// TestMoveWithItsOwnSecret takes the secret of the new place, though its key is that of
// the old one.
func TestMoveWithItsOwnSecret(t *testing.T) {
	g, data := inBucket(t)
	place := "s3://files/next?endpoint=" + g.Endpoint
	out, code := try(t, "blobs", "move", "--to", place, "--to-secret", "hush-hush", "--data", data)
	if code != 1 || !strings.Contains(out, "--to-secret") || strings.Contains(out, "hush-hush") {
		t.Errorf("exit %d: %s", code, out)
	}
	run(t, "blobs", "move", "--to", place, "--to-secret", g.Secret, "--data", data)
}

// TestBucketThatRefuses says in one line what has to be mended, and no secret.
func TestBucketThatRefuses(t *testing.T) {
	g, data := inBucket(t)
	for name, c := range map[string]struct{ variable, value, want string }{
		"secret": {"DIPTYCH_BLOBS_SECRET", "hush-hush", "--blobs-secret"},
		"bucket": {"DIPTYCH_BLOBS", "s3://others?endpoint=" + g.Endpoint, "There is no bucket others"},
		"region": {"DIPTYCH_BLOBS", "s3://files/site?region=mars-1&endpoint=" + g.Endpoint, "mars-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(c.variable, c.value)
			out, code := try(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
			if code != 1 || strings.Count(out, "\n") != 1 || !strings.Contains(out, c.want) || strings.Contains(out, "hush") {
				t.Errorf("exit code %d:\n%s", code, out)
			}
		})
	}
}

// TestBucketGone takes the bucket away: texts are served, files are not, and both
// are told as what they are; a server starts without it, too.
func TestBucketGone(t *testing.T) {
	g, data := inBucket(t)
	lines := strings.Fields(run(t, "token", "create", "--data", data, "--role", "admin"))
	s := serve(t, data)
	c := &client{url: s.url, token: lines[len(lines)-1]}
	picture := firstPicture(t, c)
	c.must(t, 200, "GET", picture, nil)
	g.Kill()
	kind, form := upload(t)
	for range 2 {
		c.must(t, 200, "GET", "/content/v1/posts/by-slug/premiere-lumiere?locale=fr", nil)
		c.must(t, 204, "GET", "/readyz", nil)
		for _, a := range []answer{c.must(t, 503, "GET", picture, nil), c.send(t, "POST", "/manage/v1/assets", kind, form)} {
			if a.status != 503 || !strings.Contains(string(a.body), `"code":"blobs.failed"`) || strings.Contains(string(a.body), "127.0.0.1") {
				t.Errorf("%d %.300s", a.status, a.body)
			}
		}
		s.kill()
		s = serve(t, data)
		c.url = s.url
	}
}

// TestVanishedFile removes the bytes of a picture: 404 for it, the entry is served,
// and check names it. What was made from one is made again.
func TestVanishedFile(t *testing.T) {
	t.Run("directory", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "data")
		run(t, "import", "hugo", "../../testdata/site", "--data", data)
		vanish(t, data, filepath.Join(data, "blobs"))
	})
	t.Run("bucket", func(t *testing.T) {
		g, data := inBucket(t)
		vanish(t, data, filepath.Join(g.Dir, "files", "site"))
	})
}

func vanish(t *testing.T, data, dir string) {
	s := serve(t, data)
	c := &client{url: s.url}
	picture := firstPicture(t, c)
	id := regexp.MustCompile(`[0-9a-f]{64}`).FindString(picture)
	small := strings.TrimSuffix(picture, "original") + "w320.webp"
	c.must(t, 200, "GET", picture, nil)
	made := c.must(t, 200, "GET", small, nil)
	for _, file := range wholeFiles(t, dir) {
		if filepath.Base(file) != id {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	if again := c.must(t, 200, "GET", small, nil); string(again.body) != string(made.body) {
		t.Error("what was made again is other than before")
	}
	for _, file := range wholeFiles(t, dir) {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	for _, at := range []string{picture, small} {
		a := c.must(t, 404, "GET", at, nil)
		if !strings.Contains(string(a.body), `"code":"media.gone"`) {
			t.Errorf("%s: %s", at, a.body)
		}
	}
	c.must(t, 200, "GET", "/content/v1/posts/by-slug/premiere-lumiere?locale=fr", nil)
	for _, args := range [][]string{{"check"}, {"blobs", "verify"}} {
		if out, code := try(t, append(args, "--data", data)...); code != 1 || !strings.Contains(out, "a file is not there — "+id) {
			t.Errorf("%v: exit code %d\n%s", args, code, out)
		}
	}
}

// firstPicture returns the address of the original of a picture that readers see.
func firstPicture(t *testing.T, c *client) string {
	t.Helper()
	found := regexp.MustCompile(`/content/v1/media/[0-9a-f]{64}/`).Find(c.must(t, 200, "GET", "/content/v1/posts/by-slug/premiere-lumiere?locale=fr", nil).body)
	if found == nil {
		t.Fatal("the entry has no picture")
	}
	return string(found) + "original"
}
