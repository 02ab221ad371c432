package reading_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/store"
)

func TestEntryLanguage(t *testing.T) {
	w := newWorld(t)
	both, english, french := w.pair(1, "en", "fr"), w.pair(2, "en"), w.pair(3, "fr")
	tests := []struct {
		name   string
		post   content.PostID
		choice reading.Choice
		want   string // locale of the entry
		varied bool
		code   string
	}{
		{name: "named", post: both, choice: reading.Choice{Locale: "fr"}, want: "fr"},
		{name: "named in another case", post: both, choice: reading.Choice{Locale: "FR"}, want: "fr"},
		{name: "the parameter decides", post: both, choice: reading.Choice{Locale: "en", Accept: "fr"}, want: "en"},
		{name: "accepted", post: both, choice: reading.Choice{Accept: "de, fr-CA;q=0.8, en;q=0.5"}, want: "fr", varied: true},
		{name: "nothing accepted that exists", post: both, choice: reading.Choice{Accept: "de"}, want: "en", varied: true},
		{name: "no header", post: both, want: "en", varied: true},
		{name: "broken header", post: both, choice: reading.Choice{Accept: ";;;q=x,,"}, want: "en", varied: true},
		{name: "unknown locale", post: both, choice: reading.Choice{Locale: "de"}, code: "locale.unknown"},
		{name: "no locale at all", post: both, choice: reading.Choice{Locale: "../fr"}, code: "locale.unknown"},
		{name: "not live", post: english, choice: reading.Choice{Locale: "fr"}, code: "post.not_translated"},
		{name: "not live, accepted", post: english, choice: reading.Choice{Accept: "fr"}, code: "post.not_translated"},
		{name: "not live, fallback none", post: english, choice: reading.Choice{Locale: "fr", Fallback: "none"}, code: "post.not_translated"},
		{name: "no chain in the settings", post: french, choice: reading.Choice{Locale: "en", Fallback: "chain"}, code: "post.not_translated"},
		{name: "the chain of a fresh site", post: english, choice: reading.Choice{Locale: "fr", Fallback: "chain"}, want: "en"},
		{name: "borrowed", post: english, choice: reading.Choice{Locale: "fr", Fallback: "EN"}, want: "en"},
		{name: "borrowed, accepted", post: english, choice: reading.Choice{Accept: "fr", Fallback: "en"}, want: "en", varied: true},
		{name: "own before borrowed", post: both, choice: reading.Choice{Locale: "fr", Fallback: "en"}, want: "fr"},
		{name: "fallback to itself", post: english, choice: reading.Choice{Locale: "fr", Fallback: "fr"}, code: "post.not_translated"},
		{name: "unknown fallback", post: both, choice: reading.Choice{Locale: "fr", Fallback: "de"}, code: "locale.unknown"},
		{name: "unknown post", post: postID(99), choice: reading.Choice{Locale: "fr"}, code: "post.unknown"},
		{name: "no id", post: "' OR 1=1 --", choice: reading.Choice{Locale: "fr"}, code: "post.unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := w.Entry(t.Context(), reading.EntryQuery{Post: tt.post, Choice: tt.choice})
			if tt.code != "" {
				f := wantFault(t, err, fault.NotFound, tt.code)
				if _, told := f.Extra["alternates"]; told != (tt.code == "post.not_translated") {
					t.Errorf("the answer names other languages: %t, in %+v", told, f)
				}
				return
			}
			got := decode[item](t, a, err)
			if got.Locale != tt.want || a.Varied != tt.varied || len(a.Languages) != 1 || string(a.Languages[0]) != tt.want {
				t.Errorf("Entry() = %s in %v, varied %t, want %s, %t", got.Locale, a.Languages, a.Varied, tt.want, tt.varied)
			}
		})
	}
}

func TestEntryBorrowed(t *testing.T) {
	w := newWorld(t)
	w.settings(func(*content.SiteSettings) {}, func(l map[locale.Tag]*content.LocaleSettings) {
		l["fr"].Fallback = []locale.Tag{"en"}
		l["en"].BaseURL = "https://en.example"
	})
	id := w.pair(1, "en")
	own, err := w.Entry(t.Context(), reading.EntryQuery{Post: id, Choice: reading.Choice{Locale: "en"}})
	original := decode[item](t, own, err)
	for _, q := range []reading.EntryQuery{
		{Post: id, Choice: reading.Choice{Locale: "fr", Fallback: "chain"}},
		{Slug: "english-1", Choice: reading.Choice{Locale: "fr", Fallback: "chain"}},
	} {
		a, err := w.Entry(t.Context(), q)
		got := decode[item](t, a, err)
		if got.Body != `<div lang="en">`+original.Body+`</div>` {
			t.Errorf("body = %q", got.Body)
		}
		if got.Languages["title"] != "en" || got.Languages["body"] != "en" || got.Locale != "en" || got.URL != original.URL {
			t.Errorf("borrowed entry = %+v", got)
		}
		if a.ETag != entry.ETag(a.Body) || a.ETag == own.ETag {
			t.Errorf("ETag = %s, want that of the bytes sent", a.ETag)
		}
		if a.Canonical != "https://en.example/en/english-1/" || len(a.Hreflangs) != 0 {
			t.Errorf("canonical %q, languages %+v", a.Canonical, a.Hreflangs)
		}
	}
	if own.ETag != entry.ETag(own.Body) {
		t.Errorf("ETag of the stored entry = %s, want that of the bytes sent", own.ETag)
	}
}

// redirectOf returns where a fault leads.
func redirectOf(t *testing.T, err error) reading.Redirect {
	t.Helper()
	r, ok := wantFault(t, err, fault.NotFound, "post.moved").Extra["redirect"].(reading.Redirect)
	if !ok {
		t.Fatalf("no redirect in %v", err)
	}
	return r
}

// wantElsewhere holds a fault to say that the post is live at these addresses only, and
// nothing that would lead a reader there unasked.
func wantElsewhere(t *testing.T, err error, want ...string) {
	t.Helper()
	f := wantFault(t, err, fault.NotFound, "post.not_translated")
	list, _ := f.Extra["alternates"].([]entry.Alternate)
	var got []string
	for _, a := range list {
		got = append(got, a.URL)
	}
	if !slices.Equal(got, want) || f.Extra["redirect"] != nil {
		t.Errorf("%+v, want the alternates %q and no redirect", f, want)
	}
}

func TestEntryBySlug(t *testing.T) {
	w := newWorld(t)
	w.addLocale("de")
	both := w.pair(1, "en", "fr")
	w.pair(2, "en")
	w.pair(3) // never live
	german := postID(4)
	w.save(made{id: german, shared: content.Shared{Date: day(4)}, live: []locale.Tag{"en", "de"}, texts: map[locale.Tag]content.Text{
		"en": {Title: "English", Slug: "english-4", Body: "<p>x</p>"}, "de": {Title: "Deutsch", Slug: "deutsch-4", Body: "<p>x</p>"},
	}})
	renamed := made{id: both, shared: content.Shared{Date: day(1)}, live: []locale.Tag{"en", "fr"}, texts: map[locale.Tag]content.Text{
		"fr": {Title: "Renommé", Slug: "renommé", Body: "<p>x</p>"},
	}}
	w.save(renamed)
	tests := []struct {
		name, slug, locale, fallback string
		want                         string // slug of the entry
		redirect                     reading.Redirect
		elsewhere                    string // the only language that the post is live in
	}{
		{name: "live", slug: "renommé", locale: "fr", want: "renommé"},
		{name: "decomposed accents", slug: "renomme\u0301", locale: "fr", want: "renommé"},
		{name: "old", slug: "français-1", locale: "fr", redirect: reading.Redirect{Status: 301, URL: "/fr/renomm%C3%A9/", Locale: "fr", Slug: "renommé", ID: both}},
		{name: "another language's", slug: "english-1", locale: "fr", redirect: reading.Redirect{Status: 301, URL: "/fr/renomm%C3%A9/", Locale: "fr", Slug: "renommé", ID: both}},
		{name: "another language's, not live here", slug: "english-2", locale: "fr", elsewhere: "/en/english-2/"},
		{name: "another language's, not live here, nothing borrowed", slug: "english-2", locale: "fr", fallback: "none", elsewhere: "/en/english-2/"},
		{name: "a third language's, borrowed from the second", slug: "deutsch-4", locale: "fr", fallback: "en", redirect: reading.Redirect{Status: 302, URL: "/en/english-4/", Locale: "en", Slug: "english-4", ID: german}},
		{name: "borrowed", slug: "english-2", locale: "fr", fallback: "en", want: "english-2"},
		{name: "own rather than borrowed", slug: "english-1", locale: "fr", fallback: "en", redirect: reading.Redirect{Status: 301, URL: "/fr/renomm%C3%A9/", Locale: "fr", Slug: "renommé", ID: both}},
		{name: "reserved by a draft", slug: "français-2", locale: "fr"},
		{name: "reserved by a draft, fallback", slug: "français-2", locale: "fr", fallback: "en"},
		{name: "of a draft in both", slug: "english-3", locale: "en"},
		{name: "of a draft in both, elsewhere", slug: "english-3", locale: "fr", fallback: "en"},
		{name: "of nobody", slug: "nothing", locale: "fr"},
		{name: "empty", slug: "", locale: "fr"},
		{name: "SQL", slug: "' OR '1'='1", locale: "fr"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := w.Entry(t.Context(), reading.EntryQuery{Slug: tt.slug, Choice: reading.Choice{Locale: tt.locale, Fallback: tt.fallback}})
			switch {
			case tt.want != "":
				if got := decode[item](t, a, err); got.Slug != tt.want {
					t.Errorf("slug = %s, want %s", got.Slug, tt.want)
				}
			case tt.redirect.URL != "":
				if got := redirectOf(t, err); got != tt.redirect {
					t.Errorf("redirect = %+v, want %+v", got, tt.redirect)
				}
			case tt.elsewhere != "":
				wantElsewhere(t, err, tt.elsewhere)
			default:
				f := wantFault(t, err, fault.NotFound, "post.unknown")
				if len(f.Extra) > 0 || len(f.Args) != 1 || f.Args["post"] != tt.slug {
					t.Errorf("the answer tells more than that there is nothing: %+v", f)
				}
			}
		})
	}
}

// Rule 11: a slug that was live and is not any more leads nowhere, as one that
// never was.
func TestEntryUnpublished(t *testing.T) {
	w := newWorld(t)
	id := w.pair(1, "en", "fr")
	w.goLive(id, "en")
	_, err := w.Entry(t.Context(), reading.EntryQuery{Choice: reading.Choice{Locale: "fr"}, Slug: "français-1"})
	wantFault(t, err, fault.NotFound, "post.unknown")
	_, err = w.Entry(t.Context(), reading.EntryQuery{Choice: reading.Choice{Locale: "fr"}, Post: id})
	wantElsewhere(t, err, "/en/english-1/")
	got, err := w.Entry(t.Context(), reading.EntryQuery{Post: id, Choice: reading.Choice{Locale: "en"}})
	if err != nil || strings.Contains(string(got.Body), "fran") {
		t.Errorf("the English entry still speaks of the French one: %s, %v", got.Body, err)
	}
}

func TestEntryMerged(t *testing.T) {
	w := newWorld(t)
	kept, absorbed := w.pair(1, "en", "fr"), w.pair(2, "fr")
	w.goLive(absorbed)
	w.write(func(ctx context.Context, tx *store.Tx) error {
		post, err := tx.Post(ctx, absorbed)
		if err != nil {
			return err
		}
		post.MergedInto = kept
		return tx.SavePost(ctx, post)
	})
	_, err := w.Entry(t.Context(), reading.EntryQuery{Post: absorbed, Choice: reading.Choice{Locale: "fr"}})
	want := reading.Redirect{Status: 301, URL: "/fr/fran%C3%A7ais-1/", Locale: "fr", Slug: "français-1", ID: kept}
	if got := redirectOf(t, err); got != want {
		t.Errorf("redirect = %+v, want %+v", got, want)
	}
	w.goLive(kept, "en")
	_, err = w.Entry(t.Context(), reading.EntryQuery{Post: absorbed, Choice: reading.Choice{Locale: "fr"}})
	wantElsewhere(t, err, "/en/english-1/")
	w.goLive(kept)
	_, err = w.Entry(t.Context(), reading.EntryQuery{Post: absorbed, Choice: reading.Choice{Locale: "fr"}})
	wantFault(t, err, fault.NotFound, "post.unknown")
}
