package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/porting/hugo"
)

// importCmds bring foreign sites in.
type importCmds struct {
	Hugo importHugoCmd `cmd:"" help:"cmd.import_hugo"`
}

// An importHugoCmd imports a Hugo site.
type importHugoCmd struct {
	Dir       string            `arg:"" help:"arg.hugo_dir"`
	DryRun    bool              `help:"option.dry_run"`
	Format    format            `default:"text" placeholder:"text|json" help:"option.format"`
	Source    sourceName        `default:"hugo" placeholder:"NAME" help:"option.source"`
	LocaleMap map[string]string `mapsep:"," placeholder:"NAME=TAG,…" help:"option.locale_map"`
	TimeZone  config.Zone       `placeholder:"ZONE" help:"option.time_zone"`
	Host      []hostName        `placeholder:"HOST" help:"option.host"`
	Section   []string          `placeholder:"NAME" help:"option.section"`
	Overwrite bool              `help:"option.overwrite"`
}

// Run imports the site and prints the report on standard output.
func (c importHugoCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	for _, tag := range c.LocaleMap {
		if _, err := locale.Parse(tag); err != nil {
			f, _ := fault.Of(err)
			return &misuse{&located{fault: f, place: "--locale-map"}}
		}
	}
	if c.Dir == "" {
		return &misuse{fault.New(fault.Invalid, "cli.missing_arguments", "arguments", "<dir>", "command", "diptych import hugo")}
	}
	root, err := os.OpenRoot(c.Dir)
	if err != nil {
		return &misuse{errors.Join(fault.New(fault.NotFound, "cli.folder", "path", c.Dir), err)}
	}
	defer root.Close()
	data, cleanup, err := c.data(s.Data)
	if err != nil {
		return err
	}
	report, err := c.run(ctx, k, root.FS(), data, filesOf(s))
	if err := errors.Join(err, cleanup()); err != nil {
		return untouched(report, err)
	}
	if c.Format == formatJSON {
		err = printJSON(k.out, jsonReport(k, report))
	} else {
		err = k.printReport(report)
	}
	if err == nil && report.Totals.Refused > 0 {
		return exitWith(exitFailed)
	}
	return err
}

// data returns the data directory to import into. A dry run where there is none
// uses a temporary one: it leaves nothing behind.
func (c importHugoCmd) data(dir string) (data string, cleanup func() error, err error) {
	_, err = os.Stat(dir)
	if !c.DryRun || !errors.Is(err, fs.ErrNotExist) {
		return dir, func() error { return nil }, nil
	}
	if data, err = os.MkdirTemp("", "diptych-dry-run-"); err != nil {
		return "", nil, err
	}
	return data, func() error { return os.RemoveAll(data) }, nil
}

// run reads the site before the data directory is opened, so that what is no
// Hugo site makes none.
func (c importHugoCmd) run(ctx context.Context, k *console, site fs.FS, data string, files app.Place) (*porting.Report, error) {
	reading := k.progress("progress.reading")
	read, err := hugo.Read(ctx, site, hugo.Options{
		LocaleMap: c.LocaleMap, TimeZone: string(c.TimeZone), Hosts: texts(c.Host), Sections: c.Section, Now: time.Now(),
	}, reading.tell)
	reading.end()
	if err != nil {
		return nil, err
	}
	h, err := app.Open(ctx, data, app.Options{Catalog: k.catalog, Log: k.log, Create: true, Keep: true, Blobs: files})
	if err != nil {
		return nil, err
	}
	importing := k.progress("progress.importing")
	report, err := h.Porting.Import(ctx, porting.Command{
		Actor: cliActor(), Site: read, Source: string(c.Source), DryRun: c.DryRun, Overwrite: c.Overwrite,
		Progress: importing.tell,
	})
	importing.end()
	return report, errors.Join(err, h.Close())
}

// A stopped error ended an import after some files were done.
type stopped struct {
	error
	done int
}

// Unwrap returns what stopped it.
func (s *stopped) Unwrap() error { return s.error }

// untouched marks an error before which no file was done, for the exit code.
func untouched(report *porting.Report, err error) error {
	done := 0
	if report != nil && !report.DryRun {
		for _, f := range report.Files {
			if f.Outcome == porting.Created || f.Outcome == porting.Updated {
				done++
			}
		}
	}
	if done == 0 {
		return &misuse{err}
	}
	return &stopped{err, done}
}
