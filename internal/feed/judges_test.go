package feed_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/feed"
)

// Programs that others wrote read our feeds. Where one is not installed its tests are
// skipped, but not where CI=true.

func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed", what)
	}
	t.Skipf("%s is not installed", what)
}

// A reading is what a program made of a feed.
type reading struct {
	Wrong string      `json:"wrong"` // what it complains about
	Title string      `json:"title"`
	Links [][2]string `json:"links"` // rel and href
	Items []readItem  `json:"items"`
}

type readItem struct {
	ID         string   `json:"id"`
	URL        string   `json:"url"`
	Title      string   `json:"title"`
	Content    string   `json:"content"`
	Published  string   `json:"published"`
	Authors    []string `json:"authors"`
	Tags       []string `json:"tags"`
	Enclosures []string `json:"enclosures"`
}

// feedparser is what many readers in Python are built on.
const feedparser = `
import sys, json, calendar, datetime, feedparser
d = feedparser.parse(open(sys.argv[1], "rb").read(), sanitize_html=False, resolve_relative_uris=False)
when = lambda t: datetime.datetime.fromtimestamp(calendar.timegm(t), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
print(json.dumps({
  "wrong": str(d.bozo_exception) if d.bozo else "",
  "title": d.feed.title,
  "links": [[l.rel, l.href] for l in d.feed.links],
  "items": [{"id": e.id, "url": e.link, "title": e.title, "content": e.content[0].value if "content" in e else "",
             "published": when(e.published_parsed), "authors": [a.name for a in e.get("authors", []) if "name" in a],
             "tags": [t.label or t.term for t in e.get("tags", [])],
             "enclosures": [l.href for l in e.links if l.rel == "enclosure"]} for e in d.entries],
}))`

// feedsmith reads strictly, and JSON Feed too.
const feedsmith = `
const {parseFeed} = require('feedsmith')
const {format, feed: f} = parseFeed(require('fs').readFileSync(process.argv[1], 'utf8'))
const links = f.atom?.links ?? f.links ?? []
const when = (s) => new Date(s).toISOString().replace('.000Z', 'Z')
const item = (e) => format === 'rss' ? {
  id: e.guid.value ?? e.guid, url: e.link, title: e.title, content: e.content?.encoded ?? '', published: when(e.pubDate),
  authors: e.dc?.creators ?? [], tags: (e.categories ?? []).map(c => c.name), enclosures: (e.enclosures ?? []).map(x => x.url),
} : format === 'atom' ? {
  id: e.id, url: e.links.find(l => l.rel === 'alternate').href, title: e.title?.value ?? e.title, content: e.content?.value ?? e.content ?? '', published: when(e.published),
  authors: (e.authors ?? []).map(a => a.name), tags: (e.categories ?? []).map(c => c.label), enclosures: e.links.filter(l => l.rel === 'enclosure').map(l => l.href),
} : {
  id: e.id, url: e.url, title: e.title, content: e.content_html ?? '', published: when(e.date_published),
  authors: (e.authors ?? []).map(a => a.name), tags: e.tags ?? [], enclosures: (e.attachments ?? []).map(a => a.url),
}
console.log(JSON.stringify({
  wrong: '', title: f.title?.value ?? f.title, links: links.map(l => [l.rel, l.href]), items: (f.items ?? f.entries ?? []).map(item),
}))`

func read(t *testing.T, doc []byte, name string, args ...string) reading {
	t.Helper()
	path := filepath.Join(t.TempDir(), "feed")
	if err := os.WriteFile(path, doc, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), name, append(args, path)...)
	if name == "node" {
		cmd.Env = append(os.Environ(), "NODE_PATH="+modules(t))
	}
	var says strings.Builder
	cmd.Stderr = &says
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, says.String())
	}
	var r reading
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// python returns a Python that has feedparser. Debian's has.
func python(t testing.TB) string {
	t.Helper()
	for _, path := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), path, "-c", "import feedparser").Run() == nil {
			return path
		}
	}
	missing(t, "python3-feedparser")
	return ""
}

// modules returns the folder in which the npm package feedsmith is installed.
func modules(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs("../../.ci/bin/js/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "feedsmith")); err != nil {
		missing(t, "the npm package feedsmith")
	}
	return dir
}

func TestOthersReadOurFeeds(t *testing.T) {
	t.Run("feedparser", func(t *testing.T) {
		path := python(t)
		for _, format := range []feed.Format{feed.RSS, feed.Atom} {
			judge(t, format, func(doc []byte) reading { return read(t, doc, path, "-c", feedparser) })
		}
	})
	t.Run("feedsmith", func(t *testing.T) {
		modules(t)
		for _, format := range feed.Formats() {
			judge(t, format, func(doc []byte) reading { return read(t, doc, "node", "-e", feedsmith) })
		}
	})
}

// judge compares what a program reads with what was written.
func judge(t *testing.T, format feed.Format, read func([]byte) reading) {
	t.Helper()
	docs := documents()
	docs["hostile"] = hostile()
	for name, f := range docs {
		got := read(feed.Write(format, f))
		if got.Wrong != "" {
			t.Errorf("%s of %s: %s", format, name, got.Wrong)
		}
		if len(got.Items) != len(f.Items) {
			t.Errorf("%s of %s: %d items", format, name, len(got.Items))
			continue
		}
		for rel, want := range map[string]string{"self": f.Self, "prev-archive": f.Previous, "next-archive": f.Next, "current": f.Current} {
			if format != feed.JSON && want != "" && !slices.Contains(got.Links, [2]string{rel, want}) {
				t.Errorf("%s of %s: no link %s to %s in %v", format, name, rel, want, got.Links)
			}
		}
		if name == "hostile" {
			if !strings.Contains(got.Items[0].Title, "<script>alert(1)</script> &amp;") {
				t.Errorf("%s of %s: title %q", format, name, got.Items[0].Title)
			}
			continue
		}
		for i, item := range f.Items {
			same(t, string(format)+" of "+name, got.Items[i], item)
		}
	}
}

func same(t *testing.T, what string, got readItem, want feed.Item) {
	t.Helper()
	var authors, tags, enclosures []string
	for _, a := range want.Authors {
		authors = append(authors, a.Name)
	}
	for _, c := range want.Categories {
		tags = append(tags, c.Label)
	}
	if p := want.Picture; p != nil && p.Type != "" {
		enclosures = append(enclosures, p.URL)
	}
	if p := want.Picture; p != nil && p.Type == "" && len(got.Enclosures) > 0 {
		enclosures = append(enclosures, p.URL) // Atom asks for no type
	}
	for _, c := range []struct{ name, got, want string }{
		{"id", got.ID, want.ID}, {"url", got.URL, want.URL}, {"title", got.Title, want.Title}, {"content", got.Content, want.Content},
		{"published", got.Published, want.Published.Format(time.RFC3339)}, {"authors", strings.Join(got.Authors, "|"), strings.Join(authors, "|")},
		{"tags", strings.Join(got.Tags, "|"), strings.Join(tags, "|")}, {"enclosures", strings.Join(got.Enclosures, "|"), strings.Join(enclosures, "|")},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s = %q, want %q", what, c.name, c.got, c.want)
		}
	}
}
