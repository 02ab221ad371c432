package porting_test

import (
	"context"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/store"
)

// write runs fn in a transaction, which must succeed.
func (b *bench) write(fn func(ctx context.Context, tx *store.Tx) error) {
	b.t.Helper()
	if err := b.db.Write(b.t.Context(), func(tx *store.Tx) error { return fn(b.t.Context(), tx) }); err != nil {
		b.t.Fatal(err)
	}
}

// TestImportLeavesTheTrashAlone: what somebody deleted here stays deleted, until it
// is restored.
func TestImportLeavesTheTrashAlone(t *testing.T) {
	b := newBench(t)
	one := doc("en", "one")
	b.run(site([]paper{one}))
	var id content.PostID
	trash := func(ctx context.Context, tx *store.Tx) error {
		known, err := tx.Imported(ctx, "hugo", one.Path, "en")
		if err != nil {
			return err
		}
		p, err := tx.Post(ctx, known.Post)
		if err != nil {
			return err
		}
		id = p.ID
		p.Live, p.Translation("en").Live, p.DeletedAt = 0, 0, tx.Now()
		if err := tx.SavePost(ctx, p); err != nil {
			return err
		}
		return tx.SaveLive(ctx, p)
	}
	b.write(trash)
	one.Hash, one.page.Body = "2", "<p>changed</p>"
	r := b.run(site([]paper{one}))
	equal(t, "outcomes", outcomes(r), []porting.Outcome{porting.Kept})
	equal(t, "notes", codes(r), []string{"import.in_trash"})
	b.write(func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Post(ctx, id)
		if err == nil && (p.DeletedAt.IsZero() || p.Live != 0 || p.Translation("en").Head != 1) {
			t.Errorf("the post became %+v", p)
		}
		p.DeletedAt = time.Time{}
		return tx.SavePost(ctx, p)
	})
	equal(t, "outcomes after it was restored", outcomes(b.run(site([]paper{one}))), []porting.Outcome{porting.Updated})
}

// TestImportKnowsMergedTerms: a name that an editor merged away comes back as the
// term that it is now.
func TestImportKnowsMergedTerms(t *testing.T) {
	b := newBench(t)
	named := func(name, author string) paper {
		return doc("en", name, func(p *paper) { p.page.Authors = []string{author} })
	}
	b.run(site([]paper{named("one", "Ada Roy")}, []paper{named("two", "A. Roy")}))
	b.write(func(ctx context.Context, tx *store.Tx) error {
		into, _, err := tx.TermBySlug(ctx, content.Author, "en", "ada-roy")
		if err != nil {
			return err
		}
		from, _, err := tx.TermBySlug(ctx, content.Author, "en", "a-roy")
		if err != nil {
			return err
		}
		one, err := tx.Term(ctx, into)
		if err != nil {
			return err
		}
		other, err := tx.Term(ctx, from)
		if err != nil {
			return err
		}
		return tx.AbsorbTerm(ctx, one, other)
	})
	b.run(site([]paper{named("one", "Ada Roy")}, []paper{named("two", "A. Roy")}, []paper{named("three", "A. Roy")}))
	err := b.db.Read(t.Context(), func(s *store.Snapshot) error {
		terms, err := s.Terms(t.Context(), content.Author, "", 10)
		if len(terms) != 1 || terms[0].Texts["en"].Slug != "ada-roy" {
			t.Errorf("authors: %+v", terms)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
