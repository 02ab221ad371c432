package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/store"
)

func TestMade(t *testing.T) {
	db := open(t)
	ctx := t.Context()
	put := func(m media.Made) (kept bool) {
		t.Helper()
		err := db.Write(ctx, func(tx *store.Tx) (err error) {
			kept, err = tx.PutMade(ctx, m)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return kept
	}
	get := func(id content.AssetID, spec string) (m media.Made) {
		t.Helper()
		err := db.Read(ctx, func(s *store.Snapshot) (err error) {
			m, err = s.Made(ctx, id, spec)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	if put(media.Made{Asset: "a", Spec: "w320.webp", Type: "image/webp", Hash: "f1", Bytes: 7}) {
		t.Error("a row of an asset that is not there is kept")
	}
	err := db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddAsset(ctx, &media.Asset{ID: "a"}); err != nil {
			return err
		}
		return tx.AddAsset(ctx, &media.Asset{ID: "b"})
	})
	if err != nil {
		t.Fatal(err)
	}
	crop := media.Made{Asset: "a", Spec: "w320h320.webp", Focus: "50-50", Type: "image/webp", Hash: "f2", Bytes: 7}
	for _, m := range []media.Made{
		crop, {Asset: "a", Spec: "w320.webp", Type: "image/webp", Hash: "f1", Bytes: 8}, {Asset: "a", Spec: "original", Type: "image/png", Hash: "a"},
		{Asset: "b", Spec: "w320.webp", Type: "image/webp", Hash: "f1", Bytes: 8},
	} {
		if !put(m) {
			t.Errorf("%+v is not kept", m)
		}
	}
	crop.Focus, crop.Hash = "10-50", "f3"
	put(crop)
	got := get("a", crop.Spec)
	if crop.At = got.At; got != crop || got.At.IsZero() {
		t.Errorf("Made() = %+v, want %+v", got, crop)
	}
	if m := get("a", "w640.webp"); m != (media.Made{}) {
		t.Errorf("Made() of what was not made = %+v", m)
	}
	hashes := func(after content.AssetID, limit int) string {
		t.Helper()
		var list []content.AssetID
		err := db.Read(ctx, func(s *store.Snapshot) (err error) {
			list, err = s.MadeHashes(ctx, after, limit)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(list)
	}
	if all, first, rest := hashes("", 9), hashes("", 1), hashes("f1", 9); all != "[f1 f3]" || first != "[f1]" || rest != "[f3]" {
		t.Errorf("MadeHashes() = %s, in parts %s %s", all, first, rest)
	}
	if err := db.Write(ctx, func(tx *store.Tx) error { return tx.DeleteAsset(ctx, "a") }); err != nil {
		t.Fatal(err)
	}
	if m := get("a", crop.Spec); m != (media.Made{}) {
		t.Errorf("of a deleted asset there is %+v", m)
	}
	if left := hashes("", 9); left != "[f1]" {
		t.Errorf("what another asset still needs: %s", left)
	}
}

// What was made from assets is not part of a copy, for neither are its bytes.
func TestCopiesHaveNoVariants(t *testing.T) {
	db := open(t)
	ctx := t.Context()
	err := db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddAsset(ctx, &media.Asset{ID: "a"}); err != nil {
			return err
		}
		_, err := tx.PutMade(ctx, media.Made{Asset: "a", Spec: "original", Hash: "f1"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := db.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	again, err := store.Open(ctx, copied, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	err = again.Read(ctx, func(s *store.Snapshot) error {
		m, err := s.Made(context.WithoutCancel(ctx), "a", "original")
		if m.Hash != "" {
			t.Errorf("a copy has %+v", m)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
