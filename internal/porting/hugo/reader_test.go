package hugo

import (
	"slices"
	"testing"
	"time"
)

// TestHash changes the files of a small site one by one: the hash of a document
// changes if it is read from that file, and only then.
func TestHash(t *testing.T) {
	files := map[string]string{
		"hugo.toml":          "[languages.en]\ncontentDir = 'en'\n[languages.fr]\ncontentDir = 'fr'\n",
		"en/blog/a/index.md": "---\ntitle: a\nresources: [{src: p.png, name: thumbnail}]\n---\n![s](/s.png) ![none](/none.png)",
		"en/blog/a/p.png":    "p",
		"fr/blog/a/index.md": "---\ntitle: a\nresources: [{src: p.png, name: thumbnail}]\n---\n",
		"en/blog/b/index.md": "---\ntitle: b\n---\n",
		"fr/blog/_index.md":  "---\ntitle: blog\n---\n",
		"static/s.png":       "s",
	}
	hashes := func(change, text string) map[string]string {
		changed := make(map[string]string, len(files)+1)
		for name, t := range files {
			changed[name] = t
		}
		changed[change] = text
		list := make(map[string]string)
		for _, w := range readFiles(t, changed, Options{}).Works {
			for _, d := range w.Documents {
				list[d.Path] = d.Hash
			}
		}
		return list
	}
	before := hashes("hugo.toml", files["hugo.toml"])
	const a, f, b = "en/blog/a/index.md", "fr/blog/a/index.md", "en/blog/b/index.md"
	tests := []struct {
		name, change, text string
		want               []string
	}{
		{"nothing", "hugo.toml", files["hugo.toml"], nil},
		{"its text", a, files[a] + " ", []string{a}},
		{"a lent picture", "en/blog/a/p.png", "q", []string{a, f}},
		{"a static picture", "static/s.png", "t", []string{a}},
		{"a picture that was missing", "static/none.png", "n", []string{a}},
		{"a setting that says nothing here", "hugo.toml", files["hugo.toml"] + "weight = 2\n", nil},
		{"a permalink rule", "hugo.toml", "[permalinks]\nblog = '/:title/'\n" + files["hugo.toml"], []string{a, b, f}},
		{"a section's words for its pages", "fr/blog/_index.md", "---\ncascade: {tone: x}\n---\n", []string{f}},
		{"a section's own words", "fr/blog/_index.md", "---\ntitle: other\n---\n", nil},
		{"a file of the bundle", "en/blog/b/new.pdf", "x", []string{b}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for path, hash := range hashes(tt.change, tt.text) {
				if hash != before[path] {
					got = append(got, path)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, tt.want) {
				t.Errorf("hashes changed of %q, want %q", got, tt.want)
			}
		})
	}
}

// TestPairs holds what joins and what does not.
func TestPairs(t *testing.T) {
	const settings = "[languages.en]\ncontentDir = 'en'\nweight = 1\n[languages.fr]\ncontentDir = 'fr'\nweight = 2\n"
	post := func(key string) string {
		if key == "" {
			return "---\ntitle: x\n---\n"
		}
		return "---\ntitle: x\ntranslationKey: " + key + "\n---\n"
	}
	tests := []struct {
		name  string
		files map[string]string
		pairs []string
		notes int
	}{
		{"equal path", map[string]string{"en/a/x.md": post(""), "fr/a/x/index.md": post("")}, []string{"en/a/x.md fr/a/x/index.md"}, 0},
		{"equal key", map[string]string{"en/a/x.md": post("k"), "fr/b/y.md": post("k")}, []string{"en/a/x.md fr/b/y.md"}, 0},
		{"key goes before path", map[string]string{"en/a/x.md": post("k"), "fr/a/x.md": post(""), "fr/b/y.md": post("k")}, []string{"en/a/x.md fr/b/y.md"}, 0},
		{"a key of nobody else's", map[string]string{"en/a/x.md": post(""), "fr/a/x.md": post("k")}, []string{"en/a/x.md fr/a/x.md"}, 0},
		{"two keys on one path", map[string]string{"en/a/x.md": post("one"), "fr/a/x.md": post("two")}, nil, 0},
		{"case of a key", map[string]string{"en/a/x.md": post("K"), "fr/b/y.md": post("k")}, nil, 0},
		{"a key twice", map[string]string{"en/a/x.md": post("k"), "en/a/z.md": post("k"), "fr/b/y.md": post("k")}, nil, 2},
		{"a path twice", map[string]string{"en/a/x.md": post(""), "en/a/x/index.md": post(""), "fr/a/x.md": post("")}, nil, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.files["hugo.toml"] = settings
			site := readFiles(t, tt.files, Options{})
			var pairs []string
			for _, w := range site.Works {
				if len(w.Documents) > 1 {
					pairs = append(pairs, w.Documents[0].Path+" "+w.Documents[1].Path)
				}
			}
			if !slices.Equal(pairs, tt.pairs) || len(site.Notes) != tt.notes {
				t.Errorf("pairs %q, notes %v; want %q and %d", pairs, site.Notes, tt.pairs, tt.notes)
			}
		})
	}
}

// TestOptions holds what the caller says beside the settings.
func TestOptions(t *testing.T) {
	files := map[string]string{
		"hugo.toml":                 "baseURL='https://new.example.org/'\n[languages.english]\nweight=1\ncontentDir='content/english'\n[languages.fr]\ncontentDir='content/french'\n",
		"content/english/blog/x.md": "---\ntitle: x\ndate: 2020-01-02\n---\n![s](https://old.example.org/s.png)",
		"content/french/blog/x.md":  "---\ntitle: x\n---\n", "content/english/about.md": "---\ntitle: about\n---\n", "static/s.png": "s",
	}
	site := readFiles(t, files, Options{LocaleMap: map[string]string{"English": "en-ca"}, TimeZone: "Asia/Tokyo", Hosts: []string{"Old.example.org"}, Sections: []string{"Blog"}})
	if site.Default != "en-CA" || len(site.Works) != 1 || !slices.Equal(site.Hosts, []string{"new.example.org", "old.example.org"}) {
		t.Fatalf("site %+v", site)
	}
	page, err := site.Load(t.Context(), site.Works[0].Documents[0])
	if err != nil {
		t.Fatal(err)
	}
	if got := page.Date.At.Format(time.RFC3339); got != "2020-01-02T00:00:00+09:00" {
		t.Errorf("date %s", got)
	}
	if len(page.Images) != 1 || page.Images[0].File != "static/s.png" {
		t.Errorf("images %v", page.Images)
	}
}

func TestProgress(t *testing.T) {
	files := map[string]string{"hugo.toml": "", "content/a.md": "a", "content/b.md": "b"}
	var seen []int
	if _, err := Read(t.Context(), mapFS(files), Options{}, func(done, total int) { seen = append(seen, done, total) }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(seen, []int{1, 2, 2, 2}) {
		t.Errorf("progress %v", seen)
	}
}

// TestSeries holds that a document names one series before it is loaded, and that the
// others are told of.
func TestSeries(t *testing.T) {
	site := readFiles(t, map[string]string{"hugo.toml": "", "content/x.md": "---\ntitle: x\nseries: [one, two]\n---\n"}, Options{})
	d := site.Works[0].Documents[0]
	page, err := site.Load(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if d.Series != "one" || len(page.Notes) != 1 || page.Notes[0].Code != "import.series_several" || page.Notes[0].Line != 3 {
		t.Errorf("series %q, notes %v", d.Series, page.Notes)
	}
}
