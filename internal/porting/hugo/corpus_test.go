package hugo

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/porting"
)

// readCorpus reads a test corpus through a root, as the program does.
func readCorpus(t testing.TB, name string) *porting.Site {
	t.Helper()
	root, err := os.OpenRoot(hugojudge.Corpus(t, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	site, err := Read(t.Context(), root.FS(), Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// TestHugoJudges compares public paths, aliases, dates and pairs with what the
// real Hugo says, file by file.
func TestHugoJudges(t *testing.T) {
	for _, name := range []string{"cds", "cloudops"} {
		t.Run(name, func(t *testing.T) {
			want := hugojudge.Pages(t, hugojudge.Corpus(t, name))
			compare(t, readCorpus(t, name), want)
		})
	}
}

// compare reports each file in which the site and Hugo differ.
func compare(t *testing.T, site *porting.Site, want map[string]hugojudge.Page) {
	t.Helper()
	seen := 0
	for _, w := range site.Works {
		for _, d := range w.Documents {
			h, ok := want[d.Path]
			if !ok {
				t.Errorf("%s: Hugo has no such page", d.Path)
				continue
			}
			seen++
			compareOne(t, site, w, d, h)
		}
	}
	if seen != len(want) {
		t.Errorf("%d documents, Hugo has %d pages", seen, len(want))
	}
}

func compareOne(t *testing.T, site *porting.Site, w porting.Work, d porting.Document, h hugojudge.Page) {
	t.Helper()
	if d.URLPath != h.Path() {
		t.Errorf("%s: path %q, Hugo %q", d.Path, d.URLPath, h.Path())
	}
	for _, a := range h.Aliases {
		p := strings.TrimSuffix(a, "/")
		if !slices.ContainsFunc(d.Aliases, func(own string) bool { return strings.TrimSuffix(own, "/") == p }) && p != strings.TrimSuffix(d.URLPath, "/") {
			t.Errorf("%s: alias %q of Hugo is not among %q", d.Path, a, d.Aliases)
		}
	}
	page, err := site.Load(t.Context(), d)
	if err != nil {
		t.Errorf("%s: %v", d.Path, err)
		return
	}
	switch {
	case page.Date == nil && !h.Date.IsZero(), page.Date != nil && !page.Date.At.Equal(h.Date):
		t.Errorf("%s: date %v, Hugo %v", d.Path, page.Date, h.Date)
	}
	if page.Title != h.Title && !strings.Contains(h.Title, "&") {
		t.Errorf("%s: title %q, Hugo %q", d.Path, page.Title, h.Title)
	}
	var others []string
	for _, o := range w.Documents {
		if o.Path != d.Path {
			others = append(others, o.Path)
		}
	}
	if !slices.Equal(others, h.Translations) {
		t.Errorf("%s: translations %q, Hugo %q", d.Path, others, h.Translations)
	}
	if _, err := url.Parse(d.URLPath); err != nil && !strings.Contains(d.URLPath, "%") {
		t.Errorf("%s: path %q: %v", d.Path, d.URLPath, err)
	}
}

// count says what a corpus holds, by the site's own rule.
type count struct{ en, fr, pairs int }

func countOf(s *porting.Site) count {
	var c count
	for _, w := range s.Works {
		for _, d := range w.Documents {
			switch d.Locale {
			case "en":
				c.en++
			case "fr":
				c.fr++
			}
		}
		if len(w.Documents) == 2 {
			c.pairs++
		}
	}
	return c
}

// notesOf are told of the corpora as sites: Hugo makes feeds of their tags and authors.
var notesOf = map[string][]string{
	"cloudops": {"info import.term_feeds_left map[count:2 feed:index.xml locale:en]", "info import.term_feeds_left map[count:8 feed:index.xml locale:fr]"},
}

func TestCorpusCounts(t *testing.T) {
	for name, want := range map[string]count{"cds": {114, 114, 113}, "cloudops": {39, 35, 26}} {
		t.Run(name, func(t *testing.T) {
			site := readCorpus(t, name)
			if got := countOf(site); got != want {
				t.Errorf("counts %+v, want %+v", got, want)
			}
			var notes []string
			for _, n := range site.Notes {
				notes = append(notes, fmt.Sprintf("%s %s %v", n.Level, n.Code, n.Args))
			}
			if told := notesOf[name]; !slices.Equal(notes, told) {
				t.Errorf("notes about the site: %q, want %q", notes, told)
			}
			for _, w := range site.Works {
				if len(w.Documents) == 2 && w.Source != "en" {
					t.Errorf("%s: source %s, want the default language", w.Documents[0].Path, w.Source)
				}
			}
		})
	}
}

// TestCorpusBrokenKey finds the pair whose keys differ by one letter.
func TestCorpusBrokenKey(t *testing.T) {
	site := readCorpus(t, "cds")
	if len(site.Suggestions) != 1 {
		t.Fatalf("suggestions %+v, want one", site.Suggestions)
	}
	s := site.Suggestions[0]
	if !strings.HasSuffix(s.Path, "/nous-sommes-tous-concernes.md") || !strings.HasSuffix(s.With, "/in-this-together.md") {
		t.Errorf("suggested %s with %s", s.Path, s.With)
	}
	if s.Reasons[0].Code != "pairing.key" {
		t.Errorf("first reason %+v, want the keys", s.Reasons[0])
	}
}

// originals are the English texts of the French posts that stand alone, found by
// reading them. One has none.
var originals = map[string]string{
	"100-meilleurs-fournisseurs-de-solutions-au-canada.md":                 "cloudops-is-in-the-top-100-cloud-solution-providers-in-canada",
	"cloudops-certifie-comme-un-employeur-remarquable":                     "cloudops-certified-as-a-remarkable-employer",
	"cloudops-est-un-fournisseur-certifie-de-services-kubernetes-2":        "cloudops-is-a-kubernetes-certified-service-provider",
	"cloudops-est-une-entreprise-canadienne-avec-la-plus-forte-croissance": "cloudops-is-named-one-of-canadas-top-growing-companies",
	"competence-devops-de-microsoft":                                       "cloudops-is-a-microsoft-devops-competency-partner",
	"informatique-sans-serveur-on-aime-ou-pas%e2%80%89-2":                  "serverless-computing-hot-or-not",
	"meetups-kubernetes-et-outils-cloud-native-kubernetes-1-13-et-aks":     "cloud-native-meetups-k8s-1-13-and-aks",
	"partenaire-avance-aws":                                                "cloudops-is-an-aws-advanced-consulting-membe",
	"a-la-recherche-de-beta-testeurs-pour-cloud-ca":                        "",
}

func TestCorpusSuggestions(t *testing.T) {
	site := readCorpus(t, "cloudops")
	first := make(map[string]string)
	for _, s := range site.Suggestions {
		if first[s.Path] == "" {
			first[s.Path] = s.With
		}
	}
	for french, english := range originals {
		from, want := "content/french/blog/"+french, ""
		if !strings.HasSuffix(from, ".md") {
			from += "/index.md"
		}
		if english != "" {
			want = "content/english/blog/" + english + "/index.md"
		}
		if first[from] != want {
			t.Errorf("%s: first suggestion %q, want %q", from, first[from], want)
		}
		delete(first, from)
	}
	if len(first) > 0 {
		t.Errorf("more suggestions than posts that stand alone: %v", first)
	}
}

// TestPairsAreFoundWithoutKeys takes the rule that pairs away: of all posts, each then
// gets its own translation as the best match.
func TestPairsAreFoundWithoutKeys(t *testing.T) {
	for _, name := range []string{"cds", "cloudops"} {
		t.Run(name, func(t *testing.T) {
			root, err := os.OpenRoot(hugojudge.Corpus(t, name))
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close()
			r, err := newReader(t.Context(), root.FS(), Options{})
			if err != nil {
				t.Fatal(err)
			}
			documents, err := r.documents(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			works, _ := r.pair(slices.Clone(documents))
			for i := range documents {
				documents[i].key = ""
			}
			suggestions, err := r.suggest(t.Context(), documents, documents)
			if err != nil {
				t.Fatal(err)
			}
			wrong, missing := matchWorks(works, suggestions)
			if wrong > 0 || missing > 2 {
				t.Errorf("%d wrong, %d missing of %d", wrong, missing, len(works))
			}
		})
	}
}

// matchWorks counts the pairs whose documents are first suggested to others, or to none.
func matchWorks(works []porting.Work, suggestions []porting.Suggestion) (wrong, missing int) {
	first := make(map[string]string)
	for _, s := range suggestions {
		if first[s.Path] == "" {
			first[s.Path] = s.With
		}
	}
	for _, w := range works {
		if len(w.Documents) < 2 {
			continue
		}
		switch first[w.Documents[1].Path] {
		case w.Documents[0].Path:
		case "":
			missing++
		default:
			wrong++
		}
	}
	return wrong, missing
}

func TestCorpusLends(t *testing.T) {
	site := readCorpus(t, "cloudops")
	lent := make(map[string]bool)
	empty := 0
	for _, w := range site.Works {
		for _, d := range w.Documents {
			page, err := site.Load(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page.Resources {
				if r.LentFrom == "en" && d.Locale == "fr" {
					lent[r.File[strings.LastIndex(r.File, "/")+1:]] = true
				}
				if r.File == "" && r.URL == "" {
					empty++
				}
			}
		}
	}
	for _, name := range []string{"MagicDove.jpg", "life-atcloudops.jpg", "Toolbox-Blog.jpg", "Stadia.jpg", "ServiceMesh.jpg"} {
		if !lent[name] {
			t.Errorf("%s is not lent", name)
		}
	}
	if len(lent) != 5 || empty != 12 {
		t.Errorf("%d lent, %d empty resources; want 5 and 12", len(lent), empty)
	}
}

// TestFoundingPost holds the post that everything began with.
func TestFoundingPost(t *testing.T) {
	site := readCorpus(t, "cloudops")
	for _, w := range site.Works {
		for _, d := range w.Documents {
			if !strings.Contains(d.Path, "meetups-kubernetes-et-outils-cloud-native-kubernetes-1-13-et-aks") {
				continue
			}
			page, err := site.Load(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, n := range page.Notes {
				codes = append(codes, n.Code+" "+n.Excerpt)
			}
			want := []string{"import.picture_missing /images/blog/post/MontrealAKSMeetup.png", "import.picture_missing /images/blog/post/MeetupSponsors.png"}
			if !slices.Equal(codes, want) {
				t.Errorf("notes %q, want %q", codes, want)
			}
			if len(page.Resources) != 1 || page.Resources[0].Name != "thumbnail" || page.Resources[0].File+page.Resources[0].URL != "" {
				t.Errorf("resources %+v", page.Resources)
			}
			if page.Params["class_name"] != "blog post" || page.Date == nil || page.LastMod == nil || !page.Date.DateOnly {
				t.Errorf("params %v, dates %v %v", page.Params, page.Date, page.LastMod)
			}
			return
		}
	}
	t.Error("the founding post is not there")
}

// BenchmarkRead reads the corpus of 228 posts: settings, front matters, paths,
// pairs. Its baseline is reading the same files and doing nothing.
func BenchmarkRead(b *testing.B) {
	root, err := os.OpenRoot(hugojudge.Corpus(b, "cds"))
	if err != nil {
		b.Fatal(err)
	}
	defer root.Close()
	b.Run("files alone", func(b *testing.B) {
		r, err := newReader(b.Context(), root.FS(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			for _, f := range r.posts {
				if _, err := readFile(r.fsys, f.path, MaxContent); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("documents", func(b *testing.B) {
		for b.Loop() {
			r, err := newReader(b.Context(), root.FS(), Options{})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := r.documents(b.Context(), nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			if _, err := Read(b.Context(), root.FS(), Options{}, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
