package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/diptych-cms/diptych/internal/fault"
)

//go:embed migrations
var migrations embed.FS

// applicationID tells a database of ours: "DPTY" in ASCII, set by the first migration.
const applicationID = 0x44505459

// migrate applies the migrations that the file lacks, each in a transaction.
func (db *DB) migrate(ctx context.Context) error {
	if err := db.recognize(ctx); err != nil {
		return err
	}
	p, err := migrator(db.writer)
	if err != nil {
		return err
	}
	for {
		have, want, err := p.GetVersions(ctx)
		if err != nil {
			return fmt.Errorf("read the schema's version: %w", err)
		}
		if have > want {
			return fault.New(fault.Unavailable, "store.newer", "path", db.path, "have", have, "want", want)
		}
		if have == want {
			return nil
		}
		if db.keep && have > 0 {
			if have, err = settled(ctx, p, have, want); err != nil || have == want {
				return err
			}
			return fault.New(fault.Unavailable, "store.older", "path", db.path, "have", have, "want", want)
		}
		if _, err = p.Up(ctx); err == nil {
			db.log.InfoContext(ctx, "database migrated", "path", db.path, "from", have, "to", want)
			return nil
		}
		// Others may be migrating too, each a step at a time, and whoever comes second at a step fails: then the version
		// has risen. It rises no further than want, so this ends.
		if now, versionErr := p.GetDBVersion(ctx); versionErr != nil || now <= have {
			return fmt.Errorf("migrate from version %d: %w", have, err)
		}
	}
}

// standstill is how long the version stands still before nobody is taken to bring the
// database up to date.
const standstill = time.Second

// settled returns the version that the database has when it does not rise any more: a
// server beside may have begun to bring it up to date this moment.
func settled(ctx context.Context, p *goose.Provider, have, want int64) (int64, error) {
	for since := time.Now(); have < want && time.Since(since) < standstill; {
		select {
		case <-ctx.Done():
			return have, ctx.Err()
		case <-time.After(standstill / 50):
		}
		now, err := p.GetDBVersion(ctx)
		if err != nil {
			return have, fmt.Errorf("read the schema's version: %w", err)
		}
		if now != have {
			have, since = now, time.Now()
		}
	}
	return have, nil
}

// recognize refuses a database that is not empty and not ours.
func (db *DB) recognize(ctx context.Context) error {
	ours, err := isOurs(ctx, db.writer)
	if err != nil {
		return err
	}
	if !ours {
		return fault.New(fault.Unavailable, "store.other_database", "path", db.path)
	}
	return nil
}

// isOurs reports whether the database is Diptych's, or empty.
func isOurs(ctx context.Context, pool *sql.DB) (bool, error) {
	var id, tables int64
	if err := pool.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return false, fmt.Errorf("read the application id: %w", err)
	}
	// goose makes its own table before the first migration.
	err := pool.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%'").Scan(&tables)
	if err != nil {
		return false, fmt.Errorf("count tables: %w", err)
	}
	return id == applicationID || (id == 0 && tables == 0), nil
}

// migrator returns goose over the pool, with the migrations of its database.
func migrator(pool *sql.DB) (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return nil, fmt.Errorf("open the migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, pool, folder, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, nil
}
