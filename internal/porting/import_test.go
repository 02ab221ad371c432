package porting_test

import (
	"context"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var (
	_ porting.Tx       = (*store.Tx)(nil)
	_ porting.Snapshot = (*store.Snapshot)(nil)
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// A bench is an import service over a real database.
type bench struct {
	t  *testing.T
	db *store.DB
	*porting.Service
}

func newBench(t *testing.T) *bench {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	blobs, err := blob.Open(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	return &bench{t: t, db: db, Service: &porting.Service{
		Write: func(ctx context.Context, fn func(porting.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(porting.Snapshot) error) error {
			return db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
		},
		Now: func() time.Time { return noon }, Blobs: blobs,
	}}
}

// run imports the site under the name "hugo".
func (b *bench) run(site *porting.Site, options ...func(*porting.Command)) *porting.Report {
	b.t.Helper()
	cmd := porting.Command{Actor: access.System("test"), Site: site, Source: "hugo"}
	for _, o := range options {
		o(&cmd)
	}
	r, err := b.Import(b.t.Context(), cmd)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// A paper is a document with its page, for sites in memory.
type paper struct {
	porting.Document
	page porting.Page
}

func doc(tag locale.Tag, name string, change ...func(*paper)) paper {
	p := paper{
		Document: porting.Document{
			Path: "content/" + string(tag) + "/" + name + ".md", Locale: tag, Hash: "1",
			Slug: name, URLPath: "/" + string(tag) + "/blog/" + name + "/",
		},
		page: porting.Page{
			Title: name, Date: &content.Moment{At: noon.AddDate(0, 0, -3)}, Format: content.HTML,
			Body: "<p>" + name + "</p>", BodyLine: 5, Params: map[string]any{"class_name": "post"}, Authors: []string{"Ada Roy"},
		},
	}
	for _, c := range change {
		c(&p)
	}
	return p
}

// site makes a foreign site of works, each one or more papers, the source first.
func site(works ...[]paper) *porting.Site {
	s := &porting.Site{
		Default: "en", TimeZone: "America/Toronto",
		Locales: []porting.SiteLocale{
			{Tag: "en", Title: "Log", BaseURL: "https://log.example", Paths: content.Paths{Post: "/en/blog/{slug}/"}},
			{Tag: "fr", Title: "Journal", BaseURL: "https://log.example", Paths: content.Paths{Post: "/fr/blog/{slug}/"}},
		},
	}
	pages := make(map[string]porting.Page)
	for _, w := range works {
		work := porting.Work{Source: w[0].Locale}
		for _, p := range w {
			work.Documents = append(work.Documents, p.Document)
			pages[p.Path] = p.page
		}
		s.Works = append(s.Works, work)
	}
	s.Load = func(_ context.Context, d porting.Document) (*porting.Page, error) {
		if d.Hash == "broken" {
			return nil, fault.New(fault.Invalid, "import.file_unreadable", "file", d.Path)
		}
		page := pages[d.Path]
		return &page, nil
	}
	files := fstest.MapFS{}
	s.Open = func(name string) (fs.File, error) { return files.Open(name) }
	return s
}

// outcomes lists what became of each file, in order of path.
func outcomes(r *porting.Report) []porting.Outcome {
	var list []porting.Outcome
	for _, f := range r.Files {
		list = append(list, f.Outcome)
	}
	return list
}

func codes(r *porting.Report) []string {
	var list []string
	for _, f := range r.Files {
		for _, n := range f.Notes {
			list = append(list, n.Code)
		}
	}
	return list
}

func equal[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestImportPublishesPairsAndIsIdempotent(t *testing.T) {
	b := newBench(t)
	s := site([]paper{doc("en", "tide"), doc("fr", "maree")}, []paper{doc("fr", "seule")})
	r := b.run(s)
	equal(t, "outcomes", outcomes(r), []porting.Outcome{"created", "created", "created"})
	if r.Totals.Published != 3 || r.Totals.Pairs != 1 || r.Totals.Singles != 1 {
		t.Errorf("totals = %+v", r.Totals)
	}
	post := b.post(r.Files[0].Post)
	if post.Live != 1 || len(post.LiveLocales()) != 2 || post.SourceLocale != "en" {
		t.Errorf("post = %+v", post)
	}
	if got := post.Translation("fr").FirstPublishedAt; !got.Equal(noon.AddDate(0, 0, -3)) {
		t.Errorf("FirstPublishedAt = %v, want the post's date", got)
	}
	again := b.run(s)
	equal(t, "outcomes of the second run", outcomes(again), []porting.Outcome{"unchanged", "unchanged", "unchanged"})
	if again.Changed() {
		t.Errorf("the second run changed something: %+v", again.Totals)
	}
}

func (b *bench) post(id content.PostID) *content.Post {
	b.t.Helper()
	var post *content.Post
	err := b.db.Read(b.t.Context(), func(s *store.Snapshot) (err error) {
		post, err = s.Post(b.t.Context(), id)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return post
}

func TestImportSavesWhatChanged(t *testing.T) {
	b := newBench(t)
	en, fr := doc("en", "tide"), doc("fr", "maree")
	id := b.run(site([]paper{en, fr})).Files[0].Post
	fr.Hash, fr.page.Title = "2", "La marée"
	r := b.run(site([]paper{en, fr}))
	equal(t, "outcomes", outcomes(r), []porting.Outcome{"unchanged", "updated"})
	post := b.post(id)
	if en, fr := post.Translation("en"), post.Translation("fr"); en.Head != 1 || fr.Head != 2 || fr.Live != 2 || post.Head != 1 {
		t.Errorf("heads: en %d, fr %d (live %d), shared %d", en.Head, fr.Head, fr.Live, post.Head)
	}
}

func TestImportLeavesEditedTextsAlone(t *testing.T) {
	b := newBench(t)
	en, fr := doc("en", "tide"), doc("fr", "maree")
	id := b.run(site([]paper{en, fr})).Files[0].Post
	b.editByHand(id, "fr")
	fr.Hash, fr.page.Title = "2", "La marée"
	r := b.run(site([]paper{en, fr}))
	equal(t, "outcomes", outcomes(r), []porting.Outcome{"unchanged", "kept"})
	equal(t, "notes", codes(r), []string{"import.edited_here"})
	equal(t, "notes when run again", codes(b.run(site([]paper{en, fr}))), []string{"import.edited_here"})
	r = b.run(site([]paper{en, fr}), func(c *porting.Command) { c.Overwrite = true })
	equal(t, "outcomes with --overwrite", outcomes(r), []porting.Outcome{"unchanged", "updated"})
	if post := b.post(id); post.Translation("fr").Head != 3 {
		t.Errorf("--overwrite saved nothing: head %d", post.Translation("fr").Head)
	}
}

// editByHand adds a revision as somebody else's.
func (b *bench) editByHand(id content.PostID, tag locale.Tag) {
	b.t.Helper()
	err := b.db.Write(b.t.Context(), func(tx *store.Tx) error {
		post, err := tx.Post(b.t.Context(), id)
		if err != nil {
			return err
		}
		r, err := tx.Revision(b.t.Context(), id, tag, post.Translation(tag).Head)
		if err != nil {
			return err
		}
		edited := *r
		edited.N, edited.Hash = r.N+1, "edited"
		edited.Meta = content.Meta{At: tx.Now(), By: "token:1", Origin: content.FromAPI}
		t := *post.Translation(tag)
		t.Head++
		if err := tx.SaveTranslation(b.t.Context(), id, &t); err != nil {
			return err
		}
		return tx.AddRevision(b.t.Context(), &edited, nil)
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func TestImportResolvesCollisions(t *testing.T) {
	b := newBench(t)
	twin := doc("en", "other", func(p *paper) { p.Slug = "tide"; p.Aliases = []string{"/old/", "/en/blog/tide/"} })
	first := doc("en", "tide", func(p *paper) { p.Aliases = []string{"/old/"} })
	r := b.run(site([]paper{first}, []paper{twin}))
	equal(t, "outcomes", outcomes(r), []porting.Outcome{"created", "created"})
	equal(t, "notes", codes(r), []string{"import.slug_taken", "import.alias_taken", "import.alias_taken"})
}

func TestImportMakesSlugsWhereNoneCanBe(t *testing.T) {
	b := newBench(t)
	thin := doc("en", "thin", func(p *paper) { p.Slug = "do-you-like-it\u2009-2"; p.URLPath = "/en/blog/do-you-like-it\u2009-2/" })
	odd := doc("en", "odd", func(p *paper) { p.Slug = `a\b`; p.URLPath = `/en/blog/a\b/` })
	r := b.run(site([]paper{odd}, []paper{thin}))
	equal(t, "outcomes", outcomes(r), []porting.Outcome{"created", "created"})
	equal(t, "notes", codes(r), []string{"import.slug_made", "import.path_left", "import.slug_made"})
}

// Of two terms, the second of which has a page on the foreign site where the first got one
// of ours, the second gets another slug, and that is told, once.
func TestTermsWithOneSlug(t *testing.T) {
	b := newBench(t)
	tag := func(name string) func(*paper) { return func(p *paper) { p.page.Tags = []string{name} } }
	s := site([]paper{doc("en", "a", tag("A/B"))}, []paper{doc("en", "b", tag("A B"))}, []paper{doc("en", "c", tag("A B"))})
	s.TermSlug = func(_ content.TermKind, _ locale.Tag, name string) string {
		if name == "A B" {
			return "a-b"
		}
		return ""
	}
	r := b.run(s)
	equal(t, "notes", codes(r), []string{"import.term_slug_taken"})
	for _, n := range r.Files[1].Notes {
		if n.Args["slug"] != "a-b" || n.Args["now"] != "a-b-2" || n.Args["term"] != "A B" {
			t.Errorf("note %+v", n)
		}
	}
}

func TestImportHidesDraftsAndTheFuture(t *testing.T) {
	b := newBench(t)
	r := b.run(site(
		[]paper{doc("en", "a", func(p *paper) { p.page.Draft = true })},
		[]paper{doc("en", "b", func(p *paper) { p.page.Date = &content.Moment{At: noon.AddDate(0, 1, 0)} })},
		[]paper{doc("en", "c", func(p *paper) { p.page.ExpireAt = noon.AddDate(0, 0, -1) })},
		[]paper{doc("en", "d", func(p *paper) { p.page.Hidden = true })},
		[]paper{doc("en", "e")},
	))
	equal(t, "notes", codes(r), []string{"import.draft", "import.future", "import.expired", "import.not_rendered"})
	if r.Totals.Published != 1 {
		t.Errorf("published %d, want 1", r.Totals.Published)
	}
}

// What reads the site tells of Hugo's shortcodes; the text is not told of again.
func TestImportTellsOfShortcodesOnce(t *testing.T) {
	b := newBench(t)
	r := b.run(site([]paper{doc("en", "a", func(p *paper) { p.page.Body = "<p>{{&lt; film 7 &gt;}} [playlist]</p>" })}))
	equal(t, "notes", codes(r), []string{"shortcode.unknown"})
}

func TestImportRefusesOneFileAndTakesTheRest(t *testing.T) {
	b := newBench(t)
	broken := doc("fr", "maree", func(p *paper) { p.Hash = "broken" })
	long := doc("en", "long", func(p *paper) { p.page.Title = string(make([]byte, 9000)) + "x" })
	r := b.run(site([]paper{doc("en", "tide"), broken}, []paper{long}, []paper{doc("en", "wind")}))
	byPath := make(map[string]porting.Outcome)
	for _, f := range r.Files {
		byPath[f.Path] = f.Outcome
	}
	if byPath["content/en/tide.md"] != "created" || byPath["content/fr/maree.md"] != "refused" || byPath["content/en/wind.md"] != "created" {
		t.Errorf("outcomes = %v", byPath)
	}
}

func TestDryRunKeepsNothing(t *testing.T) {
	b := newBench(t)
	s := site([]paper{doc("en", "tide"), doc("fr", "maree")})
	dry := b.run(s, func(c *porting.Command) { c.DryRun = true })
	equal(t, "outcomes", outcomes(dry), []porting.Outcome{"created", "created"})
	r := b.run(s)
	equal(t, "outcomes after", outcomes(r), []porting.Outcome{"created", "created"})
}

func TestVanishedFilesAreTold(t *testing.T) {
	b := newBench(t)
	b.run(site([]paper{doc("en", "tide")}, []paper{doc("en", "wind")}))
	r := b.run(site([]paper{doc("en", "wind")}))
	equal(t, "outcomes", outcomes(r), []porting.Outcome{"vanished", "unchanged"})
}

func TestNamesAreOneTermAcrossLanguages(t *testing.T) {
	b := newBench(t)
	en := doc("en", "tide", func(p *paper) { p.page.Tags = []string{"Écologie", "River"} })
	fr := doc("fr", "maree", func(p *paper) { p.page.Tags = []string{"ecologie", "Fleuve"} })
	b.run(site([]paper{en, fr}))
	var tags, authors []*content.Term
	err := b.db.Read(t.Context(), func(s *store.Snapshot) (err error) {
		if tags, err = s.Terms(t.Context(), content.Tag, "", 10); err != nil {
			return err
		}
		authors, err = s.Terms(t.Context(), content.Author, "", 10)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(tags) != 3 || len(authors) != 1 || len(authors[0].Texts) != 2 {
		t.Errorf("%d tags and %d authors, want 3 and 1 named in both languages", len(tags), len(authors))
	}
}

// Two names of one language that are one term have two pages on the foreign site: the
// second leads to the first. Names of drafts lead nowhere.
func TestPagesOfOneTermLeadToIt(t *testing.T) {
	b := newBench(t)
	tag := func(name string) func(*paper) { return func(p *paper) { p.page.Tags = []string{name} } }
	hide := func(p *paper) { p.page.Draft = true }
	s := site([]paper{doc("fr", "a", tag("Été"))}, []paper{doc("fr", "b", tag("ete"))}, []paper{doc("fr", "c", tag("ÉTE"), hide)})
	s.TermSlug = func(_ content.TermKind, _ locale.Tag, name string) string { return strings.ToLower(name) }
	b.run(s)
	err := b.db.Read(t.Context(), func(r *store.Snapshot) error {
		former, err := r.FormerSlugs(t.Context(), content.Tag)
		if err != nil {
			return err
		}
		tags, err := r.Terms(t.Context(), content.Tag, "", 10)
		if err != nil {
			return err
		}
		if len(tags) != 1 || tags[0].Texts["fr"].Slug != "été" || len(former) != 1 || former["ete"] != tags[0].ID {
			t.Errorf("tags %+v, former slugs %v", tags, former)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
