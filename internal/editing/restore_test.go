package editing_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// save changes the text and returns the translation's new version.
func (h *house) save(id content.PostID, tag locale.Tag, change func(*content.Text)) int64 {
	h.t.Helper()
	saved, err := h.SaveTranslation(h.t.Context(), editing.SaveTranslation{
		Actor: owner, Post: id, Locale: tag, Version: etag.Any,
		Change: func(t content.Text) (content.Text, error) { change(&t); return t, nil },
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return saved.Post.Translation(tag).Version
}

func (h *house) restore(actor access.Actor, id content.PostID, tag locale.Tag, n int, version int64) (editing.Saved, error) {
	return h.RestoreRevision(h.t.Context(), editing.RestoreRevision{Actor: actor, Post: id, Locale: tag, N: n, Version: version})
}

func TestRestoreTouchesNothingElse(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Wind", "fr", "Vent").Post
	h.publish(p.ID, "en", "fr")
	version := h.save(p.ID, "fr", func(t *content.Text) {
		t.Body, t.Slug, t.SEO.NoIndex, t.Aliases = "<p>Bise</p>", "bise", true, []string{"/vieux"}
	})
	others := "locale <> 'fr'"
	before := h.dump(others, "translations", "revisions", "slugs") + h.dump("true", append(readers, "shared_revisions")...)
	saved, err := h.restore(owner, p.ID, "fr", 1, version)
	if err != nil {
		t.Fatal(err)
	}
	after := h.dump(others, "translations", "revisions", "slugs") + h.dump("true", append(readers, "shared_revisions")...)
	if before != after {
		t.Errorf("restoring changed something else:\n%s\nbecame\n%s", before, after)
	}
	got, tr := saved.Texts["fr"], saved.Post.Translation("fr")
	if got.Body != "<p>Vent</p>" || got.Slug != "vent" || got.SEO.NoIndex || len(got.Aliases) != 0 || tr.Head != 3 || tr.Live != 1 {
		t.Errorf("%+v, %+v", got, tr)
	}
	if rows := h.rows("SELECT slug, state FROM slugs WHERE locale = 'fr'"); !slices.Equal(rows, []string{"vent | live"}) {
		t.Errorf("slugs %v", rows)
	}
	if events := h.rows("SELECT body FROM outbox WHERE type = 'translation.saved' ORDER BY seq DESC LIMIT 1"); !strings.Contains(events[0], `"restored":1`) {
		t.Errorf("event %v", events)
	}
	h.unchanged("restoring what is there", func() {
		if again, err := h.restore(owner, p.ID, "fr", 1, tr.Version); err != nil || again.Post.Translation("fr").Version != tr.Version {
			t.Errorf("%+v, %v", again, err)
		}
	})
}

func TestRestoreStandsWhereItStood(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Wind", "fr", "Vent").Post
	h.save(p.ID, "en", func(t *content.Text) { t.Body = "<p>Storm</p>" })
	version := h.save(p.ID, "fr", func(t *content.Text) { t.Body = "<p>Orage</p>" })
	if _, err := h.restore(owner, p.ID, "fr", 1, version); err != nil {
		t.Fatal(err)
	}
	want := []string{"1 | 1", "2 | 2", "3 | 1"}
	if got := h.rows("SELECT n, based_on FROM revisions WHERE locale = 'fr'"); !slices.Equal(got, want) {
		t.Errorf("based on %v, want %v: an old text knows nothing of the new source", got, want)
	}
}

// TestRestoreWhatIsGone keeps what a revision names, and says what of it is gone.
func TestRestoreWhatIsGone(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Wind").Post
	tag, err := h.CreateTerm(t.Context(), editing.CreateTerm{Actor: owner, Kind: content.Tag, Naming: editing.Naming{Texts: map[locale.Tag]content.TermText{"en": {Name: "Air"}}}})
	if err != nil {
		t.Fatal(err)
	}
	h.save(p.ID, "en", func(t *content.Text) { t.Overrides.Tags = content.Instead([]content.TermID{tag.ID}) })
	version := h.save(p.ID, "en", func(t *content.Text) { t.Overrides.Tags = content.Override[[]content.TermID]{} })
	shared, err := h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: p.ID, Version: etag.Any, Change: func(w editing.Whole) (editing.Whole, error) {
		w.Shared.Tags = []content.TermID{tag.ID}
		return w, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	shared, err = h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: p.ID, Version: shared.Post.Version, Change: func(w editing.Whole) (editing.Whole, error) {
		w.Shared.Tags = nil
		return w, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.RemoveTerm(t.Context(), editing.RemoveTerm{Actor: owner, Kind: content.Tag, Term: tag.ID, Version: tag.Version}); err != nil {
		t.Fatal(err)
	}
	saved, err := h.restore(owner, p.ID, "en", 2, version)
	if err != nil || len(saved.Warnings) != 1 || saved.Warnings[0].Code != "tag.unknown" || saved.Warnings[0].Pointer != "/overrides/tags/0" {
		t.Errorf("%+v, %v", saved.Warnings, err)
	}
	if kept := saved.Texts["en"].Overrides.Tags.Value; !slices.Equal(kept, []content.TermID{tag.ID}) {
		t.Errorf("lost: %v", kept)
	}
	saved, err = h.RestoreShared(t.Context(), editing.RestoreRevision{Actor: owner, Post: p.ID, N: 2, Version: shared.Post.Version})
	if err != nil || len(saved.Warnings) != 1 || saved.Warnings[0].Pointer != "/tags/0" || saved.Post.Head != 4 {
		t.Errorf("%+v, %v", saved, err)
	}
}

func TestRestoreIsRefused(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Wind", "fr", "Vent").Post
	other := h.post(owner, "fr", "Autre").Post
	version := h.save(p.ID, "fr", func(t *content.Text) { t.Slug = "bise" })
	h.save(other.ID, "fr", func(t *content.Text) { t.Slug = "vent" })
	tests := []struct {
		name  string
		actor access.Actor
		post  content.PostID
		tag   locale.Tag
		n     int
		have  int64
		want  string
	}{
		{"no version", owner, p.ID, "fr", 2, 0, "required precondition.required"},
		{"an old version", owner, p.ID, "fr", 1, 1, "stale translation.stale"},
		{"a slug that is taken", owner, p.ID, "fr", 1, version, "conflict slug.taken /slug=slug.taken /slug=path.taken"},
		{"no such revision", owner, p.ID, "fr", 9, version, "not found revision.not_found"},
		{"another post's revision", owner, other.ID, "en", 1, 1, "not found translation.not_found"},
		{"no such post", owner, "nobody", "fr", 1, 1, "not found post.not_found"},
		{"a reader", with("user:r", "reader:*"), p.ID, "fr", 1, version, "forbidden access.forbidden_locale"},
		{"an editor of the other language", with("user:e", "editor:en"), p.ID, "fr", 1, version, "forbidden access.forbidden_locale"},
		{"a stranger", with("user:a", "author:*"), p.ID, "fr", 1, version, "not found post.not_found"},
	}
	for _, tt := range tests {
		h.unchanged(tt.name, func() {
			_, err := h.restore(tt.actor, tt.post, tt.tag, tt.n, tt.have)
			if got := problem(err); got != tt.want {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
		})
	}
	h.save(other.ID, "fr", func(t *content.Text) { t.Slug = "autre" })
	h.unchanged("a broken transaction", func() {
		h.fail = errBroken
		if _, err := h.restore(owner, p.ID, "fr", 1, version); !errors.Is(err, errBroken) {
			t.Error(err)
		}
		h.fail = nil
	})
	if _, err := h.restore(owner, p.ID, "fr", 1, version); err != nil {
		t.Error(err)
	}
}

// TestRestoreIsAnsweredAgain asks for what was done before the revision went.
func TestRestoreIsAnsweredAgain(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Wind").Post
	cmd := editing.RestoreRevision{Actor: owner, Post: p.ID, Locale: "en", N: 1, Once: once.Key{Name: "k"}}
	cmd.Version = h.save(p.ID, "en", func(t *content.Text) { t.Body = "<p>Breeze</p>" })
	first, err := h.RestoreRevision(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.RemovePost(t.Context(), editing.RemovePost{Actor: owner, Post: p.ID, Version: etag.Any}); err != nil {
		t.Fatal(err)
	}
	again, err := h.RestoreRevision(t.Context(), cmd)
	if err != nil || again.Post.Translation("en").Head != first.Post.Translation("en").Head {
		t.Errorf("the same key again: %+v, %v", again, err)
	}
	cmd.Once = once.Key{}
	if _, err := h.RestoreRevision(t.Context(), cmd); problem(err) != "not found post.not_found" {
		t.Errorf("without the key: %v", err)
	}
}
