package hugo

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/porting"
)

// where returns the public paths of the pages of all terms that a site's pages name, and
// of its feeds: its patterns with the slugs that it gives.
func where(t *testing.T, site *porting.Site) (terms, feeds []string) {
	t.Helper()
	locales := make(map[string]porting.SiteLocale)
	for _, l := range site.Locales {
		locales[string(l.Tag)] = l
		if l.Paths.Feed != "" {
			feeds = append(feeds, l.Paths.Feed)
		}
	}
	for _, w := range site.Works {
		for _, d := range w.Documents {
			page, err := site.Load(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			paths := locales[string(d.Locale)].Paths
			add := func(kind content.TermKind, pattern string, names []string) {
				for _, name := range names {
					if slug := site.TermSlug(kind, d.Locale, name); slug != "" {
						terms = append(terms, strings.ReplaceAll(pattern, "{slug}", slug))
					}
				}
			}
			add(content.Tag, paths.Tag, page.Tags)
			add(content.Author, paths.Author, page.Authors)
			add(content.Series, paths.Series, page.Series[:min(1, len(page.Series))])
		}
	}
	slices.Sort(terms)
	slices.Sort(feeds)
	return slices.Compact(terms), feeds
}

// TestTermsStayWhereHugoHasThem compares the addresses of term pages and feeds with the
// real Hugo's. Those that do not stay are counted in notes, and are the rest of Hugo's.
func TestTermsStayWhereHugoHasThem(t *testing.T) {
	const languages = "baseURL = 'https://example.org/'\n[languages.en]\ncontentDir = 'en'\nweight = 1\n[languages.fr]\ncontentDir = 'fr'\nweight = 2\n"
	const all = "[taxonomies]\ntag = 'tags'\nauthor = 'authors'\nseries = 'series'\n"
	tests := []struct {
		name, settings string
		left           map[string]int // by language
	}{
		{"as Hugo does", languages, nil},
		{"all kinds", languages + all, map[string]int{"fr": 1}},
		{"in folders", "defaultContentLanguageInSubdir = true\n" + languages + all, map[string]int{"fr": 1}},
		{"below a path", strings.Replace(languages, ".org/", ".org/base/", 1) + all, map[string]int{"fr": 1}},
		{"without accents", "removePathAccents = true\n" + languages + all, map[string]int{"fr": 1}},
		{"as files", "uglyURLs = true\n" + languages + all, map[string]int{"fr": 1}},
		{"at places of its own", languages + all + "[permalinks.term]\ntags = '/Sujets/:slug/'\nauthors = '/par-:title'\n", map[string]int{"fr": 1}},
		{"by the old rule", languages + all + "[permalinks]\ntags = '/:section/x/:contentbasename/'\n", map[string]int{"fr": 1}},
		{"by what is not known", languages + "[permalinks.term]\ntags = '/:year/:slug/'\n", map[string]int{"en": 4, "fr": 5}},
		{"by language", languages + "[languages.fr.permalinks.term]\ntags = '/sujets/:slug'\n", nil},
		{"other kinds", languages + "[taxonomies]\ntag = 'tags'\nplace = 'places'\n", map[string]int{"en": 1}},
		{"without feeds", "disableKinds = ['RSS']\n" + languages, nil},
		{"a feed of another name", languages + "[outputFormats.RSS]\nbaseName = 'feed'\n", nil},
		{"only pages", languages + "[outputs]\nhome = ['html']\nterm = ['html']\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{
				"hugo.toml":    tt.settings,
				"en/blog/x.md": "---\ntitle: x\ntags: [C++, 'Node.js', 'C#', Deep Sea, Winter, winter]\nauthors: [Noé Tremblay]\nseries: [The Log]\nplaces: [Here]\n---\n",
				"fr/blog/x.md": "---\ntitle: x\ntags: [Été, 'l’hiver', sous-marin, 100 %, 'a  b']\nauthors: [Ann Lee et Bo Roy]\nseries: [Carnet]\n---\n",
			}
			site := readFiles(t, files, Options{})
			wantTerms, wantFeeds := hugojudge.Terms(t, onDisk(t, files))
			terms, feeds := where(t, site)
			if !slices.Equal(feeds, wantFeeds) {
				t.Errorf("feeds %q, Hugo %q", feeds, wantFeeds)
			}
			left := slices.DeleteFunc(wantTerms, func(p string) bool { return slices.Contains(terms, p) })
			noted, most := make(map[string]int), 0
			for _, n := range site.Notes {
				if n.Code == "import.terms_left" {
					noted[fmt.Sprint(n.Args["locale"])] = n.Args["count"].(int)
					most += n.Args["count"].(int)
					for example := range strings.SplitSeq(n.Args["examples"].(string), ", ") {
						if !slices.ContainsFunc(left, func(p string) bool { return isExample(t, example, p) }) {
							t.Errorf("%s is told of, Hugo has left %q", example, left)
						}
					}
				}
			}
			if !maps.Equal(noted, tt.left) || len(left) != most {
				t.Errorf("left of Hugo's %q, noted %v, want %v; here are %q", left, noted, tt.left, terms)
			}
		})
	}
}

// isExample reports whether the example of a note is the path, as far as it says.
func isExample(t *testing.T, example, p string) bool {
	t.Helper()
	same, err := path.Match(strings.ReplaceAll(example, unknownPart, "*"), p)
	if err != nil {
		t.Fatal(err)
	}
	return same
}

// TestNotesOfTerms holds what is told of a site's terms: where those are that do not stay,
// and what their feeds are called.
func TestNotesOfTerms(t *testing.T) {
	tests := []struct{ settings, left, feed string }{
		{"", "/authors/ann-lee-and-bo-roy/", "index.xml"},
		{"uglyURLs = true\n", "/authors/ann-lee-and-bo-roy.html", "index.xml"},
		{"[permalinks.term]\nauthors = '/par-:title'\n", "/par-ann-lee-and-bo-roy/", "index.xml"},
		{"[outputFormats.RSS]\nbaseName = 'feed'\n", "/authors/ann-lee-and-bo-roy/", "feed.xml"},
		{"[outputs]\nhome = ['html']\n", "/authors/ann-lee-and-bo-roy/", "index.xml"},
	}
	for _, tt := range tests {
		site := readFiles(t, map[string]string{
			"hugo.toml":    tt.settings + "[taxonomies]\ntag = 'tags'\nauthor = 'authors'\n",
			"content/x.md": "---\ntitle: x\ntags: [Winter, '!!!']\nauthors: [Ann Lee and Bo Roy]\n---\n",
		}, Options{})
		var got []string
		for _, n := range site.Notes {
			got = append(got, fmt.Sprintf("%s %v", n.Code, n.Args))
		}
		want := []string{
			"import.terms_left map[count:1 examples:" + tt.left + " locale:en]",
			"import.term_feeds_left map[count:2 feed:" + tt.feed + " locale:en]",
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: told %q, want %q", tt.settings, got, want)
		}
	}
}

// TestLanguageCodes holds what a code for machines becomes.
func TestLanguageCodes(t *testing.T) {
	for settings, want := range map[string]string{
		"[languages.fr]\nlanguageCode = 'fr-ca'\n":                          "fr-CA",
		"[languages.fr]\nlocale = 'fr_CA'\n":                                "fr-CA",
		"[languages.fr]\nlanguageCode = 'fr'\n":                             "",
		"languageCode = 'en-us'\n[languages.fr]\n":                          "",
		"languageCode = 'en-us'\n[languages.en]\n":                          "en-US",
		"languageCode = 'en-us'\n[languages.en-gb]\n":                       "",
		"[languages.en-gb]\nlanguageCode = 'en-us'\n":                       "en-US",
		"languageCode = 'fr-CA'\ndefaultContentLanguage = 'fr'\n":           "fr-CA",
		"[languages.fr]\nlanguageCode = 'en-CA'\n":                          "import.language_code",
		"[languages.fr]\nlanguageCode = 'no tag'\n":                         "import.language_code",
		"[languages.fr-CA]\nlanguageCode = 'fr-CA'\ncontentDir='content'\n": "",
	} {
		site := readFiles(t, map[string]string{"hugo.toml": settings, "content/x.md": "---\ntitle: x\n---\n"}, Options{})
		got := site.Locales[0].Hreflang
		for _, n := range site.Notes {
			if n.Code == "import.language_code" {
				got += n.Code
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", settings, got, want)
		}
	}
}

// TestPictureForSharing holds what becomes of images.
func TestPictureForSharing(t *testing.T) {
	tests := []struct {
		front, image, resources, params string
	}{
		{"images: [/s.png]", "image", "image=static/s.png", ""},
		{"images: /s.png", "image", "image=static/s.png", ""},
		{"images: [/s.png, /t.png]", "image", "image=static/s.png", "images"},
		{"images: [/s.png]\nthumbnail: /t.png", "", "thumbnail=static/t.png", "images"},
		{"images: [/s.png]\nimage: /t.png", "", "cover=static/t.png", "images"},
		{"images: [p.png]", "image", "image=content/a/p.png", ""},
		{"images: [p.png]\nresources: [{src: p.png, name: chart}]", "chart", "chart=content/a/p.png", ""},
		{"images: ['https://cdn.example/x.png']", "image", "image=https://cdn.example/x.png", ""},
		{"images: []", "", "p.png=content/a/p.png", "images"},
	}
	for _, tt := range tests {
		site := readFiles(t, map[string]string{
			"hugo.toml": "", "content/a/index.md": "---\ntitle: x\n" + tt.front + "\n---\n", "content/a/p.png": "p", "static/s.png": "s", "static/t.png": "t",
		}, Options{})
		page, err := site.Load(t.Context(), site.Works[0].Documents[0])
		if err != nil {
			t.Fatal(err)
		}
		r := page.Resources[0]
		resources, params := r.Name+"="+r.File+r.URL, strings.Join(slices.Collect(maps.Keys(page.Params)), " ")
		noted := slices.ContainsFunc(page.Notes, func(n porting.Note) bool { return n.Code == "import.image_shared" })
		if page.SEO.Image != tt.image || resources != tt.resources || params != tt.params || noted != (tt.image != "") {
			t.Errorf("%s: image %q, resources %s, params %q, noted %t", tt.front, page.SEO.Image, resources, params, noted)
		}
	}
}
