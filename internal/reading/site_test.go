package reading_test

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/store"
)

// A label is what the tests look at in a term.
type label struct {
	Name       string            `json:"name"`
	Slug       string            `json:"slug"`
	URL        string            `json:"url"`
	Avatar     string            `json:"avatar"`
	Count      int               `json:"count"`
	Alternates []entry.Alternate `json:"alternates"`
}

func names(list []label) []string {
	var names []string
	for _, l := range list {
		names = append(names, l.Name)
	}
	return names
}

func TestTerms(t *testing.T) {
	w := newWorld(t)
	shown := w.term(content.Tag, "t1", map[locale.Tag][2]string{"en": {"summer", "Summer"}, "fr": {"été", "Été"}})
	w.term(content.Tag, "t2", map[locale.Tag][2]string{"en": {"zoo", "Zoo"}, "fr": {"zoo", "Zoo"}})
	nameless := w.term(content.Tag, "t3", map[locale.Tag][2]string{"en": {"only", "Only English"}})
	secret := w.term(content.Tag, "t4", map[locale.Tag][2]string{"en": {"takeover", "Takeover of X"}, "fr": {"rachat", "Rachat de X"}})
	author := w.term(content.Author, "t5", map[locale.Tag][2]string{"en": {"ada", "Ada"}, "fr": {"ada", "Ada"}})
	texts := map[locale.Tag]content.Text{"en": {Title: "A", Body: "<p>x</p>"}, "fr": {Title: "B", Body: "<p>x</p>"}}
	w.save(made{id: postID(1), live: []locale.Tag{"en", "fr"}, texts: texts,
		shared: content.Shared{Tags: []content.TermID{shown, "t2", nameless}, Authors: []content.TermID{author}}})
	texts["en"], texts["fr"] = content.Text{Title: "C"}, content.Text{Title: "D"}
	w.save(made{id: postID(2), live: []locale.Tag{"en"}, texts: texts, shared: content.Shared{Tags: []content.TermID{shown}}})
	texts["en"], texts["fr"] = content.Text{Title: "E"}, content.Text{Title: "F"}
	w.save(made{id: postID(3), texts: texts, shared: content.Shared{Tags: []content.TermID{secret}}})

	type labels struct {
		Items []label `json:"items"`
	}
	a, err := w.Terms(t.Context(), reading.TermQuery{Kind: content.Tag, Choice: reading.Choice{Locale: "fr"}})
	got := decode[labels](t, a, err)
	if want := []string{"Été", "Zoo"}; !slices.Equal(names(got.Items), want) {
		t.Errorf("tags = %v, want %v: in the alphabet of French, without what only a draft has", names(got.Items), want)
	}
	if strings.Contains(string(a.Body), "achat") || strings.Contains(string(a.Body), "akeover") {
		t.Errorf("a draft's tag shows: %s", a.Body)
	}
	summer := got.Items[0]
	if summer.Count != 1 || summer.URL != "/fr/mots-cles/%C3%A9t%C3%A9/" || len(summer.Alternates) != 2 || summer.Alternates[0].URL != "/en/tags/summer/" || !summer.Alternates[0].XDefault {
		t.Errorf("tag = %+v", summer)
	}
	a, err = w.Terms(t.Context(), reading.TermQuery{Kind: content.Tag, Choice: reading.Choice{Accept: "en"}})
	if got := decode[labels](t, a, err); !slices.Equal(names(got.Items), []string{"Only English", "Summer", "Zoo"}) || got.Items[1].Count != 2 || !a.Varied {
		t.Errorf("tags = %s, varied %t", a.Body, a.Varied)
	}
	a, err = w.Terms(t.Context(), reading.TermQuery{Kind: content.Series, Choice: reading.Choice{Locale: "fr"}})
	if err != nil || string(a.Body) != `{"items":[]}` {
		t.Errorf("series = %s, %v", a.Body, err)
	}
}

func TestTerm(t *testing.T) {
	w := newWorld(t)
	shown := w.term(content.Tag, "t1", map[locale.Tag][2]string{"en": {"summer", "Summer"}, "fr": {"été", "Été"}})
	secret := w.term(content.Tag, "t2", map[locale.Tag][2]string{"en": {"takeover", "Takeover"}, "fr": {"rachat", "Rachat"}})
	texts := map[locale.Tag]content.Text{"en": {Title: "A"}, "fr": {Title: "B"}}
	w.save(made{id: postID(1), live: []locale.Tag{"en", "fr"}, texts: texts, shared: content.Shared{Tags: []content.TermID{shown}}})
	texts["en"], texts["fr"] = content.Text{Title: "E"}, content.Text{Title: "F"}
	w.save(made{id: postID(2), texts: texts, shared: content.Shared{Tags: []content.TermID{secret}}})
	w.write(func(ctx context.Context, tx *store.Tx) error {
		term, err := tx.Term(ctx, shown)
		if err != nil {
			return err
		}
		term.Texts["fr"] = content.TermText{Name: "L’été", Slug: "l-été"}
		if err := tx.SaveTerm(ctx, term); err != nil {
			return err
		}
		return projection.RefreshTerm(ctx, tx, shown)
	})
	ask := func(slug string) (reading.Answer, error) {
		return w.Term(t.Context(), reading.TermQuery{Kind: content.Tag, Slug: slug, Choice: reading.Choice{Locale: "fr"}})
	}
	a, err := ask("l-e\u0301te\u0301")
	if got := decode[label](t, a, err); got.Name != "L’été" || got.Count != 1 || len(a.Hreflangs) != 3 {
		t.Errorf("Term() = %s", a.Body)
	}
	want := reading.Redirect{Status: 301, URL: "/fr/mots-cles/l-%C3%A9t%C3%A9/", Locale: "fr", Slug: "l-été"}
	for _, slug := range []string{"été", "summer"} {
		_, err := ask(slug)
		f := wantFault(t, err, fault.NotFound, "term.moved")
		if f.Extra["redirect"] != want {
			t.Errorf("Term(%q) leads to %+v, want %+v", slug, f.Extra["redirect"], want)
		}
	}
	var faults []string
	for _, slug := range []string{"rachat", "takeover", "rien", ""} {
		_, err := ask(slug)
		f := wantFault(t, err, fault.NotFound, "term.unknown")
		faults = append(faults, strings.Replace(f.Error(), slug, "", 1))
	}
	if len(slices.Compact(slices.Clone(faults))) != 1 {
		t.Errorf("a draft's tag is refused otherwise than one that does not exist: %q", faults)
	}
	// An old slug and one of another language still list what they mean.
	for slug, posts := range map[string]int{"l-été": 1, "été": 1, "summer": 0, "rachat": 0} {
		a, err := w.List(t.Context(), reading.ListQuery{Tag: slug, Choice: reading.Choice{Locale: "fr"}})
		if got := decode[list](t, a, err); len(got.Items) != posts {
			t.Errorf("tag=%s lists %d posts, want %d", slug, len(got.Items), posts)
		}
	}
}

func TestSiteGolden(t *testing.T) {
	w := newWorld(t)
	w.settings(func(s *content.SiteSettings) {
		s.TimeZone, s.Params = "America/Toronto", map[string]any{"analytics": false}
		s.Hosts = []string{"internal.example"}
	}, func(l map[locale.Tag]*content.LocaleSettings) {
		*l["fr"] = content.FreshLocale("fr")
		l["fr"].Title, l["fr"].Description, l["fr"].BaseURL = "Le carnet", "Notes d’été", "https://site.example"
		l["fr"].Fallback, l["fr"].Hreflang, l["fr"].Paths.Preview = []locale.Tag{"en"}, "fr-CA", "/apercu/{id}"
		l["en"].Title = "The notebook"
	})
	w.pair(1, "en", "fr")
	w.pair(2, "en")
	w.pair(3)
	a, err := w.Site(t.Context(), reading.Choice{Locale: "fr"})
	if err != nil {
		t.Fatal(err)
	}
	golden.Equal(t, "site.golden.json", string(a.Body))
	if strings.Contains(string(a.Body), "apercu") || strings.Contains(string(a.Body), "internal") {
		t.Errorf("what is not for readers shows: %s", a.Body)
	}
	a, err = w.Locales(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	golden.Equal(t, "locales.golden.json", string(a.Body))
	if _, err := w.Site(t.Context(), reading.Choice{Locale: "de"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("Site() in a language that is not there = %v", err)
	}
	if a, err := w.Site(t.Context(), reading.Choice{Accept: "fr-FR"}); err != nil || !a.Varied || !slices.Equal(a.Languages, []locale.Tag{"fr"}) {
		t.Errorf("Site() = %v in %v, varied %t", err, a.Languages, a.Varied)
	}
}

// A file is public exactly as long as a live entry shows it.
func TestMedia(t *testing.T) {
	w := newWorld(t)
	svg := "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
	a, err := media.Take(t.Context(), w.blobs, media.File{Name: "logo.svg", Content: strings.NewReader(svg)}, media.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	w.write(func(ctx context.Context, tx *store.Tx) error { return tx.AddAsset(ctx, a) })
	refused := func(when string) {
		t.Helper()
		_, err := w.Media(t.Context(), reading.MediaQuery{Asset: a.ID, Variant: "original"})
		wantFault(t, err, fault.NotFound, "media.unknown")
		if _, other := w.Media(t.Context(), reading.MediaQuery{Asset: content.AssetID(strings.Repeat("0", 64)), Variant: "original"}); strings.ReplaceAll(err.Error(), string(a.ID), strings.Repeat("0", 64)) != other.Error() {
			t.Errorf("%s it is refused otherwise than a file that does not exist: %v, %v", when, err, other)
		}
	}
	refused("unused")
	shared := content.Shared{Resources: []content.Resource{{Name: "thumbnail", Asset: a.ID}}}
	w.save(made{id: postID(1), shared: shared, texts: map[locale.Tag]content.Text{"fr": {Title: "A", Body: "<p>x</p>"}}})
	refused("used by a draft")
	w.goLive(postID(1), "fr")
	o, err := w.Media(t.Context(), reading.MediaQuery{Asset: a.ID, Variant: "original"})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Content.Close()
	got, err := io.ReadAll(o.Content)
	if err != nil || !bytes.Equal(got, []byte(svg)) {
		t.Errorf("bytes = %q, %v", got, err)
	}
	if o.Type != "image/svg+xml" || o.Name != "logo.svg" || o.Inline || o.ETag != string(a.ID) {
		t.Errorf("Media() = %+v", o)
	}
	w.goLive(postID(1))
	refused("used by what is taken down")
}
