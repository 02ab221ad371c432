// Package housetest tries the whole house from outside: the real binary, the
// real database on disk, requests over the wire, and kill -9.
package housetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// binary is the path of the program under test, built once.
var binary string

func TestMain(m *testing.M) { os.Exit(build(m)) }

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "diptych-housetest-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "diptych")
	cmd := exec.Command("go", "build", "-o", binary, "github.com/diptych-cms/diptych/cmd/diptych")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// run runs a command of the program and returns what it prints on standard output.
func run(t testing.TB, args ...string) string {
	t.Helper()
	out, code := try(t, args...)
	if code != 0 {
		t.Fatalf("diptych %s: exit code %d\n%s", strings.Join(args, " "), code, out)
	}
	return out
}

// try runs a command and returns its standard output and exit code.
func try(t testing.TB, args ...string) (string, int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Env = append(os.Environ(), "LANG=en_CA.UTF-8")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	if cmd.ProcessState.ExitCode() != 0 {
		stdout.Write(stderr.Bytes())
	}
	return stdout.String(), cmd.ProcessState.ExitCode()
}

// A server is a running "diptych serve".
type server struct {
	t    testing.TB
	cmd  *exec.Cmd
	url  string
	log  *bytes.Buffer
	done chan struct{}
}

// serve starts a server over a data directory and waits until it is ready.
func serve(t testing.TB, data string) *server {
	t.Helper()
	s := &server{t: t, url: "http://" + freeAddress(t), log: new(bytes.Buffer), done: make(chan struct{})}
	s.cmd = exec.Command(binary, "serve", "--data", data, "--addr", strings.TrimPrefix(s.url, "http://"))
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = s.cmd.Wait()
		close(s.done)
	}()
	t.Cleanup(s.kill)
	deadline := time.Now().Add(30 * time.Second)
	for time.Now().Before(deadline) {
		if res, err := http.Get(s.url + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode < 300 {
				return s
			}
		}
		select {
		case <-s.done:
			t.Fatalf("the server stopped:\n%s", s.log)
		case <-time.After(5 * time.Millisecond):
		}
	}
	t.Fatalf("the server is not ready after 30 s:\n%s", s.log)
	return nil
}

// kill ends the server as a power cut would, and waits for it.
func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	<-s.done
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// A client speaks JSON to a server with one token.
type client struct {
	url, token string
	http       http.Client
}

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// identity asks for what is not compressed. Otherwise net/http asks for gzip, which an
// answer may have only the second time, under another ETag.
const identity = "identity"

// do sends a request; extra headers come as name, value, name, value.
func (c *client) do(ctx context.Context, method, path string, body any, headers ...string) (answer, error) {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return answer{}, err
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, r)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Accept-Encoding", identity)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, b}, err
}

// must is do, of a request that has to be answered with the status.
func (c *client) must(t testing.TB, status int, method, path string, body any, headers ...string) answer {
	t.Helper()
	a, err := c.do(t.Context(), method, path, body, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	if a.status != status {
		t.Fatalf("%s %s: %d, want %d\n%s", method, path, a.status, status, a.body)
	}
	return a
}

// into decodes the answer's JSON.
func (a answer) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("decode: %v\n%s", err, a.body)
	}
}

// fresh returns a data directory with an admin token.
func fresh(t testing.TB) (data, token string) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	lines := strings.Split(strings.TrimSpace(run(t, "token", "create", "--data", data, "--role", "admin")), "\n")
	return data, lines[len(lines)-1]
}
