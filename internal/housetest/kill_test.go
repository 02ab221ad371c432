package housetest

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/store"
)

// kills is how often each drill kills: DIPTYCH_KILLS, or 2. Where it is given, the
// drills are longer, too.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("DIPTYCH_KILLS")); err == nil && n > 0 {
		return n
	}
	return 2
}

// A promise is what the server acknowledged of one post, noted outside of it.
type promise struct {
	post  diptych
	heads map[string]int // acknowledged saves
	k     int            // the number that they carry
	live  map[string]int // acknowledged publication
	began atomic.Bool    // a write is on its way
}

// work saves and publishes until the server is gone.
func (p *promise) work(ctx context.Context, c *client) {
	for k := p.k + 1; ctx.Err() == nil; k++ {
		p.began.Store(true)
		heads, err := save(ctx, c, &p.post, k)
		if err != nil {
			return
		}
		p.heads, p.k = heads, k
		if err := publish(ctx, c, p.post.ID, heads); err != nil {
			return
		}
		p.live = heads
		p.began.Store(false)
	}
}

// TestServerKilledWhileWriting kills a server amid writes: whatever was
// acknowledged is there after kill -9, and both languages show one number.
func TestServerKilledWhileWriting(t *testing.T) {
	data, token := fresh(t)
	inWrite := 0
	for i := range kills() {
		s := serve(t, data)
		c := &client{url: s.url, token: token}
		var promises []*promise
		for n := range 3 {
			promises = append(promises, &promise{post: create(t, c, fmt.Sprintf("kill-%d-%d", i, n))})
		}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		var wg sync.WaitGroup
		for _, p := range promises {
			wg.Go(func() { p.work(ctx, &client{url: s.url, token: token}) })
		}
		time.Sleep(time.Duration(100+rand.IntN(400)) * time.Millisecond)
		s.kill()
		wg.Wait()
		cancel()
		caught := false
		for _, p := range promises {
			caught = caught || p.began.Load()
		}
		if caught {
			inWrite++
		}
		checkPromises(t, data, token, promises)
	}
	t.Logf("%d kills, %d of them in a write", kills(), inWrite)
	if inWrite*10 < kills()*8 {
		t.Errorf("only %d of %d kills landed in a write", inWrite, kills())
	}
}

// checkPromises opens the data again and looks for everything acknowledged.
func checkPromises(t *testing.T, data, token string, promises []*promise) {
	t.Helper()
	if out, code := try(t, "check", "--data", data); code != 0 {
		t.Fatalf("check after a kill: exit code %d\n%s", code, out)
	}
	s := serve(t, data)
	defer s.kill()
	c := &client{url: s.url, token: token}
	for _, p := range promises {
		var now diptych
		c.must(t, 200, "GET", "/manage/v1/posts/"+p.post.ID, nil).into(t, &now)
		var titles []string
		for _, tag := range []string{"fr", "en"} {
			have := now.Translations[tag]
			if have.Head < p.heads[tag] || have.Live < p.live[tag] {
				t.Errorf("post %s %s: head %d and live %d, acknowledged were %d and %d",
					p.post.ID, tag, have.Head, have.Live, p.heads[tag], p.live[tag])
			}
			var e struct{ Title string }
			c.must(t, 200, "GET", "/content/v1/posts/"+p.post.ID+"?locale="+tag, nil).into(t, &e)
			_, number, _ := strings.Cut(e.Title, " ")
			titles = append(titles, number)
		}
		if titles[0] != titles[1] {
			t.Errorf("post %s: half a publication survived: fr %s, en %s", p.post.ID, titles[0], titles[1])
		}
	}
}

// bigSite writes a Hugo site of many pairs, in our own words.
func bigSite(t testing.TB, pairs int) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, body string) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("hugo.toml", `baseURL = "https://example.org/"
defaultContentLanguage = "en"
[languages.en]
contentDir = "content/en"
title = "Log"
[languages.fr]
contentDir = "content/fr"
title = "Journal"
`)
	for i := range pairs {
		day := fmt.Sprintf("2024-%02d-%02d", 1+i%12, 1+i%28)
		write(fmt.Sprintf("content/en/blog/entry-%04d.md", i), fmt.Sprintf(
			"---\ntitle: Entry %d\ndate: %s\ntags: [harbour, tide-%d]\nauthor: Ada Roy\n---\n\n%s",
			i, day, i%40, quietDay(fmt.Sprintf("The tide came in at %d h.", i%24), "A quiet day on the river, with a light wind and one ship. ")))
		write(fmt.Sprintf("content/fr/blog/entry-%04d.md", i), fmt.Sprintf(
			"---\ntitle: Entrée %d\ndate: %s\ntags: [port, marée-%d]\nauthor: Ada Roy\n---\n\n%s",
			i, day, i%40, quietDay(fmt.Sprintf("La marée est montée à %d h.", i%24), "Une journée calme sur le fleuve, avec un vent léger et un seul navire. ")))
	}
	return dir
}

// quietDay is a body of usual length: two paragraphs, about 1,300 bytes.
func quietDay(first, sentence string) string { return first + "\n\n" + strings.Repeat(sentence, 20) }

// dump returns the canonical dump of a data directory: without ids and instants.
func dump(t *testing.T, data string) string {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(data, "diptych.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var b strings.Builder
	if err := db.Dump(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// killImport starts an import and kills it once it has written the given number
// of posts: by what the database says, so that a slow machine is as good as a
// quick one. It returns how many posts were there afterwards.
func killImport(t *testing.T, site, data string, after int) int {
	t.Helper()
	cmd := exec.Command(binary, "import", "hugo", site, "--data", data)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(done)
	}()
	for posts(t, data) < after {
		select {
		case <-done:
			return posts(t, data)
		case <-time.After(time.Millisecond):
		}
	}
	time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
	_ = cmd.Process.Kill()
	<-done
	return posts(t, data)
}

// posts counts the posts of a data directory; none while there is no database.
func posts(t *testing.T, data string) (n int) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(data, "diptych.db")); err != nil {
		return 0
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "diptych.db")+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM posts").Scan(&n); err != nil {
		return 0 // its tables are not made yet
	}
	return n
}

// TestImportKilledAndRunAgain is the second drill: an import that is killed at
// any moment leaves whole pairs, and run again it ends as if nothing had been.
func TestImportKilledAndRunAgain(t *testing.T) {
	// A batch has a hundred at most.
	pairs := 240
	if kills() > 3 { // the later ones come later
		pairs = 800
	}
	site := bigSite(t, pairs)
	whole := filepath.Join(t.TempDir(), "whole")
	run(t, "import", "hugo", site, "--data", whole)
	want := dump(t, whole)
	inWrite := 0
	for i := range kills() {
		data := filepath.Join(t.TempDir(), "data")
		left := killImport(t, site, data, 1+i%6*100)
		if left > 0 && left < pairs {
			inWrite++
		}
		if out, code := try(t, "check", "--data", data); code != 0 {
			t.Fatalf("check after a kill: exit code %d\n%s", code, out)
		}
		run(t, "import", "hugo", site, "--data", data)
		if got := dump(t, data); got != want {
			t.Errorf("kill %d: the import run again ended otherwise (%d and %d bytes of dump)", i, len(got), len(want))
		}
	}
	t.Logf("%d kills, %d of them amid the batches of an import", kills(), inWrite)
	if inWrite*10 < kills()*8 {
		t.Errorf("only %d of %d kills landed in the import", inWrite, kills())
	}
}
