package main

import (
	"context"
	"errors"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/config"
)

// cliActor is who acts when a command does: the owner of the machine.
func cliActor() access.Actor { return access.System("cli") }

// house opens the data directory for a command, and closes it after. create
// makes a directory that is not there yet; without it that is an error, since
// whoever looks at nothing has most likely mistyped its name.
func (k *console) house(ctx context.Context, s *config.Common, create bool, use func(*app.House) error) error {
	h, err := app.Open(ctx, s.Data, app.Options{Catalog: k.catalog, Log: k.log, Create: create})
	if err != nil {
		return err
	}
	return errors.Join(use(h), h.Close())
}
