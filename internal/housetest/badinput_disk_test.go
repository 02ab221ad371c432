package housetest

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk returns a folder that is a disk of its own, and a function that
// gives it another size. It is not ok where this user may make no such thing:
// only root may, and not in every container.
func smallDisk(t *testing.T, size string) (dir string, resize func(size string), ok bool) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("diptych-test", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Logf("a full disk is not tried: mount: %v", err)
		return "", nil, false
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir, func(size string) {
		t.Helper()
		if err := syscall.Mount("diptych-test", dir, "tmpfs", syscall.MS_REMOUNT, "size="+size); err != nil {
			t.Fatal(err)
		}
	}, true
}

// fill writes a file until the disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}

// TestImportOnAFullDisk ends imports at several sizes of a disk: each says so in
// one line and leaves whole pairs, and with more room the rest comes.
func TestImportOnAFullDisk(t *testing.T) {
	disk, resize, ok := smallDisk(t, "1m")
	if !ok {
		return
	}
	const posts = 200
	files := make(map[string]string)
	for i := range posts {
		for _, tag := range []string{"en", "fr"} {
			files[fmt.Sprintf("content/blog/p%d.%s.md", i, tag)] = article(fmt.Sprintf("P%d %s", i, tag), "", strings.Repeat("mot ", 500))
		}
	}
	site := hugoSite(t, files)
	sizes := []string{"200k", "5m", "8m"}
	if kills() > 2 {
		sizes = append(sizes, "2m", "6m")
	}
	stopped := 0
	for _, size := range sizes {
		data := filepath.Join(disk, "data")
		resize(size)
		out, code := try(t, "import", "hugo", site, "--data", data)
		if code == 0 || strings.Count(out, "\n") != 1 || !strings.Contains(out, "The disk is full.") {
			t.Errorf("%s: exit code %d:\n%s", size, code, out)
		}
		if code == 1 {
			stopped++
			if !strings.Contains(out, "files were done before") {
				t.Errorf("%s: how much is done is not told: %s", size, out)
			}
		}
		resize("200m")
		sound(t, data)
		if r := brought(t, data, site, 0); r.Totals.Pairs != posts || r.Totals.Refused != 0 || r.Totals.Created+r.Totals.Unchanged != 2*posts {
			t.Errorf("%s: with more room %+v", size, r.Totals)
		}
		sound(t, data)
		if err := os.RemoveAll(data); err != nil {
			t.Fatal(err)
		}
	}
	if stopped == 0 {
		t.Error("no import stopped on its way: the sizes of the disk are wrong")
	}
}

// TestServingOnAFullDisk writes to a server whose disk is full: 507 and nothing
// kept, reads go on, and with room again it writes without a new start.
func TestServingOnAFullDisk(t *testing.T) {
	disk, _, ok := smallDisk(t, "40m")
	if !ok {
		return
	}
	data := filepath.Join(disk, "data")
	run(t, "import", "hugo", "../../testdata/site", "--data", data)
	lines := strings.Fields(run(t, "token", "create", "--data", data, "--role", "admin"))
	s := serve(t, data)
	c := &client{url: s.url, token: lines[len(lines)-1]}
	post := map[string]any{"translations": map[string]any{"en": map[string]any{"title": "Full", "body": strings.Repeat("word ", 50_000)}}}
	before := c.must(t, 200, "GET", "/manage/v1/posts?limit=100", nil)
	fill(t, filepath.Join(disk, "fill"))
	full := func(a answer) {
		t.Helper()
		if a.status != 507 || !strings.Contains(string(a.body), `"code":"store.full"`) || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%d %.300s, want 507 store.full", a.status, a.body)
		}
	}
	for range 5 {
		full(c.must(t, 507, "POST", "/manage/v1/posts", post, "Accept-Language", "fr"))
	}
	kind, form := upload(t)
	full(c.send(t, "POST", "/manage/v1/assets", kind, form))
	c.must(t, 204, "GET", "/readyz", nil)
	c.must(t, 200, "GET", "/content/v1/posts/by-slug/premiere-lumiere?locale=fr", nil)
	if a := c.must(t, 200, "GET", "/manage/v1/posts?limit=100", nil); string(a.body) != string(before.body) {
		t.Error("a write that was refused left something")
	}
	for _, args := range [][]string{{"token", "create", "--role", "admin", "--data", data}, {"backup", filepath.Join(disk, "copy"), "--data", data}} {
		if out, code := try(t, args...); code != 1 || strings.Count(out, "\n") != 1 || !strings.Contains(out, "The disk is full.") {
			t.Errorf("%v: exit code %d:\n%s", args, code, out)
		}
	}
	if _, err := os.Stat(filepath.Join(disk, "copy")); err == nil {
		t.Error("half a backup is there")
	}
	if err := os.Remove(filepath.Join(disk, "fill")); err != nil {
		t.Fatal(err)
	}
	c.must(t, 201, "POST", "/manage/v1/posts", post)
	if a := c.send(t, "POST", "/manage/v1/assets", kind, form); a.status != 201 {
		t.Errorf("upload with room: %d %.300s", a.status, a.body)
	}
	sound(t, data)
}

// upload returns a form with a picture of two megabytes that no compression
// makes smaller.
func upload(t *testing.T) (kind, form string) {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, 800, 800))
	for i := range picture.Pix {
		picture.Pix[i] = byte(rand.Uint32())
	}
	var b strings.Builder
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", "noise.png")
	if err == nil {
		err = png.Encode(part, picture)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}
