package live_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

func write(t testing.TB, db *store.DB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func TestMovesLeadToLiveTranslationsAlone(t *testing.T) {
	db, r := open(t, 20)
	address := func(kind content.AddressKind, tag locale.Tag, key string, post int, state content.AddressState) content.Address {
		return content.Address{Kind: kind, Locale: tag, Key: key, Post: crowd.Post(post), State: state}
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return tx.PutAddresses(ctx, []content.Address{
			address(content.AddressSlug, "fr", "once", 2, content.AddressOld),
			address(content.AddressSlug, "fr", "draft", 2, content.AddressReserved),
			address(content.AddressSlug, "fr", "gone", 10, content.AddressOld), // not live in French
			address(content.AddressAlias, "fr", "/alias", 2, content.AddressLive),
			address(content.AddressAlias, "fr", "/alias-draft", 2, content.AddressReserved),
			address(content.AddressPage, "fr", "/once", 3, content.AddressOld),
			address(content.AddressPage, "fr", "/gone", 10, content.AddressOld),
		})
	})
	for slug, want := range map[string]content.PostID{"once": crowd.Post(2), "draft": "", "gone": "", "post-2": "", "none": ""} {
		if got, ok, err := r.OldSlug(t.Context(), "fr", slug); got != want || ok != (want != "") || err != nil {
			t.Errorf("OldSlug(%s) = %q, %t, %v, want %q", slug, got, ok, err, want)
		}
	}
	got, err := r.Paths(t.Context(), "/once", "/alias", "/alias-draft", "/gone", "/fr/post-4", "/none")
	if err != nil {
		t.Fatal(err)
	}
	want := []entry.Moved{
		{Key: "/fr/post-4", Post: crowd.Post(4), Locale: "fr", Kind: entry.PathCurrent},
		{Key: "/alias", Post: crowd.Post(2), Locale: "fr", Kind: entry.PathAlias},
		{Key: "/once", Post: crowd.Post(3), Locale: "fr", Kind: entry.PathOld},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("Paths() (-want +got):\n%s", d)
	}
}

func TestMergedFollowsTheChain(t *testing.T) {
	db, r := open(t, 0)
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		var errs []error
		for id, into := range map[content.PostID]content.PostID{"a": "b", "b": "c", "c": "", "x": "y", "y": "x", "draft": "c"} {
			errs = append(errs, tx.SavePost(ctx, &content.Post{ID: id, MergedInto: into}))
			if id != "draft" {
				errs = append(errs, tx.Touch(ctx, []entry.Change{{Post: id, Locale: "en", Op: entry.Delete, Cause: entry.ByContent}}))
			}
		}
		return errors.Join(errs...)
	})
	for id, want := range map[content.PostID]content.PostID{"a": "c", "b": "c", "c": "", "x": "", "draft": "", "none": ""} {
		if got, ok, err := r.Merged(t.Context(), id); got != want || ok != (want != "") || err != nil {
			t.Errorf("Merged(%s) = %q, %t, %v, want %q", id, got, ok, err, want)
		}
	}
}

func TestLiveAsset(t *testing.T) {
	db, r := open(t, 20)
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		var errs []error
		for _, id := range []content.AssetID{"shown", "avatar", "idle", "hidden"} {
			errs = append(errs, tx.AddAsset(ctx, &media.Asset{ID: id, Type: "image/png", Bytes: 7}))
		}
		author, err := tx.Term(ctx, crowd.Author(3))
		if err != nil {
			return err
		}
		author.Avatar = "avatar"
		nobody := content.Term{ID: "nobody", Kind: content.Author, Avatar: "idle"}
		return errors.Join(append(errs, tx.SaveTerm(ctx, author), tx.AddTerm(ctx, &nobody),
			tx.SetRefs(ctx, crowd.Post(2), []entry.Ref{{Kind: entry.ToAsset, Target: "shown"}}))...)
	})
	for id, want := range map[content.AssetID]bool{"shown": true, "avatar": true, "idle": false, "hidden": false, "": false} {
		a, ok, err := r.LiveAsset(t.Context(), id)
		if ok != want || err != nil || (ok && (a.ID != id || a.Bytes != 7 || a.CreatedAt.IsZero())) {
			t.Errorf("LiveAsset(%q) = %+v, %t, %v, want %t", id, a, ok, err, want)
		}
	}
}

// TestLiveMedia wants an asset with what was made of it, for readers who may see it
// and for no one else.
func TestLiveMedia(t *testing.T) {
	db, r := open(t, 20)
	crop := media.Made{Asset: "shown", Spec: "w320h320.webp", Focus: "10-50", Type: "image/webp", Hash: "f1", Bytes: 9}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		shown := media.Asset{ID: "shown", Type: "image/png", Bytes: 7, Focus: &media.Point{X: .1, Y: .5}, Look: media.Look{Version: 1, Frames: 2}}
		errs := []error{
			tx.AddAsset(ctx, &shown), tx.AddAsset(ctx, &media.Asset{ID: "hidden", Type: "image/png", Bytes: 7}),
			tx.SetRefs(ctx, crowd.Post(2), []entry.Ref{{Kind: entry.ToAsset, Target: "shown"}}),
		}
		for _, id := range []content.AssetID{"shown", "hidden"} {
			crop.Asset = id
			_, err := tx.PutMade(ctx, crop)
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	})
	a, made, ok, err := r.LiveMedia(t.Context(), "shown", crop.Spec)
	crop.Asset, crop.At = "shown", made.At
	if err != nil || !ok || made != crop || made.At.IsZero() || a.Focus == nil || a.Focus.X != .1 || a.Look.Frames != 2 || a.Look.Version != 1 {
		t.Errorf("LiveMedia() = %+v, %+v, %t, %v", a, made, ok, err)
	}
	if a, made, ok, err := r.LiveMedia(t.Context(), "shown", "original"); err != nil || !ok || a.ID != "shown" || made != (media.Made{}) {
		t.Errorf("LiveMedia() of what was not made = %+v, %+v, %t, %v", a, made, ok, err)
	}
	if a, made, ok, err := r.LiveMedia(t.Context(), "hidden", crop.Spec); err != nil || ok || a.ID != "" || made != (media.Made{}) {
		t.Errorf("LiveMedia() of what is not live = %+v, %+v, %t, %v", a, made, ok, err)
	}
}

// TestChainShowsWhatTheFirstLocaleSays has a post whose English has a term that
// its French lacks: who reads French first does not find it under the term.
func TestChainShowsWhatTheFirstLocaleSays(t *testing.T) {
	db, r := open(t, 20)
	at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return tx.Relist(ctx, nil, []entry.Place{
			{Locale: "en", Facet: "t", Date: dateOf(2, 20), Post: crowd.Post(2)},   // live in both
			{Locale: "en", Facet: "t", Date: dateOf(10, 20), Post: crowd.Post(10)}, // English alone
		})
	})
	for _, tt := range []struct {
		locales []locale.Tag
		want    int
	}{{[]locale.Tag{"fr", "en"}, 1}, {[]locale.Tag{"en", "fr"}, 2}, {[]locale.Tag{"en"}, 2}} {
		list, err := r.List(t.Context(), entry.Range{Locales: tt.locales, Facet: "t", Order: entry.NewestFirst, Before: at, Limit: 9})
		if err != nil || len(list) != tt.want {
			t.Errorf("List(%v) = %d posts, %v, want %d", tt.locales, len(list), err, tt.want)
		}
	}
}
