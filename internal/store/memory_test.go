package store_test

import (
	"context"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

// A transaction remembers settings; it must see what it changed itself.
func TestSettingsOfATransactionAreItsOwn(t *testing.T) {
	db := open(t)
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		site, err := tx.Site(ctx)
		if err != nil {
			return err
		}
		before := site.Seq
		site.Settings.TimeZone = "America/Toronto"
		if err := tx.SaveSite(ctx, site); err != nil {
			return err
		}
		if _, err := tx.Seq(ctx); err != nil {
			return err
		}
		site, err = tx.Site(ctx)
		if err != nil {
			return err
		}
		if site.Settings.TimeZone != "America/Toronto" || site.Seq != before+1 || site.Version != 2 {
			t.Errorf("after the save: %+v", site)
		}
		site.Settings.TimeZone = "UTC" // the caller's copy alone
		if again, err := tx.Site(ctx); err != nil || again.Settings.TimeZone != "America/Toronto" {
			t.Errorf("a caller's change is remembered: %+v, %v", again, err)
		}
		return nil
	})
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if locales, err := tx.Locales(ctx); err != nil || len(locales) != 2 {
			t.Errorf("at first: %v, %v", locales, err)
		}
		german := &content.Locale{Tag: "de", Settings: content.FreshLocale("de")}
		if err := tx.AddLocale(ctx, german); err != nil {
			return err
		}
		german.Settings.Title = "Journal"
		if err := tx.SaveLocale(ctx, german); err != nil {
			return err
		}
		locales, err := tx.Locales(ctx)
		if err != nil {
			return err
		}
		if len(locales) != 3 || locales[0].Settings.Title != "Journal" {
			t.Errorf("after the additions: %+v", locales)
		}
		if err := tx.RemoveLocale(ctx, "de", german.Version); err != nil {
			return err
		}
		if locales, err := tx.Locales(ctx); err != nil || len(locales) != 2 || locales[0].Tag != locale.English {
			t.Errorf("after the removal: %+v, %v", locales, err)
		}
		return nil
	})
}

// A transaction remembers revisions; not those that it deletes or gives away.
func TestRevisionsOfATransactionAreItsOwn(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "en", "fr")
	addPost(t, db, "p2", "en")
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for range 2 {
			if rev, err := tx.Revision(ctx, "p1", "fr", 1); err != nil || rev.Post != "p1" || rev.N != 1 {
				t.Errorf("Revision() = %+v, %v", rev, err)
			}
		}
		if err := tx.MoveTranslation(ctx, "p1", "p2", "fr"); err != nil {
			return err
		}
		if _, err := tx.Revision(ctx, "p1", "fr", 1); !fault.Is(err, fault.NotFound) {
			t.Errorf("of the old post, after the move: %v, want NotFound", err)
		}
		if rev, err := tx.Revision(ctx, "p2", "fr", 1); err != nil || rev.Post != "p2" {
			t.Errorf("of the new post: %+v, %v", rev, err)
		}
		if err := tx.Prune(ctx, content.Part{Post: "p2", Locale: "fr"}, []int{1}); err != nil {
			return err
		}
		if _, err := tx.Revision(ctx, "p2", "fr", 1); !fault.Is(err, fault.NotFound) {
			t.Errorf("after it was pruned: %v, want NotFound", err)
		}
		return nil
	})
}
