package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

func row(id content.PostID, tag locale.Tag, slug string) entry.Row {
	at := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	return entry.Row{
		Post: id, Locale: tag, Slug: slug, Date: at, UpdatedAt: at.Add(time.Hour), Text: 1, Shared: 1, Format: 1, ETag: "e",
		Facets: []content.TermID{"t1"}, Alternates: []entry.Alternate{{Locale: tag, Slug: slug, URL: "/" + slug}},
		Card: []byte(`{"title":"Été"}`), Body: []byte(`{"body":""}`),
	}
}

func TestEntries(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "en", "fr")
	en, fr := row("p1", "en", "summer"), row("p1", "fr", "ete")
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.WriteEntries(ctx, []entry.Row{fr, en}, nil); err != nil {
			return err
		}
		seq, err := tx.Seq(ctx)
		en.Seq, fr.Seq = seq, seq
		return err
	})
	check := func(want ...entry.Row) {
		t.Helper()
		read(t, db, func(ctx context.Context, s *store.Snapshot) error {
			for i := range want {
				want[i].Card, want[i].Body = nil, nil
			}
			got, err := s.EntryRows(ctx, "p1")
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("EntryRows() (-want +got):\n%s", d)
			}
			return err
		})
	}
	check(en, fr)
	id := value[int](t, db, "SELECT id FROM entries WHERE locale = 'fr'")
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		fr.Slug, fr.ETag = "summer", "f" // a slug is unique in its locale alone
		return tx.WriteEntries(ctx, []entry.Row{fr}, []entry.Row{en})
	})
	check(fr)
	if now := value[int](t, db, "SELECT id FROM entries WHERE locale = 'fr'"); now != id {
		t.Errorf("the entry's own number changed from %d to %d", id, now)
	}
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		got, err := s.LiveAlternates(ctx, []content.PostID{"p1", "p2"})
		if d := cmp.Diff(map[content.PostID][]entry.Alternate{"p1": fr.Alternates}, got); d != "" {
			t.Errorf("LiveAlternates() (-want +got):\n%s", d)
		}
		return err
	})
}

func TestRelistCountsWhatChanged(t *testing.T) {
	db := open(t)
	at := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	place := func(id content.PostID, facet content.TermID) entry.Place {
		return entry.Place{Locale: "fr", Facet: facet, Date: at, Post: id}
	}
	relist := func(gone, added []entry.Place) {
		t.Helper()
		write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Relist(ctx, gone, added) })
	}
	counts := func() string {
		return value[string](t, db, "SELECT coalesce(group_concat(facet || '=' || n, ' ' ORDER BY facet), '') FROM listing_counts")
	}
	for _, step := range []struct {
		gone, added []entry.Place
		want        string
	}{
		{nil, []entry.Place{place("p1", ""), place("p1", "t"), place("p2", "")}, "=2 t=1"},
		{nil, []entry.Place{place("p1", ""), place("p3", "")}, "=3 t=1"}, // the first is there
		{[]entry.Place{place("p1", "t"), place("p9", "")}, nil, "=3"},    // the second is not
		{[]entry.Place{place("p1", "")}, []entry.Place{place("p1", "")}, "=3"},
		{[]entry.Place{place("p1", ""), place("p2", ""), place("p3", "")}, nil, ""},
	} {
		relist(step.gone, step.added)
		if got := counts(); got != step.want {
			t.Errorf("after -%v +%v the counts are %q, want %q", step.gone, step.added, got, step.want)
		}
	}
}

func TestReferencesAndRerenders(t *testing.T) {
	db := open(t)
	for _, id := range []content.PostID{"p1", "p2", "p3"} {
		addPost(t, db, id, "fr")
	}
	term, path := entry.Ref{Kind: entry.ToTerm, Target: "t"}, entry.Ref{Kind: entry.ToPath, Target: "/a"}
	later := entry.Rerender{Ref: term, Cause: entry.ByTerm}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Post(ctx, "p3")
		if err != nil {
			return err
		}
		p.Live = 1
		return errors.Join(
			tx.SetRefs(ctx, "p1", []entry.Ref{term, path}), tx.SetRefs(ctx, "p2", []entry.Ref{term}), tx.SetRefs(ctx, "p3", []entry.Ref{term}),
			tx.SetRefs(ctx, "p1", []entry.Ref{term, {Kind: entry.ToPath, Target: "t"}}), tx.SetRefs(ctx, "p2", nil),
			tx.Defer(ctx, later), tx.Defer(ctx, entry.Rerender{Ref: term, Cause: entry.ByTerm, After: "p1"}),
			tx.SaveLive(ctx, p), tx.WriteEntries(ctx, []entry.Row{row("p2", "fr", "s")}, nil),
		)
	})
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		for _, tt := range []struct {
			ref   entry.Ref
			after content.PostID
			limit int
			want  []content.PostID
		}{
			{term, "", 9, []content.PostID{"p1", "p3"}}, {term, "p1", 9, []content.PostID{"p3"}}, {term, "", 1, []content.PostID{"p1"}},
			{path, "", 9, nil}, {entry.Ref{Kind: entry.ToSite}, "", 9, []content.PostID{"p2", "p3"}},
		} {
			got, err := s.Referrers(ctx, tt.ref, tt.after, tt.limit)
			if d := cmp.Diff(tt.want, got); d != "" || err != nil {
				t.Errorf("Referrers(%v, %q, %d): %v (-want +got):\n%s", tt.ref, tt.after, tt.limit, err, d)
			}
		}
		next, ok, err := s.NextDeferred(ctx)
		if !ok || next.After != "p1" || next.Ref != term {
			t.Errorf("NextDeferred() = %+v, %t", next, ok)
		}
		return err
	})
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Undefer(ctx, later); err != nil {
			return err
		}
		_, ok, err := tx.NextDeferred(ctx)
		if ok {
			t.Error("NextDeferred() after Undefer() still finds it")
		}
		return err
	})
}

func TestPostsAsAViewShowsThem(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "en", "fr") // made by ada, source en
	addPost(t, db, "p2", "fr")
	addPost(t, db, "p3", "en")
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		gone, err := tx.Post(ctx, "p3")
		if err != nil {
			return err
		}
		gone.DeletedAt = tx.Now()
		bob := &content.Post{ID: "p4", SourceLocale: "fr", Targets: []locale.Tag{"fr"}, Head: 1, CreatedBy: "bob"}
		return errors.Join(tx.SavePost(ctx, gone), tx.SavePost(ctx, bob), tx.AddTerm(ctx, &content.Term{ID: "t1", Kind: content.Tag}),
			tx.AddSharedRevision(ctx, &content.SharedRevision{Post: "p4", N: 1, Shared: content.Shared{Tags: []content.TermID{"t1"}, Authors: []content.TermID{"a1"}}}, nil),
			tx.SaveTranslation(ctx, "p4", &content.Translation{Locale: "fr", Status: content.Approved, Head: 1, Live: 1}),
			tx.AddRevision(ctx, &content.Revision{Post: "p4", Locale: "fr", N: 1, Text: content.Text{Title: "L’ÉCŒURANT 100%"}}, nil))
	})
	all := access.View{Actor: "x", All: true}
	french := access.View{Actor: "x", Posts: true, Locales: []locale.Tag{"fr"}}
	bob := access.View{Actor: "bob", Own: true, OwnIn: []locale.Tag{access.Everywhere}}
	translator := access.View{Actor: "x", Posts: true, Source: true, Locales: []locale.Tag{"de"}}
	yes, no := true, false
	tests := []struct {
		name string
		view access.View
		q    content.PostQuery
		want []content.PostID
	}{
		{"all, newest saved first", all, content.PostQuery{}, []content.PostID{"p4", "p2", "p1"}},
		{"oldest made first", all, content.PostQuery{Sort: content.OldestMade}, []content.PostID{"p1", "p2", "p4"}},
		{"own alone", bob, content.PostQuery{}, []content.PostID{"p4"}},
		{"nothing", access.View{Actor: "x"}, content.PostQuery{}, nil},
		{"in a locale", all, content.PostQuery{Locale: "en"}, []content.PostID{"p1"}},
		{"in a locale that the view hides", french, content.PostQuery{Locale: "en"}, nil},
		{"in a locale that the view shows", french, content.PostQuery{Locale: "fr"}, []content.PostID{"p4", "p2", "p1"}},
		{"source of each post", translator, content.PostQuery{Status: content.Draft}, []content.PostID{"p1"}},
		{"own in every locale", bob, content.PostQuery{Status: content.Approved}, []content.PostID{"p4"}},
		{"own in another locale", access.View{Actor: "bob", Own: true, OwnIn: []locale.Tag{"en"}}, content.PostQuery{Status: content.Approved}, nil},
		{"live", all, content.PostQuery{Live: &yes}, []content.PostID{"p4"}},
		{"not live", all, content.PostQuery{Live: &no, Locale: "fr"}, []content.PostID{"p2", "p1"}},
		{"missing", all, content.PostQuery{Missing: "en"}, []content.PostID{"p2"}}, // p4 is not to exist in English
		{"by tag", all, content.PostQuery{Terms: []content.NamedTerm{{Kind: content.Tag, ID: "t1"}}}, []content.PostID{"p4"}},
		{"by author", all, content.PostQuery{Terms: []content.NamedTerm{{Kind: content.Author, ID: "t1"}}}, nil},
		{"words folded", all, content.PostQuery{Text: "ecoeur"}, []content.PostID{"p4"}},
		{"words with signs of SQL", all, content.PostQuery{Text: "100%"}, []content.PostID{"p4"}},
		{"words in a hidden locale", translator, content.PostQuery{Text: "ete fr p2"}, nil},
		{"page", all, content.PostQuery{Limit: 2}, []content.PostID{"p4", "p2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			limit := tt.q.Limit
			if limit == 0 {
				tt.q.Limit = 9
			}
			read(t, db, func(ctx context.Context, s *store.Snapshot) error {
				page, err := s.Posts(ctx, tt.view, tt.q)
				var got []content.PostID
				for _, p := range page.Posts {
					got = append(got, p.ID)
					if len(p.Translations) == 0 {
						t.Errorf("%s comes without translations", p.ID)
					}
				}
				if d := cmp.Diff(tt.want, got); d != "" || (page.Next != nil) != (limit > 0) {
					t.Errorf("Posts() next = %v (-want +got):\n%s", page.Next, d)
				}
				if page.Next != nil {
					tt.q.After = page.Next
					next, err := s.Posts(ctx, tt.view, tt.q)
					if err != nil || next.Next != nil || len(next.Posts) != 1 || next.Posts[0].ID != "p1" {
						t.Errorf("the next page is %+v, %v", next, err)
					}
				}
				return err
			})
		})
	}
}
