package editing_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/locale"
)

// shared changes the shared part of a post.
func (h *house) shared(id content.PostID, change func(*content.Shared)) {
	h.t.Helper()
	_, err := h.SavePost(h.t.Context(), editing.SavePost{Actor: owner, Post: id, Version: h.get(id).Post.Version,
		Change: func(w editing.Whole) (editing.Whole, error) {
			change(&w.Shared)
			return w, nil
		}})
	if err != nil {
		h.t.Fatal(err)
	}
}

// apart makes two posts that are one work, both live, with other dates and params.
func apart(h *house) (en, fr content.PostID) {
	en, fr = h.post(owner, "en", "Summer").Post.ID, h.post(owner, "fr", "Été").Post.ID
	h.shared(en, func(s *content.Shared) {
		s.Date = &content.Moment{At: noon}
		s.Params = map[string]any{"class_name": "blog"}
	})
	h.shared(fr, func(s *content.Shared) {
		s.Date = &content.Moment{At: noon.AddDate(0, 0, -3), DateOnly: true}
		s.Params = map[string]any{"class_name": "blogue"}
	})
	h.publish(en, "en")
	h.publish(fr, "fr")
	return en, fr
}

// shows returns what readers find at a slug, but for what tells posts apart.
func (h *house) shows(tag, slug string) []string {
	h.t.Helper()
	return h.rows(`SELECT CAST(body AS TEXT), json_extract(card, '$.title'), json_extract(card, '$.url'), json_extract(card, '$.date'),
		json_extract(card, '$.params'), json_extract(card, '$.publishedAt') FROM entries WHERE locale = ? AND slug = ?`, tag, slug)
}

func TestMergeKeepsWhatReadersSee(t *testing.T) {
	h := open(t)
	en, fr := apart(h)
	revisions := h.rows("SELECT locale, n, doc, submitted FROM revisions")
	seenEn, seenFr := h.shows("en", "summer"), h.shows("fr", "ete")
	if len(seenEn) != 1 || len(seenFr) != 1 {
		t.Fatalf("before the merge readers see %v and %v", seenEn, seenFr)
	}
	events := len(h.events(0))

	saved, err := h.Merge(t.Context(), editing.Merge{Actor: owner, Post: en, Version: etag.Any, Absorbed: fr})
	if err != nil {
		t.Fatal(err)
	}
	if got := saved.Post.LiveLocales(); !slices.Equal(got, []locale.Tag{"en", "fr"}) {
		t.Errorf("live = %v", got)
	}
	if diff := cmp.Diff(seenEn, h.shows("en", "summer")); diff != "" {
		t.Errorf("English readers see (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(seenFr, h.shows("fr", "ete")); diff != "" {
		t.Errorf("French readers see (-before +after):\n%s", diff)
	}
	after := h.rows("SELECT locale, n, doc, submitted FROM revisions")
	for _, r := range revisions {
		if !slices.Contains(after, r) {
			t.Errorf("the merge lost the revision %s", r)
		}
	}
	o := saved.Texts["fr"].Overrides
	if !o.Date.Set || !o.Date.Value.DateOnly || !o.Params.Set || o.Tags.Set || o.Resources.Set {
		t.Errorf("overrides = %+v, want date and params alone", o)
	}
	if got := h.rows("SELECT DISTINCT post_id FROM entries"); !slices.Equal(got, []string{string(en)}) {
		t.Errorf("entries belong to %v", got)
	}
	if got := h.rows("SELECT locale, op, redirect FROM changes WHERE post_id = ?", string(fr)); !slices.Equal(got, []string{"fr | delete | " + string(en)}) {
		t.Errorf("the absorbed post's tombstone: %v", got)
	}
	_, err = h.Get(t.Context(), editing.GetPost{Actor: owner, Post: fr})
	if problem(err) != "not found post.merged" || mergedInto(err) != string(en) {
		t.Errorf("the absorbed id answers %v, leads to %v", err, mergedInto(err))
	}
	if got := h.events(events); got[len(got)-2] != "post.merged" && got[len(got)-1] != "post.merged" {
		t.Errorf("events = %v", got)
	}
	h.consistent()
}

// consistent fails if projecting again what is live would change what readers
// see, or a pointer leads nowhere.
func (h *house) consistent() {
	h.t.Helper()
	for name, query := range map[string]string{
		"live without revision":        "SELECT post_id, locale FROM translations t WHERE live > 0 AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.post_id = t.post_id AND r.locale = t.locale AND r.n = t.live)",
		"head is not the newest":       "SELECT post_id, locale FROM translations t WHERE head <> (SELECT max(n) FROM revisions r WHERE r.post_id = t.post_id AND r.locale = t.locale)",
		"shared head is not newest":    "SELECT id FROM posts WHERE head <> (SELECT max(n) FROM shared_revisions WHERE post_id = id)",
		"live without shared":          "SELECT id FROM posts WHERE (live > 0) <> EXISTS (SELECT 1 FROM translations WHERE post_id = id AND live > 0)",
		"entry without live":           "SELECT post_id, locale FROM entries e WHERE NOT EXISTS (SELECT 1 FROM translations t WHERE t.post_id = e.post_id AND t.locale = e.locale AND t.live > 0)",
		"live without entry":           "SELECT post_id, locale FROM translations t WHERE live > 0 AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.post_id = t.post_id AND e.locale = t.locale)",
		"slug of another post's entry": "SELECT e.post_id, e.slug FROM entries e JOIN slugs s ON s.locale = e.locale AND s.slug = e.slug WHERE s.post_id <> e.post_id OR s.state <> 'live'",
	} {
		if rows := h.rows(query); len(rows) > 0 {
			h.t.Errorf("%s: %v", name, rows)
		}
	}
}

func TestMergeOfDrafts(t *testing.T) {
	tests := []struct {
		name             string
		enLive, frLive   bool
		frNewer, shNewer bool // drafts above what is live
		wantLive         []locale.Tag
	}{
		{name: "neither is live"},
		{name: "the other is live", enLive: true, wantLive: []locale.Tag{"en"}},
		{name: "the absorbed one is live", frLive: true, wantLive: []locale.Tag{"fr"}},
		{name: "both, with a newer text", enLive: true, frLive: true, frNewer: true, wantLive: []locale.Tag{"en", "fr"}},
		{name: "both, with a newer shared part", enLive: true, frLive: true, shNewer: true, wantLive: []locale.Tag{"en", "fr"}},
		{name: "both, with everything newer", enLive: true, frLive: true, frNewer: true, shNewer: true, wantLive: []locale.Tag{"en", "fr"}},
		{name: "the absorbed one alone, with everything newer", frLive: true, frNewer: true, shNewer: true, wantLive: []locale.Tag{"fr"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t)
			en, fr := h.post(owner, "en", "Summer").Post.ID, h.post(owner, "fr", "Été").Post.ID
			h.shared(en, func(s *content.Shared) { s.Params = map[string]any{"of": "en"} })
			h.shared(fr, func(s *content.Shared) {
				s.Params, s.Date = map[string]any{"of": "fr"}, &content.Moment{At: noon}
			})
			if tt.enLive {
				h.publish(en, "en")
			}
			if tt.frLive {
				h.publish(fr, "fr")
			}
			if tt.frNewer {
				_, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: fr, Locale: "fr", Version: 1, Change: retitle("Été, neuf")})
				if err != nil {
					t.Fatal(err)
				}
			}
			if tt.shNewer {
				h.shared(fr, func(s *content.Shared) { s.Params = map[string]any{"of": "fr, newer"} })
			}
			seen, headTitle, params := h.shows("fr", "ete"), h.get(fr).Texts["fr"].Title, h.get(fr).Shared.Params

			saved, err := h.Merge(t.Context(), editing.Merge{Actor: owner, Post: en, Version: 2, Absorbed: fr})
			if err != nil {
				t.Fatal(err)
			}
			if got := saved.Post.LiveLocales(); !slices.Equal(got, tt.wantLive) {
				t.Errorf("live = %v, want %v", got, tt.wantLive)
			}
			if diff := cmp.Diff(seen, h.shows("fr", "ete")); diff != "" {
				t.Errorf("French readers see (-before +after):\n%s", diff)
			}
			head := saved.Texts["fr"]
			if head.Title != headTitle || fmt.Sprint(head.Overrides.Params.Or(saved.Shared.Params)) != fmt.Sprint(params) {
				t.Errorf("the head says %q with %v, want %q with %v", head.Title, head.Overrides.Params, headTitle, params)
			}
			if !tt.enLive && tt.frLive && saved.Post.Translation("fr").Live != 1 {
				t.Errorf("fr is live at %d: its shared part went live with it, so nothing had to be said anew", saved.Post.Translation("fr").Live)
			}
			if got := fmt.Sprint(saved.Shared.Params); got != "map[of:en]" {
				t.Errorf("the shared head became %s", got)
			}
			h.consistent()
		})
	}
}

func TestMergeIsRefused(t *testing.T) {
	h := open(t)
	en, fr := apart(h)
	both := h.post(owner, "en", "Winter", "fr", "Hiver").Post.ID
	tests := []struct {
		name string
		cmd  editing.Merge
		want string
	}{
		{"with itself", editing.Merge{Actor: owner, Post: en, Version: 2, Absorbed: en}, "invalid invalid /post=merge.same"},
		{"a shared locale", editing.Merge{Actor: owner, Post: en, Version: 2, Absorbed: both}, "conflict merge.shared_locale"},
		{"no version", editing.Merge{Actor: owner, Post: en, Absorbed: fr}, "required precondition.required"},
		{"an old version", editing.Merge{Actor: owner, Post: en, Version: 1, Absorbed: fr}, "stale post.stale"},
		{"nothing to absorb", editing.Merge{Actor: owner, Post: en, Version: 2, Absorbed: "none"}, "not found post.not_found"},
		{"an editor of one language", editing.Merge{Actor: with("token:x", "editor:en"), Post: en, Version: 2, Absorbed: fr}, "forbidden access.forbidden_locale"},
		{"an author", editing.Merge{Actor: with("token:x", "author:*"), Post: en, Version: 2, Absorbed: fr}, "forbidden access.forbidden"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			h.unchanged(tt.name, func() {
				if _, err := h.Merge(t.Context(), tt.cmd); problem(err) != tt.want {
					t.Errorf("Merge: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
	h.t, h.fail = t, errBroken
	h.unchanged("a failing merge", func() {
		if _, err := h.Merge(t.Context(), editing.Merge{Actor: owner, Post: en, Version: 2, Absorbed: fr}); !errors.Is(err, errBroken) {
			t.Errorf("Merge: %v", err)
		}
	})
}

func TestMergeWarnsOfWhatIsDropped(t *testing.T) {
	h := open(t)
	en, fr := h.post(owner, "en", "Summer").Post.ID, h.post(owner, "fr", "Été").Post.ID
	other := h.post(owner, "en", "Other").Post.ID
	series, err := h.CreateTerm(t.Context(), editing.CreateTerm{Actor: owner, Kind: content.Series,
		Naming: editing.Naming{Texts: map[locale.Tag]content.TermText{"fr": {Name: "Saisons"}}}})
	if err != nil {
		t.Fatal(err)
	}
	h.shared(fr, func(s *content.Shared) {
		s.Series, s.Related = &content.SeriesPlace{Term: series.ID, Place: 2}, []content.PostID{other}
	})
	saved, err := h.Merge(t.Context(), editing.Merge{Actor: owner, Post: en, Version: etag.Any, Absorbed: fr})
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, w := range saved.Warnings {
		codes = append(codes, w.Code)
	}
	if !slices.Equal(codes, []string{"merge.series_dropped", "merge.related_dropped"}) {
		t.Errorf("warnings = %v", codes)
	}
}

func TestSplitAndMergeAgain(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	h.shared(p.ID, func(s *content.Shared) { s.Params = map[string]any{"n": 1} })
	h.publish(p.ID, "en", "fr")
	h.shared(p.ID, func(s *content.Shared) { s.Params = map[string]any{"n": 2} })
	seenEn, seenFr := h.shows("en", "summer"), h.shows("fr", "ete")
	texts := h.rows("SELECT locale, n, doc FROM revisions")
	events := len(h.events(0))

	parted, err := h.Split(t.Context(), editing.Split{Actor: owner, Post: p.ID, Version: 3, Locale: "fr"})
	if err != nil {
		t.Fatal(err)
	}
	own := parted.New.Post
	if !slices.Equal(parted.Post.Post.LiveLocales(), []locale.Tag{"en"}) || !slices.Equal(own.LiveLocales(), []locale.Tag{"fr"}) || own.SourceLocale != "fr" {
		t.Errorf("parted into %+v and %+v", parted.Post.Post, own)
	}
	if !slices.Equal(parted.Post.Post.Targets, []locale.Tag{"en"}) || !slices.Equal(own.Targets, []locale.Tag{"fr"}) {
		t.Errorf("targets are %v and %v", parted.Post.Post.Targets, own.Targets)
	}
	if fmt.Sprint(parted.New.Shared.Params) != "map[n:2]" || own.Live != 1 || own.Head != 2 {
		t.Errorf("the new shared part: live %d, head %d, %v", own.Live, own.Head, parted.New.Shared.Params)
	}
	for _, seen := range []struct {
		tag, slug string
		before    []string
	}{{"en", "summer", seenEn}, {"fr", "ete", seenFr}} {
		if diff := cmp.Diff(seen.before, h.shows(seen.tag, seen.slug)); diff != "" {
			t.Errorf("readers of %s see (-before +after):\n%s", seen.tag, diff)
		}
	}
	if diff := cmp.Diff(texts, h.rows("SELECT locale, n, doc FROM revisions")); diff != "" {
		t.Errorf("revisions (-before +after):\n%s", diff)
	}
	if got := h.events(events); !slices.Contains(got, "post.split") {
		t.Errorf("events = %v", got)
	}
	h.consistent()

	saved, err := h.Merge(t.Context(), editing.Merge{Actor: owner, Post: p.ID, Version: etag.Any, Absorbed: own.ID})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(texts, h.rows("SELECT locale, n, doc FROM revisions")); diff != "" {
		t.Errorf("joining what says the same made revisions:\n%s", diff)
	}
	if !slices.Equal(saved.Post.LiveLocales(), []locale.Tag{"en", "fr"}) || !slices.Equal(saved.Post.Targets, []locale.Tag{"en", "fr"}) {
		t.Errorf("joined again: %+v", saved.Post)
	}
	h.consistent()
}

func TestSplitOfTheOnlyLiveLanguage(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	h.publish(p.ID, "fr")
	parted, err := h.Split(t.Context(), editing.Split{Actor: owner, Post: p.ID, Version: 1, Locale: "fr"})
	if err != nil {
		t.Fatal(err)
	}
	if parted.Post.Post.Live != 0 || parted.New.Post.Live != 1 {
		t.Errorf("shared parts are live at %d and %d", parted.Post.Post.Live, parted.New.Post.Live)
	}
	h.consistent()
}

func TestSplitIsRefused(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	tests := []struct {
		name string
		cmd  editing.Split
		want string
	}{
		{"the source", editing.Split{Actor: owner, Version: 1, Locale: "en"}, "conflict split.source"},
		{"not there", editing.Split{Actor: owner, Version: 1, Locale: "de"}, "not found translation.not_found"},
		{"no version", editing.Split{Actor: owner, Locale: "fr"}, "required precondition.required"},
		{"an old version", editing.Split{Actor: owner, Version: 9, Locale: "fr"}, "stale post.stale"},
		{"an editor of the language alone", editing.Split{Actor: with("token:x", "editor:fr"), Version: 1, Locale: "fr"}, "forbidden access.forbidden_locale"},
		{"an author", editing.Split{Actor: with("token:x", "author:*"), Version: 1, Locale: "fr"}, "forbidden access.forbidden_locale"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			tt.cmd.Post = p.ID
			h.unchanged(tt.name, func() {
				if _, err := h.Split(t.Context(), tt.cmd); problem(err) != tt.want {
					t.Errorf("Split: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
	h.t, h.fail = t, errBroken
	h.unchanged("a failing split", func() {
		if _, err := h.Split(t.Context(), editing.Split{Actor: owner, Post: p.ID, Version: 1, Locale: "fr"}); !errors.Is(err, errBroken) {
			t.Errorf("Split: %v", err)
		}
	})
}

// TestLinksFollowTheMerge has a third post link to the absorbed one.
func TestLinksFollowTheMerge(t *testing.T) {
	h := open(t)
	en, fr := apart(h)
	linking := h.post(owner, "fr", "Liens").Post.ID
	_, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: linking, Locale: "fr", Version: 1,
		Change: editing.Replace(text("Liens", `<p><a href="cms:post/`+string(fr)+`">l’été</a></p>`))})
	if err != nil {
		t.Fatal(err)
	}
	h.publish(linking, "fr")
	links := func() []string {
		return h.rows("SELECT CAST(body AS TEXT) FROM entries WHERE post_id = '" + string(linking) + "'")
	}
	before := links()
	if _, err := h.Merge(t.Context(), editing.Merge{Actor: owner, Post: en, Version: etag.Any, Absorbed: fr}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, links()); diff != "" {
		t.Errorf("the link to the absorbed post (-before +after):\n%s", diff)
	}
	// It goes on following what it leads to.
	moved := func(now content.Text) (content.Text, error) { now.Slug = "saison"; return now, nil }
	v := h.get(en).Post.Translation("fr").Version
	if _, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: en, Locale: "fr", Version: v, Change: moved}); err != nil {
		t.Fatal(err)
	}
	h.publish(en, "fr")
	if got := links(); len(got) != 1 || !strings.Contains(got[0], "/fr/saison/") {
		t.Errorf("the link did not follow the new slug: %q", got)
	}
}
