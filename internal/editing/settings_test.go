package editing_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
)

func zone(name string) editing.Change[content.SiteSettings] {
	return func(s content.SiteSettings) (content.SiteSettings, error) {
		s.TimeZone = name
		return s, nil
	}
}

func base(url string) editing.Change[content.LocaleSettings] {
	return func(s content.LocaleSettings) (content.LocaleSettings, error) {
		s.BaseURL = url
		return s, nil
	}
}

func TestSaveSite(t *testing.T) {
	h := open(t)
	site, err := h.SaveSite(t.Context(), editing.SaveSite{Actor: owner, Version: 1, Change: zone("America/Toronto")})
	if err != nil || site.Version != 2 || site.Settings.TimeZone != "America/Toronto" {
		t.Fatalf("site = %+v, %v", site, err)
	}
	read, err := h.Site(t.Context(), with("token:r", "reader:fr"))
	if err != nil || read.Version != 2 || read.Settings.TimeZone != "America/Toronto" {
		t.Errorf("read = %+v, %v", read, err)
	}
	if got := h.rows("SELECT kind, cause FROM rerenders"); !slices.Equal(got, []string{"site | settings"}) {
		t.Errorf("left for later: %v", got)
	}
	if got := h.events(0); !slices.Equal(got, []string{"settings.saved", "content.changed"}) {
		t.Errorf("events = %v", got)
	}
	h.unchanged("saving the same", func() {
		if site, err := h.SaveSite(t.Context(), editing.SaveSite{Actor: owner, Version: 2, Change: zone("America/Toronto")}); err != nil || site.Version != 2 {
			t.Errorf("site = %+v, %v", site, err)
		}
	})
}

func TestSaveLocale(t *testing.T) {
	h := open(t)
	l, err := h.SaveLocale(t.Context(), editing.SaveLocale{Actor: owner, Tag: "fr", Version: 1, Change: base("https://blogue.example")})
	if err != nil || l.Version != 2 || l.Settings.BaseURL != "https://blogue.example" {
		t.Fatalf("locale = %+v, %v", l, err)
	}
	if en, err := h.Locale(t.Context(), owner, "en"); err != nil || en.Version != 1 || en.Settings.BaseURL != "" {
		t.Errorf("the other locale = %+v, %v", en, err)
	}
}

func TestSettingsAreRefused(t *testing.T) {
	h := open(t)
	h.post(owner, "en", "Summer")
	editor := with("token:e", "editor:*")
	site := func(cmd editing.SaveSite) error { _, err := h.SaveSite(t.Context(), cmd); return err }
	save := func(cmd editing.SaveLocale) error { _, err := h.SaveLocale(t.Context(), cmd); return err }
	add := func(cmd editing.AddLocale) error { _, err := h.AddLocale(t.Context(), cmd); return err }
	remove := func(cmd editing.RemoveLocale) error { return h.RemoveLocale(t.Context(), cmd) }
	tests := []struct {
		name string
		err  func() error
		want string
	}{
		{"site by an editor", func() error { return site(editing.SaveSite{Actor: editor, Version: 1, Change: zone("UTC")}) }, "forbidden access.forbidden"},
		{"site without version", func() error { return site(editing.SaveSite{Actor: owner, Change: zone("UTC")}) }, "required precondition.required"},
		{"site, old", func() error { return site(editing.SaveSite{Actor: owner, Version: 7, Change: zone("UTC")}) }, "stale site.stale"},
		{"site, wrong", func() error { return site(editing.SaveSite{Actor: owner, Version: 1, Change: zone("Mars")}) }, "invalid invalid /timeZone=settings.time_zone"},
		{"locale by an editor", func() error { return save(editing.SaveLocale{Actor: editor, Tag: "fr", Version: 1, Change: base("")}) }, "forbidden access.forbidden"},
		{"locale without version", func() error { return save(editing.SaveLocale{Actor: owner, Tag: "fr", Change: base("")}) }, "required precondition.required"},
		{"locale, old", func() error { return save(editing.SaveLocale{Actor: owner, Tag: "fr", Version: 7, Change: base("")}) }, "stale locale.stale"},
		{"locale, wrong", func() error { return save(editing.SaveLocale{Actor: owner, Tag: "fr", Version: 1, Change: base("x")}) }, "invalid invalid /baseURL=settings.base_url"},
		{"locale, unknown", func() error { return save(editing.SaveLocale{Actor: owner, Tag: "de", Version: 1, Change: base("")}) }, "not found locale.not_found"},
		{"add by an editor", func() error { return add(editing.AddLocale{Actor: editor, Tag: "de"}) }, "forbidden access.forbidden"},
		{"add what is there", func() error { return add(editing.AddLocale{Actor: owner, Tag: "fr"}) }, "conflict locale.exists"},
		{"add no tag", func() error { return add(editing.AddLocale{Actor: owner, Tag: "FR_ca"}) }, "invalid invalid /tag=locale.malformed"},
		{"add a tag in another case", func() error { return add(editing.AddLocale{Actor: owner, Tag: "fr-ca"}) }, "invalid invalid /tag=locale.malformed"},
		{"add everywhere", func() error { return add(editing.AddLocale{Actor: owner, Tag: "*"}) }, "invalid invalid /tag=locale.malformed"},
		{"add with wrong settings", func() error {
			return add(editing.AddLocale{Actor: owner, Tag: "de", Settings: content.LocaleSettings{Fallback: []locale.Tag{"it"}}})
		}, "invalid invalid /fallback/0=locale.unknown"},
		{"remove by an editor", func() error { return remove(editing.RemoveLocale{Actor: editor, Tag: "fr", Version: 1}) }, "forbidden access.forbidden"},
		{"remove without version", func() error { return remove(editing.RemoveLocale{Actor: owner, Tag: "fr"}) }, "required precondition.required"},
		{"remove, old", func() error { return remove(editing.RemoveLocale{Actor: owner, Tag: "fr", Version: 7}) }, "stale locale.stale"},
		{"remove the x-default", func() error { return remove(editing.RemoveLocale{Actor: owner, Tag: "en", Version: 1}) }, "conflict locale.is_x_default"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			h.unchanged(tt.name, func() {
				if err := tt.err(); problem(err) != tt.want {
					t.Errorf("%s, want %s", problem(err), tt.want)
				}
			})
		})
	}
	h.t, h.fail = t, errBroken
	h.unchanged("failing settings", func() {
		for _, err := range []error{
			site(editing.SaveSite{Actor: owner, Version: 1, Change: zone("America/Toronto")}),
			save(editing.SaveLocale{Actor: owner, Tag: "fr", Version: 1, Change: base("https://a.example")}),
			add(editing.AddLocale{Actor: owner, Tag: "de"}),
			remove(editing.RemoveLocale{Actor: owner, Tag: "fr", Version: 1}),
		} {
			if !errors.Is(err, errBroken) {
				t.Errorf("not halfway: %v", err)
			}
		}
	})
}

func TestAddAndRemoveLocale(t *testing.T) {
	h := open(t)
	l, err := h.AddLocale(t.Context(), editing.AddLocale{Actor: owner, Tag: "fr-CA", Settings: content.LocaleSettings{
		Title: "Le blogue", Fallback: []locale.Tag{"fr"}, Paths: content.Paths{Post: "/qc/{slug}/"}}})
	if err != nil {
		t.Fatal(err)
	}
	if s := l.Settings; l.Version != 1 || s.Typography != "fr-CA" || s.Paths.Post != "/qc/{slug}/" || s.Paths.Tag != "/fr-CA/mots-cles/{slug}/" {
		t.Errorf("added = %+v", l)
	}
	if err := h.RemoveLocale(t.Context(), editing.RemoveLocale{Actor: owner, Tag: "fr", Version: 1}); problem(err) != "conflict locale.is_fallback" {
		t.Errorf("removing what fr-CA falls back to: %v", err)
	}
	p := h.post(owner, "fr-CA", "Été").Post
	remove := editing.RemoveLocale{Actor: owner, Tag: "fr-CA", Version: 1}
	if err := h.RemoveLocale(t.Context(), remove); problem(err) != "conflict locale.in_use" {
		t.Errorf("removing a locale with a translation: %v", err)
	}
	if err := h.RemovePost(t.Context(), editing.RemovePost{Actor: owner, Post: p.ID, Version: 1}); err != nil {
		t.Fatal(err)
	}
	if err := h.RemoveLocale(t.Context(), remove); problem(err) != "conflict locale.in_use" {
		t.Errorf("removing a locale with a translation in the trash: %v", err)
	}
	if _, err := h.AddLocale(t.Context(), editing.AddLocale{Actor: owner, Tag: "de"}); err != nil {
		t.Fatal(err)
	}
	if err := h.RemoveLocale(t.Context(), editing.RemoveLocale{Actor: owner, Tag: "de", Version: 1}); err != nil {
		t.Fatal(err)
	}
	locales, err := h.Locales(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	var tags []locale.Tag
	for _, l := range locales {
		tags = append(tags, l.Tag)
	}
	if !slices.Equal(tags, []locale.Tag{"en", "fr", "fr-CA"}) {
		t.Errorf("locales = %v", tags)
	}
}
