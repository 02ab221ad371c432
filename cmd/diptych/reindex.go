package main

import (
	"context"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/config"
)

// A reindexCmd makes anew what follows from revisions: lists of editors with their
// words, everything that readers get, and what they search; or the last of these alone.
type reindexCmd struct {
	Search bool `help:"option.search"`
}

// Run does so for every post. It may run beside a server, which then takes a part of
// the work.
func (c reindexCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return k.house(ctx, s, false, func(h *app.House) error {
		if c.Search {
			return reindexSearch(ctx, k, h)
		}
		n, err := h.Reindex(ctx)
		if err != nil {
			return err
		}
		k.print("cli.reindexed", "count", n)
		return nil
	})
}

// reindexSearch makes anew what readers search.
func reindexSearch(ctx context.Context, k *console, h *app.House) error {
	bar := k.progress("progress.wording")
	n, err := h.ReindexSearch(ctx, bar.tell)
	bar.clear()
	if err != nil {
		return err
	}
	k.print("cli.reindexed_search", "count", n)
	return nil
}
