package editing_test

import (
	"slices"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
)

// TestRelatedPosts: they keep their order, each once; they must exist, and not be
// the post itself; one that goes later does not keep others from being saved.
func TestRelatedPosts(t *testing.T) {
	h := open(t)
	p, a, b, gone := h.post(owner, "en", "Post").Post.ID, h.post(owner, "en", "A").Post.ID, h.post(owner, "en", "B").Post.ID, h.post(owner, "en", "Gone").Post.ID
	relate := func(ids ...content.PostID) string {
		_, err := h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: p, Version: h.get(p).Post.Version, Change: func(w editing.Whole) (editing.Whole, error) {
			w.Shared.Related = ids
			return w, nil
		}})
		return problem(err)
	}
	for _, tt := range []struct {
		name string
		ids  []content.PostID
		want string
	}{
		{"one that is not there", []content.PostID{a, "none", p}, "invalid invalid /related=related.self"},
		{"two that are not there", []content.PostID{"none", a, "nobody"}, "invalid invalid /related/0=linked_post.unknown /related/2=linked_post.unknown"},
		{"in an order of its own", []content.PostID{gone, b, a, b}, ""},
	} {
		if got := relate(tt.ids...); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if got := h.get(p).Shared.Related; !slices.Equal(got, []content.PostID{gone, b, a}) {
		t.Errorf("related are %v", got)
	}
	h.trash(gone, 1)
	if got := relate(a, gone, b); got != "" {
		t.Errorf("with one that went into the trash since: %s", got)
	}
	if got := relate(a); got != "" {
		t.Errorf("without it: %s", got)
	}
	if got := relate(gone); got != "invalid invalid /related/0=linked_post.unknown" {
		t.Errorf("one in the trash: %s", got)
	}
	if got := h.rows("SELECT count(*) FROM shared_revisions WHERE post_id = ?", string(p)); got[0] != "4" {
		t.Errorf("%s revisions", got[0])
	}
}

// TestLinkedPostGoes: a text that links to a post which went into the trash can be
// saved with the link that it had; a new link to it is refused.
func TestLinkedPostGoes(t *testing.T) {
	h := open(t)
	gone := h.post(owner, "en", "Gone").Post.ID
	body := `<p><a href="cms:post/` + string(gone) + `#part">there</a></p>`
	p, other := h.post(owner, "en", "Linking").Post.ID, h.post(owner, "en", "Other").Post.ID
	save := func(id content.PostID, version int64, change editing.Change[content.Text]) string {
		_, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: id, Locale: "en", Version: version, Change: change})
		return problem(err)
	}
	link := func(text content.Text) (content.Text, error) {
		text.Body = body
		return text, nil
	}
	if got := save(p, 1, link); got != "" {
		t.Fatal(got)
	}
	h.trash(gone, 1)
	if got := save(p, 2, retitle("Linking still")); got != "" {
		t.Errorf("another title: %s", got)
	}
	if got := save(other, 1, link); got != "invalid invalid /body=linked_post.unknown" {
		t.Errorf("a new link: %s", got)
	}
}
