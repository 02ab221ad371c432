package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/store"
)

func TestAddresses(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "en", "fr")
	addPost(t, db, "p2", "fr")
	slug := content.Address{Kind: content.AddressSlug, Locale: "fr", Key: "été", Post: "p1", State: content.AddressReserved}
	page := content.Address{Kind: content.AddressPage, Locale: "fr", Key: "/fr/été", Post: "p1", State: content.AddressLive}
	alias := content.Address{Kind: content.AddressAlias, Locale: "fr", Key: "/old", Post: "p1", State: content.AddressOld}
	same := content.Address{Kind: content.AddressSlug, Locale: "en", Key: "été", Post: "p1", State: content.AddressOld}
	put := func(list ...content.Address) {
		write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.PutAddresses(ctx, list) })
	}
	check := func(what string, want []content.Address, get func(context.Context, *store.Snapshot) ([]content.Address, error)) {
		t.Helper()
		read(t, db, func(ctx context.Context, s *store.Snapshot) error {
			got, err := get(ctx, s)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s (-want +got):\n%s", what, d)
			}
			return err
		})
	}
	of := func(id content.PostID) func(context.Context, *store.Snapshot) ([]content.Address, error) {
		return func(ctx context.Context, s *store.Snapshot) ([]content.Address, error) { return s.Addresses(ctx, id) }
	}
	put(slug, page, alias, same)
	check("all of a post", []content.Address{same, slug, page, alias}, of("p1"))
	check("holders", []content.Address{slug, page}, func(ctx context.Context, s *store.Snapshot) ([]content.Address, error) {
		return s.Holders(ctx, []content.Address{
			{Kind: content.AddressSlug, Locale: "fr", Key: "été", Post: "p2"},
			{Kind: content.AddressSlug, Locale: "fr", Key: "été", Post: "p2"},
			{Kind: content.AddressAlias, Locale: "en", Key: "/fr/été"},
			{Kind: content.AddressSlug, Locale: "fr", Key: "nobody's"},
		})
	})
	slug.Post, alias.Post, alias.Kind = "p2", "p2", content.AddressPage
	put(slug, alias)
	check("taken over", []content.Address{slug, alias}, of("p2"))
	check("what stays", []content.Address{same, page}, of("p1"))
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return tx.DropAddresses(ctx, []content.Address{slug, {Kind: content.AddressAlias, Key: "/old"}})
	})
	check("dropped", []content.Address{}, of("p2"))
	check("the same slug in another locale", []content.Address{same, page}, of("p1"))
}

func TestMoveAndRemoveTranslation(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "en", "fr")
	addPost(t, db, "p2", "en")
	address := content.Address{Kind: content.AddressSlug, Locale: "fr", Key: "s", Post: "p1", State: content.AddressOld}
	file := content.Imported{Source: "hugo", Path: "a.md", Locale: "fr", Post: "p1", Hash: "h"}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(
			tx.AddAsset(ctx, &media.Asset{ID: "a"}),
			tx.AddRevision(ctx, &content.Revision{Post: "p1", Locale: "fr", N: 2}, []content.AssetID{"a", "a"}),
			tx.PutAddresses(ctx, []content.Address{address}),
			tx.PutImports(ctx, []content.Imported{file}),
		)
	})
	before := post(t, db, "p1")
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.MoveTranslation(ctx, "p1", "p2", "fr") })
	if d := cmp.Diff(before.Translation("fr"), post(t, db, "p2").Translation("fr")); d != "" {
		t.Errorf("the translation changed on its way (-before +after):\n%s", d)
	}
	if post(t, db, "p1").Translation("fr") != nil {
		t.Error("the translation is still with the old post")
	}
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		_, err := s.Revision(ctx, "p2", "fr", 2)
		files, err2 := s.Imports(ctx, "hugo")
		address.Post, file.Post = "p2", "p2"
		held, err3 := s.Addresses(ctx, "p2")
		if d := cmp.Diff([]content.Imported{file}, files); d != "" {
			t.Errorf("imports (-want +got):\n%s", d)
		}
		if d := cmp.Diff([]content.Address{address}, held); d != "" {
			t.Errorf("addresses (-want +got):\n%s", d)
		}
		return errors.Join(err, err2, err3)
	})
	err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.MoveTranslation(t.Context(), "p1", "p2", "en") })
	if fault.KindOf(err) != fault.Conflict {
		t.Errorf("MoveTranslation() onto another = %v, want Conflict", err)
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveTranslation(ctx, "p2", "fr", 1) })
	for _, table := range []string{"revisions", "slugs", "imports"} {
		if n := value[int](t, db, "SELECT count(*) FROM "+table+" WHERE locale = 'fr'"); n != 0 {
			t.Errorf("%d rows stayed in %s", n, table)
		}
	}
	if n := value[int](t, db, "SELECT count(*) FROM asset_uses"); n != 0 {
		t.Errorf("%d uses of assets stayed", n)
	}
}

func TestTerms(t *testing.T) {
	db := open(t)
	term := content.Term{ID: "t1", Kind: content.Author, Avatar: "a", Links: []string{"https://example.org/"}, Texts: map[locale.Tag]content.TermText{
		"en": {Name: "Ada", Slug: "ada", Description: "d", Role: "r"}, "fr": {Name: "Ada", Slug: "ada"},
	}}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddTerm(ctx, &term); err != nil {
			return err
		}
		term.Texts = map[locale.Tag]content.TermText{"en": {Name: "Ada L.", Slug: "ada-l"}}
		return tx.SaveTerm(ctx, &term)
	})
	if n := value[int](t, db, "SELECT count(*) FROM term_slugs WHERE slug = 'ada' AND term_id = 't1'"); n != 2 {
		t.Errorf("%d old slugs, want 2", n)
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error { // which readers knew nothing of, until an import says so
		return tx.LeadToTerm(ctx, content.Author, "fr", "ada", "t1")
	})
	if seen := value[string](t, db, "SELECT group_concat(seen, ' ' ORDER BY locale) FROM term_slugs WHERE slug = 'ada'"); seen != "0 1" {
		t.Errorf("old slugs that readers knew: %s", seen)
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error { // another one takes a slug that was left
		return tx.AddTerm(ctx, &content.Term{ID: "t2", Kind: content.Author, Texts: map[locale.Tag]content.TermText{"en": {Name: "Ada", Slug: "ada"}}})
	})
	if n := value[int](t, db, "SELECT count(*) FROM term_slugs WHERE slug = 'ada' AND locale = 'en'"); n != 0 {
		t.Error("a present slug is somebody's old one")
	}
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		got, err := s.Term(ctx, "t1")
		if d := cmp.Diff(&term, got); d != "" {
			t.Errorf("Term() (-want +got):\n%s", d)
		}
		list, err2 := s.Terms(ctx, content.Author, "t1", 10)
		if len(list) != 1 || list[0].ID != "t2" {
			t.Errorf("Terms() after t1 = %v", list)
		}
		id, ok, err3 := s.TermBySlug(ctx, content.Author, "en", "ada-l")
		if id != "t1" || !ok {
			t.Errorf("TermBySlug() = %s, %t", id, ok)
		}
		if _, ok, err := s.TermBySlug(ctx, content.Tag, "en", "ada"); ok || err != nil {
			t.Errorf("TermBySlug() of another kind = %t, %v", ok, err)
		}
		missing, err4 := s.Missing(ctx, content.Named{Authors: []content.TermID{"t2", "x", "t1", "w"}, Tags: []content.TermID{"t1"}})
		if d := cmp.Diff(content.Named{Authors: []content.TermID{"x", "w"}, Tags: []content.TermID{"t1"}}, missing); d != "" {
			t.Errorf("Missing() (-want +got):\n%s", d)
		}
		return errors.Join(err, err2, err3, err4)
	})
	for name, err := range map[string]error{
		"a slug of another term": db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.AddTerm(t.Context(), &content.Term{ID: "t3", Kind: content.Author, Texts: map[locale.Tag]content.TermText{"en": {Slug: "ada"}}})
		}),
	} {
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: %v, want Conflict", name, err)
		}
	}
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		return tx.SaveTerm(t.Context(), &content.Term{ID: "t1", Kind: content.Author, Version: 1})
	})
	if code(err) != "term.stale" {
		t.Errorf("SaveTerm() of an old version = %v", err)
	}
}

func TestAssets(t *testing.T) {
	db := open(t)
	for i, a := range []media.Asset{
		{ID: "a1", Type: "image/png", Bytes: 3, Width: 4, Height: 5, Name: "é.png", Texts: map[locale.Tag]media.Text{"fr": {Alt: "Été", Caption: "c"}}},
		{ID: "a2", Type: "image/jpeg", Texts: map[locale.Tag]media.Text{}}, {ID: "a3", Type: "application/pdf", Texts: map[locale.Tag]media.Text{}},
	} {
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.AddAsset(ctx, &a); err != nil {
				return err
			}
			if i > 0 {
				return nil
			}
			a.Texts = map[locale.Tag]media.Text{"en": {Alt: "Summer"}}
			if err := tx.SaveAsset(ctx, &a); err != nil {
				return err
			}
			got, err := tx.Asset(ctx, "a1")
			if d := cmp.Diff(&a, got); d != "" {
				t.Errorf("Asset() (-want +got):\n%s", d)
			}
			return err
		})
	}
	page := func(q media.Query) (ids []content.AssetID, last *media.Key) {
		read(t, db, func(ctx context.Context, s *store.Snapshot) error {
			list, err := s.Assets(ctx, q)
			for _, a := range list {
				ids, last = append(ids, a.ID), &media.Key{At: a.CreatedAt, ID: a.ID}
			}
			return err
		})
		return ids, last
	}
	first, last := page(media.Query{Limit: 2})
	rest, _ := page(media.Query{Limit: 2, After: last})
	if d := cmp.Diff([]content.AssetID{"a3", "a2", "a1"}, append(first, rest...)); d != "" {
		t.Errorf("pages (-want +got):\n%s", d)
	}
	for kind, want := range map[string][]content.AssetID{"image/": {"a2", "a1"}, "image/png": {"a1"}, "image": nil, "application/pdf": {"a3"}} {
		if got, _ := page(media.Query{Limit: 9, Type: kind}); !cmp.Equal(want, got) {
			t.Errorf("assets of type %q = %v, want %v", kind, got, want)
		}
	}
	err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveAsset(t.Context(), &media.Asset{ID: "a1", Version: 1}) })
	if code(err) != "asset.stale" {
		t.Errorf("SaveAsset() of an old version = %v", err)
	}
}

func TestAssetUses(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "en", "fr")
	addPost(t, db, "p2", "en")
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Post(ctx, "p1")
		if err != nil {
			return err
		}
		p.Live, p.Translation("fr").Live = 1, 1
		fr := *p.Translation("fr")
		fr.Head = 3
		gone, err := tx.Post(ctx, "p2")
		if err != nil {
			return err
		}
		gone.DeletedAt = tx.Now()
		uses := []content.AssetID{"a"}
		return errors.Join(
			tx.AddAsset(ctx, &media.Asset{ID: "a"}),
			tx.SaveLive(ctx, p), tx.SaveTranslation(ctx, "p1", &fr), tx.SavePost(ctx, gone),
			tx.AddRevision(ctx, &content.Revision{Post: "p1", Locale: "fr", N: 2}, uses), // neither newest nor live
			tx.AddRevision(ctx, &content.Revision{Post: "p1", Locale: "fr", N: 3, Text: content.Text{Title: "Trois"}}, uses),
			tx.AddSharedRevision(ctx, &content.SharedRevision{Post: "p1", N: 2}, uses),
			tx.AddRevision(ctx, &content.Revision{Post: "p2", Locale: "en", N: 2}, uses),
		)
	})
	check := func(want []media.Use) {
		t.Helper()
		read(t, db, func(ctx context.Context, s *store.Snapshot) error {
			got, err := s.AssetUses(ctx, "a", 10)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("AssetUses() (-want +got):\n%s", d)
			}
			return err
		})
	}
	trashed := media.Use{Post: "p2", CreatedBy: "ada", Source: "en", Locale: "en", Title: "Été en p2", State: media.UseTrash}
	check([]media.Use{
		{Post: "p1", CreatedBy: "ada", Source: "en", Locale: "fr", Title: "Trois", State: media.UseNewest},
		{Post: "p1", CreatedBy: "ada", Source: "en", Title: "Été en p1", State: media.UseOlder},
		trashed,
	})
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Post(ctx, "p1")
		if err != nil {
			return err
		}
		p.Head, p.Live, p.Translation("fr").Live = 2, 2, 2
		return errors.Join(tx.SavePost(ctx, p), tx.SaveLive(ctx, p))
	})
	check([]media.Use{
		{Post: "p1", CreatedBy: "ada", Source: "en", Title: "Été en p1", State: media.UseLive},
		{Post: "p1", CreatedBy: "ada", Source: "en", Locale: "fr", Title: "Trois", State: media.UseLive},
		trashed,
	})
}

func TestRemoveLocale(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "fr")
	remove := func(tag locale.Tag) error {
		return db.Write(t.Context(), func(tx *store.Tx) error { return tx.RemoveLocale(t.Context(), tag, 1) })
	}
	if err := remove("fr"); code(err) != "locale.in_use" || fault.KindOf(err) != fault.Conflict {
		t.Errorf("RemoveLocale() of one with a translation = %v", err)
	}
	if err := remove("en"); err != nil {
		t.Errorf("RemoveLocale() of an empty one = %v", err)
	}
	if err := remove("en"); code(err) != "locale.not_found" {
		t.Errorf("RemoveLocale() of none = %v", err)
	}
}
