package sanitize_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/sanitize"
)

//go:embed testdata/attacks.json
var attacksJSON []byte

// An attack is HTML that does something by itself, or when a reader touches
// it: {fire} calls a function of the page around it, {url} is an address that
// nothing may ask for. A probe is an expression that is true where an attack
// took the place of what scripts rely on.
type attack struct {
	Name  string `json:"name"`
	HTML  string `json:"html"`
	Probe string `json:"probe"`
}

func attacks(t testing.TB) []attack {
	t.Helper()
	var list []attack
	if err := json.Unmarshal(attacksJSON, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// harmless is the one entry that must load in every variant: it shows that what
// is clean is shown.
const harmless = "a picture that may load"

// browserPath returns where Chromium is. Without it the test skips on a
// stranger's machine and fails in CI.
func browserPath(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("CI must try the attacks in a browser, and there is no chromium")
	}
	t.Skip("no chromium: the attacks are tried in a real browser only where there is one")
	return ""
}

// TestInBrowser tries each attack in Chromium, by innerHTML and as a document,
// as written and sanitized. What is sanitized must do nothing; that the browser
// would do something is shown by what is not.
func TestInBrowser(t *testing.T) {
	path := browserPath(t)
	list := attacks(t)
	if len(list) < 170 {
		t.Fatalf("only %d attacks", len(list))
	}
	r := newRange(t, list)
	r.run(t, path)
	r.judge(t)
}

// visit opens a page in a browser of its own until the page says that it is done. Nobody drives
// the browser: one that is asked tells of every frame and element, which takes longer than the page.
func (r *firingRange) visit(t *testing.T, browser, page string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "browser")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, browser,
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--remote-debugging-port=0", "--user-data-dir="+dir,
		"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", r.server.URL+"/page/"+page)
	// Asked to end, it ends those that it started, too.
	cmd.Cancel, cmd.WaitDelay = func() error { return cmd.Process.Signal(os.Interrupt) }, 20*time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-r.done:
	case <-time.After(2 * time.Minute):
		t.Errorf("the page of attacks %s did not finish", page)
	}
	end()
	_ = cmd.Wait() // it says that it was ended
	if err := os.RemoveAll(dir); err != nil {
		t.Error(err)
	}
}

// A firingRange serves attacks to a browser and notes which of them fired.
type firingRange struct {
	attacks []attack
	policy  *sanitize.Policy
	server  *httptest.Server
	done    chan string

	mu    sync.Mutex
	fired map[int]bool
}

// Each attack has four numbers: by innerHTML or as a document, as written or clean.
const (
	variants   = 4
	asDocument = 1
	clean      = 2
	frames     = 96 // on one page
)

func newRange(t *testing.T, list []attack) *firingRange {
	r := &firingRange{
		attacks: list, policy: sanitize.New(sanitize.Options{}), done: make(chan string, 1), fired: make(map[int]bool),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /page/{ids}", r.page)
	mux.HandleFunc("GET /body/{id}", r.body)
	mux.HandleFunc("/hit/{id}", r.hit)
	mux.HandleFunc("/load/{id}", r.hit)
	mux.HandleFunc("/load/{id}/{rest...}", r.hit)
	mux.HandleFunc("GET /done/{page}", func(_ http.ResponseWriter, req *http.Request) { r.done <- req.PathValue("page") })
	r.server = httptest.NewServer(mux)
	t.Cleanup(r.server.Close)
	return r
}

// html returns the body of a variant.
func (r *firingRange) html(id int) string {
	host := strings.TrimPrefix(r.server.URL, "http://")
	n := strconv.Itoa(id)
	body := strings.NewReplacer(
		"{fire}", "top.hit("+n+")", "{url}", r.server.URL+"/load/"+n, "{host}", host, "{n}", n,
	).Replace(r.attacks[id/variants].HTML)
	if id&clean != 0 {
		body = r.policy.Body(body).HTML
	}
	return body
}

func (r *firingRange) body(w http.ResponseWriter, req *http.Request) {
	id, err := strconv.Atoi(req.PathValue("id"))
	if err != nil {
		http.NotFound(w, req)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, r.html(id))
}

func (r *firingRange) hit(w http.ResponseWriter, req *http.Request) {
	if id, err := strconv.Atoi(strings.TrimSuffix(req.PathValue("id"), "#a")); err == nil {
		r.mu.Lock()
		r.fired[id] = true
		r.mu.Unlock()
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Type", "text/plain")
}

// run opens the pages one after the other.
func (r *firingRange) run(t *testing.T, browser string) {
	t.Helper()
	// As written and clean never share a page: what fires may spoil it.
	for _, kind := range []int{0, clean} {
		var ids []int
		for i := range r.attacks {
			// What has no tag left is text, and needs no browser.
			if id := i*variants + kind; strings.Contains(r.html(id), "<") {
				ids = append(ids, id, id+asDocument)
			}
		}
		for batch := range slices.Chunk(ids, frames) {
			name := strings.Trim(strings.ReplaceAll(fmt.Sprint(batch), " ", ","), "[]")
			r.visit(t, browser, name)
		}
	}
}

// judge says what fired that must not, and whether enough did that should.
func (r *firingRange) judge(t *testing.T) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	live, innerHTML, document := 0, 0, 0
	for i, a := range r.attacks {
		if a.Name == harmless {
			for id := i * variants; id < (i+1)*variants; id++ {
				if !r.fired[id] {
					t.Errorf("a picture that may load did not (variant %d): what is clean is not shown at all", id%variants)
				}
			}
			continue
		}
		inner, doc := r.fired[i*variants], r.fired[i*variants+asDocument]
		if inner {
			innerHTML++
		}
		if doc {
			document++
		}
		if inner || doc {
			live++
		} else {
			t.Logf("does not fire as written: %s", a.Name)
		}
		for _, id := range []int{i*variants + clean, i*variants + clean + asDocument} {
			if r.fired[id] {
				t.Errorf("%s fires after sanitizing: %q became %q", a.Name, a.HTML, r.html(id))
			}
		}
	}
	t.Logf("%d attacks: as written %d fire (%d by innerHTML, %d as a document)", len(r.attacks), live, innerHTML, document)
	if live < 100 {
		t.Errorf("only %d attacks fire as written: the browser shows nothing", live)
	}
}

// page puts attacks into frames, waits, and touches everything in them.
func (r *firingRange) page(w http.ResponseWriter, req *http.Request) {
	type one struct {
		ID    int    `json:"id"`
		Doc   bool   `json:"doc"`
		HTML  string `json:"html"` // where it is set by innerHTML
		Probe string `json:"probe"`
	}
	var list []one
	for field := range strings.SplitSeq(req.PathValue("ids"), ",") {
		id, err := strconv.Atoi(field)
		if err != nil {
			http.NotFound(w, req)
			return
		}
		o := one{ID: id, Doc: id&asDocument != 0, Probe: r.attacks[id/variants].Probe}
		if !o.Doc {
			o.HTML = r.html(id)
		}
		list = append(list, o)
	}
	data, err := json.Marshal(list)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<!doctype html><title>range</title><body><script>const list = %s;%s</script>", data, pageScript)
}

const pageScript = `
window.hit = id => { fetch('/hit/' + id, {keepalive: true}); };
const wait = ms => new Promise(done => setTimeout(done, ms));
const events = ['mouseover', 'mouseenter', 'mousemove', 'mouseout', 'mousedown', 'mouseup', 'dblclick', 'auxclick', 'contextmenu',
  'pointerdown', 'pointerover', 'pointerenter', 'touchstart', 'keydown', 'keyup', 'keypress', 'focus', 'focusin', 'blur', 'wheel',
  'scroll', 'copy', 'cut', 'paste', 'drag', 'dragstart', 'dragover', 'drop', 'selectstart', 'beforeinput', 'input', 'change',
  'invalid', 'transitionend', 'toggle', 'submit', 'reset'];

async function place(one) {
  const frame = document.createElement('iframe');
  frame.width = 300; frame.height = 100;
  if (one.doc) frame.src = '/body/' + one.id;
  const loaded = new Promise(done => { frame.onload = done; });
  document.body.append(frame);
  await Promise.race([loaded, wait(2000)]);
  frame.onload = null;
  if (!one.doc) frame.contentDocument.body.innerHTML = one.html;
  return frame;
}

function within(frame) {
  try { return frame.contentDocument ? [...frame.contentDocument.querySelectorAll('*')] : []; } catch { return []; }
}

function touch(frame) {
  for (const el of within(frame)) {
    for (const name of events) {
      try { el.dispatchEvent(new Event(name, {bubbles: true, cancelable: true})); } catch {}
    }
  }
}

function click(frame) {
  for (const el of within(frame)) {
    try { el.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true})); } catch {}
  }
}

(async () => {
  const frames = await Promise.all(list.map(one => place(one).catch(() => null)));
  await wait(500);
  list.forEach((one, i) => {
    if (!one.probe || !frames[i]) return;
    try { if (frames[i].contentWindow.eval(one.probe)) hit(one.id); } catch {}
  });
  for (const frame of frames) if (frame) touch(frame);
  await wait(100);
  for (const frame of frames) if (frame) click(frame);
  await wait(700);
  await fetch('/done/page');
})();
`
