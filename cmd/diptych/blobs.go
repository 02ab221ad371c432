package main

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/safekeeping"
)

// blobsCmds look after the bytes of files.
type blobsCmds struct {
	Verify blobsVerifyCmd `cmd:"" help:"cmd.blobs_verify"`
	GC     blobsGCCmd     `cmd:"" name:"gc" help:"cmd.blobs_gc"`
	Move   blobsMoveCmd   `cmd:"" help:"cmd.blobs_move"`
}

// A blobsVerifyCmd reads every file.
type blobsVerifyCmd struct{}

// Run prints each file that is not there or not what it was, one a line.
func (blobsVerifyCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return k.keeper(ctx, s, func(h *app.House) error {
		bar := k.progress("progress.verifying")
		v, err := h.Safekeeping.Verify(ctx, k.teller(bar))
		bar.end()
		switch {
		case err != nil:
			return err
		case v.Damaged > 0:
			return fault.New(fault.Conflict, "cli.blobs_damaged", "count", v.Damaged)
		}
		k.print("cli.blobs_sound", "count", v.Files)
		return nil
	})
}

// keeper opens the house for a command that is nothing without its files: where they
// cannot be reached, it says why.
func (k *console) keeper(ctx context.Context, s *config.Common, use func(*app.House) error) error {
	return k.house(ctx, s, false, func(h *app.House) error {
		if err := h.Blobs.Reach(ctx); err != nil {
			return err
		}
		return use(h)
	})
}

// teller prints what is found, one a line, beside the progress.
func (k *console) teller(bar *progress) safekeeping.Teller {
	return safekeeping.Teller{Progress: bar.tell, Found: func(code string, id content.AssetID) {
		bar.clear()
		_, _ = fmt.Fprintf(k.out, "%s — %s\n", k.say(code), id)
	}}
}

// mebibytes returns a size for people, rounded up.
func mebibytes(bytes int64) int64 { return (bytes + 1<<20 - 1) >> 20 }
