package housetest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	stormEditors = 4
	stormReaders = 8
	// marker stands in every draft that is never published: in titles, slugs,
	// summaries, bodies and the shared part. No reader may ever meet it.
	marker = "zqbrouillon"
)

// stormTime is how long the storm blows: DIPTYCH_STORM, such as 60s, or a moment.
func stormTime(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("DIPTYCH_STORM")
	if text == "" {
		return 3 * time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A storm is what editors do and readers look at.
type storm struct {
	url   string
	desks []*stormDesk
	tag   struct{ fr, en string } // slugs of the tag that every post has

	answers atomic.Int64 // that readers looked at
	whole   atomic.Int64 // pairs of which readers saw both halves
	mu      sync.Mutex
	lies    []string
}

// lie notes what readers may not see.
func (s *storm) lie(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.lies) < 20 {
		s.lies = append(s.lies, fmt.Sprintf(format, args...))
	}
}

// publishable returns the ids of the posts that may be seen; the posts of one
// desk's release show one number, always.
func (s *storm) publishable() (ids []string, twin map[string]string) {
	twin = make(map[string]string)
	for _, d := range s.desks {
		ids = append(ids, d.alone.ID, d.left.ID, d.right.ID)
		twin[d.left.ID] = d.right.ID
	}
	return ids, twin
}

// rounds returns how many rounds the editors have done.
func (s *storm) rounds() (n int64) {
	for _, d := range s.desks {
		n += d.k.Load()
	}
	return n
}

// enough reports whether as much happened as one round of everybody.
func (s *storm) enough() bool { return s.rounds() >= stormEditors && s.whole.Load() >= stormReaders }

// TestStorm lets readers of both languages look, by every way that there is, while
// editors publish, unpublish, change slugs and release sets: no half of a pair or
// of a set, no word of a draft, no answer that blames the server.
func TestStorm(t *testing.T) {
	data, token := fresh(t)
	server := serve(t, data)
	c := &client{url: server.url, token: token}
	s := &storm{url: server.url}
	tag := s.setUp(t, c)
	for i := range stormEditors {
		s.desks = append(s.desks, newStormDesk(t, c, i, tag))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	for _, d := range s.desks {
		wg.Go(func() {
			if err := d.work(ctx); err != nil && ctx.Err() == nil {
				t.Errorf("editor %d: %v", d.n, err)
			}
		})
	}
	for i := range stormReaders {
		r := newStormReader(s, i)
		wg.Go(func() {
			if err := r.work(ctx); err != nil && ctx.Err() == nil {
				t.Errorf("reader %d: %v", i, err)
			}
		})
	}
	// A slow machine takes longer until enough happened for this to say anything.
	for time.Sleep(stormTime(t)); ctx.Err() == nil && !s.enough(); {
		time.Sleep(100 * time.Millisecond)
	}
	cancel()
	wg.Wait()
	for _, lie := range s.lies {
		t.Error(lie)
	}
	t.Logf("%d rounds of editing, %d answers read, %d pairs seen whole", s.rounds(), s.answers.Load(), s.whole.Load())
	if !s.enough() {
		t.Error("too little happened for this to say anything")
	}
	if out, code := try(t, "check", "--data", data); code != 0 {
		t.Errorf("check after the storm: exit code %d\n%s", code, out)
	}
}

// setUp makes the tag that every post has.
func (s *storm) setUp(t *testing.T, c *client) (id string) {
	t.Helper()
	var term struct {
		ID           string
		Translations map[string]struct{ Slug string }
	}
	c.must(t, 201, "POST", "/manage/v1/tags", map[string]any{
		"translations": map[string]any{"fr": map[string]string{"name": "Tempête"}, "en": map[string]string{"name": "Storm"}},
	}).into(t, &term)
	s.tag.fr, s.tag.en = term.Translations["fr"].Slug, term.Translations["en"].Slug
	return term.ID
}
