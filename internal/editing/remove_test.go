package editing_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
)

func TestRemoveTranslation(t *testing.T) {
	h := open(t)
	p := h.post(with("token:mine", "author:*"), "en", "Summer", "fr", "Été").Post
	h.publish(p.ID, "en")
	events := len(h.events(0))
	tests := []struct {
		name string
		cmd  editing.RemoveTranslation
		want string
	}{
		{"no version", editing.RemoveTranslation{Actor: owner, Locale: "fr"}, "required precondition.required"},
		{"an old version", editing.RemoveTranslation{Actor: owner, Locale: "fr", Version: 7}, "stale translation.stale"},
		{"not there", editing.RemoveTranslation{Actor: owner, Locale: "de", Version: 1}, "not found translation.not_found"},
		{"live", editing.RemoveTranslation{Actor: owner, Locale: "en", Version: 1}, "conflict translation.live"},
		{"a translator", editing.RemoveTranslation{Actor: with("token:x", "translator:*"), Locale: "fr", Version: 1}, "forbidden access.forbidden_locale"},
		{"a stranger", editing.RemoveTranslation{Actor: with("token:x", "author:*"), Locale: "fr", Version: 1}, "not found post.not_found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			tt.cmd.Post = p.ID
			h.unchanged(tt.name, func() {
				if err := h.RemoveTranslation(t.Context(), tt.cmd); problem(err) != tt.want {
					t.Errorf("RemoveTranslation: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
	h.t = t
	cmd := editing.RemoveTranslation{Actor: with("token:mine", "author:*"), Post: p.ID, Locale: "fr", Version: 1}
	h.fail = errBroken
	h.unchanged("a failing removal", func() {
		if err := h.RemoveTranslation(t.Context(), cmd); !errors.Is(err, errBroken) {
			t.Errorf("RemoveTranslation: %v", err)
		}
	})
	h.fail = nil
	if err := h.RemoveTranslation(t.Context(), cmd); err != nil {
		t.Fatal(err)
	}
	if got := h.get(p.ID).Post.Locales(); !slices.Equal(got, []locale.Tag{"en"}) {
		t.Errorf("locales = %v", got)
	}
	if got := h.rows("SELECT slug FROM slugs WHERE locale = 'fr'"); len(got) > 0 {
		t.Errorf("slugs left: %v", got)
	}
	if got := h.events(events); !slices.Equal(got, []string{"translation.deleted"}) {
		t.Errorf("events = %v", got)
	}
}

func TestSourceIsNotRemoved(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	h.unchanged("removing the source", func() {
		err := h.RemoveTranslation(t.Context(), editing.RemoveTranslation{Actor: owner, Post: p.ID, Locale: "en", Version: 1})
		if problem(err) != "conflict translation.is_source" {
			t.Errorf("RemoveTranslation: %v", err)
		}
	})
}

func TestRemovePost(t *testing.T) {
	h := open(t)
	mine := with("token:mine", "author:*")
	p := h.post(mine, "en", "Summer", "fr", "Été").Post
	shown := h.post(owner, "en", "Winter").Post
	h.publish(shown.ID, "en")
	events := len(h.events(0))
	tests := []struct {
		name string
		cmd  editing.RemovePost
		want string
	}{
		{"no version", editing.RemovePost{Actor: owner, Post: p.ID}, "required precondition.required"},
		{"an old version", editing.RemovePost{Actor: owner, Post: p.ID, Version: 7}, "stale post.stale"},
		{"live", editing.RemovePost{Actor: owner, Post: shown.ID, Version: 1}, "conflict post.live"},
		{"not there", editing.RemovePost{Actor: owner, Post: "none", Version: 1}, "not found post.not_found"},
		{"an editor of one language", editing.RemovePost{Actor: with("token:x", "editor:en"), Post: p.ID, Version: 1}, "forbidden access.forbidden_locale"},
		{"a stranger", editing.RemovePost{Actor: with("token:x", "author:*"), Post: p.ID, Version: 1}, "not found post.not_found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			h.unchanged(tt.name, func() {
				if err := h.RemovePost(t.Context(), tt.cmd); problem(err) != tt.want {
					t.Errorf("RemovePost: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
	h.t = t
	cmd := editing.RemovePost{Actor: mine, Post: p.ID, Version: 1}
	h.fail = errBroken
	h.unchanged("a failing removal", func() {
		if err := h.RemovePost(t.Context(), cmd); !errors.Is(err, errBroken) {
			t.Errorf("RemovePost: %v", err)
		}
	})
	h.fail = nil
	if err := h.RemovePost(t.Context(), cmd); err != nil {
		t.Fatal(err)
	}
	_, gone := h.Get(t.Context(), editing.GetPost{Actor: owner, Post: p.ID})
	_, never := h.Get(t.Context(), editing.GetPost{Actor: owner, Post: "none"})
	if problem(gone) != "not found post.not_found" || problem(gone) != problem(never) {
		t.Errorf("a post in the trash: %v", gone)
	}
	if err := h.RemovePost(t.Context(), cmd); problem(err) != "not found post.not_found" {
		t.Errorf("removing it again: %v", err)
	}
	if got := h.rows("SELECT count(*) FROM revisions WHERE post_id = ?", string(p.ID)); got[0] != "2" {
		t.Errorf("%v revisions are left, want all: it is the trash", got)
	}
	if got := h.post(owner, "en", "Summer").Texts["en"].Slug; got != "summer-2" {
		t.Errorf("the slug in the trash is not reserved: %q", got)
	}
	if got := h.events(events); !slices.Equal(got, []string{"post.deleted", "post.created"}) {
		t.Errorf("events = %v", got)
	}
}
