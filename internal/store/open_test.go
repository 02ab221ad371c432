package store_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// open returns a database in a folder of its own.
func open(t testing.TB) *store.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	return reopen(t, path)
}

func reopen(t testing.TB, path string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// write runs fn in a transaction that must succeed.
func write(t testing.TB, db *store.DB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// read runs fn on a snapshot, which must succeed.
func read(t testing.TB, db *store.DB, fn func(ctx context.Context, s *store.Snapshot) error) {
	t.Helper()
	if err := db.Read(t.Context(), func(s *store.Snapshot) error { return fn(t.Context(), s) }); err != nil {
		t.Fatal(err)
	}
}

func TestFreshDatabase(t *testing.T) {
	db := open(t)
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		site, err := s.Site(ctx)
		if err != nil {
			return err
		}
		if site.Epoch == "" || site.Seq != 0 || site.Version != 1 {
			t.Errorf("Site() = %+v, want an epoch, seq 0, version 1", site)
		}
		want := content.SiteSettings{TimeZone: "UTC", XDefault: "en", Parity: content.Independent, ParityGrace: "0", CORSOrigins: []string{"*"}, TrashDays: 30}
		if d := cmp.Diff(want, site.Settings); d != "" {
			t.Errorf("settings (-want +got):\n%s", d)
		}
		locales, err := s.Locales(ctx)
		if err != nil {
			return err
		}
		var tags []locale.Tag
		for _, l := range locales {
			tags = append(tags, l.Tag)
		}
		if d := cmp.Diff([]locale.Tag{"en", "fr"}, tags); d != "" {
			t.Errorf("locales (-want +got):\n%s", d)
		}
		if got := locales[1].Settings.Paths.Tag; got != "/fr/mots-cles/{slug}/" {
			t.Errorf("path of French tags = %q", got)
		}
		return nil
	})
}

// TestSearchFormIsThatOfTheFirst opens a database as two programs do, of which the later
// one cuts words otherwise: it has to learn that those there are of the earlier one.
func TestSearchFormIsThatOfTheFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "diptych.db")
	for _, form := range []int{7, 8} {
		db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler), SearchForm: form})
		if err != nil {
			t.Fatal(err)
		}
		read(t, db, func(ctx context.Context, s *store.Snapshot) error {
			got, err := s.SearchForm(ctx)
			if got != 7 {
				t.Errorf("opened by form %d: form %d", form, got)
			}
			return err
		})
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReopenKeepsWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b%c?d#é.db")
	epochs := make([]string, 2)
	for i := range epochs {
		db := reopen(t, path)
		read(t, db, func(ctx context.Context, s *store.Snapshot) error {
			site, err := s.Site(ctx)
			epochs[i] = site.Epoch
			return err
		})
	}
	if epochs[0] != epochs[1] {
		t.Errorf("epoch changed from %s to %s", epochs[0], epochs[1])
	}
}

func TestManyOpenAFreshFileAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "diptych.db")
	errs := make([]error, 6)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() {
			db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler)})
			if err == nil {
				err = db.Close()
			}
			errs[i] = err
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if n := value[int](t, reopen(t, path), "SELECT count(*) FROM locales"); n != 2 {
		t.Errorf("%d locales, want 2", n)
	}
}
