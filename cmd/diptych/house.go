package main

import (
	"context"
	"errors"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/config"
)

// cliActor is who acts when a command does: the owner of the machine.
func cliActor() access.Actor { return access.System("cli") }

// house opens the data directory for a command, and closes it after. create
// makes a directory that is not there yet; without it that is an error, since
// whoever looks at nothing has most likely mistyped its name. The database of an
// older version is left as it is: its server may be running, and nobody who checks
// or copies it expects that the older program cannot read it any more.
func (k *console) house(ctx context.Context, s *config.Common, create bool, use func(*app.House) error) error {
	return k.open(ctx, s, app.Options{Create: create, Keep: true}, use)
}

// open opens the data directory as the options say, and closes it after.
func (k *console) open(ctx context.Context, s *config.Common, o app.Options, use func(*app.House) error) error {
	o.Catalog, o.Log, o.Blobs = k.catalog, k.log, filesOf(s)
	h, err := app.Open(ctx, s.Data, o)
	if err != nil {
		return err
	}
	return errors.Join(use(h), h.Close())
}

// filesOf says where the bytes of files stand, as the settings have it.
func filesOf(s *config.Common) app.Place { return place(s.Blobs, s.BlobsKey, s.BlobsSecret) }

func place(b config.Blobs, key, secret config.Secret) app.Place {
	if b.Bucket == "" {
		return app.Place{Dir: b.Dir}
	}
	return app.Place{Bucket: &blob.Bucket{
		Endpoint: b.Endpoint, Region: b.Region, Name: b.Bucket, Prefix: b.Prefix, PathStyle: b.PathStyle,
		Key: key.Reveal(), Secret: secret.Reveal(),
	}}
}
