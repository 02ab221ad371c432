package editing_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
)

// bilingual asks for a post in both languages with something to sanitize.
func bilingual(actor access.Actor) editing.CreatePost {
	return editing.CreatePost{
		Actor: actor,
		Whole: editing.Whole{Source: "en", Shared: content.Shared{Params: map[string]any{"class_name": "blog post"}}},
		Translations: map[locale.Tag]editing.Translating{
			"en": {Text: text("Summer", "<p>Warm</p><script>alert(1)</script>")},
			"fr": {Text: text("Été", "<p>Chaud\u00a0!</p>"), Edit: editing.Edit{Note: "first try"}},
		},
	}
}

func TestCreate(t *testing.T) {
	h := open(t)
	author := with("token:a", "author:*")
	saved, err := h.Create(t.Context(), bilingual(author))
	if err != nil {
		t.Fatal(err)
	}
	p := saved.Post
	if p.Version != 1 || p.Head != 1 || p.Live != 0 || p.SourceLocale != "en" || p.CreatedBy != "token:a" {
		t.Errorf("post = %+v", p)
	}
	if !slices.Equal(p.Targets, []locale.Tag{"en", "fr"}) {
		t.Errorf("targets = %v, want all that the site has", p.Targets)
	}
	for tag, want := range map[locale.Tag]content.Text{
		"en": {Slug: "summer", Title: "Summer", Body: "<p>Warm</p>"},
		"fr": {Slug: "ete", Title: "Été", Body: "<p>Chaud\u00a0!</p>"},
	} {
		got := saved.Texts[tag]
		if got.Slug != want.Slug || got.Title != want.Title || got.Body != want.Body || got.HTML != want.Body {
			t.Errorf("%s = %+v", tag, got)
		}
		if tr := p.Translation(tag); tr.Head != 1 || tr.Version != 1 || tr.Live != 0 || tr.Status != content.Draft {
			t.Errorf("%s = %+v", tag, tr)
		}
	}
	if len(saved.Warnings) != 1 || saved.Warnings[0].Pointer != "/translations/en/body" {
		t.Errorf("warnings = %+v, want one about the script", saved.Warnings)
	}
	if got := h.events(0); !slices.Equal(got, []string{"post.created"}) {
		t.Errorf("events = %v", got)
	}
	if rows := h.rows("SELECT count(*) FROM entries"); rows[0] != "0" {
		t.Errorf("%s entries of drafts", rows[0])
	}
	if got := h.rows("SELECT submitted, note, by, based_on FROM revisions WHERE locale = 'en' UNION ALL SELECT submitted, note, by, based_on FROM revisions WHERE locale = 'fr'"); !slices.Equal(got,
		[]string{"<nil> | first try | token:a | 1", "<p>Warm</p><script>alert(1)</script> |  | token:a | 0"}) {
		t.Errorf("revisions = %q", got)
	}
	if diff := cmp.Diff(saved.View, h.get(p.ID)); diff != "" {
		t.Errorf("what Create returned is not what is read (-created +read):\n%s", diff)
	}
}

func TestCreateTellsEverythingWrong(t *testing.T) {
	h := open(t)
	tests := []struct {
		name   string
		change func(*editing.CreatePost)
		want   string
	}{
		{"nothing", func(c *editing.CreatePost) { *c = editing.CreatePost{Actor: owner} },
			"invalid invalid /translations=post.no_translation /sourceLocale=member.required"},
		{"no source", func(c *editing.CreatePost) { c.Whole.Source = "" }, "invalid invalid /sourceLocale=member.required"},
		{"another source", func(c *editing.CreatePost) { c.Whole.Source = "de" }, "invalid invalid /sourceLocale=post.source_missing"},
		{"settings", func(c *editing.CreatePost) {
			c.Whole.Parity, c.Whole.Targets = "sometimes", []locale.Tag{"en", "de", "en"}
		}, "invalid invalid /parity=settings.parity /targetLocales/1=locale.unknown /targetLocales/2=list.twice"},
		{"foreign locale", func(c *editing.CreatePost) { c.Translations["de"] = editing.Translating{} },
			"invalid invalid /translations/de=locale.unknown"},
		{"both languages", func(c *editing.CreatePost) {
			c.Translations["en"] = editing.Translating{Text: content.Text{Slug: "a/b"}}
			c.Translations["fr"] = editing.Translating{Text: content.Text{Path: "/ailleurs/", Format: "word"}}
		}, "invalid invalid /translations/en/slug=slug.character /translations/fr/path=path.import_only /translations/fr/format=format.unknown"},
		{"unknown terms", func(c *editing.CreatePost) { c.Whole.Shared.Tags = []content.TermID{"none"} }, "invalid invalid /tags/0=tag.unknown"},
		{"unknown terms of one language", func(c *editing.CreatePost) {
			en := c.Translations["en"]
			en.Text.Overrides.Authors = content.Instead([]content.TermID{"none"})
			c.Translations["en"] = en
		}, "invalid invalid /translations/en/overrides/authors/0=author.unknown"},
		{"unknown asset", func(c *editing.CreatePost) {
			c.Whole.Shared.Resources = []content.Resource{{Name: "thumbnail", Asset: "none"}}
		}, "invalid invalid /resources/0/asset=asset.unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			h.unchanged(tt.name, func() {
				cmd := bilingual(owner)
				tt.change(&cmd)
				_, err := h.Create(t.Context(), cmd)
				if got := problem(err); got != tt.want {
					t.Errorf("Create: %s\nwant:   %s", got, tt.want)
				}
			})
		})
	}
}

func TestCreateTakesTheOnlyLanguageAsSource(t *testing.T) {
	h := open(t)
	cmd := bilingual(owner)
	cmd.Whole.Source = ""
	delete(cmd.Translations, "en")
	saved, err := h.Create(t.Context(), cmd)
	if err != nil || saved.Post.SourceLocale != "fr" {
		t.Errorf("source = %+v, %v", saved.Post, err)
	}
}

func TestCreateSlugs(t *testing.T) {
	h := open(t)
	h.post(owner, "en", "Summer")
	if got := h.post(owner, "en", "Summer").Texts["en"].Slug; got != "summer-2" {
		t.Errorf("a made slug that is taken became %q, want summer-2", got)
	}
	cmd := bilingual(owner)
	en := cmd.Translations["en"]
	en.Text.Slug = "summer"
	cmd.Translations["en"] = en
	h.unchanged("a taken slug", func() {
		_, err := h.Create(t.Context(), cmd)
		if got := problem(err); got != "conflict slug.taken /translations/en/slug=slug.taken /translations/en/slug=path.taken" {
			t.Errorf("a given slug that is taken: %s", got)
		}
	})
}

func TestCreateIsForWhoMay(t *testing.T) {
	h := open(t)
	tests := []struct {
		roles string
		want  string
	}{
		{"editor:*", ""},
		{"author:en author:fr", ""},
		{"author:en translator:fr", ""},
		{"translator:en author:fr", "forbidden access.forbidden_locale"},
		{"author:en", "forbidden access.forbidden_locale"},
		{"author:fr", "forbidden access.forbidden_locale"},
		{"reviewer:* reader:* translator:*", "forbidden access.forbidden_locale"},
		{"", "forbidden access.forbidden_locale"},
	}
	for _, tt := range tests {
		t.Run(tt.roles, func(t *testing.T) {
			_, err := h.Create(t.Context(), bilingual(with("token:x", tt.roles)))
			if got := problem(err); got != tt.want {
				t.Errorf("Create: %q, want %q", got, tt.want)
			}
		})
	}
	if _, err := h.Create(t.Context(), bilingual(access.Actor{})); problem(err) != "unauthenticated access.unauthenticated" {
		t.Errorf("nobody: %v", err)
	}
}

func TestCreateFailingHalfway(t *testing.T) {
	h := open(t)
	h.unchanged("a failing Create", func() {
		h.fail = errBroken
		if _, err := h.Create(t.Context(), bilingual(owner)); !errors.Is(err, errBroken) {
			t.Errorf("Create: %v", err)
		}
	})
}
