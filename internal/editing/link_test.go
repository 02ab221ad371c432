package editing_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/locale"
)

// address returns where the text of a post stands.
func (h *house) address(id content.PostID, tag locale.Tag) string {
	h.t.Helper()
	rows := h.rows("SELECT url FROM paths WHERE post_id = ? AND locale = ? AND kind = 'current'", string(id), string(tag))
	if len(rows) == 0 {
		h.t.Fatalf("post %s has no address in %s", id, tag)
	}
	return strings.TrimSpace(rows[0])
}

// TestEveryCommandNamesLinks saves a link to another post in every way that a text
// can be saved.
func TestEveryCommandNamesLinks(t *testing.T) {
	h := open(t)
	at := strings.Replace(h.address(h.post(owner, "fr", "Phares").Post.ID, "fr"), "phares", "marees", 1)
	here := `<p>A <a href="` + at + `/#b">c</a></p>`
	early := h.postOf(text("Early", here)).Post.ID // written before the post came that it leads to
	if got := h.get(early).Texts["en"].HTML; got != here {
		t.Fatalf("nobody has the address, and the text says %s", got)
	}
	to := h.post(owner, "en", "Tides", "fr", "Marées").Post.ID
	want := `<p>A <a href="cms:post/` + string(to) + `#b">c</a></p>`
	check := func(what string, got content.Text) {
		t.Helper()
		if got.HTML != want || got.Body != want {
			t.Errorf("%s: %s, %s", what, got.HTML, got.Body)
		}
	}
	made, err := h.Create(t.Context(), editing.CreatePost{Actor: owner, Whole: editing.Whole{Source: "en"}, Translations: map[locale.Tag]editing.Translating{"en": {Text: text("One", here)}}})
	if err != nil {
		t.Fatal(err)
	}
	id := made.Post.ID
	check("created", made.Texts["en"])
	saved, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: id, Locale: "fr", Create: true, Change: editing.Replace(text("Un", here))})
	if err != nil {
		t.Fatal(err)
	}
	check("saved", saved.Texts["fr"])
	if got := h.rows("SELECT count(*) FROM revisions WHERE submitted = ?", here); got[0] != "2" {
		t.Errorf("%s texts are kept as they were sent", got[0])
	}

	twin, err := h.DuplicatePost(t.Context(), editing.DuplicatePost{Actor: owner, Post: early})
	if err != nil {
		t.Fatal(err)
	}
	check("duplicated", twin.Texts["en"])
	if _, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: early, Locale: "en", Version: etag.Any, Change: editing.Replace(text("Early", "<p>Other</p>"))}); err != nil {
		t.Fatal(err)
	}
	back, err := h.RestoreRevision(t.Context(), editing.RestoreRevision{Actor: owner, Post: early, Locale: "en", N: 1, Version: etag.Any})
	if err != nil {
		t.Fatal(err)
	}
	check("restored", back.Texts["en"])
	copied, err := h.CopyTranslation(t.Context(), editing.CopyTranslation{Actor: owner, Post: early, Locale: "fr", From: "en", Mode: editing.CopyText})
	if err != nil {
		t.Fatal(err)
	}
	check("copied", copied.Texts["fr"])
}

// TestLinksFollowPosts that were joined, parted, renamed or put into the trash.
func TestLinksFollowPosts(t *testing.T) {
	h := open(t)
	en, fr := h.post(owner, "en", "Tides").Post.ID, h.post(owner, "fr", "Marées").Post.ID
	at := h.address(fr, "fr")
	leads := func(what, href string, to content.PostID) {
		t.Helper()
		made := h.postOf(text("A link", `<p><a href="`+href+`">c</a></p>`))
		want := `<p><a href="cms:post/` + string(to) + `">c</a></p>`
		if to == "" {
			want = `<p><a href="` + href + `">c</a></p>`
		}
		if got := made.Texts["en"].HTML; got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	leads("apart", at, fr)
	if _, err := h.Merge(t.Context(), editing.Merge{Actor: owner, Post: en, Version: etag.Any, Absorbed: fr}); err != nil {
		t.Fatal(err)
	}
	leads("joined", at, en)
	parted, err := h.Split(t.Context(), editing.Split{Actor: owner, Post: en, Version: etag.Any, Locale: "fr"})
	if err != nil {
		t.Fatal(err)
	}
	leads("parted", at, parted.New.Post.ID)
	h.publish(en, "en")
	old := h.address(en, "en")
	_, err = h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: en, Locale: "en", Version: etag.Any, Change: func(t content.Text) (content.Text, error) {
		t.Slug = "ebb"
		return t, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	h.publish(en, "en")
	leads("renamed", old, en)
	if err := h.RemovePost(t.Context(), editing.RemovePost{Actor: owner, Post: parted.New.Post.ID, Version: etag.Any}); err != nil {
		t.Fatal(err)
	}
	leads("in the trash", at, "")
}

// postOf makes an English post of the text.
func (h *house) postOf(text content.Text) editing.Saved {
	h.t.Helper()
	made, err := h.Create(h.t.Context(), editing.CreatePost{Actor: owner, Whole: editing.Whole{Source: "en"}, Translations: map[locale.Tag]editing.Translating{"en": {Text: text}}})
	if err != nil {
		h.t.Fatal(err)
	}
	return made
}
