package uploading_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/outbound"
	"github.com/diptych-cms/diptych/internal/uploading"
)

// A shop is another server with files, beside one of the inner network.
type shop struct {
	*httptest.Server
	inner string // address of the other one
	asked atomic.Int64
	spied atomic.Int64 // how often the inner one was asked
}

func newShop(t *testing.T, picture []byte) *shop {
	t.Helper()
	s := &shop{}
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.spied.Add(1)
		_, _ = w.Write(picture)
	}))
	s.inner = inner.URL
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		if !r.Close { // net/http logs what comes over a connection that stays
			t.Errorf("%s: the connection stays", r.URL.Path)
		}
		s.answer(w, r, picture)
	}))
	t.Cleanup(func() { s.Close(); inner.Close() })
	return s
}

func (s *shop) answer(w http.ResponseWriter, r *http.Request, picture []byte) {
	name, _, named := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "!")
	if named {
		w.Header().Set("Content-Disposition", r.URL.Query().Get("as"))
	}
	switch name {
	case "gone":
		http.NotFound(w, r)
	case "moved":
		http.Redirect(w, r, "/new/%C3%A9t%C3%A9.png", http.StatusFound)
	case "inward":
		http.Redirect(w, r, s.inner, http.StatusFound)
	case "round":
		http.Redirect(w, r, "/round", http.StatusFound)
	case "large":
		w.Header().Set("Content-Length", strconv.Itoa(1<<30))
		w.WriteHeader(http.StatusOK)
	case "endless":
		for chunk := bytes.Repeat([]byte("x"), 64<<10); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	case "cut":
		w.Header().Set("Content-Length", strconv.Itoa(len(picture)))
		_, _ = w.Write(picture[:len(picture)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case "page.png":
		w.Header().Set("Content-Type", "image/png")
		_, _ = io.WriteString(w, "<html><script>alert(1)</script>")
	default:
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write(picture)
	}
}

// fetching lets the world fetch from the shop.
func (w *world) fetching(s *shop) {
	host := strings.TrimPrefix(s.URL, "http://")
	w.Outside = outbound.New(outbound.Options{Hosts: []string{host}, Allow: []string{host}, Timeout: 20 * time.Second})
}

func (w *world) fetch(url, name string) (*media.Asset, bool, error) {
	return w.Fetch(w.t.Context(), uploading.FetchCommand{Actor: admin, URL: url, Name: name})
}

func TestFetch(t *testing.T) {
	w := newWorld(t)
	s := newShop(t, picture(t, 8, 6))
	w.fetching(s)
	for _, tt := range []struct{ path, as, want string }{
		{"/photos/toit.png?width=8&key=secret", "", "toit.png"},
		{"/moved", "", "été.png"},
		{"/photo.php", "", "photo"},
		{"/", "", "file"},
		{"/a.v2.tar.php", "", "a"},
		{"/%2e%2e%5c%2e%2e%5cpasswd%0d%0aX: 1", "", "passwdX: 1"},
		{"/a!", `attachment; filename="été.png"`, "été.png"},
		{"/a!", `attachment; filename="..\\..\\boot.png"`, "boot.png"},
		{"/a!", `attachment; filename*=UTF-8''facture%E2%80%AEgnp.exe%0D%0A.png`, "facturegnp.exe.png"},
		{"/a.png!", `attachment; filename="unfinished`, "a"},
		{"/b.gif", "Le toit.png", "Le toit.png"},
	} {
		url := s.URL + tt.path
		name := ""
		switch {
		case strings.HasSuffix(tt.path, "!"):
			url += "?as=" + strings.NewReplacer("%", "%25", " ", "%20", ";", "%3B", "+", "%2B", `\`, "%5C", `"`, "%22").Replace(tt.as)
		case tt.as != "":
			name = tt.as
		}
		w.now.Add(3600)
		a, fresh, err := w.fetch(url, name)
		if err != nil {
			t.Errorf("%s %s: %v", tt.path, tt.as, err)
			continue
		}
		if !fresh || a.Name != tt.want || a.Type != "image/png" || a.By != admin.ID {
			t.Errorf("%s %s = %+v, want %q", tt.path, tt.as, a, tt.want)
		}
		if err := w.delete(admin, a.ID, a.Version); err != nil {
			t.Fatal(err)
		}
	}
	var told []string
	rows, err := w.pool.QueryContext(t.Context(), "SELECT coalesce(body ->> 'from', '') FROM outbox WHERE type = 'asset.uploaded' ORDER BY seq, i LIMIT 1")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var from string
		if err := rows.Scan(&from); err != nil {
			t.Fatal(err)
		}
		told = append(told, from)
	}
	if !cmp.Equal(told, []string{s.URL + "/photos/toit.png"}) {
		t.Errorf("the event tells of %v", told)
	}
}

// TestFetchRefused keeps nothing, and says what to do.
func TestFetchRefused(t *testing.T) {
	w := newWorld(t)
	s := newShop(t, picture(t, 200, 100))
	w.fetching(s)
	w.Limits = media.Limits{Bytes: 1 << 20, Pixels: 20_000, Frames: 10}
	for _, tt := range []struct {
		url  string
		code string
	}{
		{s.URL + "/gone", "upload.fetch_status"},
		{s.URL + "/large", "upload.too_large"},
		{s.URL + "/endless", "upload.too_large"},
		{s.URL + "/cut", "upload.fetch_broken"},
		{s.URL + "/page.png", "media.type_mismatch"},
		{s.URL + "/inward", "upload.unreachable"},
		{s.URL + "/round", "upload.unreachable"},
		{s.inner, "upload.unreachable"},
		{"http://localhost:1/", "upload.unreachable"},
		{"http://169.254.169.254/latest/meta-data/", "upload.unreachable"},
		{"http://nowhere.invalid/a.png", "upload.unreachable"},
		{"ftp://127.0.0.1/a.png", "invalid"},
		{"file:///etc/passwd", "invalid"},
		{"http://user:password@127.0.0.1/a.png", "invalid"},
		{"//127.0.0.1/a.png", "invalid"},
		{"http://", "invalid"},
		{"http://127.0.0.1:99999999/", "upload.unreachable"},
		{"http://[::1", "invalid"},
		{s.URL + "/" + strings.Repeat("a", 2048), "invalid"},
	} {
		_, _, err := w.fetch(tt.url, "")
		if f, ok := fault.Of(err); !ok || f.Code != tt.code {
			t.Errorf("%s: %v, want %s", tt.url, err, tt.code)
		}
		if w.kept() != 0 || len(w.events()) != 0 {
			t.Fatalf("%s: %d blobs, events %v", tt.url, w.kept(), w.events())
		}
	}
	if s.spied.Load() > 0 {
		t.Errorf("the inner server was asked %d times", s.spied.Load())
	}
}

// TestFetchIsNoOracle: what is closed, what is not allowed, what is not there and what
// leads inward are told in the same words.
func TestFetchIsNoOracle(t *testing.T) {
	w := newWorld(t)
	s := newShop(t, picture(t, 8, 6))
	w.Outside = outbound.New(outbound.Options{Timeout: 5 * time.Second}) // any of the open Internet
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	var words []fault.Error
	for _, url := range []string{s.URL, s.inner, closed.URL, "http://10.255.255.1:9/", "http://metadata.internal/"} {
		_, _, err := w.fetch(url, "")
		f, ok := fault.Of(err)
		if !ok || f.Args["host"] == nil || len(f.Extra) > 0 {
			t.Fatalf("%s: %v", url, err)
		}
		words = append(words, fault.Error{Kind: f.Kind, Code: f.Code})
	}
	for i := range words {
		if !cmp.Equal(words[i], words[0]) {
			t.Errorf("%+v and %+v are told apart", words[i], words[0])
		}
	}
	if s.asked.Load()+s.spied.Load() > 0 {
		t.Error("a machine near us was asked")
	}
}

func TestFetchMay(t *testing.T) {
	w := newWorld(t)
	s := newShop(t, picture(t, 8, 6))
	if _, _, err := w.fetch(s.URL+"/a.png", ""); !fault.Is(err, fault.Forbidden) {
		t.Errorf("where nothing is fetched = %v", err)
	}
	w.fetching(s)
	reads := uploading.FetchCommand{Actor: actor(access.RoleReader, "fr"), URL: s.URL + "/a.png"}
	if _, _, err := w.Fetch(t.Context(), reads); !fault.Is(err, fault.Forbidden) {
		t.Errorf("by who may not upload = %v", err)
	}
	w.bound(10, 0)
	if _, _, err := w.fetch(s.URL+"/a.png", ""); !fault.Is(err, fault.TooLarge) {
		t.Errorf("without room = %v", err)
	}
	w.bound(0, 0)
	before := s.asked.Load()
	cmd := uploading.FetchCommand{Actor: admin, URL: s.URL + "/a.png", Once: once.Key{Name: "k"}}
	for range 2 {
		if a, fresh, err := w.Fetch(t.Context(), cmd); err != nil || !fresh || a.Name != "a.png" {
			t.Errorf("Fetch() = %+v, %t, %v", a, fresh, err)
		}
	}
	if s.asked.Load() != before+1 || len(w.events()) != 1 {
		t.Errorf("asked %d times for one request that came twice, events %v", s.asked.Load()-before, w.events())
	}
}
