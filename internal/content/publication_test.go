package content_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

func pub(shared int, revisions ...any) content.Publication {
	p := content.Publication{Shared: shared, Translations: map[locale.Tag]int{}}
	for i := 0; i < len(revisions); i += 2 {
		p.Translations[locale.Tag(revisions[i].(string))] = revisions[i+1].(int)
	}
	return p
}

// livePointers returns them by part, for tables.
func livePointers(p *content.Post) map[string]int {
	m := map[string]int{"shared": p.Live}
	for _, t := range p.Translations {
		m[string(t.Locale)] = t.Live
	}
	return m
}

// outcome is the fault of a refused command: kind and the pointers of its fields.
func outcome(err error) (fault.Kind, []string) {
	f, ok := fault.Of(err)
	if !ok {
		return fault.Internal, nil
	}
	var at []string
	for _, field := range f.Fields {
		at = append(at, field.Pointer+" "+field.Code)
	}
	return f.Kind, at
}

func TestPostPublish(t *testing.T) {
	fresh := content.Post{Head: 2, Translations: []content.Translation{{Locale: "en", Head: 3}, {Locale: "fr", Head: 2}}}
	half := content.Post{Head: 3, Live: 2, Translations: []content.Translation{{Locale: "en", Head: 3, Live: 2}, {Locale: "fr", Head: 2}}}

	tests := []struct {
		name     string
		post     content.Post
		pub      content.Publication
		want     content.Change
		wantLive map[string]int
		wantKind fault.Kind
		wantBad  []string
	}{
		{name: "both go live together", post: fresh, pub: pub(2, "en", 3, "fr", 2),
			want: content.Change{Shared: true, Locales: []locale.Tag{"en", "fr"}}, wantLive: map[string]int{"shared": 2, "en": 3, "fr": 2}},
		{name: "an older revision, as looked at", post: fresh, pub: pub(1, "en", 1),
			want: content.Change{Shared: true, Locales: []locale.Tag{"en"}}, wantLive: map[string]int{"shared": 1, "en": 1, "fr": 0}},
		{name: "shared left out later", post: half, pub: pub(0, "fr", 2),
			want: content.Change{Locales: []locale.Tag{"fr"}}, wantLive: map[string]int{"shared": 2, "en": 2, "fr": 2}},
		{name: "live already", post: half, pub: pub(2, "en", 2), wantLive: map[string]int{"shared": 2, "en": 2, "fr": 0}},
		{name: "shared with a live one", post: half, pub: pub(3, "en", 2),
			want: content.Change{Shared: true}, wantLive: map[string]int{"shared": 3, "en": 2, "fr": 0}},
		{name: "no locale", post: half, pub: pub(3), wantKind: fault.Invalid, wantBad: []string{"/translations publication.no_locale"}},
		{name: "first publication without shared", post: fresh, pub: pub(0, "fr", 2),
			wantKind: fault.Invalid, wantBad: []string{"/shared publication.shared_required"}},
		{name: "everything wrong at once", post: fresh, pub: pub(9, "de", 1, "en", 0, "fr", 3), wantKind: fault.Invalid,
			wantBad: []string{"/shared revision.unknown", "/translations/de translation.missing", "/translations/en revision.unknown", "/translations/fr revision.unknown"}},
		{name: "older than live", post: half, pub: pub(1, "en", 1, "fr", 2), wantKind: fault.Conflict,
			wantBad: []string{"/shared revision.older_than_live", "/translations/en revision.older_than_live"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, before := tt.post, livePointers(&tt.post)
			p.Translations = slices.Clone(tt.post.Translations)
			got, err := p.Publish(noon, tt.pub)
			if kind, bad := outcome(err); kind != tt.wantKind || !slices.Equal(bad, tt.wantBad) {
				t.Fatalf("Publish() refused by %v %q, want %v %q", kind, bad, tt.wantKind, tt.wantBad)
			}
			if tt.wantKind != fault.Internal {
				if diff := cmp.Diff(before, livePointers(&p)); diff != "" {
					t.Errorf("a refused Publish changed the post (-before +after):\n%s", diff)
				}
				return
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Publish() (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.wantLive, livePointers(&p)); diff != "" {
				t.Errorf("live (-want +got):\n%s", diff)
			}
			if got.None() != (!tt.want.Shared && tt.want.Locales == nil) {
				t.Errorf("None() = %v of %+v", got.None(), got)
			}
		})
	}
}

func TestPublishKeepsInstants(t *testing.T) {
	first := noon.Add(-time.Hour)
	p := content.Post{Head: 2, Translations: []content.Translation{{Locale: "en", Head: 2, FirstPublishedAt: first}, {Locale: "fr", Head: 1}}}
	if _, err := p.Publish(noon, pub(1, "en", 1, "fr", 1)); err != nil {
		t.Fatal(err)
	}
	en, fr := p.Translation("en"), p.Translation("fr")
	if !en.FirstPublishedAt.Equal(first) || !fr.FirstPublishedAt.Equal(noon) || !en.LiveAt.Equal(noon) || !p.LiveAt.Equal(noon) {
		t.Errorf("instants: en %+v, fr %+v, shared %v", en, fr, p.LiveAt)
	}
	if _, err := p.Publish(noon.Add(1), pub(1, "en", 1)); err != nil || !p.Translation("en").LiveAt.Equal(noon) {
		t.Errorf("publishing what is live moved its instant: %v, %v", p.Translation("en").LiveAt, err)
	}
}

func TestPostUnpublish(t *testing.T) {
	both := content.Post{Head: 3, Live: 2, LiveAt: noon, Translations: []content.Translation{
		{Locale: "en", Head: 3, Live: 2, LiveAt: noon, FirstPublishedAt: noon}, {Locale: "fr", Head: 2, Live: 1, LiveAt: noon, FirstPublishedAt: noon},
		{Locale: "zz", Head: 1},
	}}
	tests := []struct {
		name     string
		pub      content.Publication
		want     content.Change
		wantLive map[string]int
		wantKind fault.Kind
		wantBad  []string
	}{
		{name: "one", pub: pub(0, "fr", 1), want: content.Change{Locales: []locale.Tag{"fr"}}, wantLive: map[string]int{"shared": 2, "en": 2, "fr": 0, "zz": 0}},
		{name: "the last takes the shared part along", pub: pub(2, "fr", 1, "en", 2),
			want: content.Change{Shared: true, Locales: []locale.Tag{"en", "fr"}}, wantLive: map[string]int{"shared": 0, "en": 0, "fr": 0, "zz": 0}},
		{name: "not live", pub: pub(0, "zz", 1), wantLive: map[string]int{"shared": 2, "en": 2, "fr": 1, "zz": 0}},
		{name: "no locale", pub: pub(2), wantKind: fault.Invalid, wantBad: []string{"/translations publication.no_locale"}},
		{name: "missing", pub: pub(0, "de", 1), wantKind: fault.Invalid, wantBad: []string{"/translations/de translation.missing"}},
		{name: "another is live", pub: pub(1, "en", 3, "fr", 1), wantKind: fault.Conflict, wantBad: []string{"/shared revision.not_live", "/translations/en revision.not_live"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := both
			p.Translations = slices.Clone(both.Translations)
			got, err := p.Unpublish(tt.pub)
			if kind, bad := outcome(err); kind != tt.wantKind || !slices.Equal(bad, tt.wantBad) {
				t.Fatalf("Unpublish() refused by %v %q, want %v %q", kind, bad, tt.wantKind, tt.wantBad)
			}
			if tt.wantKind != fault.Internal {
				tt.wantLive = livePointers(&both)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Unpublish() (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.wantLive, livePointers(&p)); diff != "" {
				t.Errorf("live (-want +got):\n%s", diff)
			}
			if en := p.Translation("en"); en.FirstPublishedAt.IsZero() {
				t.Error("unpublishing forgot when it first went live")
			}
		})
	}
}

func TestBehind(t *testing.T) {
	p := content.Post{Head: 3, Live: 2, Translations: []content.Translation{{Locale: "en", Head: 3, Live: 3}, {Locale: "fr", Head: 5, Live: 4}}}
	want := []content.Behind{{Pointer: "/shared", N: 2, Head: 3}, {Pointer: "/translations/fr", N: 4, Head: 5}}
	if diff := cmp.Diff(want, p.Behind(pub(2, "en", 3, "fr", 4))); diff != "" {
		t.Errorf("Behind (-want +got):\n%s", diff)
	}
	if got := p.Behind(pub(0, "en", 3)); got != nil {
		t.Errorf("Behind = %v of what is the head", got)
	}
}

func TestBlockers(t *testing.T) {
	whole := content.Ready{Title: true, Slug: true, Body: true}
	post := func(parity content.Parity, en, fr int) *content.Post {
		p := &content.Post{SourceLocale: "en", Parity: parity, Live: 1}
		for _, tr := range []struct {
			tag  locale.Tag
			live int
		}{{"en", en}, {"fr", fr}} {
			if tr.live >= 0 {
				p.Translations = append(p.Translations, content.Translation{Locale: tr.tag, Head: 1, Live: tr.live})
			}
		}
		return p
	}
	texts := map[locale.Tag]content.Ready{"en": whole, "fr": whole}
	tests := []struct {
		name  string
		post  *content.Post
		site  content.Parity
		texts map[locale.Tag]content.Ready
		want  []string
	}{
		{name: "independent, one alone", post: post("", 1, -1), site: content.Independent, texts: texts},
		{name: "no rule is independent", post: post("", 1, -1), texts: texts},
		{name: "together, both", post: post("", 1, 1), site: content.Together, texts: texts},
		{name: "together, one missing", post: post("", 1, -1), site: content.Together, texts: texts, want: []string{"together fr  blocker.translation_missing"}},
		{name: "together, one left behind", post: post("", 0, 1), site: content.Together, texts: texts, want: []string{"together en  blocker.translation_not_live"}},
		{name: "together, none left", post: post("", 0, 0), site: content.Together, texts: texts},
		{name: "the post's rule wins", post: post(content.Independent, 1, 0), site: content.Together, texts: texts},
		{name: "and binds", post: post(content.Together, 1, 0), site: content.Independent, texts: texts, want: []string{"together fr  blocker.translation_not_live"}},
		{name: "source first, source", post: post("", 1, 0), site: content.SourceFirst, texts: texts},
		{name: "source first, other", post: post("", 0, 1), site: content.SourceFirst, texts: texts, want: []string{"source_first en  blocker.source_not_live"}},
		{name: "everything wanting", post: post("", 1, 1), texts: map[locale.Tag]content.Ready{"fr": {}},
			want: []string{"completeness fr title blocker.title_missing", "completeness fr slug blocker.slug_missing", "completeness fr body blocker.body_missing"}},
		{name: "not asked of what stays away", post: post("", 1, 0), texts: map[locale.Tag]content.Ready{"fr": {}}},
		{name: "terms without a name are left out", post: post("", 1, 1), texts: map[locale.Tag]content.Ready{"fr": {Title: true, Slug: true, Body: true, Unnamed: 2}}},
		{name: "but not where both belong together", post: post("", 1, 1), site: content.Together,
			texts: map[locale.Tag]content.Ready{"fr": {Title: true, Slug: true, Body: true, Unnamed: 2}}, want: []string{"together fr terms blocker.term_unnamed"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, b := range content.Blockers(tt.post, content.Readiness{Parity: tt.site, Locales: []locale.Tag{"en", "fr"}, Texts: tt.texts}) {
				got = append(got, string(b.Rule)+" "+string(b.Locale)+" "+b.Field+" "+b.Code)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Blockers (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTargets(t *testing.T) {
	site := []locale.Tag{"en", "fr"}
	if got := (&content.Post{}).TargetsOf(site); !slices.Equal(got, site) {
		t.Errorf("no targets = %v, want the site's", got)
	}
	if got := (&content.Post{Targets: []locale.Tag{"de", "fr"}}).TargetsOf(site); !slices.Equal(got, []locale.Tag{"fr"}) {
		t.Errorf("targets = %v, want fr: de was taken away", got)
	}
	if got := (&content.Post{Targets: []locale.Tag{}}).TargetsOf(site); len(got) != 0 {
		t.Errorf("an empty list = %v, want none", got)
	}
}

func TestTerms(t *testing.T) {
	shared := content.Shared{Authors: []content.TermID{"b", "a"}, Tags: []content.TermID{"c"}, Series: &content.SeriesPlace{Term: "a"}}
	text := content.Text{Overrides: content.Overrides{Tags: content.Instead([]content.TermID(nil))}}
	if got := (content.Text{}).Terms(shared); !slices.Equal(got, []content.TermID{"a", "b", "c"}) {
		t.Errorf("Terms = %v", got)
	}
	if got := text.Terms(shared); !slices.Equal(got, []content.TermID{"a", "b"}) {
		t.Errorf("Terms with no tags = %v", got)
	}
	if !slices.Equal(shared.Authors, []content.TermID{"b", "a"}) {
		t.Error("Terms changed the shared part")
	}
}

func TestReadyOf(t *testing.T) {
	got := content.ReadyOf(content.Text{Title: "T", HTML: "<p>x</p>"}, 3)
	if want := (content.Ready{Title: true, Body: true, Unnamed: 3}); got != want {
		t.Errorf("ReadyOf = %+v, want %+v", got, want)
	}
	// A script alone is sanitized to nothing: that is no body.
	if content.ReadyOf(content.Text{Body: "<script>", HTML: ""}, 0).Body {
		t.Error("what sanitizing took away counts as a body")
	}
}
