package housetest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// listeners is how many wait at once: DIPTYCH_LISTENERS, such as 1000, or some.
func listeners(t *testing.T) int {
	t.Helper()
	text := os.Getenv("DIPTYCH_LISTENERS")
	if text == "" {
		return 100
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestIdleListeners lets many wait for changes, half of them by long poll and half by
// events, and half of each for French alone: they cost little while nothing happens, what
// happens in English wakes nobody who waits for French, and what happens in French
// everybody.
func TestIdleListeners(t *testing.T) {
	data, token := fresh(t)
	s := serve(t, data)
	c := &client{url: s.url, token: token}
	before := s.usage(t)
	n := listeners(t)
	ctx, stop := context.WithCancel(t.Context())
	var ready, done sync.WaitGroup
	came := make(chan string, 4*n)
	for i := range n {
		l := &listener{at: strings.TrimPrefix(s.url, "http://"), tag: []string{"fr", "*"}[i/2%2], events: i%2 == 0, came: came}
		ready.Add(1)
		done.Go(func() {
			if err := l.wait(ctx, ready.Done); err != nil && ctx.Err() == nil {
				t.Errorf("listener %d: %v", i, err)
			}
		})
	}
	ready.Wait()
	time.Sleep(500 * time.Millisecond)
	waiting := s.usage(t)
	time.Sleep(2 * time.Second)
	idle := s.usage(t)
	t.Logf("%d listeners: %d KiB, with them %d KiB, %.1f KiB each; CPU of 2 s of waiting %d ms",
		n, before.kib, idle.kib, float64(idle.kib-before.kib)/float64(n), idle.cpu-waiting.cpu)
	publishIn(t, c, "en", "alone")
	gather(t, came, map[string]int{"*": n / 2})
	woken := s.usage(t)
	publishIn(t, c, "fr", "seul")
	gather(t, came, map[string]int{"*": n / 2, "fr": n - n/2})
	all := s.usage(t)
	t.Logf("CPU of the post that woke half %d ms, of the one that woke all %d ms", woken.cpu-idle.cpu, all.cpu-woken.cpu)
	stop()
	done.Wait()
}

// publishIn makes a post in one language.
func publishIn(t *testing.T, c *client, tag, slug string) {
	t.Helper()
	var p diptych
	c.must(t, 201, "POST", "/manage/v1/posts", map[string]any{
		"sourceLocale": tag, "translations": map[string]any{tag: map[string]string{"title": slug, "slug": slug, "body": "<p>x</p>"}},
	}).into(t, &p)
	c.must(t, 200, "POST", "/manage/v1/posts/"+p.ID+"/publication", map[string]any{"shared": 1, "translations": map[string]int{tag: 1}})
}

// gather waits until so many were told, and looks that no more are.
func gather(t *testing.T, came <-chan string, want map[string]int) {
	t.Helper()
	left := 0
	for _, n := range want {
		left += n
	}
	got := make(map[string]int)
	for deadline := time.After(30 * time.Second); left > 0; left-- {
		select {
		case tag := <-came:
			got[tag]++
		case <-deadline:
			t.Fatalf("told %v, want %v", got, want)
		}
	}
	select {
	case tag := <-came:
		t.Fatalf("one too many of %s was told", tag)
	case <-time.After(100 * time.Millisecond):
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("told %v, want %v", got, want)
	}
}

// A listener waits for changes on a connection of its own, which costs the test little.
type listener struct {
	at, tag string
	events  bool
	came    chan<- string
	since   string
}

// wait tells of each change that comes, until ctx ends.
func (l *listener) wait(ctx context.Context, ready func()) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", l.at)
	if err != nil {
		ready()
		return err
	}
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	r := bufio.NewReaderSize(conn, 512)
	accept := "application/json"
	if l.events {
		accept = "text/event-stream"
	}
	for first := true; ; first = false {
		more := "&wait=60&since=" + l.since
		if first || l.events {
			more = ""
		}
		_, err := fmt.Fprintf(conn, "GET /content/v1/changes?locale=%s%s HTTP/1.1\r\nHost: x\r\nAccept: %s\r\n\r\n", l.tag, more, accept)
		if err != nil {
			ready()
			return err
		}
		if l.events {
			return l.follow(r, ready)
		}
		if first {
			l.since, err = l.answer(r)
			ready()
		} else if l.since, err = l.answer(r); err == nil {
			l.came <- l.tag
		}
		if err != nil {
			return err
		}
	}
}

// answer reads one answer and returns its token.
func (l *listener) answer(r *bufio.Reader) (string, error) {
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var b strings.Builder
	if _, err := bufio.NewReader(res.Body).WriteTo(&b); err != nil {
		return "", err
	}
	return tokenIn(b.String())
}

// tokenIn finds the token in an answer.
func tokenIn(body string) (string, error) {
	_, rest, ok := strings.Cut(body, `"next":"`)
	token, _, closed := strings.Cut(rest, `"`)
	if !ok || !closed {
		return "", fmt.Errorf("no token in %.200s", body)
	}
	return token, nil
}

// follow reads events; the first is the copy.
func (l *listener) follow(r *bufio.Reader, ready func()) error {
	for first := true; ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return err
		}
		if !strings.HasPrefix(line, "data: ") {
			continue
		}
		if first {
			first = false
			ready()
			continue
		}
		l.came <- l.tag
	}
}

// Usage is what a process has taken.
type usage struct{ kib, cpu int } // resident memory; milliseconds

func (s *server) usage(t *testing.T) usage {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip("only Linux says what a process takes")
	}
	var u usage
	for line := range strings.Lines(string(status)) {
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &u.kib); err == nil {
			break
		}
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	for _, field := range fields[11:13] { // user and system, in hundredths of a second
		n, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		u.cpu += 10 * n
	}
	return u
}
