package draft_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var _ draft.Tx = (*store.Tx)(nil)

// A desk is a database that a writer sits before.
type desk struct {
	testing.TB
	db *store.DB
}

func newDesk(t testing.TB) desk {
	t.Helper()
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{
		Now: func() time.Time { now = now.Add(time.Second); return now },
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return desk{t, db}
}

// post makes a post with an empty shared part.
func (d desk) post(id content.PostID) {
	d.Helper()
	d.write(func(ctx context.Context, tx *store.Tx) error {
		shared, err := draft.PrepareShared("", content.Shared{})
		if err != nil {
			return err
		}
		p := &content.Post{ID: id, SourceLocale: "en", CreatedBy: "test"}
		_, err = draft.SaveShared(ctx, tx, p, shared, draft.Options{Meta: meta(tx)})
		return err
	})
}

func meta(tx *store.Tx) content.Meta {
	return content.Meta{At: tx.Now(), By: "test", Origin: content.FromAPI}
}

func (d desk) write(fn func(context.Context, *store.Tx) error) {
	d.Helper()
	if err := d.db.Write(d.Context(), func(tx *store.Tx) error { return fn(d.Context(), tx) }); err != nil {
		d.Fatal(err)
	}
}

// save saves a text and returns what was said.
func (d desk) save(id content.PostID, tag locale.Tag, text content.Text, o draft.Options) (saved draft.Saved, err error) {
	d.Helper()
	p, err := draft.Prepare(policy(), tag, "", text)
	if err != nil {
		return saved, err
	}
	err = d.db.Write(d.Context(), func(tx *store.Tx) error {
		post, err := tx.Post(d.Context(), id)
		if err != nil {
			return err
		}
		o.Meta = meta(tx)
		saved, err = draft.Save(d.Context(), tx, post, p, o)
		return err
	})
	return saved, err
}

func (d desk) mustSave(id content.PostID, tag locale.Tag, text content.Text, o draft.Options) draft.Saved {
	d.Helper()
	saved, err := d.save(id, tag, text, o)
	if err != nil {
		d.Fatal(err)
	}
	return saved
}

// addresses lists what a post holds, as "kind locale key state".
func (d desk) addresses(id content.PostID) (list []string) {
	d.Helper()
	d.write(func(ctx context.Context, tx *store.Tx) error {
		have, err := tx.Addresses(ctx, id)
		for _, a := range have {
			list = append(list, fmt.Sprintf("%s %s %s %s", a.Kind, a.Locale, a.Key, a.State))
		}
		return err
	})
	return list
}

func (d desk) head(id content.PostID, tag locale.Tag) (rev *content.Revision, t content.Translation) {
	d.Helper()
	d.write(func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Post(ctx, id)
		if err != nil {
			return err
		}
		t = *p.Translation(tag)
		rev, err = tx.Revision(ctx, id, tag, t.Head)
		return err
	})
	return rev, t
}

func codes(warnings []content.Warning) (list []string) {
	for _, w := range warnings {
		list = append(list, w.Pointer+": "+w.Code)
	}
	return list
}

func TestSaveMakesRevisions(t *testing.T) {
	d := newDesk(t)
	d.post("p")
	text := content.Text{Title: "Été à la mer", Body: "<p>A</p>"}
	if got := d.mustSave("p", "fr", text, draft.Options{}); !got.Changed || got.Revision != 1 {
		t.Errorf("first save: %+v", got)
	}
	if got := d.mustSave("p", "fr", text, draft.Options{}); got.Changed || got.Revision != 1 {
		t.Errorf("the same text again: %+v", got)
	}
	text.Title = "Été à la montagne"
	if got := d.mustSave("p", "fr", text, draft.Options{Minor: true}); !got.Changed || got.Revision != 2 {
		t.Errorf("another title: %+v", got)
	}
	rev, tr := d.head("p", "fr")
	if rev.Text.Slug != "ete-a-la-mer" {
		t.Errorf("a changed title moved the slug to %q", rev.Text.Slug)
	}
	if tr.Version != 2 || tr.Live != 0 || tr.Status != content.Draft || !rev.Minor || rev.Submitted != text.Body {
		t.Errorf("translation %+v, revision %+v", tr, rev)
	}
	want := []string{"slug fr ete-a-la-mer reserved", "page fr /fr/ete-a-la-mer reserved"}
	if diff := cmp.Diff(want, d.addresses("p")); diff != "" {
		t.Error(diff)
	}
}

func TestSaveMakesSlugs(t *testing.T) {
	d := newDesk(t)
	for _, id := range []content.PostID{"p", "q", "r", "s"} {
		d.post(id)
	}
	d.mustSave("p", "en", content.Text{Title: "Summer"}, draft.Options{})
	d.mustSave("q", "en", content.Text{Title: "Summer!"}, draft.Options{})
	d.mustSave("r", "en", content.Text{}, draft.Options{})
	for id, want := range map[content.PostID]string{"p": "summer", "q": "summer-2", "r": ""} {
		if rev, _ := d.head(id, "en"); rev.Text.Slug != want {
			t.Errorf("slug of %s = %q, want %q", id, rev.Text.Slug, want)
		}
	}
	d.mustSave("r", "en", content.Text{Title: "?"}, draft.Options{})
	if rev, _ := d.head("r", "en"); rev.Text.Slug != "post" {
		t.Errorf("a title without a letter gives %q", rev.Text.Slug)
	}
	d.mustSave("s", "fr", content.Text{Title: "Summer"}, draft.Options{})
	if rev, _ := d.head("s", "fr"); rev.Text.Slug != "summer" {
		t.Errorf("another language's slug is in the way: %q", rev.Text.Slug)
	}
}

// TestSlugsOfManyTitles holds that posts of one title stay apart, also beyond
// the numbers that are tried.
func TestSlugsOfManyTitles(t *testing.T) {
	d := newDesk(t)
	seen := map[string]bool{}
	for i := range 25 {
		id := content.PostID(fmt.Sprintf("0197-%08d", i))
		d.post(id)
		d.mustSave(id, "en", content.Text{Title: "Same"}, draft.Options{})
		rev, _ := d.head(id, "en")
		if seen[rev.Text.Slug] {
			t.Errorf("two posts are %q", rev.Text.Slug)
		}
		seen[rev.Text.Slug] = true
	}
	if !seen["same"] || !seen["same-20"] || !seen["same-00000020-1"] {
		t.Errorf("slugs: %v", seen)
	}
}

func TestSaveRefusesTakenAddresses(t *testing.T) {
	d := newDesk(t)
	d.post("p")
	d.post("q")
	d.mustSave("p", "en", content.Text{Title: "A", Slug: "a", Aliases: []string{"/x/"}}, draft.Options{})
	before := d.addresses("q")
	_, err := d.save("q", "en", content.Text{Title: "A", Slug: "a", Path: "/b/", Aliases: []string{"/y/", "/x", "/en/a"}}, draft.Options{})
	if !fault.Is(err, fault.Conflict) {
		t.Fatalf("taken addresses: %v", err)
	}
	if got, want := wrong(t, err), []string{"/slug: slug.taken", "/aliases/1: path.taken", "/aliases/2: path.taken"}; !slices.Equal(got, want) {
		t.Errorf("places: %q, want %q", got, want)
	}
	if diff := cmp.Diff(before, d.addresses("q")); diff != "" {
		t.Errorf("a refused save reserved: %s", diff)
	}
}

func TestSaveYields(t *testing.T) {
	d := newDesk(t)
	for _, id := range []content.PostID{"p", "q", "r"} {
		d.post(id)
	}
	d.mustSave("p", "en", content.Text{Title: "A", Slug: "a", Path: "/blog/a/", Aliases: []string{"/x/"}}, draft.Options{Yield: true})
	text := content.Text{Title: "A", Slug: "a", Path: "/news/a/", Aliases: []string{"/x/", "/y/"}}
	saved := d.mustSave("q", "en", text, draft.Options{Yield: true})
	if got, want := codes(saved.Warnings), []string{"/aliases/0: path.yielded", "/slug: slug.numbered"}; !slices.Equal(got, want) {
		t.Errorf("warnings = %q, want %q", got, want)
	}
	rev, _ := d.head("q", "en")
	if rev.Text.Slug != "a-2" || rev.Text.Path != "/news/a/" || !slices.Equal(rev.Text.Aliases, []string{"/y/"}) {
		t.Errorf("saved as %+v", rev.Text)
	}
	if again := d.mustSave("q", "en", text, draft.Options{Yield: true}); again.Changed {
		t.Error("the same file makes another revision")
	}
	d.mustSave("r", "en", content.Text{Title: "B", Slug: "b", Path: "/news/a"}, draft.Options{Yield: true})
	if rev, _ := d.head("r", "en"); rev.Text.Path != "" || rev.Text.Slug != "b" {
		t.Errorf("a taken path is saved as %+v", rev.Text)
	}
}

func TestSaveFreesWhatWasNeverPublic(t *testing.T) {
	d := newDesk(t)
	d.post("p")
	d.post("q")
	d.mustSave("p", "en", content.Text{Title: "A", Slug: "a"}, draft.Options{})
	d.mustSave("p", "en", content.Text{Title: "A", Slug: "b"}, draft.Options{})
	d.mustSave("q", "en", content.Text{Title: "A", Slug: "a"}, draft.Options{})
	if diff := cmp.Diff([]string{"slug en b reserved", "page en /en/b reserved"}, d.addresses("p")); diff != "" {
		t.Error(diff)
	}
}

func TestSaveChecksWhatIsNamed(t *testing.T) {
	d := newDesk(t)
	d.post("p")
	d.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddTerm(ctx, &content.Term{ID: "t1", Kind: content.Tag, Texts: map[locale.Tag]content.TermText{"en": {Name: "T", Slug: "t"}}})
	})
	_, err := d.save("p", "en", content.Text{
		Title: "A",
		Body:  `<p><a href="cms:post/nobody#x">a</a> <a href="cms:post/p">self</a> <img src="cms:asset/none" alt=""></p>`,
		Overrides: content.Overrides{
			Tags:    content.Instead([]content.TermID{"t1", "t2"}),
			Authors: content.Instead([]content.TermID{"t1"}),
		},
	}, draft.Options{})
	want := []string{
		"/overrides/authors/0: author.unknown", "/overrides/tags/1: tag.unknown",
		"/body: linked_post.unknown", "/body: asset.unknown",
	}
	if got := wrong(t, err); !slices.Equal(got, want) || !fault.Is(err, fault.Invalid) {
		t.Errorf("Save() = %q, want %q", got, want)
	}
	shared, err := draft.PrepareShared("", content.Shared{Tags: []content.TermID{"t1"}, Series: &content.SeriesPlace{Term: "t1"}, Related: []content.PostID{"q"}})
	if err != nil {
		t.Fatal(err)
	}
	err = d.db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := draft.SaveShared(t.Context(), tx, &content.Post{ID: "n", SourceLocale: "en"}, shared, draft.Options{Meta: meta(tx)})
		return err
	})
	if got, want := wrong(t, err), []string{"/series/id: series.unknown", "/related/0: linked_post.unknown"}; !slices.Equal(got, want) {
		t.Errorf("SaveShared() = %q, want %q", got, want)
	}
}

// TestManyUnknown: of very many that do not exist, some are told of.
func TestManyUnknown(t *testing.T) {
	d := newDesk(t)
	d.post("p")
	var body strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&body, `<a href="cms:post/none-%d">a</a>`, i)
	}
	_, err := d.save("p", "en", content.Text{Title: "A", Body: body.String()}, draft.Options{})
	if got := wrong(t, err); len(got) != 200 || got[0] != "/body: linked_post.unknown" {
		t.Errorf("Save() tells of %d", len(got))
	}
}

func TestSaveIsStale(t *testing.T) {
	d := newDesk(t)
	d.post("p")
	d.mustSave("p", "en", content.Text{Title: "A"}, draft.Options{})
	p, err := draft.Prepare(policy(), "en", "", content.Text{Title: "B"})
	if err != nil {
		t.Fatal(err)
	}
	err = d.db.Write(t.Context(), func(tx *store.Tx) error {
		post, err := tx.Post(t.Context(), "p")
		if err != nil {
			return err
		}
		post.Translation("en").Version-- // as another writer would have read it
		_, err = draft.Save(t.Context(), tx, post, p, draft.Options{Meta: meta(tx)})
		return err
	})
	if !fault.Is(err, fault.Stale) {
		t.Errorf("an overtaken save: %v", err)
	}
	if _, err := d.save("p", "de", content.Text{Title: "A"}, draft.Options{}); !slices.Equal(wrong(t, err), []string{": locale.unknown"}) {
		t.Errorf("a locale that the site has not: %v", err)
	}
}

func TestSaveNotesTheSource(t *testing.T) {
	d := newDesk(t)
	d.post("p")
	d.mustSave("p", "en", content.Text{Title: "A"}, draft.Options{})
	d.mustSave("p", "en", content.Text{Title: "B"}, draft.Options{})
	d.mustSave("p", "fr", content.Text{Title: "A"}, draft.Options{})
	if rev, _ := d.head("p", "fr"); rev.BasedOn != 2 {
		t.Errorf("BasedOn = %d, want the source's head, 2", rev.BasedOn)
	}
	d.mustSave("p", "fr", content.Text{Title: "B"}, draft.Options{BasedOn: 1})
	if rev, _ := d.head("p", "fr"); rev.BasedOn != 1 {
		t.Errorf("BasedOn = %d, want what the writer said, 1", rev.BasedOn)
	}
	if rev, _ := d.head("p", "en"); rev.BasedOn != 0 {
		t.Errorf("the source is based on %d", rev.BasedOn)
	}
}

func TestSaveSharedTwice(t *testing.T) {
	d := newDesk(t)
	d.post("p")
	for i, want := range []draft.Saved{{Revision: 2, Changed: true}, {Revision: 2}} {
		shared, err := draft.PrepareShared("", content.Shared{Params: map[string]any{"a": 1.0}})
		if err != nil {
			t.Fatal(err)
		}
		d.write(func(ctx context.Context, tx *store.Tx) error {
			post, err := tx.Post(ctx, "p")
			if err != nil {
				return err
			}
			got, err := draft.SaveShared(ctx, tx, post, shared, draft.Options{Meta: meta(tx)})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("save %d: %s", i, diff)
			}
			return err
		})
	}
}

func TestSaveWarnsOfTextsForNoResource(t *testing.T) {
	d := newDesk(t)
	d.post("p")
	saved := d.mustSave("p", "fr", content.Text{
		Title:     "La marée",
		Resources: map[string]content.ResourceText{"thumb": {Alt: "Le quai"}, "cover": {Alt: "Le phare"}},
		Overrides: content.Overrides{Resources: content.Instead([]content.Resource{{Name: "cover"}})},
	}, draft.Options{})
	if len(saved.Warnings) != 1 || saved.Warnings[0].Code != "resource.text_unused" || saved.Warnings[0].Pointer != "/resources/thumb" {
		t.Errorf("warnings = %+v, want one about thumb", saved.Warnings)
	}
}
