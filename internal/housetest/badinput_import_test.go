package housetest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const settings = "baseURL = \"https://x.example/\"\ndefaultContentLanguage = \"en\"\n[languages.en]\n[languages.fr]\n"

// hugoSite writes a Hugo site and returns its folder.
func hugoSite(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if _, ok := files["hugo.toml"]; !ok {
		put(t, dir, "hugo.toml", settings)
	}
	for name, text := range files {
		put(t, dir, name, text)
	}
	return dir
}

func put(t testing.TB, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// article is a file with a front matter.
func article(title, more, body string) string {
	return "---\ntitle: " + title + "\ndate: 2020-01-01\n" + more + "---\n" + body + "\n"
}

// A told is the report of an import, as programs get it.
type told struct {
	Changed bool
	Totals  struct{ Files, Created, Unchanged, Refused, Published, Pairs int }
	Files   []struct {
		Path, Outcome string
		Notes         []struct{ Code, Level, Message string }
	}
	Notes []struct{ Code, Level, Path, Message string }
}

// brought runs an import and returns its report; it has to end within a minute.
func brought(t testing.TB, data, site string, wantCode int, more ...string) told {
	t.Helper()
	start := time.Now()
	out, code := try(t, append([]string{"import", "hugo", site, "--data", data, "--format", "json"}, more...)...)
	if code != wantCode {
		t.Fatalf("exit code %d, want %d\n%s", code, wantCode, out)
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("took %s", took)
	}
	var r told
	dec := json.NewDecoder(strings.NewReader(out)) // standard error may follow
	if err := dec.Decode(&r); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, n := range r.Notes {
		plain(t, n.Message)
	}
	for _, f := range r.Files {
		for _, n := range f.Notes {
			plain(t, n.Message)
		}
	}
	return r
}

// plain fails for a message that shows how the program is built.
func plain(t testing.TB, message string) {
	t.Helper()
	for _, inside := range []string{"<no value>", "map[", "goroutine", "panic", ".go:", "import.", "json: ", "strconv", "%!"} {
		if strings.Contains(message, inside) {
			t.Errorf("a message shows %q: %s", inside, message)
		}
	}
	if message == "" {
		t.Error("a message is empty")
	}
}

// sound runs diptych check.
func sound(t testing.TB, data string) {
	t.Helper()
	if out, code := try(t, "check", "--data", data); code != 0 {
		t.Errorf("check: %d\n%s", code, out)
	}
}

// TestHostileSite imports one good pair amid everything that a site may hold to
// harm: each bad file is refused alone, and the pair is taken.
func TestHostileSite(t *testing.T) {
	bad := map[string]string{
		"title.md":     article(strings.Repeat("T", 10_000), "", "x"),
		"aliases.md":   article("A", "aliases: ["+numbered("/old/%d/, ", 5000)+"/b/]\n", "x"),
		"body.md":      article("B", "", strings.Repeat("word ", 1<<20)),
		"quotes.md":    article("Q", "", strings.Repeat("> ", 5000)+"x"),
		"numbers.md":   article("N", "", strings.Repeat("1. ", 100_000)+"x"),
		"table.md":     article("W", "", strings.Repeat("|a", 2000)+"\n"+strings.Repeat("|-", 2000)+"\n"+strings.Repeat("|x\n", 50_000)),
		"params.md":    `{"title":"P","params":` + strings.Repeat(`{"a":`, 1000) + "1" + strings.Repeat("}", 1000) + "}\n",
		"bomb.md":      "---\na: &a [x,x,x,x,x,x,x,x,x]\n" + yamlBomb() + "---\n",
		"toml.md":      "+++\na = " + strings.Repeat("[", 100_000) + "\n+++\n",
		"utf16.md":     "\xff\xfe-\x00-\x00-\x00",
		"surrogate.md": article(`"\ud800"`, "", "x"),
	}
	files := map[string]string{
		"content/blog/good.en.md": article("Good", "", "Well."), "content/blog/good.fr.md": article("Bon", "", "Bien."),
		"content/blog/deep.html": article("N", "", strings.Repeat("<div>", 100_000)+"x"),
		// These get a slug or a path of ours.
		"content/blog/dots.md": article("D", "slug: ../../etc/passwd\n", "x"),
		"content/blog/long.md": article("L", "slug: "+strings.Repeat("é", 3000)+"\n", "x"), "content/blog/back\\.md": article("S", "", "x"),
	}
	for name, text := range bad {
		files["content/blog/"+name] = text
	}
	for _, name := range []string{"a:b.md", "q\"'.md", "n\u00a0b\u202f.md", "-lead.md", "new\nline.md", "\x1b[31m.md", "<b>.md", "\u202e.md", strings.Repeat("l", 252) + ".md"} {
		files["content/odd/"+name] = article("Odd", "", "x")
	}
	dir := hugoSite(t, files)
	others := unreadable(t, dir)
	data := filepath.Join(t.TempDir(), "data")
	r := brought(t, data, dir, 1)
	if r.Totals.Refused != len(bad)+others || r.Totals.Created != 15 || r.Totals.Pairs != 1 {
		t.Errorf("totals %+v, want %d refused, 15 created, one pair", r.Totals, len(bad)+others)
	}
	for _, f := range r.Files {
		if _, ok := bad[filepath.Base(f.Path)]; ok == (f.Outcome != "refused") {
			t.Errorf("%q is %s: %+v", f.Path, f.Outcome, f.Notes)
		}
	}
	again := brought(t, data, dir, 1)
	if again.Changed || again.Totals.Unchanged != 15 {
		t.Errorf("the second time: %+v", again.Totals)
	}
	sound(t, data)
	text, code := try(t, "import", "hugo", dir, "--data", filepath.Join(t.TempDir(), "other"), "--lang", "fr")
	if code != 1 || strings.ContainsAny(text, "\x1b\u202e") || !strings.Contains(text, "<U+001B>[31m.md") {
		t.Errorf("exit code %d; a name commands the terminal:\n%q", code, text)
	}
}

// numbered repeats a pattern with the numbers from 0.
func numbered(pattern string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, pattern, i)
	}
	return b.String()
}

// yamlBomb is nine maps of nine aliases each of the one before.
func yamlBomb() string {
	var b strings.Builder
	last := "a"
	for i := range 9 {
		fmt.Fprintf(&b, "b%d: &b%d [%s*%s]\n", i, i, strings.Repeat("*"+last+", ", 8), last)
		last = fmt.Sprintf("b%d", i)
	}
	return b.String()
}

// unreadable puts links out of the site, pipes and huge files into it, and
// returns how many of them are refused.
func unreadable(t *testing.T, dir string) int {
	t.Helper()
	at := func(name string) string { return filepath.Join(dir, "content", "blog", name) }
	huge, err := os.Create(at("huge.md"))
	if err != nil {
		t.Fatal(err)
	}
	defer huge.Close()
	for _, err := range []error{
		huge.Truncate(100 << 20),
		os.Symlink("/etc/passwd", at("link.md")), os.Symlink("/etc", at("folder")), os.Symlink("loop.md", at("loop.md")), os.Symlink("..", at("up")),
		syscall.Mkfifo(at("pipe.md"), 0o644), os.WriteFile(at("bad\xff.md"), []byte("x"), 0o644),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return 7
}

// TestBundleOfBadPictures imports a post whose pictures are none: it is taken,
// and each picture is told.
func TestBundleOfBadPictures(t *testing.T) {
	dir := hugoSite(t, map[string]string{
		"content/p/index.md":  article("P", "", "![](html.png) ![](empty.png) ![](evil.svg) ![](link.png) ![](pipe.png) ![](gone%00.png) ![](../../../etc/passwd)"),
		"content/p/html.png":  "<html><script>alert(1)</script></html>",
		"content/p/empty.png": "",
		"content/p/evil.svg":  `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`,
	})
	for _, err := range []error{os.Symlink("/etc/passwd", filepath.Join(dir, "content/p/link.png")), syscall.Mkfifo(filepath.Join(dir, "content/p/pipe.png"), 0o644)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	data := filepath.Join(t.TempDir(), "data")
	r := brought(t, data, dir, 1)
	if r.Totals.Created != 1 || r.Totals.Published != 1 || len(r.Files[0].Notes) < 5 {
		t.Errorf("totals %+v, notes %+v", r.Totals, r.Files[0].Notes)
	}
	sound(t, data)
}

// TestImportsAtOnce runs three imports of one site over each other: whatever
// they do, no post is there twice.
func TestImportsAtOnce(t *testing.T) {
	const posts = 150
	files := make(map[string]string)
	for i := range posts {
		for _, tag := range []string{"en", "fr"} {
			files[fmt.Sprintf("content/blog/p%d.%s.md", i, tag)] = article(fmt.Sprintf("P%d %s", i, tag), "tags: [a, b]\n", "x")
		}
	}
	dir := hugoSite(t, files)
	data := filepath.Join(t.TempDir(), "data")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			out, err := exec.Command(binary, "import", "hugo", dir, "--data", data).CombinedOutput()
			if err != nil && strings.Count(string(out), "\n") != 1 {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wg.Wait()
	brought(t, data, dir, 0)
	if r := brought(t, data, dir, 0); r.Changed || r.Totals.Pairs != posts {
		t.Errorf("afterwards %+v", r.Totals)
	}
	s := serve(t, data)
	for _, tag := range []string{"en", "fr"} {
		var list struct{ Total int }
		(&client{url: s.url}).must(t, 200, "GET", "/content/v1/posts?total=true&locale="+tag, nil).into(t, &list)
		if list.Total != posts {
			t.Errorf("%d posts in %s, want %d", list.Total, tag, posts)
		}
	}
	sound(t, data)
}
