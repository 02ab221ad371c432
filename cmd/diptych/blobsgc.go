package main

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/safekeeping"
)

// A blobsGCCmd deletes the files that nothing names.
type blobsGCCmd struct {
	DryRun bool   `help:"option.blobs_dry_run"`
	Older  oldAge `default:"24h" placeholder:"TIME" help:"option.blobs_older"`
}

// An oldAge is how long nothing may have named a file.
type oldAge config.Duration

// UnmarshalText takes "24h" and more, but not less than an upload may take.
func (a *oldAge) UnmarshalText(text []byte) error {
	var d config.Duration
	if err := d.UnmarshalText(text); err != nil {
		return err
	}
	*a = oldAge(d)
	if time.Duration(d) < blob.Young {
		return fault.New(fault.Invalid, "blobs.too_young")
	}
	return nil
}

// Run prints each file that it deletes, or would delete, one a line.
func (c blobsGCCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return k.keeper(ctx, s, func(h *app.House) error {
		bar := k.progress("progress.clearing")
		found, err := h.Safekeeping.Clear(ctx, safekeeping.ClearCommand{Older: time.Duration(c.Older), DryRun: c.DryRun}, k.teller(bar))
		bar.end()
		if err != nil {
			return err
		}
		k.print("cli.blobs_looked", "count", found.Files)
		done, swept := "cli.blobs_cleared", "cli.blobs_swept"
		if c.DryRun {
			done, swept = "cli.blobs_to_clear", "cli.blobs_to_sweep"
		}
		k.print(done, "count", found.Orphans, "mebibytes", mebibytes(found.Bytes))
		if found.Leftovers > 0 {
			k.print(swept, "count", found.Leftovers)
		}
		if found.Lost > 0 {
			return fault.New(fault.Conflict, "cli.blobs_lost", "count", found.Lost)
		}
		return nil
	})
}
