package standing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/standing"
)

// post is the book's post as its revisions say.
func (b *book) post() *content.Post {
	p := &content.Post{ID: "p", SourceLocale: "en"}
	for _, tag := range []locale.Tag{"en", "fr"} {
		p.Put(content.Translation{Locale: tag, Head: b.last(tag), Decided: len(b.decisions) + len(b.confirmed)})
	}
	return p
}

// retire prunes revisions of a language, as upkeep does.
func (b *book) retire(t *testing.T, tag locale.Tag, numbers ...int) {
	t.Helper()
	kept, err := standing.Kept(t.Context(), b, b.post(), tag, numbers)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range kept {
		b.lineages[lineageKey{l.Locale, l.Beside, l.N}] = l.Lineage
	}
	b.prune(tag, numbers...)
}

// What was approved, and against what, outlives the revisions that said it.
func TestPrunedRevisions(t *testing.T) {
	b := newBook()
	b.fr(b.en(first), premie)
	b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and a friend.")
	b.fr(2, "# Bienvenue\nLa rencontre a lieu à Montréal le 13 mai.\nApportez votre ordinateur et un ami.")
	b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and three friends.")
	b.fr(3, "# Bienvenue à tous\nLa rencontre a lieu à Montréal le 13 mai.\nApportez votre ordinateur et un ami.")
	row := b.heads(t).Rows[1]
	b.decide(bitext.Decision{Kind: bitext.Linked, Source: []string{row.Source[0].ID}, Target: []string{row.Target[0].ID}, SourceText: row.SourceText()})
	before := b.heads(t)
	b.retire(t, "fr", 1, 2)
	b.retire(t, "en", 1, 2)
	after := b.heads(t)
	if diff := cmp.Diff(summary(before), summary(after)); diff != "" || before.Sums.Substantive != 1 {
		t.Errorf("rows (-before +after):\n%s", diff)
	}
	if after.Rows[2].Approval.Text != "Bring your own laptop and a friend." || after.Rows[2].ID != before.Rows[2].ID {
		t.Errorf("approved against %+v", after.Rows[2].Approval)
	}

	// And what comes later builds on it.
	b.fr(3, "# Bienvenue à tous\nLa rencontre a lieu à Montréal le 13 mai.\nApportez votre ordinateur, et un ami.")
	if got := b.heads(t); got.Sums.Substantive != 1 || got.Sums.Current != 2 {
		t.Errorf("after a typo was mended: %s", summary(got))
	}
	b.decide(bitext.Decision{Kind: bitext.Confirmed, Source: []string{before.Rows[2].Source[0].ID}, Target: []string{before.Rows[2].Target[0].ID}, SourceText: before.Rows[2].SourceText()})
	if got := b.heads(t); got.Sums.Behind() || got.Sums.Current != 3 {
		t.Errorf("after it was confirmed: %s", summary(got))
	}
}
