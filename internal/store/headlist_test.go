package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

func TestHeadsByDate(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "en", "fr")
	addPost(t, db, "p2", "fr")
	addPost(t, db, "p3", "fr")
	p3 := post(t, db, "p3")
	p3.DeletedAt = time.Unix(1, 0)
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.SavePost(ctx, p3) })
	all := access.View{All: true}
	maker := post(t, db, "p1").CreatedBy
	for name, tt := range map[string]struct {
		view  access.View
		order entry.Order
		tag   string
		want  []string
	}{
		"French":                  {all, entry.NewestFirst, "fr", []string{"p2", "p1"}},
		"oldest first":            {all, entry.OldestFirst, "fr", []string{"p1", "p2"}},
		"English":                 {all, entry.NewestFirst, "en", []string{"p1"}},
		"another locale":          {access.View{Actor: "x", Posts: true, Locales: []locale.Tag{"en"}}, entry.NewestFirst, "fr", nil},
		"sources":                 {access.View{Actor: "x", Posts: true, Source: true}, entry.NewestFirst, "en", []string{"p1"}},
		"no source":               {access.View{Actor: "x", Posts: true, Source: true}, entry.NewestFirst, "fr", nil},
		"own of nobody":           {access.View{Actor: "x", Own: true, OwnIn: []locale.Tag{"*"}}, entry.NewestFirst, "fr", nil},
		"own":                     {access.View{Actor: maker, Own: true, OwnIn: []locale.Tag{"*"}}, entry.NewestFirst, "fr", []string{"p2", "p1"}},
		"own in another locale":   {access.View{Actor: maker, Own: true, OwnIn: []locale.Tag{"en"}}, entry.NewestFirst, "fr", nil},
		"own and sources":         {access.View{Actor: "x", Own: true, Source: true, OwnIn: []locale.Tag{"en"}}, entry.NewestFirst, "en", []string{"p1"}},
		"nothing may be seen":     {access.View{}, entry.NewestFirst, "fr", nil},
		"a locale that is no one": {all, entry.NewestFirst, "de", nil},
	} {
		t.Run(name, func(t *testing.T) {
			read(t, db, func(ctx context.Context, s *store.Snapshot) error {
				keys, err := s.HeadsByDate(ctx, tt.view, entry.Range{Locales: []locale.Tag{locale.Tag(tt.tag)}, Order: tt.order, Limit: 10})
				var got []string
				for _, key := range keys {
					got = append(got, string(key.Post))
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("posts (-want +got):\n%s", diff)
				}
				return err
			})
		})
	}
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		r := entry.Range{Locales: []locale.Tag{"fr"}, Order: entry.NewestFirst, Limit: 1}
		first, err := s.HeadsByDate(ctx, all, r)
		if err != nil || len(first) != 1 || first[0].Post != "p2" {
			t.Fatalf("the first: %v, %v", first, err)
		}
		r.After = &first[0]
		next, err := s.HeadsByDate(ctx, all, r)
		if err != nil || len(next) != 1 || next[0].Post != "p1" {
			t.Errorf("the next: %v, %v", next, err)
		}
		r.After, r.Backwards = &next[0], true
		back, err := s.HeadsByDate(ctx, all, r)
		if err != nil || len(back) != 1 || back[0].Post != "p2" {
			t.Errorf("back: %v, %v", back, err)
		}
		return err
	})
}
