// Package standin starts an object store that speaks S3, on this machine, for
// tests: versitygw over a folder.
package standin

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// A Gateway is a running object store. Its buckets are the folders in Dir.
type Gateway struct {
	Endpoint string
	Key      string
	Secret   string
	Dir      string
	kill     func()
}

// Kill ends the gateway at once, as the end of the test does.
func (g *Gateway) Kill() { g.kill() }

// Start starts a gateway with the buckets, until the test ends. Where there is
// none on this machine the test is skipped; in CI it fails.
func Start(t testing.TB, buckets ...string) *Gateway {
	t.Helper()
	return StartIn(t, t.TempDir(), buckets...)
}

// StartIn does so over a folder that is there.
func StartIn(t testing.TB, dir string, buckets ...string) *Gateway {
	t.Helper()
	program := find()
	if program == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("versitygw is not installed, and CI has to try S3")
		}
		t.Skip("versitygw is not installed")
	}
	g := &Gateway{Key: "test-key", Secret: "test-secret", Dir: dir}
	for _, name := range buckets {
		if err := os.Mkdir(filepath.Join(g.Dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	address := free(t)
	g.Endpoint = "http://" + address
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), program, "--quiet", "--keep-alive", "--port", address, "posix", "--nometa", g.Dir)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+g.Key, "ROOT_SECRET_KEY="+g.Secret)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(done)
	}()
	g.kill = func() {
		_ = cmd.Process.Kill()
		<-done
	}
	t.Cleanup(g.kill)
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		if c, err := new(net.Dialer).DialContext(t.Context(), "tcp", address); err == nil {
			_ = c.Close()
			return g
		}
		select {
		case <-done:
			t.Fatal("versitygw stopped")
		case <-time.After(5 * time.Millisecond):
		}
	}
	t.Fatal("versitygw does not answer")
	return nil
}

// find looks on the path, and where the proof of the project installs it.
func find() string {
	const name = "versitygw"
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if path, err := exec.LookPath(filepath.Join(dir, ".ci", "bin", name)); err == nil {
			return path
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

func free(t testing.TB) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return address
}
