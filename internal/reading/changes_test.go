package reading_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// A listed item is what tests read of changes.
type listed struct {
	Kind, Op, ID string
	Locale       locale.Tag
	Entry        *struct{ ID string }
}

// followed reads changes page by page until there are no more.
func followed(t *testing.T, w *world, q reading.ChangesQuery) (items []listed, next string, pages int) {
	t.Helper()
	for {
		c, err := w.Changes(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var page struct{ Items []listed }
		if err := json.Unmarshal(c.Body, &page); err != nil {
			t.Fatal(err)
		}
		items, pages = append(items, page.Items...), pages+1
		if c.UpToDate {
			return items, c.Next, pages
		}
		q.Since = c.Next
	}
}

// TestChangesOfOneTransactionAreCut walks what changed with one number, in pages: each
// thing comes once, whichever languages are asked for.
func TestChangesOfOneTransactionAreCut(t *testing.T) {
	const posts = 60
	w := newWorld(t)
	if err := crowd.Fill(t.Context(), w.db, posts); err != nil {
		t.Fatal(err)
	}
	for _, tag := range []locale.Tag{entry.Everywhere, "fr", "en"} {
		seen := make(map[string]int)
		items, _, pages := followed(t, w, reading.ChangesQuery{Locale: string(tag), Limit: "7", Include: "entry"})
		for _, item := range items {
			seen[item.Kind+item.ID+string(item.Locale)]++
			if item.Kind == "post" && (item.Entry == nil || item.Entry.ID != item.ID) {
				t.Errorf("%s has the entry %v", item.ID, item.Entry)
			}
		}
		want := 0
		for i := 1; i <= posts; i++ {
			for _, l := range []locale.Tag{"en", "fr"} {
				if (tag == l || tag == entry.Everywhere) && crowd.Live(i, l) {
					want++
					if seen["post"+string(crowd.Post(i))+string(l)] != 1 {
						t.Errorf("%s: post %d in %s comes %d times", tag, i, l, seen["post"+string(crowd.Post(i))+string(l)])
					}
				}
			}
		}
		if len(items) <= want || pages < want/7 {
			t.Errorf("%s: %d items on %d pages", tag, len(items), pages)
		}
	}
}

// TestCopyLeavesOutWhatWasGone: who begins now is not told of what went before, and is
// told of what goes while the copy is made.
func TestCopyLeavesOutWhatWasGone(t *testing.T) {
	w := newWorld(t)
	if err := crowd.Fill(t.Context(), w.db, 30); err != nil {
		t.Fatal(err)
	}
	gone := func(i int) {
		w.write(func(ctx context.Context, tx *store.Tx) error {
			rows, err := tx.EntryRows(ctx, crowd.Post(i))
			if err != nil {
				return err
			}
			if err := tx.WriteEntries(ctx, nil, rows); err != nil {
				return err
			}
			var list []entry.Change
			for _, r := range rows {
				list = append(list, entry.Change{Post: r.Post, Locale: r.Locale, Op: entry.Delete, Cause: entry.ByContent})
			}
			return tx.Touch(ctx, list)
		})
	}
	gone(2)
	first, err := w.Changes(t.Context(), reading.ChangesQuery{Limit: "5"})
	if err != nil {
		t.Fatal(err)
	}
	gone(3)
	rest, _, _ := followed(t, w, reading.ChangesQuery{Since: first.Next, Limit: "5"})
	deleted := make(map[content.PostID]int)
	for _, item := range rest {
		if item.Op == "delete" {
			deleted[content.PostID(item.ID)]++
		}
	}
	if deleted[crowd.Post(2)] != 0 || deleted[crowd.Post(3)] != 2 {
		t.Errorf("told of what is gone: %v", deleted)
	}
}

// TestChangesOfAddressesOfTerms: where settings move the pages of terms, followers are told
// of the terms that they have; where settings change that terms do not show, they are not.
func TestChangesOfAddressesOfTerms(t *testing.T) {
	w := newWorld(t)
	tag := w.term(content.Tag, "tag", map[locale.Tag][2]string{"en": {"ice", "Ice"}, "fr": {"glace", "Glace"}})
	w.term(content.Tag, "unused", map[locale.Tag][2]string{"en": {"snow", "Snow"}})
	w.save(made{
		id: "p", shared: content.Shared{Date: day(1), Tags: []content.TermID{tag}}, live: []locale.Tag{"en", "fr"},
		texts: map[locale.Tag]content.Text{"en": {Slug: "a", Title: "A"}, "fr": {Slug: "a", Title: "A"}},
	})
	_, since, _ := followed(t, w, reading.ChangesQuery{})
	for _, tt := range []struct {
		name string
		site func(*content.SiteSettings)
		fr   func(*content.LocaleSettings)
		want int // terms told
	}{
		{name: "title", fr: func(l *content.LocaleSettings) { l.Title = "Le fleuve" }},
		{name: "posts elsewhere", fr: func(l *content.LocaleSettings) { l.Paths.Post = "/fr/billets/{slug}/" }},
		{name: "tags elsewhere", fr: func(l *content.LocaleSettings) { l.Paths.Tag = "/fr/sujets/{slug}/" }, want: 2},
		{name: "another host", fr: func(l *content.LocaleSettings) { l.BaseURL = "https://fr.example.org" }, want: 2},
		{name: "another x-default", site: func(s *content.SiteSettings) { s.XDefault = "fr" }, want: 2},
	} {
		w.settings(func(s *content.SiteSettings) {
			if tt.site != nil {
				tt.site(s)
			}
		}, func(all map[locale.Tag]*content.LocaleSettings) {
			if tt.fr != nil {
				tt.fr(all["fr"])
			}
		})
		items, next, _ := followed(t, w, reading.ChangesQuery{Since: since})
		since = next
		terms := 0
		for _, item := range items {
			if item.Kind == "term" {
				terms++
			}
		}
		if terms != tt.want {
			t.Errorf("%s: %d terms told, want %d: %v", tt.name, terms, tt.want, items)
		}
	}
}
