package app

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"path/filepath"
	"slices"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/uploading"
)

// TestBackupLeavesOutWhatIsMade takes a backup of a house that has made variants:
// the copy has the bytes of the asset alone, misses nothing, and makes them again.
func TestBackupLeavesOutWhatIsMade(t *testing.T) {
	dir := t.TempDir()
	first, err := Open(t.Context(), filepath.Join(dir, "first"), Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 700, 400))); err != nil {
		t.Fatal(err)
	}
	admin := access.System("test")
	asset, _, err := first.Uploading.Upload(t.Context(), uploading.UploadCommand{Actor: admin, Name: "a.png", Content: &b})
	if err != nil {
		t.Fatal(err)
	}
	tag := func(h *House) string {
		t.Helper()
		f, err := h.Uploading.Media(t.Context(), uploading.MediaQuery{Actor: admin, Asset: asset.ID, Variant: "w320.webp"})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Content.Close(); err != nil {
			t.Error(err)
		}
		return f.ETag
	}
	was := tag(first)
	copied := filepath.Join(dir, "copied")
	if n, err := first.Backup(t.Context(), copied, nil); err != nil || n != 1 {
		t.Fatalf("Backup() = %d, %v; want the one file that came from somebody", n, err)
	}
	again := house(t, copied)
	if got := told(t, again); len(got) > 0 {
		t.Errorf("the copy is told to have %v", got)
	}
	if now := tag(again); now != was {
		t.Errorf("made again it is %s, was %s", now, was)
	}
}

// Whoever asks in order whether hashes are among those on pages gets the same
// answers as of one list.
func TestMadeOnes(t *testing.T) {
	var all []content.AssetID
	for i := range 3*page + 1 {
		all = append(all, content.AssetID(fmt.Sprintf("%06d", 3*i)))
	}
	for _, list := range [][]content.AssetID{nil, all[:1], all[:page], all[:page+1], all} {
		made := madeOnes{read: func(after content.AssetID) ([]content.AssetID, error) {
			i, found := slices.BinarySearch(list, after)
			if found {
				i++
			}
			return list[i:min(i+page, len(list))], nil
		}}
		for i := range 9*page + 10 {
			id := content.AssetID(fmt.Sprintf("%06d", i))
			got, err := made.has(id)
			if _, want := slices.BinarySearch(list, id); err != nil || got != want {
				t.Fatalf("of %d, has(%s) = %t, %v, want %t", len(list), id, got, err, want)
			}
		}
	}
}
