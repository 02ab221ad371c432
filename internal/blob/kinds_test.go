package blob_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/blob/standin"
	"github.com/diptych-cms/diptych/internal/content"
)

// A kind of store, and what the tests see of it from outside.
type kind struct {
	*blob.Store
	t    *testing.T
	dir  string             // of its blobs, as files
	here string             // of its inbox
	more func() *blob.Store // the same one, opened by another process
}

// eachKind runs a test over a directory and over a bucket: one contract.
func eachKind(t *testing.T, test func(t *testing.T, k *kind)) {
	t.Helper()
	t.Run("directory", func(t *testing.T) {
		dir := t.TempDir()
		more := func() *blob.Store { return open(t, dir) }
		test(t, &kind{more(), t, dir, dir, more})
	})
	t.Run("bucket", func(t *testing.T) {
		g := standin.Start(t, "pictures")
		here := t.TempDir()
		more := func() *blob.Store { return openBucket(t, here, bucketOf(g)) }
		dir := filepath.Join(g.Dir, "pictures", "site", "one")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		test(t, &kind{more(), t, dir, here, more})
	})
}

func bucketOf(g *standin.Gateway) blob.Bucket {
	return blob.Bucket{
		Endpoint: g.Endpoint, Region: "us-east-1", Name: "pictures", Prefix: "site/one", PathStyle: true, Key: g.Key, Secret: g.Secret,
	}
}

func open(t *testing.T, path string) *blob.Store {
	t.Helper()
	s, err := blob.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func openBucket(t *testing.T, here string, b blob.Bucket) *blob.Store {
	t.Helper()
	s, err := blob.OpenBucket(here, b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func accept(io.ReaderAt, int64) error { return nil }

// keep puts a text into a store.
func keep(t *testing.T, s *blob.Store, text string) content.AssetID {
	t.Helper()
	id, _, err := s.Put(t.Context(), strings.NewReader(text), 1<<30, accept)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// files returns the names of all files of the store, those of its inbox too.
func (k *kind) files() []string {
	k.t.Helper()
	names := filesIn(k.t, k.dir)
	if k.here != k.dir {
		names = append(names, filesIn(k.t, k.here)...)
	}
	return names
}

func filesIn(t *testing.T, folder string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // the gateway removes folders that are empty
		}
		if err == nil && !e.IsDir() {
			names = append(names, strings.TrimPrefix(path, folder+"/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// file is where the bytes of an asset stand.
func (k *kind) file(id content.AssetID) string {
	return filepath.Join(k.dir, string(id[:2]), string(id))
}

// damage writes other bytes under the name of an asset.
func (k *kind) damage(id content.AssetID, text string) {
	k.t.Helper()
	if err := os.MkdirAll(filepath.Dir(k.file(id)), 0o700); err != nil {
		k.t.Fatal(err)
	}
	if err := os.WriteFile(k.file(id), []byte(text), 0o600); err != nil {
		k.t.Fatal(err)
	}
}

// grow makes the bytes of an asset older.
func (k *kind) grow(id content.AssetID, age time.Duration) {
	k.t.Helper()
	then := time.Now().Add(-age)
	if err := os.Chtimes(k.file(id), then, then); err != nil {
		k.t.Fatal(err)
	}
}
