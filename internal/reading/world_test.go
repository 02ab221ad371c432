package reading_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/sanitize"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
	"github.com/diptych-cms/diptych/internal/store/live"
	"github.com/diptych-cms/diptych/internal/variants"
)

var _ reading.Source = (*live.Reader)(nil)

// A world is a real database with a service over it. Its clock goes on by a
// minute with each write.
type world struct {
	*reading.Service
	t     testing.TB
	db    *store.DB
	blobs *blob.Store
	now   time.Time
}

func newWorld(t testing.TB) *world {
	t.Helper()
	folder := t.TempDir()
	if err := crowd.Blank(filepath.Join(folder, "diptych.db")); err != nil {
		t.Fatal(err)
	}
	w := worldIn(t, folder)
	w.SearchTime = time.Hour // the machine may be slow
	return w
}

// worldIn is newWorld in a folder that may have a database.
func worldIn(t testing.TB, folder string) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	db, err := store.Open(t.Context(), filepath.Join(folder, "diptych.db"), store.Options{
		Now: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	reader, err := live.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	if w.blobs, err = blob.Open(filepath.Join(folder, "blobs")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(reader.Close(), db.Close(), w.blobs.Close()); err != nil {
			t.Error(err)
		}
	})
	w.db = db
	w.Service = &reading.Service{
		Live: reader,
		Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
			return reader.Snapshot(ctx, func(r *live.Reader) error { return fn(r) })
		},
		Variants: variants.New(variants.Config{
			Read: func(ctx context.Context, fn func(variants.Snapshot) error) error {
				return db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
			},
			Write: func(ctx context.Context, fn func(variants.Tx) error) error {
				return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
			},
			Blobs: w.blobs, Log: slog.New(slog.DiscardHandler), Now: db.Now,
		}),
	}
	return w
}

func (w *world) write(fn func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	w.now = w.now.Add(time.Minute)
	if err := w.db.Write(w.t.Context(), func(tx *store.Tx) error { return fn(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

// settings changes the site and its locales, French last.
func (w *world) settings(site func(*content.SiteSettings), locales func(map[locale.Tag]*content.LocaleSettings)) {
	w.t.Helper()
	w.write(func(ctx context.Context, tx *store.Tx) error {
		s, err := tx.Site(ctx)
		if err != nil {
			return err
		}
		site(&s.Settings)
		if err := tx.SaveSite(ctx, s); err != nil {
			return err
		}
		all, err := tx.Locales(ctx)
		if err != nil {
			return err
		}
		byTag := make(map[locale.Tag]*content.LocaleSettings)
		for i := range all {
			byTag[all[i].Tag] = &all[i].Settings
		}
		locales(byTag)
		for i := range all {
			if err := tx.SaveLocale(ctx, &all[i]); err != nil {
				return err
			}
		}
		if err := projection.RefreshSettings(ctx, tx); err != nil {
			return err
		}
		for more := true; more && err == nil; {
			_, more, err = projection.Work(ctx, tx)
		}
		return err
	})
}

func (w *world) addLocale(tag locale.Tag, fallback ...locale.Tag) {
	w.t.Helper()
	s := content.FreshLocale(tag)
	s.Fallback = fallback
	w.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddLocale(ctx, &content.Locale{Tag: tag, Settings: s})
	})
}

// term adds a term with the same name and slug in each locale named: "slug"
// alone, or "name" behind it.
func (w *world) term(kind content.TermKind, id string, names map[locale.Tag][2]string) content.TermID {
	w.t.Helper()
	t := &content.Term{ID: content.TermID(id), Kind: kind, Texts: map[locale.Tag]content.TermText{}}
	for tag, n := range names {
		t.Texts[tag] = content.TermText{Slug: n[0], Name: n[1]}
	}
	w.write(func(ctx context.Context, tx *store.Tx) error { return tx.AddTerm(ctx, t) })
	return t.ID
}

// A made post.
type made struct {
	id     content.PostID
	shared content.Shared
	texts  map[locale.Tag]content.Text
	live   []locale.Tag
}

// day returns a moment, n days after the first of 2026.
func day(n int) *content.Moment {
	return &content.Moment{At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)}
}

// save saves the post's shared part and texts, and makes live what it says.
func (w *world) save(m made) {
	w.t.Helper()
	policy := sanitize.New(sanitize.Options{})
	shared, err := draft.PrepareShared("", m.shared)
	if err != nil {
		w.t.Fatal(err)
	}
	w.write(func(ctx context.Context, tx *store.Tx) error {
		post, err := tx.Post(ctx, m.id)
		if fault.Is(err, fault.NotFound) {
			post = &content.Post{ID: m.id, SourceLocale: slices.Min(slices.Collect(maps.Keys(m.texts)))}
		} else if err != nil {
			return err
		}
		o := draft.Options{Meta: content.Meta{At: tx.Now(), By: "test", Origin: content.FromAPI}}
		if _, err := draft.SaveShared(ctx, tx, post, shared, o); err != nil {
			return err
		}
		for _, tag := range slices.Sorted(maps.Keys(m.texts)) {
			prepared, err := draft.Prepare(policy, tag, "", m.texts[tag])
			if err != nil {
				return err
			}
			if _, err := draft.Save(ctx, tx, post, prepared, o); err != nil {
				return err
			}
		}
		return publish(ctx, tx, post, m.live)
	})
}

// publish makes exactly the locales live, at their heads.
func publish(ctx context.Context, tx *store.Tx, post *content.Post, tags []locale.Tag) error {
	post.Live, post.LiveAt = 0, time.Time{}
	if len(tags) > 0 {
		post.Live, post.LiveAt = post.Head, tx.Now()
	}
	for i := range post.Translations {
		t := &post.Translations[i]
		t.Live, t.LiveAt = 0, time.Time{}
		if slices.Contains(tags, t.Locale) {
			t.Live, t.LiveAt = t.Head, tx.Now()
			if t.FirstPublishedAt.IsZero() {
				t.FirstPublishedAt = tx.Now()
			}
		}
	}
	if err := tx.SaveLive(ctx, post); err != nil {
		return err
	}
	return projection.Refresh(ctx, tx, post.ID, "content")
}

// goLive makes exactly the locales of a saved post live.
func (w *world) goLive(id content.PostID, tags ...locale.Tag) {
	w.t.Helper()
	w.write(func(ctx context.Context, tx *store.Tx) error {
		post, err := tx.Post(ctx, id)
		if err != nil {
			return err
		}
		return publish(ctx, tx, post, tags)
	})
}

// pair saves a post with an English and a French text, dated n days after the
// first of 2026.
func (w *world) pair(n int, live ...locale.Tag) content.PostID {
	w.t.Helper()
	id := postID(n)
	w.save(made{id: id, shared: content.Shared{Date: day(n)}, live: live, texts: map[locale.Tag]content.Text{
		"en": {Title: fmt.Sprintf("English %d", n), Slug: fmt.Sprintf("english-%d", n), Body: fmt.Sprintf("<p>Body of %d</p>", n)},
		"fr": {Title: fmt.Sprintf("Français %d", n), Slug: fmt.Sprintf("français-%d", n), Body: fmt.Sprintf("<p>Corps de %d</p>", n)},
	}})
	return id
}

func postID(n int) content.PostID {
	return content.PostID(fmt.Sprintf("01970000-0000-7000-8000-%012x", n))
}

// decode reads an answer's JSON.
func decode[T any](t testing.TB, a reading.Answer, err error) T {
	t.Helper()
	var v T
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(a.Body, &v); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
	return v
}

// An item is what the tests look at in a card or an entry.
type item struct {
	ID        string            `json:"id"`
	Locale    string            `json:"locale"`
	Slug      string            `json:"slug"`
	Title     string            `json:"title"`
	URL       string            `json:"url"`
	Body      string            `json:"body"`
	Languages map[string]string `json:"languages"`
}

// A list is what the tests look at in a page.
type list struct {
	Items    []item  `json:"items"`
	Previous *string `json:"previous"`
	Next     *string `json:"next"`
	Total    *int    `json:"total"`
}

// wantFault checks the kind and code of an error and returns the fault.
func wantFault(t testing.TB, err error, kind fault.Kind, code string) *fault.Error {
	t.Helper()
	f, ok := fault.Of(err)
	if !ok || f.Kind != kind || f.Code != code {
		t.Fatalf("error = %v, want %s", err, code)
	}
	return f
}
