package entry_test

import (
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A world is every host of the Internet, played by one server: it notes what a
// browser asks of whom, and serves the page that embeds beside players that would do
// more than play.
type world struct {
	*httptest.Server
	body string // of the page

	mu    sync.Mutex
	asked map[string]bool // by host and path
	came  string          // the referrer that a player was told
}

// player tries what a frame in a page must not, and says what it could.
const player = `<!doctype html><form id=f target=_top action="https://elsewhere.example/form"></form><script>
fetch('/plays');
try { top.location = 'https://elsewhere.example/top'; } catch {}
try { f.submit(); } catch {}
try { if (confirm('?') || prompt('?')) fetch('/modal'); } catch {}
try { if (parent.document.body) fetch('/reads-the-page'); } catch {}
fetch('/tried');
</script>`

func newWorld(t *testing.T) *world {
	w := &world{asked: make(map[string]bool)}
	w.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		out.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.Host == "site.example" {
			if r.URL.Path == "/page" {
				fmt.Fprintf(out, "<!doctype html><title>page</title><body>%s</body>", w.body)
			}
			return
		}
		w.mu.Lock()
		w.asked[r.Host+r.URL.Path] = true
		if strings.HasPrefix(r.URL.Path, "/embed/") {
			w.came = r.Referer()
		}
		w.mu.Unlock()
		fmt.Fprint(out, player)
	}))
	w.Config.ErrorLog = log.New(io.Discard, "", 0) // the browser asks hosts of its own without TLS
	w.StartTLS()
	t.Cleanup(w.Close)
	return w
}

// browse opens the page and returns what was asked of others until all of want was,
// or the time is up.
func (w *world) browse(t *testing.T, want ...string) []string {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal("CI must load embeds in a browser, and there is no chromium")
	}
	if err != nil {
		t.Skip("no chromium: embeds are loaded in a real browser only where there is one")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("host-resolver-rules", "MAP * "+strings.TrimPrefix(w.URL, "https://")),
	}
	for _, flag := range []string{"headless", "no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking", "disable-component-update",
		"disable-sync", "ignore-certificate-errors"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	defer cancel()
	tab, cancel := chromedp.NewContext(alloc)
	defer cancel()
	if err := chromedp.Do(tab, chromedp.Navigate("https://site.example/page")); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end) && !w.heard(want); {
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(500 * time.Millisecond) // what would come too has time to
	title, err := chromedp.Run(tab, chromedp.Evaluate[string]("location.href + ' ' + document.title"))
	if err != nil || title != "https://site.example/page page" {
		t.Errorf("the page is now %q: %v", title, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(w.asked)), func(asked string) bool { // the browser's own
		return strings.Contains(asked, "google.com/") || strings.Contains(asked, "googleapis.com/") || strings.HasSuffix(asked, "/favicon.ico")
	})
}

func (w *world) heard(want []string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !slices.ContainsFunc(want, func(one string) bool { return !w.asked[one] })
}

// TestEmbedsInBrowser loads a post with a film in Chromium, in both styles.
func TestEmbedsInBrowser(t *testing.T) {
	const body = `<p>Vu :</p><figure><iframe src="https://www.youtube.com/watch?v=CUkMCQR4TpY" sandbox="allow-scripts allow-same-origin allow-top-navigation allow-forms allow-modals"></iframe></figure>` +
		`<iframe src="https://vimeo.com/76979871"></iframe>`
	in := gallery()
	in.Live.Texts[1].Text.HTML = sanitize.New(sanitize.Options{}).Body(body).HTML
	t.Run("frame", func(t *testing.T) {
		w := newWorld(t)
		w.body = decode(t, entry.Render(in)[1]).Body
		want := []string{
			"player.vimeo.com/plays", "player.vimeo.com/tried", "player.vimeo.com/video/76979871",
			"www.youtube-nocookie.com/embed/CUkMCQR4TpY", "www.youtube-nocookie.com/plays", "www.youtube-nocookie.com/tried",
		}
		if got := w.browse(t, want...); !slices.Equal(got, want) {
			t.Errorf("asked of others: %q, want %q", got, want)
		}
		if w.came != "https://site.example/" {
			t.Errorf("the player was told that the reader comes from %q", w.came)
		}
	})
	t.Run("card", func(t *testing.T) {
		w := newWorld(t)
		in.Site.Media.Embeds = "card"
		w.body = decode(t, entry.Render(in)[1]).Body
		if got := w.browse(t); len(got) > 0 {
			t.Errorf("a link that loads nothing asked others for %q", got)
		}
		if !strings.Contains(w.body, `<a href="https://www.youtube.com/watch?v=CUkMCQR4TpY"`) {
			t.Errorf("nothing leads to the film: %s", w.body)
		}
	})
}
