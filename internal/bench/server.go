package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A server is a process that answers over loopback.
type server struct {
	name string
	addr string
	cmd  *exec.Cmd
	took time.Duration // from its start to the first answer
}

// serve starts the program over a data directory and waits until it answers.
func (l *lab) serve(ctx context.Context, data string, more ...string) (*server, error) {
	addr, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	args := append([]string{"serve", "--data", data, "--addr", addr}, more...)
	s := &server{name: "ours", addr: addr, cmd: exec.CommandContext(ctx, l.binary, args...)}
	return s, s.start(ctx, "/content/v1/posts/by-slug/post-12?locale=fr")
}

// echo starts a bare Echo server with what the file says, see [bare].
func (l *lab) echo(ctx context.Context, file string) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &server{name: "bare Echo", cmd: exec.CommandContext(ctx, self, "bare", file)}
	page, err := readPage(file)
	if err != nil {
		return nil, err
	}
	s.addr = page.Addr
	return s, s.start(ctx, page.Path)
}

// start runs the process and asks for the address until it answers well.
func (s *server) start(ctx context.Context, path string) error {
	s.cmd.Env = append(os.Environ(), "LANG=en_CA.UTF-8")
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for time.Since(began) < time.Minute {
		if answers(ctx, "http://"+s.addr+path) {
			s.took = time.Since(began)
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return errors.Join(fmt.Errorf("%s does not answer %s within a minute", s.name, path), s.stop())
}

// stop ends the process in peace.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	var exit *exec.ExitError
	if err := s.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		return err
	}
	return nil
}

// A held is the memory of a process, in MiB.
type held struct {
	all  float64 // that is resident
	own  float64 // of it, what is not a part of the program's file, which all processes share
	peak float64 // the most that was ever resident
}

// resident reads what the process holds.
func (s *server) resident() (h held, err error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return held{}, err
	}
	for line := range strings.Lines(string(b)) {
		name, rest, _ := strings.Cut(line, ":")
		into := map[string]*float64{"VmRSS": &h.all, "RssAnon": &h.own, "VmHWM": &h.peak}[name]
		if into == nil {
			continue
		}
		kib, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 64)
		if err != nil {
			return held{}, err
		}
		*into = kib / 1024
	}
	return h, nil
}

// answers reports whether the URL is answered with 200 already.
func answers(ctx context.Context, url string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return false
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	return a.Body.Close() == nil && a.StatusCode == http.StatusOK
}

// freeAddress returns an address of loopback where nobody listens.
func freeAddress(ctx context.Context) (string, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
