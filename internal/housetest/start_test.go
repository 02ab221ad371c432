package housetest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// BenchmarkStart starts "diptych serve" over a database that exists: how long
// from exec to the first answer of an entry, and how much memory the idle server
// holds a moment after.
func BenchmarkStart(b *testing.B) {
	for _, posts := range []int{1_000, 100_000} {
		b.Run(fmt.Sprintf("posts=%d", posts), func(b *testing.B) {
			data := b.TempDir()
			db, err := store.Open(b.Context(), filepath.Join(data, "diptych.db"), store.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if err := errors.Join(crowd.Fill(b.Context(), db, posts), db.Close()); err != nil {
				b.Fatal(err)
			}
			var took time.Duration
			var held float64
			for b.Loop() {
				t, h := start(b, data)
				took, held = took+t, max(held, h)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "ms-to-answer")
			b.ReportMetric(held, "idle-MiB")
		})
	}
}

// start runs a server until it has answered, and returns how long that took and
// the memory that it holds idle, in MiB.
func start(b *testing.B, data string) (took time.Duration, held float64) {
	address := freeAddress(b)
	cmd := exec.CommandContext(b.Context(), binary, "serve", "--data", data, "--addr", address)
	cmd.Env = append(os.Environ(), "LANG=en_CA.UTF-8")
	began := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	for !answers(b, "http://"+address+"/content/v1/posts/by-slug/post-12?locale=fr") {
		if time.Since(began) > 10*time.Second {
			b.Fatal("no answer within ten seconds")
		}
		time.Sleep(time.Millisecond)
	}
	took = time.Since(began)
	time.Sleep(time.Second) // what it allocated at start is given back, or kept
	held = resident(b, cmd.Process.Pid)
	if err := errors.Join(cmd.Process.Signal(syscall.SIGTERM), cmd.Wait()); err != nil {
		b.Fatal(err)
	}
	return took, held
}

// answers reports whether the URL is answered with 200 already.
func answers(b *testing.B, address string) bool {
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return false // not listening yet
	}
	_, err = io.Copy(io.Discard, a.Body)
	if err := errors.Join(err, a.Body.Close()); err != nil {
		b.Fatal(err)
	}
	return a.StatusCode == http.StatusOK
}

// resident returns what a process holds in memory, its own program included
// (VmRSS of proc_pid_status(5)), in MiB.
func resident(b *testing.B, pid int) float64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			kib, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
			if err != nil {
				b.Fatal(err)
			}
			return kib / 1024
		}
	}
	b.Fatal("no VmRSS")
	return 0
}
