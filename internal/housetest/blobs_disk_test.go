package housetest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/blob/standin"
)

// TestFilesOnAFullDisk uploads, and asks for pictures in other sizes, where there
// is no room: that is told, what was there is served, nothing torn is left, and with
// room again it goes on without a new start.
func TestFilesOnAFullDisk(t *testing.T) {
	t.Run("directory", func(t *testing.T) {
		disk, _, ok := smallDisk(t, "40m")
		if ok {
			data := filepath.Join(disk, "data")
			filesOnAFullDisk(t, data, disk, filepath.Join(data, "blobs"))
		}
	})
	t.Run("bucket", func(t *testing.T) {
		disk, _, ok := smallDisk(t, "20m")
		if ok {
			g := standin.StartIn(t, disk, "files")
			t.Setenv("DIPTYCH_BLOBS", "s3://files/site?endpoint="+g.Endpoint)
			t.Setenv("DIPTYCH_BLOBS_KEY", g.Key)
			t.Setenv("DIPTYCH_BLOBS_SECRET", g.Secret)
			filesOnAFullDisk(t, filepath.Join(t.TempDir(), "data"), disk, filepath.Join(disk, "files", "site"))
		}
	})
}

func filesOnAFullDisk(t *testing.T, data, disk, dir string) {
	lines := strings.Fields(run(t, "token", "create", "--data", data, "--role", "admin"))
	s := serve(t, data)
	c := &client{url: s.url, token: lines[len(lines)-1]}
	kind, form := upload(t)
	var first struct{ ID string }
	if err := json.Unmarshal(c.send(t, "POST", "/manage/v1/assets", kind, form).body, &first); err != nil || first.ID == "" {
		t.Fatal(err)
	}
	at := "/manage/v1/assets/" + first.ID + "/media/"
	for _, variant := range []string{"original", "w320.webp"} {
		c.must(t, 200, "GET", at+variant, nil)
	}
	fill(t, filepath.Join(disk, "fill"))
	full := func(a answer) {
		t.Helper()
		if a.status != 507 || !strings.Contains(string(a.body), `"code":"store.full"`) || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%d %.300s, want 507 store.full", a.status, a.body)
		}
	}
	other, otherForm := upload(t)
	for range 3 {
		full(c.send(t, "POST", "/manage/v1/assets", other, otherForm))
		full(c.must(t, 507, "GET", at+"w640.png", nil))
		for _, variant := range []string{"original", "w320.webp"} {
			c.must(t, 200, "GET", at+variant, nil)
		}
	}
	if err := os.Remove(filepath.Join(disk, "fill")); err != nil {
		t.Fatal(err)
	}
	if a := c.send(t, "POST", "/manage/v1/assets", other, otherForm); a.status != 201 {
		t.Errorf("upload with room: %d %.300s", a.status, a.body)
	}
	c.must(t, 200, "GET", at+"w640.png", nil)
	if got := wholeFiles(t, dir); len(got) != 4 {
		t.Errorf("%d files, want two uploads and two variants: %v", len(got), got)
	}
	run(t, "blobs", "verify", "--data", data)
	sound(t, data)
}
