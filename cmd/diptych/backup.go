package main

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/config"
)

// A backupCmd copies a data directory while others read and write it.
type backupCmd struct {
	Dir         string `arg:"" help:"arg.backup_dir"`
	WithoutLost bool   `help:"option.without_lost"`
}

// Run makes the copy: whole, checked and on disk, or not there at all.
func (c backupCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return k.house(ctx, s, false, func(h *app.House) error {
		n, err := h.Backup(ctx, c.Dir, c.without(k))
		if err != nil {
			return err
		}
		k.print("cli.backed_up", "dir", c.Dir, "count", n)
		return nil
	})
}

// without returns what prints each file that the copy does without; nil if it must do
// without none.
func (c backupCmd) without(k *console) func(code, subject string) {
	if !c.WithoutLost {
		return nil
	}
	return func(code, subject string) { _, _ = fmt.Fprintf(k.out, "%s — %s\n", k.say(code), subject) }
}

// A restoreCmd puts a copy in the place of a data directory.
type restoreCmd struct {
	Dir     string `arg:"" help:"arg.restore_dir"`
	Replace bool   `help:"option.replace"`
}

// Run restores the copy under a new epoch, so that no cache and no reader of
// changes takes the old state for the new one.
func (c restoreCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	if err := app.Restore(ctx, c.Dir, s.Data, filesOf(s), c.Replace); err != nil {
		return err
	}
	k.print("cli.restored", "dir", s.Data)
	return nil
}
