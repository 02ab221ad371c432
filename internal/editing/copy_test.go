package editing_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// rich is a French text with everything that a text can say.
func rich(format content.Format, body string) content.Text {
	return content.Text{
		Title: "Le vent", Slug: "vent-du-nord", Aliases: []string{"/ancien/"}, Summary: "Il souffle.",
		SEO:    content.SEO{Title: "Vent", Description: "Du vent", Image: "cover", Canonical: "https://autre.example/vent", NoIndex: true},
		Format: format, Body: body,
		Resources: map[string]content.ResourceText{"cover": {Title: "Toit", Alt: "Le toit", Caption: "Vu d’en haut"}},
		Overrides: content.Overrides{
			Date:   content.Instead(&content.Moment{At: noon}),
			Tags:   content.Instead([]content.TermID{}),
			Params: content.Instead(map[string]any{"class_name": "vert"}),
		},
	}
}

// pairOf makes a post with the French text alone.
func (h *house) pairOf(text content.Text) *content.Post {
	h.t.Helper()
	saved, err := h.Create(h.t.Context(), editing.CreatePost{Actor: owner, Translations: map[locale.Tag]editing.Translating{"fr": {Text: text}}, Whole: editing.Whole{
		Source: "fr", Shared: content.Shared{Resources: []content.Resource{{Name: "cover", URL: "https://img.example/1.png", Title: "Un toit"}}},
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	return saved.Post
}

func TestCopyTranslation(t *testing.T) {
	const html = `<h2 id="un">Un</h2><p>Le <em>vent</em></p><figure><img src="https://img.example/2.png" alt="Deux"/><figcaption>Trois</figcaption></figure>`
	const markdown = "## Un\n\nLe *vent*  \nsouffle\n\n![Deux](2.png)\n"
	params := content.Overrides{Params: content.Instead(map[string]any{"class_name": "vert"})}
	said := rich("", "").Resources
	tests := []struct {
		name string
		from content.Text
		mode editing.CopyMode
		want content.Text
	}{
		{"nothing", rich(content.HTML, html), editing.CopyEmpty,
			content.Text{Format: content.HTML, Resources: map[string]content.ResourceText{"cover": {}}}},
		{"the structure", rich(content.HTML, html), editing.CopyStructure, content.Text{
			Format: content.HTML, SEO: content.SEO{Image: "cover", NoIndex: true}, Resources: map[string]content.ResourceText{"cover": {}},
			Body: `<h2></h2><p></p><figure><img src="https://img.example/2.png"/><figcaption></figcaption></figure>`}},
		{"the structure of Markdown", rich(content.Markdown, markdown), editing.CopyStructure, content.Text{
			Format: content.Markdown, SEO: content.SEO{Image: "cover", NoIndex: true}, Resources: map[string]content.ResourceText{"cover": {}},
			Body: "##\n\n![](<2.png>)\n"}},
		{"the text", rich(content.HTML, html), editing.CopyText, content.Text{
			Title: "Le vent", Slug: "le-vent", Summary: "Il souffle.", Format: content.HTML, Body: html, Resources: said, Overrides: params,
			SEO: content.SEO{Title: "Vent", Description: "Du vent", Image: "cover", NoIndex: true}}},
		{"Markdown as written", rich(content.Markdown, markdown), editing.CopyText, content.Text{
			Title: "Le vent", Slug: "le-vent", Summary: "Il souffle.", Format: content.Markdown, Body: markdown, Resources: said, Overrides: params,
			SEO: content.SEO{Title: "Vent", Description: "Du vent", Image: "cover", NoIndex: true}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t)
			p := h.pairOf(tt.from)
			if _, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: p.ID, Locale: "fr", Version: 1, Change: retitle("Le vent ")}); err != nil {
				t.Fatal(err)
			}
			before, events := h.dump("locale = 'fr'", "translations", "revisions", "slugs")+h.dump("true", "shared_revisions"), len(h.events(0))
			saved, err := h.CopyTranslation(t.Context(), editing.CopyTranslation{Actor: owner, Post: p.ID, Locale: "en", Mode: tt.mode})
			if err != nil {
				t.Fatal(err)
			}
			got := saved.Texts["en"]
			got.HTML, got.Aliases = "", nil
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("the copy (-want +got):\n%s", diff)
			}
			if len(saved.Warnings) > 0 {
				t.Errorf("warnings: %v", saved.Warnings)
			}
			if en := saved.Post.Translation("en"); en.Live != 0 || en.Status != content.Draft || en.Version != 1 {
				t.Errorf("the copy is %+v", en)
			}
			origin := "api"
			if tt.mode == editing.CopyText {
				origin = "copy"
			}
			if got := h.rows("SELECT n, based_on, origin, by, note FROM revisions WHERE locale = 'en'"); !slices.Equal(got, []string{"1 | 1 | " + origin + " | cli | fr 1 → en"}) {
				t.Errorf("its revision: %v", got)
			}
			if after := h.dump("locale = 'fr'", "translations", "revisions", "slugs") + h.dump("true", "shared_revisions"); after != before {
				t.Errorf("the copied one became\n%s", after)
			}
			if got := h.events(events); !slices.Equal(got, []string{"translation.saved"}) {
				t.Errorf("events = %v", got)
			}
		})
	}
}

// TestCopyOfACopy: what a target is copied into stands beside the source's
// revision that the target does; its slug gets a number where it is taken.
func TestCopyOfACopy(t *testing.T) {
	h := open(t)
	if _, err := h.AddLocale(t.Context(), editing.AddLocale{Actor: owner, Tag: "de"}); err != nil {
		t.Fatal(err)
	}
	h.post(owner, "de", "Wind")
	p := h.post(owner, "en", "Wind", "fr", "Wind").Post
	for _, title := range []string{"A wind", "The wind"} {
		v := h.get(p.ID).Post.Translation("en").Version
		if _, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: p.ID, Locale: "en", Version: v, Change: retitle(title)}); err != nil {
			t.Fatal(err)
		}
	}
	saved, err := h.CopyTranslation(t.Context(), editing.CopyTranslation{Actor: owner, Post: p.ID, Locale: "de", From: "fr", Mode: editing.CopyText, Note: "zum Anfang"})
	if err != nil {
		t.Fatal(err)
	}
	if got := saved.Texts["de"].Slug; got != "wind-2" {
		t.Errorf("slug %q", got)
	}
	if got := h.rows("SELECT based_on, note, origin FROM revisions WHERE locale = 'de' AND post_id = ?", string(p.ID)); !slices.Equal(got, []string{"1 | zum Anfang | copy"}) {
		t.Errorf("its revision: %v", got)
	}
}

func TestCopyIsRefused(t *testing.T) {
	h := open(t)
	p := h.post(with("token:mine", "author:*"), "fr", "Été").Post
	both := h.post(owner, "fr", "Un", "en", "One").Post
	tests := []struct {
		name string
		cmd  editing.CopyTranslation
		want string
	}{
		{"it is there", editing.CopyTranslation{Actor: owner, Post: both.ID, Locale: "en"}, "conflict translation.exists"},
		{"from itself", editing.CopyTranslation{Actor: owner, Post: p.ID, Locale: "en", From: "en"}, "invalid invalid /from=translation.not_found"},
		{"from nothing", editing.CopyTranslation{Actor: owner, Post: p.ID, Locale: "en", From: "de"}, "invalid invalid /from=translation.not_found"},
		{"into a foreign locale", editing.CopyTranslation{Actor: owner, Post: p.ID, Locale: "de"}, "invalid invalid =locale.unknown"},
		{"no post", editing.CopyTranslation{Actor: owner, Post: "none", Locale: "en"}, "not found post.not_found"},
		{"no way", editing.CopyTranslation{Actor: owner, Post: p.ID, Locale: "en", Mode: "all"}, "invalid invalid /mode=copy.mode"},
		{"a reader", editing.CopyTranslation{Actor: with("token:x", "reader:*"), Post: p.ID, Locale: "en"}, "forbidden access.forbidden_locale"},
		{"who cannot read the source", editing.CopyTranslation{Actor: with("token:x", "editor:en"), Post: p.ID, Locale: "en"}, "forbidden access.forbidden_locale"},
		{"a stranger", editing.CopyTranslation{Actor: with("token:x", "author:*"), Post: p.ID, Locale: "en"}, "not found post.not_found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			if tt.cmd.Mode == "" {
				tt.cmd.Mode = editing.CopyText
			}
			h.unchanged(tt.name, func() {
				if _, err := h.CopyTranslation(t.Context(), tt.cmd); problem(err) != tt.want {
					t.Errorf("CopyTranslation: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
	h.t = t
	translator := editing.CopyTranslation{Actor: with("token:t", "translator:en"), Post: p.ID, Locale: "en", Mode: editing.CopyText, Once: once.Key{Name: "k"}}
	h.fail = errBroken
	h.unchanged("a failing copy", func() {
		if _, err := h.CopyTranslation(t.Context(), translator); !errors.Is(err, errBroken) {
			t.Errorf("CopyTranslation: %v", err)
		}
	})
	h.fail = nil
	first, err := h.CopyTranslation(t.Context(), translator)
	if err != nil {
		t.Fatalf("a translator: %v", err)
	}
	h.unchanged("the same again", func() {
		again, err := h.CopyTranslation(t.Context(), translator)
		if diff := cmp.Diff(first.Texts, again.Texts); err != nil || diff != "" {
			t.Errorf("the same key again: %v\n%s", err, diff)
		}
	})
}

func TestDuplicatePost(t *testing.T) {
	h := open(t)
	tag := h.term(content.Tag, texts{"fr": {Name: "Nuage"}, "en": {Name: "Cloud"}})
	other := h.post(owner, "fr", "Autre").Post
	wind := rich(content.HTML, "<p>The wind blows</p>") // with all that French has: together, nothing may be missing
	wind.Slug, wind.Path, wind.Aliases = "north", "", nil
	saved, err := h.Create(t.Context(), editing.CreatePost{Actor: owner,
		Whole: editing.Whole{Source: "fr", Targets: []locale.Tag{"fr", "en"}, Parity: content.Together, Shared: content.Shared{
			Date: &content.Moment{At: noon}, LastMod: &content.Moment{At: noon}, Tags: []content.TermID{tag.ID}, Related: []content.PostID{other.ID},
			Params: map[string]any{"n": 3.0}, Resources: []content.Resource{{Name: "cover", URL: "https://img.example/1.png"}},
		}},
		Translations: map[locale.Tag]editing.Translating{
			"fr": {Text: rich(content.Markdown, "Le *vent*  \n\tsouffle\r\n")}, "en": {Text: wind},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	p := saved.Post
	h.publish(p.ID, "fr", "en")
	if err := h.RemovePost(t.Context(), editing.RemovePost{Actor: owner, Post: other.ID, Version: 1}); err != nil {
		t.Fatal(err) // what the post names may be gone: it is copied all the same
	}
	before := h.dump("post_id = '"+string(p.ID)+"'", "translations", "revisions", "shared_revisions", "slugs", "paths", "entries")
	me, events := with("token:me", "editor:*"), len(h.events(0))
	twin, err := h.DuplicatePost(t.Context(), editing.DuplicatePost{Actor: me, Post: p.ID})
	if err != nil {
		t.Fatal(err)
	}
	want := saved.Shared
	want.Date, want.LastMod = nil, nil
	if diff := cmp.Diff(want, twin.Shared); diff != "" {
		t.Errorf("shared part (-want +got):\n%s", diff)
	}
	if q := twin.Post; q.ID == p.ID || q.CreatedBy != me.ID || q.Live != 0 || q.Head != 1 || q.Version != 1 || q.SourceLocale != "fr" || q.Parity != content.Together ||
		!slices.Equal(q.Targets, p.Targets) || len(q.LiveLocales()) > 0 {
		t.Errorf("the duplicate is %+v", q)
	}
	fr, en := twin.Texts["fr"], twin.Texts["en"]
	if fr.Slug != "vent-du-nord-2" || en.Slug != "north-2" || fr.Path != "" || len(fr.Aliases) > 0 || fr.SEO.Canonical != "" || fr.Overrides.Date.Set {
		t.Errorf("addresses and dates: %+v, %+v", fr, en)
	}
	if fr.Body != "Le *vent*  \n\tsouffle\r\n" || fr.Title != "Le vent" || !fr.Overrides.Tags.Set || fr.SEO.Title != "Vent" || fr.Resources["cover"].Alt != "Le toit" {
		t.Errorf("French: %+v", fr)
	}
	if len(twin.Warnings) > 0 {
		t.Errorf("warnings: %v", twin.Warnings)
	}
	if after := h.dump("post_id = '"+string(p.ID)+"'", "translations", "revisions", "shared_revisions", "slugs", "paths", "entries"); after != before {
		t.Errorf("the duplicated post became\n%s", after)
	}
	if got := h.events(events); !slices.Equal(got, []string{"post.created"}) {
		t.Errorf("events = %v", got)
	}
	one, err := h.DuplicatePost(t.Context(), editing.DuplicatePost{Actor: me, Post: p.ID, Locales: []locale.Tag{"en"}, Note: "for England"})
	if err != nil {
		t.Fatal(err)
	}
	if one.Post.SourceLocale != "en" || len(one.Texts) != 1 || one.Texts["en"].Slug != "north-3" {
		t.Errorf("English alone: %+v, %v", one.Post, slices.Collect(maps.Keys(one.Texts)))
	}
}

func TestDuplicateIsRefused(t *testing.T) {
	h := open(t)
	p := h.post(owner, "fr", "Été", "en", "Summer").Post
	tests := []struct {
		name  string
		actor access.Actor
		post  content.PostID
		tags  []locale.Tag
		want  string
	}{
		{"no post", owner, "none", nil, "not found post.not_found"},
		{"no language", owner, p.ID, []locale.Tag{}, "invalid invalid /locales=post.no_translation"},
		{"a language twice", owner, p.ID, []locale.Tag{"fr", "fr"}, "invalid invalid /locales/1=list.twice"},
		{"a language that is not there", owner, p.ID, []locale.Tag{"de"}, "invalid invalid /locales/0=translation.not_found"},
		{"a reader", with("token:x", "reader:*"), p.ID, nil, "forbidden access.forbidden"},
		{"a stranger", with("token:x", "author:*"), p.ID, nil, "not found post.not_found"},
		{"a language of others", with("token:x", "editor:en"), p.ID, []locale.Tag{"en", "fr"}, "forbidden access.forbidden_locale"},
		{"who may write none of it", with("token:x", "reader:fr author:de"), p.ID, nil, "forbidden access.forbidden"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			h.unchanged(tt.name, func() {
				if _, err := h.DuplicatePost(t.Context(), editing.DuplicatePost{Actor: tt.actor, Post: tt.post, Locales: tt.tags}); problem(err) != tt.want {
					t.Errorf("DuplicatePost: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
	h.t = t
	// Who may write English alone gets English alone.
	cmd := editing.DuplicatePost{Actor: with("token:x", "editor:en"), Post: p.ID, Once: once.Key{Name: "k"}}
	h.fail = errBroken
	h.unchanged("a failing duplicate", func() {
		if _, err := h.DuplicatePost(t.Context(), cmd); !errors.Is(err, errBroken) {
			t.Errorf("DuplicatePost: %v", err)
		}
	})
	h.fail = nil
	saved, err := h.DuplicatePost(t.Context(), cmd)
	if err != nil || saved.Post.SourceLocale != "en" || !slices.Equal(saved.Post.Locales(), []locale.Tag{"en"}) {
		t.Fatalf("an editor of English: %+v, %v", saved.Post, err)
	}
	h.unchanged("the same again", func() {
		if again, err := h.DuplicatePost(t.Context(), cmd); err != nil || again.Post.ID != saved.Post.ID {
			t.Errorf("the same key again: %v", err)
		}
	})
}
