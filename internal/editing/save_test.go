package editing_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
)

// retitle is a merge patch of the title alone.
func retitle(title string) editing.Change[content.Text] {
	return func(now content.Text) (content.Text, error) {
		now.Title = title
		return now, nil
	}
}

func TestSaveTranslation(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	saved, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{
		Actor: with("token:e", "editor:fr"), Post: p.ID, Locale: "fr", Version: 1, Change: retitle("L’été"),
		Edit: editing.Edit{Minor: true, Note: "apostrophe", BasedOn: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	fr := saved.Post.Translation("fr")
	if fr.Version != 2 || fr.Head != 2 || saved.Texts["fr"].Title != "L’été" || saved.Texts["fr"].Body != "<p>Été</p>" {
		t.Errorf("fr = %+v, %+v", fr, saved.Texts["fr"])
	}
	if len(saved.Post.Translations) != 1 {
		t.Errorf("an editor of fr is shown %v", saved.Post.Locales())
	}
	if got := h.rows("SELECT by, origin, note, minor, based_on FROM revisions WHERE locale = 'fr' AND n = 2"); got[0] != "token:e | api | apostrophe | 1 | 1" {
		t.Errorf("revision = %v", got)
	}
	if got := h.events(1); !slices.Equal(got, []string{"translation.saved"}) {
		t.Errorf("events = %v", got)
	}
}

func TestSaveTheSameTextWritesNothing(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer").Post
	h.unchanged("saving the same", func() {
		for _, change := range []editing.Change[content.Text]{
			retitle("Summer"),
			editing.Replace(content.Text{Title: "Summer", Body: "<p>Summer</p>"}), // no slug: the head's stays
			editing.Replace(content.Text{Title: "Summer", Body: "<p>Summer<script></script></p>"}),
		} {
			saved, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: p.ID, Locale: "en", Version: 1, Change: change})
			if err != nil || saved.Post.Translation("en").Version != 1 {
				t.Errorf("version = %+v, %v", saved.Post, err)
			}
		}
		saved, err := h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: p.ID, Version: 1,
			Change: func(w editing.Whole) (editing.Whole, error) { return w, nil }})
		if err != nil || saved.Post.Version != 1 {
			t.Errorf("shared version = %+v, %v", saved.Post, err)
		}
	})
}

func TestSaveTranslationMakesOne(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer").Post
	cmd := editing.SaveTranslation{
		Actor: with("token:t", "translator:fr"), Post: p.ID, Locale: "fr", Change: editing.Replace(text("Été", "<p>x</p>")),
	}
	if _, err := h.SaveTranslation(t.Context(), cmd); problem(err) != "not found translation.not_found" {
		t.Errorf("a patch of nothing: %v", err)
	}
	cmd.Create = true
	saved, err := h.SaveTranslation(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	if got := saved.Post.Locales(); !slices.Equal(got, []locale.Tag{"en", "fr"}) {
		t.Errorf("a translator is shown %v, want its locale and the source", got)
	}
	if got := h.rows("SELECT based_on FROM revisions WHERE locale = 'fr'"); got[0] != "1" {
		t.Errorf("based on %v, want the source's head", got)
	}
	if _, err := h.SaveTranslation(t.Context(), cmd); problem(err) != "required precondition.required" {
		t.Errorf("making it again: %v", err)
	}
}

func TestSaveIsRefused(t *testing.T) {
	h := open(t)
	mine := with("token:mine", "author:*")
	p := h.post(mine, "en", "Summer", "fr", "Été").Post
	tests := []struct {
		name string
		cmd  editing.SaveTranslation
		want string
	}{
		{"no version", editing.SaveTranslation{Actor: owner, Locale: "fr"}, "required precondition.required"},
		{"an old version", editing.SaveTranslation{Actor: owner, Locale: "fr", Version: 7}, "stale translation.stale"},
		{"a version of nothing", editing.SaveTranslation{Actor: owner, Locale: "de", Version: 1, Create: true}, "stale translation.gone"},
		{"a foreign locale", editing.SaveTranslation{Actor: owner, Locale: "de", Create: true}, "invalid invalid =locale.unknown"},
		{"a reader", editing.SaveTranslation{Actor: with("token:x", "reader:*"), Locale: "fr", Version: 1}, "forbidden access.forbidden_locale"},
		{"an editor of the other language", editing.SaveTranslation{Actor: with("token:x", "editor:en"), Locale: "fr", Version: 1}, "forbidden access.forbidden_locale"},
		{"a translator into the source", editing.SaveTranslation{Actor: with("token:x", "translator:*"), Locale: "en", Version: 1}, "forbidden access.forbidden_locale"},
		{"an author who may not know of it", editing.SaveTranslation{Actor: with("token:x", "author:*"), Locale: "fr", Version: 1}, "not found post.not_found"},
		{"an author who reads it", editing.SaveTranslation{Actor: with("token:x", "author:* reader:fr"), Locale: "fr", Version: 1}, "forbidden access.forbidden_locale"},
		{"permission is asked before the version", editing.SaveTranslation{Actor: with("token:x", "reader:*"), Locale: "fr", Version: 9}, "forbidden access.forbidden_locale"},
		{"a path of one's own", editing.SaveTranslation{Actor: mine, Locale: "fr", Version: 1,
			Change: editing.Replace(content.Text{Path: "/ailleurs/"})}, "invalid invalid /path=path.import_only"},
		{"a patch that fails", editing.SaveTranslation{Actor: mine, Locale: "fr", Version: 1,
			Change: func(content.Text) (content.Text, error) { return content.Text{}, errBroken }}, "no fault: save translation fr of post " + string(p.ID) + ": the disk is on fire"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			tt.cmd.Post = p.ID
			if tt.cmd.Change == nil {
				tt.cmd.Change = retitle("Hiver")
			}
			h.unchanged(tt.name, func() {
				if _, err := h.SaveTranslation(t.Context(), tt.cmd); problem(err) != tt.want {
					t.Errorf("SaveTranslation: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
}

func TestStaleSaveCarriesTheETag(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer").Post
	for range 2 {
		v := h.get(p.ID).Post.Translation("en").Version
		if _, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: p.ID, Locale: "en", Version: v, Change: retitle(fmt.Sprint("Summer ", v))}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: p.ID, Locale: "en", Version: 2, Change: retitle("Lost")})
	if got := etagOf(err); got != `"3"` {
		t.Errorf("etag = %v of %v", got, err)
	}
}

// TestNoLostUpdate lets many writers hold one version: one wins (rule 6).
func TestNoLostUpdate(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	const writers = 8
	results := make(chan error, 2*writers)
	for i := range writers {
		for _, tag := range []locale.Tag{"en", "fr"} {
			go func() {
				_, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{
					Actor: owner, Post: p.ID, Locale: tag, Version: 1, Change: retitle(fmt.Sprint(tag, " by ", i)),
				})
				results <- err
			}()
		}
	}
	won := 0
	for range 2 * writers {
		switch err := <-results; problem(err) {
		case "":
			won++
		case "stale translation.stale":
		default:
			t.Errorf("SaveTranslation: %v", err)
		}
	}
	if won != 2 {
		t.Errorf("%d writers won, want one a language: they must not collide", won)
	}
}

// TestOneLocaleCannotDamageAnother writes at random and looks at every byte of
// the rest (rule 1), and of what readers get (rule 2).
func TestOneLocaleCannotDamageAnother(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	other := h.post(owner, "en", "Winter", "fr", "Hiver").Post
	h.publish(p.ID, "en", "fr")
	h.publish(other.ID, "en")
	random := rand.New(rand.NewPCG(1, 2))
	rest := func(locales string) string {
		return h.dump("post_id <> '"+string(p.ID)+"' OR locale NOT IN ("+locales+")", "translations", "revisions", "slugs", "paths") +
			h.dump("true", readers...)
	}
	shared := func() string {
		return h.dump("true", "shared_revisions") + fmt.Sprint(h.rows("SELECT id, source_locale, targets, parity, version, head, live, live_at FROM posts"))
	}
	for i := range 60 {
		tag := []locale.Tag{"en", "fr"}[random.IntN(2)]
		title := fmt.Sprintf("%s %d", []string{"Summer", "Hiver", "", "Été"}[random.IntN(4)], random.IntN(5))
		before, sharedBefore := rest("'"+string(tag)+"'"), shared()
		change := editing.Replace(content.Text{Title: title, Slug: []string{"", "a", "b"}[random.IntN(3)], Body: "<p>" + title, Aliases: []string{"/old"}})
		if random.IntN(2) == 0 {
			change = retitle(title)
		}
		_, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{
			Actor: owner, Post: p.ID, Locale: tag, Version: h.get(p.ID).Post.Translation(tag).Version, Change: change,
		})
		if err != nil && problem(err) != "conflict path.taken /aliases/0=path.taken" {
			t.Fatalf("save %d: %v", i, err)
		}
		if diff := cmp.Diff(before, rest("'"+string(tag)+"'")); diff != "" {
			t.Fatalf("saving %s changed (-before +after):\n%s", tag, diff)
		}
		if diff := cmp.Diff(sharedBefore, shared()); diff != "" {
			t.Fatalf("saving %s changed the shared part:\n%s", tag, diff)
		}
		all := rest("''")
		_, err = h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: p.ID, Version: h.get(p.ID).Post.Version,
			Change: func(w editing.Whole) (editing.Whole, error) {
				w.Shared.Params = map[string]any{"i": random.IntN(4)}
				return w, nil
			}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(all, rest("''")); diff != "" {
			t.Fatalf("saving the shared part changed a translation or what readers see:\n%s", diff)
		}
	}
}

func TestSavePost(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	saved, err := h.SavePost(t.Context(), editing.SavePost{
		Actor: with("token:e", "editor:en"), Post: p.ID, Version: 1, Note: "dated",
		Change: func(w editing.Whole) (editing.Whole, error) {
			w.Shared.Date = &content.Moment{At: noon, DateOnly: true}
			w.Parity = content.Together
			return w, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := saved.Post; got.Version != 2 || got.Head != 2 || got.Parity != content.Together || !saved.Shared.Date.At.Equal(noon) {
		t.Errorf("post = %+v, %+v", got, saved.Shared)
	}
	if diff := cmp.Diff(p.Translations[0], saved.Post.Translations[0]); diff != "" {
		t.Errorf("the translation changed:\n%s", diff)
	}
	// Settings alone make no revision, and a new version.
	saved, err = h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: p.ID, Version: 2,
		Change: func(w editing.Whole) (editing.Whole, error) {
			w.Targets = []locale.Tag{"en"}
			return w, nil
		}})
	if err != nil || saved.Post.Version != 3 || saved.Post.Head != 2 || !slices.Equal(saved.Post.Targets, []locale.Tag{"en"}) {
		t.Errorf("post = %+v, %v", saved.Post, err)
	}
}

func TestSavePostIsRefused(t *testing.T) {
	h := open(t)
	p := h.post(with("token:mine", "author:*"), "en", "Summer", "fr", "Été").Post
	whole := func(change func(*editing.Whole)) editing.Change[editing.Whole] {
		return func(w editing.Whole) (editing.Whole, error) {
			change(&w)
			return w, nil
		}
	}
	dated := whole(func(w *editing.Whole) { w.Shared.Date = &content.Moment{At: noon} })
	tests := []struct {
		name string
		cmd  editing.SavePost
		want string
	}{
		{"no version", editing.SavePost{Actor: owner, Change: dated}, "required precondition.required"},
		{"an old version", editing.SavePost{Actor: owner, Version: 7, Change: dated}, "stale post.stale"},
		{"an editor of the other language", editing.SavePost{Actor: with("token:x", "editor:fr"), Version: 1, Change: dated}, "forbidden access.forbidden_locale"},
		{"a reader", editing.SavePost{Actor: with("token:x", "reader:*"), Version: 1, Change: dated}, "forbidden access.forbidden"},
		{"a stranger", editing.SavePost{Actor: with("token:x", "author:*"), Version: 1, Change: dated}, "not found post.not_found"},
		{"giving the source to a language that is not one's own", editing.SavePost{Actor: with("token:x", "editor:en"), Version: 1,
			Change: whole(func(w *editing.Whole) { w.Source = "fr" })}, "forbidden access.forbidden_locale"},
		{"a source without translation", editing.SavePost{Actor: owner, Version: 1,
			Change: whole(func(w *editing.Whole) { w.Source = "de" })}, "invalid invalid /sourceLocale=post.source_missing"},
		{"a related post that is not there", editing.SavePost{Actor: owner, Version: 1,
			Change: whole(func(w *editing.Whole) { w.Shared.Related = []content.PostID{"none"} })}, "invalid invalid /related/0=linked_post.unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			tt.cmd.Post = p.ID
			h.unchanged(tt.name, func() {
				if _, err := h.SavePost(t.Context(), tt.cmd); problem(err) != tt.want {
					t.Errorf("SavePost: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
}

func TestNewSourceReachesReaders(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	h.publish(p.ID, "en", "fr")
	before := h.rows("SELECT etag FROM entries")
	if _, err := h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: p.ID, Version: 1,
		Change: func(w editing.Whole) (editing.Whole, error) {
			w.Source = "fr"
			return w, nil
		}}); err != nil {
		t.Fatal(err)
	}
	if after := h.rows("SELECT etag FROM entries"); slices.Equal(before, after) {
		t.Error("entries still name the old source")
	}
}

func TestSaveFailingHalfway(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	h.fail = errBroken
	h.unchanged("failing saves", func() {
		_, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: p.ID, Locale: "fr", Version: 1, Change: retitle("Hiver")})
		if !errors.Is(err, errBroken) {
			t.Errorf("SaveTranslation: %v", err)
		}
		_, err = h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: p.ID, Version: 1,
			Change: func(w editing.Whole) (editing.Whole, error) {
				w.Shared.Params = map[string]any{"a": 1}
				return w, nil
			}})
		if !errors.Is(err, errBroken) {
			t.Errorf("SavePost: %v", err)
		}
	})
}
