package editing_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

// half makes a post in one language, with a body and a date.
func (h *house) half(actor access.Actor, tag locale.Tag, title, body string, day int) content.PostID {
	h.t.Helper()
	cmd := editing.CreatePost{Actor: actor, Translations: map[locale.Tag]editing.Translating{tag: {Text: text(title, body)}}}
	if day > 0 {
		cmd.Whole.Shared.Date = &content.Moment{At: time.Date(2018, 12, day, 0, 0, 0, 0, time.UTC), DateOnly: true}
	}
	saved, err := h.Create(h.t.Context(), cmd)
	if err != nil {
		h.t.Fatal(err)
	}
	return saved.Post.ID
}

// pairings writes out the report, one line a post.
func (h *house) pairings(actor access.Actor, limit int) []string {
	h.t.Helper()
	var lines []string
	cmd := editing.GetPairing{Actor: actor, Limit: limit}
	for more := true; more; more = cmd.Cursor != "" {
		page, err := h.Pairing(h.t.Context(), cmd)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, half := range page.Items {
			line := fmt.Sprint(half.Titles, " lacks ", half.Missing)
			for _, p := range half.Partners {
				line += fmt.Sprintf(", %v %.2f %v", p.Titles, p.Score, p.Reasons)
			}
			lines = append(lines, line)
		}
		cmd.Cursor = page.Next
	}
	return lines
}

func TestPairing(t *testing.T) {
	h := open(t)
	h.half(owner, "en", "The wind", `<p><a href="https://x.example/#a">x</a></p>`, 7)
	h.half(owner, "fr", "Le vent", `<p><a href="https://x.example/">x</a></p>`, 7)
	h.half(owner, "fr", "Microservices en production", "<p>a</p>", 9)
	h.half(owner, "en", "Production microservices", "<p>b</p>", 9)
	h.half(owner, "fr", "Seul", "<p>c</p>", 0)
	h.post(owner, "fr", "Vent", "en", "Wind") // complete
	gone := h.half(owner, "en", "Gone", "<p>d</p>", 7)
	h.trash(gone, 1)
	want := []string{
		"map[fr:Seul] lacks [en]",
		"map[en:Production microservices] lacks [fr], map[fr:Microservices en production] 0.59 [slug date]",
		"map[fr:Microservices en production] lacks [en], map[en:Production microservices] 0.59 [slug date]",
		"map[fr:Le vent] lacks [en], map[en:The wind] 0.62 [links date]",
		"map[en:The wind] lacks [fr], map[fr:Le vent] 0.62 [links date]",
	}
	for _, limit := range []int{1, 2, 100} {
		if diff := cmp.Diff(want, h.pairings(owner, limit)); diff != "" {
			t.Errorf("%d a page (-want +got):\n%s", limit, diff)
		}
	}
	french := []string{"map[] lacks [fr], map[fr:Microservices en production] 0.25 [date]", "map[] lacks [fr], map[fr:Le vent] 0.25 [date]"}
	if diff := cmp.Diff(french, h.pairings(with("token:x", "reader:fr"), 100)); diff != "" {
		t.Errorf("a reader of French (-want +got):\n%s", diff)
	}
	if got := h.pairings(with("token:x", "author:*"), 100); got != nil {
		t.Errorf("a stranger sees %v", got)
	}
	if _, err := h.Pairing(t.Context(), editing.GetPairing{Actor: owner, Cursor: "x"}); problem(err) != "malformed list.cursor" {
		t.Errorf("a cursor that is none: %v", err)
	}
}

// TestPairingByImport: what an import did not join since a letter differs is
// found by the names of its files.
func TestPairingByImport(t *testing.T) {
	h := open(t)
	en, fr := h.half(owner, "en", "Roof", "<p>a</p>", 0), h.half(owner, "fr", "Toit", "<p>b</p>", 0)
	other, dir := h.half(owner, "fr", "Autre", "<p>c</p>", 0), h.half(owner, "fr", "Dossier", "<p>c</p>", 0)
	err := h.db.Write(t.Context(), func(tx *store.Tx) error {
		return tx.PutImports(t.Context(), []content.Imported{
			{Source: "hugo", Path: "content/post/garden-roof/index.en.md", Locale: "en", Post: en},
			{Source: "hugo", Path: "content/post/garden-roofs/index.fr.md", Locale: "fr", Post: fr},
			{Source: "hugo", Path: "content/post/garden-house/index.fr.md", Locale: "fr", Post: other},
			{Source: "hugo", Path: "content/fr/post/garden_roof.md", Locale: "fr", Post: dir},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	got := h.pairings(owner, 100)
	if want := "map[en:Roof] lacks [fr], map[fr:Toit] 0.80 [key], map[fr:Dossier] 0.80 [key]"; !slices.Contains(got, want) {
		t.Errorf("the report:\n%q\nlacks %q", got, want)
	}
}
