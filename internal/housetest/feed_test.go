package housetest

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const feedWriters = 8

// A feed is one site that is written and followed, whichever server stands before it.
type feed struct {
	url   atomic.Pointer[string]
	token string
	terms []string // tags that all writers share
}

func (f *feed) client(token string) *client { return &client{url: *f.url.Load(), token: token} }

// TestReplicasEqualTheSource lets eight writers do everything that readers can see, while
// four readers follow the changes, each in its own way, and stop and go on wherever they
// are: also over a server that is killed, and over a backup that is restored. Whenever
// the writers rest, each replica is what the site says itself.
func TestReplicasEqualTheSource(t *testing.T) {
	data, token := fresh(t)
	s := serve(t, data)
	f := &feed{token: token}
	f.url.Store(&s.url)
	f.setUp(t)
	readers := newFeedReaders(f)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var reading sync.WaitGroup
	for _, r := range readers {
		reading.Go(func() { r.follow(ctx) })
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	round := func(name string, meanwhile func()) {
		f.write(t, seed, stormTime(t)/3, meanwhile)
		seed++
		f.compare(t, name, readers)
	}
	round("writing", func() {})
	round("a kill", func() {
		s.kill()
		s = serve(t, data)
		f.url.Store(&s.url)
	})
	copied := filepath.Join(t.TempDir(), "copy")
	run(t, "backup", copied, "--data", data)
	round("after a backup", func() {})
	s.kill()
	run(t, "restore", copied, "--data", data, "--replace")
	s = serve(t, data)
	f.url.Store(&s.url)
	f.compare(t, "a restored backup", readers)
	round("writing on", func() {})
	stop()
	reading.Wait()
	for _, r := range readers {
		t.Logf("%s: %d items in %d answers, %d broken off, %d copies", r.name, r.items, r.answers, r.broken, r.copies)
		if r.items == 0 || r.copies != 2 {
			t.Errorf("%s did not follow all the way", r.name)
		}
	}
	if out, code := try(t, "check", "--data", data); code != 0 {
		t.Errorf("check: exit code %d\n%s", code, out)
	}
}

// write lets the writers work for a while; meanwhile is done when half of it is over.
func (f *feed) write(t *testing.T, seed uint64, d time.Duration, meanwhile func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	var wg sync.WaitGroup
	done := make([]int, feedWriters)
	for i := range feedWriters {
		w := &feedWriter{feed: f, r: rand.New(rand.NewPCG(seed, uint64(i))), name: fmt.Sprintf("%x-%d", seed, i)}
		wg.Go(func() {
			if err := w.work(ctx); err != nil {
				t.Errorf("writer %d: %v", i, err)
			}
			done[i] = w.done
		})
	}
	time.Sleep(d / 2)
	meanwhile()
	wg.Wait()
	t.Logf("deeds: %v", done)
}

// compare waits until every replica is what the site says, or fails. The site itself may
// still be rendering what settings changed, or doing what a writer left before it was
// answered: it is asked again too.
func (f *feed) compare(t *testing.T, name string, readers []*feedReader) {
	t.Helper()
	var wrong []string
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		source, ok := f.source(t)
		if !ok {
			wrong = []string{"the site changes still"}
			continue
		}
		wrong = nil
		for _, r := range readers {
			wrong = append(wrong, r.differs(source)...)
		}
		if len(wrong) == 0 {
			t.Logf("%s: %d things are the same in all replicas", name, len(source))
			return
		}
	}
	t.Fatalf("%s: replicas are not what the site says:\n%s", name, strings.Join(wrong[:min(20, len(wrong))], "\n"))
}

// source reads all that there is, by lists and single reads; ok is false where something went
// meanwhile.
func (f *feed) source(t *testing.T) (source map[string]string, ok bool) {
	t.Helper()
	c := f.client("")
	source = make(map[string]string)
	for cursor := ""; ; {
		var page struct {
			Items []storyEntry
			Next  *string
		}
		c.must(t, 200, "GET", "/content/v1/posts?locale=*&limit=100&fields=id,locale"+cursor, nil).into(t, &page)
		for _, e := range page.Items {
			a, err := c.do(t.Context(), "GET", "/content/v1/posts/"+e.ID+"?locale="+e.Locale, nil)
			if err != nil || a.status != http.StatusOK && a.status != http.StatusNotFound {
				t.Fatalf("post %s in %s: %d %s, %v", e.ID, e.Locale, a.status, a.body, err)
			}
			if a.status == http.StatusNotFound {
				return nil, false // it went since the list was read
			}
			source["post "+e.ID+" "+e.Locale] = canonical(a.body)
		}
		if page.Next == nil {
			break
		}
		cursor = "&cursor=" + *page.Next
	}
	for _, tag := range []string{"en", "fr"} {
		var list struct{ Items []map[string]any }
		c.must(t, 200, "GET", "/content/v1/tags?locale="+tag, nil).into(t, &list)
		for _, item := range list.Items {
			source[fmt.Sprintf("term %s %s", item["id"], tag)] = termOf(item)
		}
	}
	return source, true
}

// termOf is what is compared of a term: all but its count.
func termOf(item map[string]any) string {
	item = maps.Clone(item)
	delete(item, "count")
	return fmt.Sprint(item)
}

// setUp makes the terms.
func (f *feed) setUp(t *testing.T) {
	t.Helper()
	for i := range 6 {
		f.terms = append(f.terms, f.coin(t, fmt.Sprintf("Sujet %d", i), fmt.Sprintf("Topic %d", i)))
	}
}

func (f *feed) coin(t *testing.T, fr, en string) string {
	t.Helper()
	var term struct{ ID string }
	f.client(f.token).must(t, 201, "POST", "/manage/v1/tags", map[string]any{
		"translations": map[string]any{"fr": map[string]string{"name": fr}, "en": map[string]string{"name": en}},
	}).into(t, &term)
	return term.ID
}

// differs names what the replica has otherwise than the source.
func (r *feedReader) differs(source map[string]string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []string
	for key, want := range source {
		if r.wants(key) && r.replica[key] != want {
			list = append(list, fmt.Sprintf("%s: %s is\n  %.300q, want\n  %.300q", r.name, key, r.replica[key], want))
		}
	}
	for key := range r.replica {
		if _, ok := source[key]; !ok {
			list = append(list, fmt.Sprintf("%s: %s is there", r.name, key))
		}
	}
	slices.Sort(list)
	return list
}
