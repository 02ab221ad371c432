package hugo

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/porting"
)

// bomb is a YAML map whose aliases stand for 9^n values.
func bomb(n int) string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	return b.String()
}

// TestFilesAreRefusedAlone reads files that cannot be taken beside one that can: each is
// refused with its place, in bounded time, and the other is read.
func TestFilesAreRefusedAlone(t *testing.T) {
	tests := []struct {
		name, text, code string
		line             int
	}{
		{"utf-16", "\xFF\xFE-\x00-\x00-\x00", "import.utf16", 0},
		{"yaml bomb", "---\n" + bomb(9) + "---\n", "import.front_matter_large", 2},
		{"text bomb", "---\na: &a " + strings.Repeat("x", 100_000) + "\nb: [" + strings.Repeat("*a, ", 1000) + "*a]\n---\n", "import.front_matter_large", 2},
		{"deep flow", "---\na: " + strings.Repeat("[", 100_000) + "\n---\n", "import.front_matter_deep", 2},
		{"deep dashes", "---\na:\n  " + strings.Repeat("- ", 50_000) + "b\n---\n", "import.front_matter_deep", 3},
		{"deep maps", "---\n" + indented(60) + "---\n", "import.front_matter_deep", 2},
		{"many keys", "---\n" + strings.Repeat("k: v\n", 10_000) + "---\n", "import.front_matter_large", 2},
		{"deep toml", "+++\na = " + strings.Repeat("[", 100_000) + "\n+++\n", "import.front_matter_deep", 2},
		{"dotted toml", "+++\n" + strings.Repeat("a.", 100) + "a = 1\n+++\n", "import.front_matter_deep", 2},
		{"deep json", `{"a":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}", "import.front_matter_deep", 1},
		{"broken yaml", "---\ntitle: a\n  b: [\n---\n", "import.front_matter_malformed", 2},
		{"doubled key", "---\ntitle: a\ntitle: b\n---\n", "import.front_matter_malformed", 3},
		{"list for a map", "---\n- a\n---\n", "import.front_matter_malformed", 2},
		{"broken toml", "+++\ntitle = \"a\"\nb = [\n+++\n", "import.front_matter_malformed", 3},
		{"broken json", "{\"title\": \"a\",\n \"b\": }\n", "import.front_matter_malformed", 2},
		{"no end", "---\ntitle: a\n", "import.front_matter_open", 1},
		{"no end of json", "\n{\"title\": \"a\"", "import.front_matter_open", 2},
		{"half a fence", "- a list\n", "import.front_matter_fence", 1},
		{"org", "#+TITLE: a\n", "import.format_unsupported", 1},
		{"markup", "---\ntitle: a\nmarkup: rst\n---\n", "import.format_unsupported", 3},
		{"too large", "---\ntitle: a\n---\n" + strings.Repeat("x", MaxContent), "import.file_large", 0},
		{"large front matter", "---\n# " + strings.Repeat("x", MaxFrontMatter) + "\n---\n", "import.front_matter_large", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			site := readFiles(t, map[string]string{"hugo.toml": "", "content/a/bad.md": tt.text, "content/a/good.md": "---\ntitle: Good\n---\n"}, Options{})
			if d := time.Since(start); d > 30*time.Second {
				t.Errorf("took %s", d)
			}
			if len(site.Notes) != 1 || len(site.Works) != 1 {
				t.Fatalf("%d works, notes %+v; want one of each", len(site.Works), site.Notes)
			}
			n := site.Notes[0]
			if n.Code != tt.code || n.Level != porting.Refused || n.Path != "content/a/bad.md" || n.Line != tt.line {
				t.Errorf("note %+v, want %s on line %d", n, tt.code, tt.line)
			}
		})
	}
}

func indented(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestHugeFileIsNotRead(t *testing.T) {
	dir := onDisk(t, map[string]string{"hugo.toml": "", "content/a/good.md": "Good"})
	f, err := os.Create(filepath.Join(dir, "content", "a", "huge.md"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(100 << 20); err != nil {
		t.Fatal(err)
	}
	site := readDir(t, dir)
	if got := codes(site.Notes); !slices.Equal(got, []string{"content/a/huge.md import.file_large"}) {
		t.Fatalf("notes %q", got)
	}
	if size := site.Notes[0].Args["size"]; size != int64(100<<20) {
		t.Errorf("size %v, want that of the file", size)
	}
}

// readDir reads a site on disk through a root.
func readDir(t testing.TB, dir string) *porting.Site {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	site, err := Read(t.Context(), root.FS(), Options{Now: noon}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func codes(notes []porting.Note) []string {
	var list []string
	for _, n := range notes {
		list = append(list, n.Path+" "+n.Code)
	}
	slices.Sort(list)
	return list
}

// TestLinksOutOfTheSite gives links, a pipe and names that are no UTF-8.
func TestLinksOutOfTheSite(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret.md")
	dir := onDisk(t, map[string]string{
		"hugo.toml": "", "content/a/good.md": "![x](/out.png)", "content/a/bundle/index.md": "![x](out.png)", "content/b/x.md": "x", "static/x": "",
	})
	write := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	write(os.WriteFile(secret, []byte("---\ntitle: Secret\n---\n"), 0o644))
	write(os.Symlink(secret, at("content/a/out.md")))
	write(os.Symlink(filepath.Dir(secret), at("content/outside")))
	write(os.Symlink("../../../../etc/passwd", at("content/a/bundle/out.png")))
	write(os.Symlink(secret, at("static/out.png")))
	write(os.Symlink("nowhere.md", at("content/a/dangling.md")))
	write(os.Symlink("good.md", at("content/a/inside.md")))
	write(os.Symlink("../b", at("content/a/folder")))
	write(syscall.Mkfifo(at("content/a/pipe.md"), 0o644))
	write(os.WriteFile(at("content/a/l\xe9gende.md"), []byte("x"), 0o644))
	site := readDir(t, dir)
	want := []string{
		"content/a/bundle/out.png import.symlink_outside",
		"content/a/dangling.md import.unreadable",
		"content/a/folder import.symlink_folder",
		"content/a/l\uFFFDgende.md import.name_malformed",
		"content/a/out.md import.symlink_outside",
		"content/a/pipe.md import.not_a_file",
		"content/outside import.symlink_outside",
	}
	if got := codes(site.Notes); !slices.Equal(got, want) {
		t.Errorf("notes\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	var paths []string
	for _, w := range site.Works {
		d := w.Documents[0]
		paths = append(paths, d.Path)
		page, err := site.Load(t.Context(), d)
		write(err)
		if d.Path == "content/a/good.md" && !slices.Equal(codes(page.Notes), []string{"content/a/good.md import.title_missing", "static/out.png import.symlink_outside"}) {
			t.Errorf("notes of %s: %q", d.Path, codes(page.Notes))
		}
	}
	if wantPaths := []string{"content/a/bundle/index.md", "content/a/good.md", "content/a/inside.md", "content/b/x.md"}; !slices.Equal(paths, wantPaths) {
		t.Errorf("documents %q, want %q", paths, wantPaths)
	}
}

// TestSettingsFaults holds what ends an import before it begins.
func TestSettingsFaults(t *testing.T) {
	post := "---\ntitle: x\n---\n"
	tests := []struct {
		name  string
		files map[string]string
		opts  Options
		code  string
		place any
	}{
		{"no settings", map[string]string{"content/a.md": post}, Options{}, "import.not_hugo", nil},
		{"broken toml", map[string]string{"hugo.toml": "a = 1\nb = [\n"}, Options{}, "import.config_unreadable", "hugo.toml:2"},
		{"broken yaml", map[string]string{"config.yaml": "a: 1\nb: 2\n c: [\n"}, Options{}, "import.config_unreadable", "config.yaml:2"},
		{"broken json", map[string]string{"hugo.json": "{\n\"a\": }"}, Options{}, "import.config_unreadable", "hugo.json:2"},
		{"broken part", map[string]string{"config/_default/params.toml": "a = \n"}, Options{}, "import.config_unreadable", "config/_default/params.toml:1"},
		{"bomb", map[string]string{"hugo.yaml": bomb(9)}, Options{}, "import.config_large", "hugo.yaml"},
		{"deep", map[string]string{"hugo.toml": "a = " + strings.Repeat("[", 1000)}, Options{}, "import.config_large", "hugo.toml:1"},
		{"large", map[string]string{"hugo.toml": "# " + strings.Repeat("x", MaxFrontMatter)}, Options{}, "import.config_large", "hugo.toml"},
		{"a folder", map[string]string{"hugo.toml/x": ""}, Options{}, "import.config_no_file", nil},
		{"a map of no language", map[string]string{"hugo.toml": ""}, Options{LocaleMap: map[string]string{"french": "fr"}}, "import.language_unknown", nil},
		{"a language that is none", map[string]string{"hugo.toml": "[languages.english]\n"}, Options{}, "import.locale_unknown", nil},
		{"a map to no tag", map[string]string{"hugo.toml": "[languages.english]\n"}, Options{LocaleMap: map[string]string{"english": "!"}}, "locale.malformed", nil},
		{"two of one tag", map[string]string{"hugo.toml": "[languages.en]\n[languages.english]\n"}, Options{LocaleMap: map[string]string{"english": "en"}}, "import.locale_twice", nil},
		{"no such zone", map[string]string{"hugo.toml": "timeZone = 'Mars/Olympus'\n"}, Options{}, "import.time_zone_unknown", nil},
		{"no such zone asked", map[string]string{"hugo.toml": ""}, Options{TimeZone: "Mars/Olympus"}, "import.time_zone_unknown", nil},
		{"no such section", map[string]string{"hugo.toml": "", "content/a/b.md": post}, Options{Sections: []string{"blog"}}, "import.section_unknown", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(t.Context(), mapFS(tt.files), tt.opts, nil)
			f, ok := fault.Of(err)
			if !ok || f.Code != tt.code || f.Args["place"] != tt.place {
				t.Errorf("error %v, want %s at %v", err, tt.code, tt.place)
			}
		})
	}
}

// TestFoldersOutOfTheSite names folders that are not read: nobody is to think that they were.
func TestFoldersOutOfTheSite(t *testing.T) {
	site := readFiles(t, map[string]string{
		"hugo.toml":    "contentDir = '../shared'\nstaticDir = ['static', '/srv/static']\n[languages.en]\ncontentDir = 'content'\n[[module.mounts]]\nsource = '../../x'\ntarget = 'assets'\n",
		"content/a.md": "x",
	}, Options{})
	var folders []any
	for _, n := range site.Notes {
		if n.Code == "import.folder_outside" && n.Level == porting.Warning {
			folders = append(folders, n.Args["folder"])
		}
	}
	if !slices.Equal(folders, []any{"../../x", "../shared", "/srv/static"}) {
		t.Errorf("told of %v", folders)
	}
}

// TestSettingsOutOfTheSite gives settings that are links.
func TestSettingsOutOfTheSite(t *testing.T) {
	for _, name := range []string{"hugo.toml", "config"} {
		dir := t.TempDir()
		target := filepath.Join(t.TempDir(), "x.toml")
		if err := os.WriteFile(target, []byte("title = 'x'"), 0o644); err != nil {
			t.Fatal(err)
		}
		if name == "config" {
			target = filepath.Dir(target)
		}
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Read(t.Context(), root.FS(), Options{}, nil)
		if f, ok := fault.Of(err); !ok || f.Code != "import.config_outside" {
			t.Errorf("%s: error %v, want import.config_outside", name, err)
		}
		root.Close()
	}
}

// TestRepairs holds what is taken although it is not as it should be.
func TestRepairs(t *testing.T) {
	tests := []struct {
		name, text, title, body, code string
		line                          int
	}{
		{"byte order mark", "\uFEFF---\ntitle: Été\n---\nTexte", "Été", "Texte", "", 0},
		{"carriage returns", "---\r\ntitle: Été\r\n---\r\nUn\r\ndeux\rtrois", "Été", "Un\ndeux\ntrois", "", 0},
		{"latin 1", "---\ntitle: \xC9t\xE9 \x96 d\x92or\n---\nl\x92\xE9t\xE9", "Été – d’or", "l’été", "import.encoding_repaired", 2},
		{"mixed", "---\ntitle: É\n---\nbon \xE9t\xE9\n", "É", "bon \uFFFDt\uFFFD\n", "import.encoding_repaired", 4},
		{"nul", "---\ntitle: É\n---\na\x00b", "É", "a\uFFFDb", "import.encoding_repaired", 4},
		{"entities", "---\ntitle: 'Bonjour&nbsp;: ça'\n---\n", "Bonjour\u00A0: ça", "", "import.entities", 2},
		{"no title", "Texte", "x y", "Texte", "import.title_missing", 0},
		{"title is a list", "---\na: 1\ntitle: [a]\n---\n", "x y", "", "import.field_kind", 3},
		{"a number for a title", "---\ntitle: 2020\n---\n", "2020", "", "", 0},
		{"no date", "---\ntitle: a\ndate: soon\n---\n", "a", "", "import.date_malformed", 3},
		{"other host", "---\ntitle: a\nurl: https://x.org/\n---\n", "a", "", "import.url_malformed", 3},
		{"bad token", "---\ntitle: a\nurl: /:nothing/\n---\n", "a", "", "import.url_malformed", 3},
		{"alias of another host", "---\ntitle: a\naliases: [https://x.org/]\n---\n", "a", "", "import.alias_refused", 3},
		{"root alias", "---\ntitle: a\naliases: [/]\n---\n", "a", "", "import.alias_refused", 3},
		{"aliases that are a map", "---\ntitle: a\naliases: {a: b}\n---\n", "a", "", "import.field_kind", 3},
		{"a slug that is a list", "---\ntitle: a\nslug: [b]\n---\n", "a", "", "import.field_kind", 3},
		{"unlisted", "---\ntitle: a\nbuild:\n  list: never\n---\n", "a", "", "import.unlisted", 4},
		{"expires", "---\ntitle: a\nexpiryDate: 2030-01-01\n---\n", "a", "", "import.expires", 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site := readFiles(t, map[string]string{"hugo.toml": "", "content/a/x y.md": tt.text}, Options{})
			if len(site.Works) != 1 {
				t.Fatalf("works %v, notes %v", site.Works, site.Notes)
			}
			page, err := site.Load(t.Context(), site.Works[0].Documents[0])
			if err != nil {
				t.Fatal(err)
			}
			if page.Title != tt.title || page.Body != tt.body {
				t.Errorf("title %q body %q, want %q and %q", page.Title, page.Body, tt.title, tt.body)
			}
			switch {
			case tt.code == "" && len(page.Notes) > 0:
				t.Errorf("notes %+v", page.Notes)
			case tt.code != "" && (len(page.Notes) == 0 || page.Notes[0].Code != tt.code || page.Notes[0].Line != tt.line):
				t.Errorf("notes %+v, want %s on line %d", page.Notes, tt.code, tt.line)
			}
		})
	}
}
