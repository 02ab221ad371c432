package housetest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// A frontCache notes what it is told to forget, unless it is down.
type frontCache struct {
	mu   sync.Mutex
	down bool
	tags []string
	keys []string // who told it
}

func (c *frontCache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var told struct{ Tags []string }
	if err := json.NewDecoder(r.Body).Decode(&told); err != nil || c.down {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	c.tags, c.keys = append(c.tags, told.Tags...), append(c.keys, r.Header.Get("Authorization"))
}

// waits until the cache was told of all the tags. Who was killed while telling keeps its
// lease for two minutes.
func (c *frontCache) waits(t *testing.T, what string, tags ...string) {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		c.mu.Lock()
		missing := slices.DeleteFunc(slices.Clone(tags), func(tag string) bool { return slices.Contains(c.tags, tag) })
		c.mu.Unlock()
		if len(missing) == 0 {
			return
		}
	}
	t.Fatalf("%s: the cache was told of %v, want %v too", what, c.tags, tags)
}

func (c *frontCache) set(down bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down, c.tags = down, nil
}

// TestCachesAreTold: what is published is told to a cache before the server; what could
// not be told, by the next process, though the first was killed; and everything after a
// restore.
func TestCachesAreTold(t *testing.T) {
	c := new(frontCache)
	cache := httptest.NewServer(c)
	defer cache.Close()
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DIPTYCH_PURGE_URL", cache.URL)
	t.Setenv("DIPTYCH_PURGE_SECRET_FILE", secret)
	data, token := fresh(t)
	s := serve(t, data)
	cl := &client{url: s.url, token: token}
	publishIn(t, cl, "en", "first")
	c.waits(t, "a publication", "list:en", "list:*")
	if slices.ContainsFunc(c.keys, func(key string) bool { return key != "Bearer s3cret" }) {
		t.Errorf("told with %q", c.keys)
	}
	c.set(true)
	publishIn(t, cl, "fr", "second")
	time.Sleep(100 * time.Millisecond)
	s.kill()
	c.set(false)
	s = serve(t, data)
	c.waits(t, "after a kill", "list:fr", "list:*")
	c.set(false)
	copied := filepath.Join(t.TempDir(), "copy")
	run(t, "backup", copied, "--data", data)
	s.kill()
	run(t, "restore", copied, "--data", data, "--replace")
	serve(t, data)
	c.waits(t, "after a restore", "site")
}
