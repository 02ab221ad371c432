package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/blob/standin"
	"github.com/diptych-cms/diptych/internal/fault"
)

// TestReach names what a person has to mend.
func TestReach(t *testing.T) {
	g := standin.Start(t, "pictures")
	dead := standin.Start(t)
	dead.Kill()
	good := bucketOf(g)
	tests := []struct {
		name, code string
		change     func(b *blob.Bucket)
	}{
		{"good", "", func(*blob.Bucket) {}},
		{"another secret", "blobs.denied", func(b *blob.Bucket) { b.Secret = "x" }},
		{"another key", "blobs.refused", func(b *blob.Bucket) { b.Key = "x" }},
		{"no key", "blobs.denied", func(b *blob.Bucket) { b.Key, b.Secret = "", "" }},
		{"another bucket", "blobs.no_bucket", func(b *blob.Bucket) { b.Name = "paintings" }},
		{"another region", "blobs.refused", func(b *blob.Bucket) { b.Region = "ca-central-1" }},
		{"nobody there", "blobs.unreachable", func(b *blob.Bucket) { b.Endpoint = dead.Endpoint }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := good
			tt.change(&b)
			err := openBucket(t, t.TempDir(), b).Reach(t.Context())
			if tt.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if f, ok := fault.Of(err); !ok || f.Code != tt.code || f.Args["bucket"] != b.Name || f.Args["endpoint"] != b.Endpoint {
				t.Errorf("Reach() = %v, want %s", err, tt.code)
			}
			if text := err.Error(); strings.Contains(text, good.Secret) {
				t.Errorf("the secret is told: %s", text)
			}
		})
	}
	if got := filesIn(t, g.Dir); len(got) > 0 {
		t.Errorf("looking left %v", got)
	}
	// One that takes connections and says nothing.
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	silent := meddler(t, g, func(_ http.ResponseWriter, r *http.Request, _ http.Handler) { <-r.Context().Done() })
	if err := silent.Reach(ctx); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Reach() of one who says nothing = %v", err)
	}
}

// TestPrefix keeps two houses in one bucket: neither sees the other's.
func TestPrefix(t *testing.T) {
	g := standin.Start(t, "pictures")
	one, two, root := bucketOf(g), bucketOf(g), bucketOf(g)
	two.Prefix, root.Prefix = "site/on", ""
	a := openBucket(t, t.TempDir(), one)
	id := keep(t, a, "abc")
	for _, b := range []blob.Bucket{two, root} {
		other := openBucket(t, t.TempDir(), b)
		if _, err := other.Stat(t.Context(), id); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q sees what is not its own: %v", b.Prefix, err)
		}
		for info, err := range other.All(t.Context()) {
			t.Errorf("%q lists %v, %v", b.Prefix, info, err)
		}
	}
}

// A meddler stands between a store and its bucket.
func meddler(t *testing.T, g *standin.Gateway, handle func(w http.ResponseWriter, r *http.Request, next http.Handler)) *blob.Store {
	t.Helper()
	target, err := url.Parse(g.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // it is signed
	}}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handle(w, r, proxy) }))
	t.Cleanup(s.Close)
	b := bucketOf(g)
	b.Endpoint = s.URL
	return openBucket(t, t.TempDir(), b)
}

// TestUploadChangedOnTheWay: the other side compares bytes with their hash.
func TestUploadChangedOnTheWay(t *testing.T) {
	g := standin.Start(t, "pictures")
	s := meddler(t, g, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPut {
			b, _ := io.ReadAll(r.Body)
			b[1] ^= 1
			r.Body = io.NopCloser(bytes.NewReader(b))
		}
		next.ServeHTTP(w, r)
	})
	if _, _, err := s.Put(t.Context(), strings.NewReader("abc"), 3, accept); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Put() = %v", err)
	}
	if got := filesIn(t, filepath.Join(g.Dir, "pictures")); len(got) > 0 {
		t.Errorf("changed bytes were kept: %v", got)
	}
}

// TestReadBroken breaks each answer after some bytes: reading goes on where it
// broke, a few times.
func TestReadBroken(t *testing.T) {
	g := standin.Start(t, "pictures")
	text := strings.Repeat("0123456789", 100_000)
	id := keep(t, openBucket(t, t.TempDir(), bucketOf(g)), text)
	var breaks atomic.Int64
	s := meddler(t, g, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodGet && breaks.Add(-1) >= 0 {
			w = &short{ResponseWriter: w, left: 200_000}
		}
		next.ServeHTTP(w, r)
	})
	for n, whole := range map[int64]bool{0: true, 3: true, 100: false} {
		breaks.Store(n)
		err := s.Verify(t.Context(), id)
		if whole && err != nil || !whole && !fault.Is(err, fault.Unavailable) {
			t.Errorf("broken %d times: %v", n, err)
		}
	}
}

// A short answer ends before its end.
type short struct {
	http.ResponseWriter
	left int
}

func (s *short) Write(b []byte) (int, error) {
	if len(b) > s.left {
		b = b[:s.left]
	}
	s.left -= len(b)
	n, err := s.ResponseWriter.Write(b)
	if s.left == 0 {
		panic(http.ErrAbortHandler)
	}
	return n, err
}

// TestAnswers says what the bucket's refusals mean to whoever asked.
func TestAnswers(t *testing.T) {
	g := standin.Start(t, "pictures")
	tests := []struct {
		name, code string
		status     int
		kind       fault.Kind
	}{
		{"no room", "XMinioStorageFull", http.StatusInsufficientStorage, fault.Full},
		{"a quota", "QuotaExceeded", http.StatusForbidden, fault.Full},
		{"denied", "AccessDenied", http.StatusForbidden, fault.Unavailable},
		{"slow down", "SlowDown", http.StatusServiceUnavailable, fault.Unavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var asked atomic.Int64
			s := meddler(t, g, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.Method != http.MethodPut {
					next.ServeHTTP(w, r)
					return
				}
				asked.Add(1)
				w.Header().Set("Content-Type", "application/xml")
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, "<Error><Code>"+tt.code+"</Code><Message>at 10.0.0.7</Message></Error>")
			})
			_, _, err := s.Put(t.Context(), strings.NewReader("abc"), 3, accept)
			f, ok := fault.Of(err)
			if !ok || f.Kind != tt.kind || len(f.Args) > 0 {
				t.Errorf("Put() = %v", err)
			}
			if n := asked.Load(); n < 1 || n > 5 {
				t.Errorf("asked %d times", n)
			}
		})
	}
	// The hash goes with the request, so that it can be compared.
	gone, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	s := meddler(t, g, func(w http.ResponseWriter, r *http.Request, _ http.Handler) { <-r.Context().Done() })
	if _, _, err := s.Put(gone, strings.NewReader("abc"), 3, accept); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Put() that nobody waits for = %v", err)
	}
}

// TestWholeOrNotAtAll ends the gateway amid uploads: whatever has a name is whole.
func TestWholeOrNotAtAll(t *testing.T) {
	g := standin.Start(t, "pictures")
	s := openBucket(t, t.TempDir(), bucketOf(g))
	keep(t, s, "abc")
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	time.AfterFunc(200*time.Millisecond, g.Kill)
	for i := range 1000 {
		b := bytes.Repeat([]byte{byte(i), byte(i >> 8)}, 1<<20)
		if _, _, err := s.Put(ctx, bytes.NewReader(b), 4<<20, accept); err != nil {
			break
		}
	}
	there := open(t, filepath.Join(g.Dir, "pictures", "site", "one"))
	n := 0
	for info, err := range there.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if err := there.Verify(t.Context(), info.ID); err != nil {
			t.Error(err)
		}
	}
	if n < 2 {
		t.Errorf("%d files", n)
	}
	if got := filesIn(t, filepath.Join(g.Dir, "pictures", "site", "one")); len(got) != n {
		t.Errorf("files that are none: %v", got)
	}
	_ = os.RemoveAll(g.Dir)
}
