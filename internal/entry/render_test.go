package entry_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// pair returns a post that is live in both languages, with everything that an
// entry can show.
func pair() entry.Input {
	post := &content.Post{
		ID: "p", SourceLocale: "en", Head: 2, Live: 2, LiveAt: noon,
		Translations: []content.Translation{
			{Locale: "en", Head: 5, Live: 4, LiveAt: noon.Add(-time.Hour), FirstPublishedAt: noon.Add(-48 * time.Hour)},
			{Locale: "fr", Head: 1, Live: 1, LiveAt: noon.Add(time.Hour), FirstPublishedAt: noon.Add(-24 * time.Hour)},
		},
	}
	shared := content.Shared{
		Date:    &content.Moment{At: time.Date(2018, 12, 7, 0, 0, 0, 0, time.UTC), DateOnly: true},
		LastMod: &content.Moment{At: time.Date(2018, 12, 8, 0, 0, 0, 0, time.UTC)},
		Authors: []content.TermID{"author"}, Tags: []content.TermID{"cloud", "english-only"},
		Series: &content.SeriesPlace{Term: "series", Place: 2},
		Params: map[string]any{"class_name": "blog post", "html": "<b>&</b>"},
		Resources: []content.Resource{
			{Name: "cover", URL: "https://cdn.example/cover.png", Title: "Cover"},
			{Name: "thumbnail", Asset: "aa", Params: map[string]any{"crop": true}},
			{Name: "slides", Asset: "pdf"},
		},
	}
	en := content.Text{
		Slug: "cloud-native-meetups", Aliases: []string{"/old/"}, Title: "Meetups & cloud", Format: content.HTML,
		HTML:      `<h2 id="why">Why</h2><p>Read <a href="/en/other/">this</a>, <a href="cms:post/q#part">that</a> and <a href="https://example.org/fr/b/">more</a>.</p><h3>How?</h3>`,
		Resources: map[string]content.ResourceText{"thumbnail": {Alt: "A crowd", Title: "Crowd"}},
	}
	fr := content.Text{
		Slug: "meetups-été", Title: "Meetups : l’été", Summary: "Un « résumé ».", Format: content.HTML,
		SEO:  content.SEO{Title: "Titre", Description: "Pour les moteurs", Image: "cover", Canonical: "https://ailleurs.example/a", NoIndex: true},
		HTML: `<p>Voir <a href="cms:post/gone">rien</a> et <img src="cms:asset/aa"> <img src="cms:asset/none" alt="x">.</p>`,
		Overrides: content.Overrides{
			Date:   content.Instead(&content.Moment{At: time.Date(2019, 1, 1, 5, 0, 0, 0, time.UTC)}),
			Params: content.Instead(map[string]any{"n": 1}),
		},
	}
	return entry.Input{
		Live: &content.LivePost{
			Post:     post,
			Segments: map[locale.Tag]content.Segments{"fr": {Stale: 3, Minor: 1, Since: 2, Behind: 2, Origins: map[string]int{"tm_exact": 1}}},
			Shared:   &content.SharedRevision{Post: "p", N: 2, Shared: shared},
			Texts: []content.Revision{
				{Post: "p", Locale: "en", N: 4, Policy: sanitize.Version, Text: en},
				{Post: "p", Locale: "fr", N: 1, BasedOn: 2, Policy: sanitize.Version, Text: fr},
			},
		},
		Site: content.SiteSettings{TimeZone: "America/Toronto", XDefault: "en", Hosts: []string{"former.example"}, MediaBaseURL: "https://media.example"},
		Locales: []content.Locale{
			{Tag: "en", Settings: content.LocaleSettings{BaseURL: "https://example.org", Paths: content.Paths{Post: "/en/{slug}/"}}},
			{Tag: "fr", Settings: content.LocaleSettings{BaseURL: "https://example.org", Hreflang: "fr-CA", Paths: content.Paths{Post: "/{year}/{slug}/"}}},
		},
		Terms: map[content.TermID]content.Term{
			"author":       {ID: "author", Kind: content.Author, Texts: map[locale.Tag]content.TermText{"en": {Name: "CloudOps", Slug: "cloudops"}, "fr": {Name: "CloudOps", Slug: "cloudops"}}},
			"cloud":        {ID: "cloud", Kind: content.Tag, Texts: map[locale.Tag]content.TermText{"en": {Name: "Cloud", Slug: "cloud"}, "fr": {Name: "Nuage", Slug: "nuage"}}},
			"english-only": {ID: "english-only", Kind: content.Tag, Texts: map[locale.Tag]content.TermText{"en": {Name: "Meetup", Slug: "meetup"}}},
			"series":       {ID: "series", Kind: content.Series, Texts: map[locale.Tag]content.TermText{"en": {Name: "Series", Slug: "series"}, "fr": {Name: "Série", Slug: "serie"}}},
		},
		Files: map[content.AssetID]entry.File{
			"aa":  {Type: "image/png", Width: 1200, Height: 630, Texts: map[locale.Tag]entry.FileText{"fr": {Alt: "Une foule", Caption: "À Montréal"}}},
			"pdf": {Type: "application/pdf"},
		},
		Links: map[content.PostID][]entry.Alternate{"q": {{Locale: "fr", Slug: "autre", URL: "https://example.org/2018/autre/"}}},
	}
}

func decode(t *testing.T, r entry.Rendered) entry.Entry {
	t.Helper()
	var e entry.Entry
	if err := json.Unmarshal(entry.Join(r.Card, r.Body), &e); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, entry.Join(r.Card, r.Body))
	}
	return e
}

func TestRenderGolden(t *testing.T) {
	for _, r := range entry.Render(pair()) {
		var b bytes.Buffer
		if err := json.Indent(&b, entry.Join(r.Card, r.Body), "", "  "); err != nil {
			t.Fatal(err)
		}
		b.WriteByte('\n')
		golden.Equal(t, string(r.Locale)+".json", b.String())
	}
}

// imported returns the French entry of [pair] as an import brought it live at noon, a day
// after its date; with 2 the import changed the text of an earlier one, with 3 the shared
// part was published by hand.
func imported(n int) entry.Rendered {
	in := pair()
	text, shared := &in.Live.Texts[1], in.Live.Shared
	in.Live.Post.Translations[1].LiveAt = noon
	text.Meta = content.Meta{At: noon, Origin: content.FromImport}
	shared.N, shared.Meta = 1, text.Meta
	switch n {
	case 2:
		text.N = 2
	case 3:
		shared.Meta.At = noon.Add(-time.Minute)
	}
	return entry.Render(in)[1]
}

func TestRenderRows(t *testing.T) {
	out := entry.Render(pair())
	if len(out) != 2 {
		t.Fatalf("%d entries", len(out))
	}
	en, fr := out[0], out[1]
	if want := []content.TermID{"author", "cloud", "english-only", "series"}; !slices.Equal(en.Facets, want) {
		t.Errorf("English facets = %q", en.Facets)
	}
	if want := []content.TermID{"author", "cloud", "series"}; !slices.Equal(fr.Facets, want) {
		t.Errorf("French facets = %q: a term without a name counts", fr.Facets)
	}
	if !en.Date.Equal(fr.Date) || en.Date.Year() != 2018 {
		t.Errorf("lists sort by %v and %v", en.Date, fr.Date)
	}
	if !en.UpdatedAt.Equal(noon) || !fr.UpdatedAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("updated at %v and %v", en.UpdatedAt, fr.UpdatedAt)
	}
	if again := imported(1); !again.UpdatedAt.Equal(noon.Add(-24 * time.Hour)) {
		t.Errorf("a text that an import brought is updated at %v, not at its date", again.UpdatedAt)
	}
	for _, n := range []int{2, 3} {
		if again := imported(n); !again.UpdatedAt.Equal(noon) {
			t.Errorf("import %d: updated at %v, want when something else went live", n, again.UpdatedAt)
		}
	}
	want := []entry.Ref{
		{Kind: entry.ToAnchor, Target: "q"}, {Kind: entry.ToAsset, Target: "aa"}, {Kind: entry.ToAsset, Target: "pdf"},
		{Kind: entry.ToPath, Target: "/en/other"}, {Kind: entry.ToPath, Target: "/fr/b"},
		{Kind: entry.ToPath, Target: "example.org/en/other"}, {Kind: entry.ToPath, Target: "example.org/fr/b"},
		{Kind: entry.ToPath, Target: "former.example/en/other"}, {Kind: entry.ToPost, Target: "q"},
		{Kind: entry.ToSlug, Target: "en/b"}, {Kind: entry.ToSlug, Target: "en/other"},
		{Kind: entry.ToSlug, Target: "fr/b"}, {Kind: entry.ToSlug, Target: "fr/other"},
		{Kind: entry.ToTerm, Target: "author"}, {Kind: entry.ToTerm, Target: "cloud"},
		{Kind: entry.ToTerm, Target: "english-only"}, {Kind: entry.ToTerm, Target: "series"},
	}
	if diff := cmp.Diff(want, en.Refs); diff != "" {
		t.Errorf("English references: %s", diff)
	}
	if !slices.Contains(fr.Refs, entry.Ref{Kind: entry.ToTerm, Target: "english-only"}) {
		t.Error("a term that gets a name would not reach the post")
	}
	if en.Text != 4 || en.Shared != 2 || fr.Text != 1 || en.Format != entry.Format || en.ETag == fr.ETag || len(en.ETag) != 32 {
		t.Errorf("rows %+v and %+v", en.Row, fr.Row)
	}
}

func TestOverrides(t *testing.T) {
	tests := []struct {
		name string
		set  func(*content.Overrides)
		want func(shown, shared entry.Entry) bool
	}{
		{"absent is shared", func(o *content.Overrides) { *o = content.Overrides{} }, func(e, s entry.Entry) bool {
			return len(e.Tags) == 1 && len(e.Authors) == 1 && len(e.Resources) == 3 && e.Date.Equal(s.Date) && e.LastMod.Equal(*s.LastMod)
		}},
		{"empty is none", func(o *content.Overrides) {
			*o = content.Overrides{
				Tags: content.Instead([]content.TermID{}), Authors: content.Instead[[]content.TermID](nil),
				Resources: content.Instead([]content.Resource{}), Params: content.Instead[map[string]any](nil),
				LastMod: content.Instead[*content.Moment](nil),
			}
		}, func(e, _ entry.Entry) bool {
			return e.Tags != nil && len(e.Tags) == 0 && len(e.Authors) == 0 && len(e.Resources) == 0 && e.Thumbnail == nil &&
				e.Params != nil && len(e.Params) == 0 && e.LastMod == nil
		}},
		{"no date of its own is the list's", func(o *content.Overrides) { *o = content.Overrides{Date: content.Instead[*content.Moment](nil)} },
			func(e, s entry.Entry) bool { return e.Date.Equal(s.Date) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := pair()
			tt.set(&in.Live.Texts[1].Text.Overrides)
			out := entry.Render(in)
			if e := decode(t, out[1]); !tt.want(e, decode(t, out[0])) {
				t.Errorf("French shows %+v", e)
			}
		})
	}
}

func TestStanding(t *testing.T) {
	level := entry.Standing{SourceLocale: "en", State: entry.StateCurrent, Origins: map[string]int{}}
	tests := []struct {
		name     string
		segments content.Segments
		want     entry.Standing
	}{
		{"level", content.Segments{}, level},
		{"behind", content.Segments{Stale: 2, Minor: 1, Since: 2, Behind: 2},
			entry.Standing{SourceLocale: "en", State: entry.StateStale, BehindRevisions: 2, Change: new(entry.Substantive), StaleSegments: 3, Origins: map[string]int{}}},
		{"behind by what came", content.Segments{Missing: 1, Since: 1, Behind: 1},
			entry.Standing{SourceLocale: "en", State: entry.StateStale, BehindRevisions: 1, Change: new(entry.Substantive), Origins: map[string]int{}}},
		{"behind in form alone", content.Segments{Minor: 1, Since: 3},
			entry.Standing{SourceLocale: "en", State: entry.StateStale, BehindRevisions: 3, Change: new(entry.Minor), StaleSegments: 1, Origins: map[string]int{}}},
		{"made from a draft of the source", content.Segments{Ahead: true}, level},
		{"shorter than its source", content.Segments{Missing: 4}, level},
		{"from the memory", content.Segments{Origins: map[string]int{"tm_exact": 4}},
			entry.Standing{SourceLocale: "en", State: entry.StateCurrent, Origins: map[string]int{"tm_exact": 4}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := pair()
			in.Live.Segments = map[locale.Tag]content.Segments{"fr": tt.segments}
			out := entry.Render(in)
			if diff := cmp.Diff(tt.want, decode(t, out[1]).Translation); diff != "" {
				t.Errorf("French (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(level, decode(t, out[0]).Translation); diff != "" {
				t.Errorf("the source (-want +got):\n%s", diff)
			}
		})
	}
	in := pair() // the source is taken down
	in.Live.Segments = nil
	in.Live.Post.Translations[0].Live = 0
	in.Live.Texts = in.Live.Texts[1:]
	out := entry.Render(in)
	if got := decode(t, out[0]); got.Translation.State != entry.StateCurrent || len(got.Alternates) != 1 || got.Alternates[0].XDefault {
		t.Errorf("alone: %+v %+v", got.Translation, got.Alternates)
	}
}

func TestDateOfAPostWithoutOne(t *testing.T) {
	in := pair()
	in.Live.Shared.Shared.Date = nil
	out := entry.Render(in)
	first := noon.Add(-48 * time.Hour)
	if !out[0].Date.Equal(first) || !out[1].Date.Equal(first) {
		t.Errorf("sorted by %v and %v, want the first publication", out[0].Date, out[1].Date)
	}
	if e := decode(t, out[0]); !e.Date.Equal(first) {
		t.Errorf("displayed: %v", e.Date)
	}
}

func TestLinksBetweenPosts(t *testing.T) {
	in := pair()
	in.Links["q"] = append(in.Links["q"], entry.Alternate{Locale: "en", URL: "/en/q/"})
	in.Live.Texts[0].Text.HTML = `<p><a href="cms:post/q#x" title="t">q</a> <a href="cms:post/p">self</a> <a href="cms:post/zz"><b>gone</b> too</a></p>`
	e := decode(t, entry.Render(in)[0])
	want := `<p><a href="/en/q/#x" title="t">q</a> <a href="https://example.org/en/cloud-native-meetups/">self</a> <b>gone</b> too</p>`
	if e.Body != want {
		t.Errorf("body = %s, want %s", e.Body, want)
	}
	in = pair() // English has no /q/: the link keeps the French URL and says so
	if e := decode(t, entry.Render(in)[0]); !strings.Contains(e.Body, `<a href="https://example.org/2018/autre/#part" hreflang="fr-CA" lang="fr">that</a>`) {
		t.Errorf("body = %s", e.Body)
	}
}

// TestNewPolicyReachesOldTexts holds that what an older policy let through is not
// served after an upgrade.
func TestNewPolicyReachesOldTexts(t *testing.T) {
	in := pair()
	in.Live.Texts[0].Policy = sanitize.Version - 1
	in.Live.Texts[0].Text.HTML = `<p onclick="x()" class="ok denied">a<script>alert(1)</script></p>`
	in.Site.DeniedClasses = []string{"denied"}
	if e := decode(t, entry.Render(in)[0]); e.Body != `<p class="ok">a</p>` {
		t.Errorf("body = %s", e.Body)
	}
}

func TestRenderIsAFunction(t *testing.T) {
	in, same := pair(), pair()
	first, second := entry.Render(in), entry.Render(in)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("rendering twice differs: %s", diff)
	}
	if diff := cmp.Diff(same, in, cmpopts.IgnoreUnexported(entry.Input{})); diff != "" {
		t.Errorf("rendering changed its input: %s", diff)
	}
}

func TestNames(t *testing.T) {
	in := pair()
	got := entry.Names(in.Live)
	slices.Sort(got.Tags)
	want := content.Named{
		Posts: []content.PostID{"q", "gone"}, Tags: []content.TermID{"author", "cloud", "english-only", "series"},
		Assets: []content.AssetID{"aa", "pdf", "none"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzRender holds that any text gives an entry that is one JSON object, the
// same each time, and that a borrowed body holds the same HTML.
func FuzzRender(f *testing.F) {
	f.Add("Été", `<p>,"body":"x</p><h2>A</h2>`, "a")
	f.Add("\u2028\x00", `<img src="cms:asset/aa"><a href="cms:post/q">\</a>`, `"`)
	f.Fuzz(func(t *testing.T, title, html, param string) {
		in := pair()
		in.Live.Texts[0].Text.Title, in.Live.Texts[0].Text.HTML = title, html
		in.Live.Shared.Shared.Params = map[string]any{param: param}
		one, two := entry.Render(in)[0], entry.Render(in)[0]
		if diff := cmp.Diff(one, two); diff != "" {
			t.Errorf("rendering twice differs: %s", diff)
		}
		own := decode(t, one)
		one.Body = entry.Borrow(one.Body, "en")
		if lent := decode(t, one); lent.Body != `<div lang="en">`+own.Body+`</div>` {
			t.Errorf("borrowed %q of %q", lent.Body, own.Body)
		}
	})
}
