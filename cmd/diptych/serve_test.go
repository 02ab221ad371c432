package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// A watched writer lets a test wait for what a running command writes.
type watched struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // closed at the next write
}

func newWatched() *watched { return &watched{more: make(chan struct{})} }

func (w *watched) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.more)
	w.more = make(chan struct{})
	return w.text.Write(b)
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// wait returns the first match of the pattern, as soon as it is written.
func (w *watched) wait(t *testing.T, pattern string) []string {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		w.mu.Lock()
		found, more := regexp.MustCompile("(?m)"+pattern).FindStringSubmatch(w.text.String()), w.more
		w.mu.Unlock()
		if found != nil {
			return found
		}
		select {
		case <-more:
		case <-late:
			t.Fatalf("never written: %s\n%s", pattern, w.text.String())
		}
	}
}

// A running command was started by a test and is stopped as a signal does.
type running struct {
	t        *testing.T
	out, err *watched
	stop     context.CancelFunc
	code     chan int
}

func start(t *testing.T, env map[string]string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := &running{t: t, out: newWatched(), err: newWatched(), stop: cancel, code: make(chan int, 1)}
	go func() {
		r.code <- Main(ctx, process{
			Args: args, In: strings.NewReader(""), Out: r.out, Err: r.err,
			Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		})
		// Whoever still waits for words shall see that none come.
		_, _ = r.err.Write([]byte("(ended)\n"))
	}()
	return r
}

// end stops the command and compares its exit code.
func (r *running) end(want int) {
	r.t.Helper()
	r.stop()
	if code := <-r.code; code != want {
		r.t.Errorf("exit code %d, want %d\n%s", code, want, r.err)
	}
}

// get asks for a URL and returns status and body.
func get(t *testing.T, url, token string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestServe(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	env := map[string]string{"DIPTYCH_DATA": data, "LANG": "fr_CA.UTF-8"}
	server := start(t, env, "serve", "--addr", "127.0.0.1:0", "--log-format", "json")
	url := server.err.wait(t, `sur (http://127\.0\.0\.1:\d+)/\. Ctrl\+C`)[1]
	addr := strings.TrimPrefix(url, "http://")
	// An empty database: how to begin.
	server.err.wait(t, `diptych token create --role admin --data .*diptych import hugo DOSSIER`)

	if status, _ := get(t, url+"/livez", ""); status != http.StatusNoContent {
		t.Errorf("/livez answers %d", status)
	}
	if code, out, _ := call(t.Context(), env, "check", "--ready", "--addr", addr); code != exitOK || !strings.Contains(out, "est prêt") {
		t.Errorf("check --ready: exit code %d, %q", code, out)
	}
	if code, _, errs := call(t.Context(), env, "serve", "--addr", addr, "--data", filepath.Join(data, "second")); code != exitFailed ||
		!strings.Contains(errs, "Autre chose écoute déjà sur "+addr) || strings.Count(errs, "\n") != 1 {
		t.Errorf("a second server on the port: exit code %d, %q", code, errs)
	}
	if _, err := os.Stat(filepath.Join(data, "second")); err == nil {
		t.Error("a server that could not listen made a data folder")
	}

	// Commands work while it runs, and what they do is seen at once.
	if code, _, errs := call(t.Context(), env, "import", "hugo", "../../testdata/site"); code != exitOK {
		t.Fatalf("import beside the server: exit code %d\n%s", code, errs)
	}
	_, out, _ := call(t.Context(), env, "token", "create", "--role", "admin")
	token := strings.TrimSpace(out)
	if status, body := get(t, url+"/content/v1/posts/by-slug/premiere-lumiere?locale=fr", ""); status != http.StatusOK || !strings.Contains(body, "La voilà") {
		t.Errorf("the imported post: %d %s", status, body)
	}
	if status, _ := get(t, url+"/manage/v1/posts", token); status != http.StatusOK {
		t.Errorf("with the token: %d", status)
	}
	if status, _ := get(t, url+"/manage/v1/posts", ""); status != http.StatusUnauthorized {
		t.Errorf("without a token: %d", status)
	}
	copied := filepath.Join(t.TempDir(), "copy")
	if code, _, errs := call(t.Context(), env, "backup", copied); code != exitOK {
		t.Errorf("backup beside the server: exit code %d\n%s", code, errs)
	}
	if code, _, errs := call(t.Context(), env, "restore", copied, "--replace"); code != exitFailed || strings.Count(errs, "\n") != 1 {
		t.Errorf("restore under the server's feet: exit code %d, %q", code, errs)
	}
	server.end(exitOK)
	if !strings.Contains(server.err.String(), "Arrêté en bon ordre.") {
		t.Errorf("it does not say that it stopped:\n%s", server.err)
	}
	if code, _, errs := call(t.Context(), env, "check", "--ready", "--addr", addr); code != exitFailed || !strings.Contains(errs, "Personne ne répond") {
		t.Errorf("check --ready of nobody: exit code %d, %q", code, errs)
	}
}

// TestServeFinishesWhatRuns stops a server in the middle of a request.
func TestServeFinishesWhatRuns(t *testing.T) {
	env := map[string]string{"DIPTYCH_DATA": t.TempDir()}
	_, out, _ := call(t.Context(), env, "token", "create", "--role", "admin")
	server := start(t, env, "serve", "--addr", "127.0.0.1:0")
	url := server.err.wait(t, `on (http://127\.0\.0\.1:\d+)/\.`)[1]

	addr := strings.TrimPrefix(url, "http://")
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const body = `{"translations":{"fr":{"name":"Marées"}}}`
	send := func(format string, args ...any) {
		t.Helper()
		if _, err := fmt.Fprintf(conn, format, args...); err != nil {
			t.Fatal(err)
		}
	}
	// The server asks for the body when its handler reads it: then the request runs.
	send("POST /manage/v1/tags HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"+
		"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n", addr, strings.TrimSpace(out), len(body))
	answers := bufio.NewReader(conn)
	if line, err := answers.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("the server does not ask for the body: %q, %v", line, err)
	}
	if line, err := answers.ReadString('\n'); err != nil || line != "\r\n" {
		t.Fatalf("%q, %v", line, err)
	}
	server.stop()
	// It takes nobody new any more …
	for {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			break
		}
		_ = c.Close()
	}
	// … and the request that runs is answered.
	send("%s", body)
	answer, err := http.ReadResponse(answers, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		t.Errorf("the request that ran when the server stopped was answered with %d", answer.StatusCode)
	}
	server.end(exitOK)
}

func TestDemo(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for lang, says := range map[string]string{"en": "is taken, so the demo listens on", "fr": "est pris\u00a0: la démonstration écoute sur"} {
		t.Run(lang, func(t *testing.T) {
			demo := start(t, nil, "demo", "--lang", lang, "--addr", taken.Addr().String())
			demo.out.wait(t, `Ctrl\+C`)
			if !strings.Contains(demo.err.String(), says) {
				t.Errorf("it does not say that it took another port:\n%s", demo.err)
			}
			curls := regexp.MustCompile(`curl (?:-H 'Authorization: Bearer (dpt_\S+)' )?'(\S+)'`).FindAllStringSubmatch(demo.out.String(), -1)
			if len(curls) != 3 {
				t.Fatalf("%d curl lines, want 3:\n%s", len(curls), demo.out)
			}
			for _, curl := range curls {
				status, body := get(t, curl[2], curl[1])
				var answer struct {
					Items []json.RawMessage
					ID    string
				}
				if err := json.Unmarshal([]byte(body), &answer); err != nil || status != http.StatusOK || len(answer.Items) == 0 && answer.ID == "" {
					t.Errorf("%s: %d, %v\n%s", curl[0], status, err, body)
				}
			}
			dir := regexp.MustCompile(`\S*diptych-demo-\d+`).FindString(demo.out.String())
			if _, err := os.Stat(filepath.Join(dir, "diptych.db")); err != nil {
				t.Errorf("the data are not where it says: %v", err)
			}
			demo.end(exitOK)
			if _, err := os.Stat(dir); !os.IsNotExist(err) {
				t.Errorf("the demo left %s behind", dir)
			}
		})
	}
}

// TestDemoKeepsANamedFolder runs the demo twice over one folder.
func TestDemoKeepsANamedFolder(t *testing.T) {
	data := filepath.Join(t.TempDir(), "kept")
	for range 2 {
		demo := start(t, nil, "demo", "--addr", "127.0.0.1:0", "--data", data)
		demo.out.wait(t, `Ctrl\+C`)
		demo.end(exitOK)
	}
	if code, out, errs := call(t.Context(), nil, "check", "--data", data); code != exitOK {
		t.Errorf("check: exit code %d\n%s%s", code, out, errs)
	}
}
