package porting_test

import (
	"slices"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/store"
)

// What the rule of a post does not let be live is imported as drafts, and told.
func TestImportKeepsTheRuleOfAPost(t *testing.T) {
	b := newBench(t)
	en, fr := doc("en", "tide"), doc("fr", "maree")
	id := b.run(site([]paper{en, fr})).Files[0].Post
	err := b.db.Write(t.Context(), func(tx *store.Tx) error {
		p := b.post(id)
		p.Parity = content.Together
		return tx.SavePost(t.Context(), p)
	})
	if err != nil {
		t.Fatal(err)
	}
	live := func(name string, wantEn, wantFr int) {
		t.Helper()
		p := b.post(id)
		if en, fr := p.Translation("en").Live, p.Translation("fr").Live; en != wantEn || fr != wantFr {
			t.Errorf("%s: live en %d, fr %d, want %d and %d", name, en, fr, wantEn, wantFr)
		}
	}

	en.Hash, en.page.Body = "2", "<p>The tide comes in</p>"
	r := b.run(site([]paper{en, fr}))
	equal(t, "outcomes", outcomes(r), []porting.Outcome{"updated", "unchanged"})
	if got := codes(r); !slices.Contains(got, "import.blocked") || !slices.Contains(got, "blocker.stale") || r.Totals.Published != 0 {
		t.Errorf("notes = %v, published %d", got, r.Totals.Published)
	}
	live("the source alone", 1, 1)

	fr.Hash, fr.page.Body = "2", "<p>La marée monte</p>"
	if r = b.run(site([]paper{en, fr})); r.Totals.Published != 2 {
		t.Errorf("published %d, notes %v", r.Totals.Published, codes(r))
	}
	live("both", 2, 2)

	fr.Hash, fr.page.Body = "3", "<p>La marée descend</p>"
	if r = b.run(site([]paper{en, fr})); !slices.Contains(codes(r), "blocker.unconfirmed") {
		t.Errorf("notes = %v", codes(r))
	}
	live("the translation alone", 2, 2)
}
