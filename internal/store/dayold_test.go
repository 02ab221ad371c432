package store

import (
	"errors"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// TestTermsOfAnOlderDatabase takes back what came with merged terms and the
// trash, as in a database of the version before, and migrates it: which heads name
// a term is known at once, and the trash forgets after a month.
func TestTermsOfAnOlderDatabase(t *testing.T) {
	ctx := t.Context()
	db, err := Open(ctx, filepath.Join(t.TempDir(), "diptych.db"), Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	shared := content.Shared{Authors: []content.TermID{"a1"}, Tags: []content.TermID{"t1", "t2"}, Series: &content.SeriesPlace{Term: "s1", Place: 1}}
	text := content.Text{Title: "Un", Format: content.HTML}
	text.Overrides.Tags, text.Overrides.Authors = content.Instead([]content.TermID{"t2", "t3"}), content.Instead[[]content.TermID](nil)
	err = db.Write(ctx, func(tx *Tx) error {
		return errors.Join(
			tx.SavePost(ctx, &content.Post{ID: "p", SourceLocale: "fr", Targets: []locale.Tag{"fr"}, Head: 1}),
			tx.AddSharedRevision(ctx, &content.SharedRevision{Post: "p", N: 1, Shared: shared}, nil),
			tx.SaveTranslation(ctx, "p", &content.Translation{Locale: "fr", Status: content.Draft, Head: 1}),
			tx.AddRevision(ctx, &content.Revision{Post: "p", Locale: "fr", N: 1, Text: text}, nil),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	again(t, db, 7)
	if err := db.Check(ctx, func(code, subject string) { t.Errorf("%s %s", code, subject) }); err != nil {
		t.Fatal(err)
	}
	err = db.Read(ctx, func(s *Snapshot) error {
		rows, err := s.strings(ctx, "SELECT term_id || ' ' || part FROM term_uses ORDER BY part, term_id")
		if want := []string{"a1 ", "s1 ", "t1 ", "t2 ", "t2 fr", "t3 fr"}; len(rows) != len(want) || err != nil {
			t.Errorf("uses = %q, %v, want %q", rows, err, want)
		}
		site, err := s.Site(ctx)
		if err == nil && site.Settings.TrashDays != 30 {
			t.Errorf("the trash forgets after %d days", site.Settings.TrashDays)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
