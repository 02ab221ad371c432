package main

import (
	"cmp"
	"context"
	"errors"
	"os"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A blobsMoveCmd copies the files to another place.
type blobsMoveCmd struct {
	config.Target
	DryRun bool `help:"option.blobs_dry_run"`
}

// Run copies what is not there yet, and says how to use it. The key and the secret of
// the place that is in use open the other one, too, each unless that has its own.
func (c blobsMoveCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	key, secret := cmp.Or(c.ToKey, s.BlobsKey), cmp.Or(c.ToSecret, s.BlobsSecret)
	if c.To == s.Blobs || c.To == (config.Blobs{}) || sameFolder(s.Data, filesOf(s), place(c.To, key, secret)) {
		return &misuse{fault.New(fault.Invalid, "blobs.same_place")}
	}
	return k.keeper(ctx, s, func(h *app.House) error {
		to, err := app.OpenPlace(ctx, s.Data, place(c.To, key, secret))
		if err != nil {
			return err
		}
		bar := k.progress("progress.moving")
		moved, err := h.Safekeeping.Move(ctx, to, c.DryRun, k.teller(bar))
		bar.end()
		if err := errors.Join(err, to.Close()); err != nil {
			return err
		}
		done := "cli.blobs_moved"
		if c.DryRun {
			done = "cli.blobs_to_move"
		}
		k.print(done, "count", moved.Copied, "mebibytes", mebibytes(moved.Bytes), "files", moved.Files, "to", c.To.String())
		if moved.Damaged > 0 {
			return fault.New(fault.Conflict, "cli.blobs_damaged", "count", moved.Damaged)
		}
		if !c.DryRun {
			k.print("cli.blobs_switch", "to", c.To.String())
		}
		return nil
	})
}

// sameFolder reports whether two places are one folder, however it is written.
func sameFolder(data string, a, b app.Place) bool {
	if a.Bucket != nil || b.Bucket != nil {
		return false
	}
	here, err := os.Stat(a.Folder(data))
	if err != nil {
		return false
	}
	there, err := os.Stat(b.Folder(data))
	return err == nil && os.SameFile(here, there)
}
