package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/exchanging"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A translateImportCmd takes files back from translators.
type translateImportCmd struct {
	Files  []string `arg:"" name:"file" help:"arg.translate_files"`
	DryRun bool     `help:"option.dry_run"`
	Format format   `default:"text" placeholder:"text|json" help:"option.format"`
}

// Run judges every unit of the files by itself, writes what can be written, and
// prints what became of the others.
func (c translateImportCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	var files []exchanging.Incoming
	for _, path := range c.Files {
		found, err := k.incoming(path)
		if err != nil {
			return &misuse{err}
		}
		files = append(files, found...)
	}
	return k.house(ctx, s, false, func(h *app.House) error {
		progress := k.progress("progress.importing_files")
		reports, err := h.Exchanging.ImportMany(ctx, exchanging.ImportMany{
			Actor: cliActor(), Files: files, DryRun: c.DryRun, Progress: progress.tell,
		})
		progress.end()
		if f, ok := fault.Of(err); ok && f.Code == "exchange.unreadable" {
			return &misuse{&located{fault: f, place: fmt.Sprint(f.Args["file"])}}
		}
		if err != nil {
			return err
		}
		if c.Format == formatJSON {
			err = printJSON(k.out, jsonExchange(k, reports, c.DryRun))
		} else {
			err = k.printExchange(reports, c.DryRun)
		}
		if err == nil && left(reports) > 0 {
			return exitWith(exitFailed)
		}
		return err
	})
}

// incoming returns the files that a path names: one, those of an archive, or those of
// a folder and the folders in it.
func (k *console) incoming(path string) ([]exchanging.Incoming, error) {
	if path == "-" {
		return filed(path, k.in)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return filed(path, f)
	}
	var files []exchanging.Incoming
	err = filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || exchanging.KindOf(name) == "" {
			return err
		}
		if len(files) == exchange.MaxFiles {
			return exchange.TooMany(exchange.MaxFiles)
		}
		found, err := k.incoming(name)
		files = append(files, found...)
		return err
	})
	if err == nil && len(files) == 0 {
		err = fault.New(fault.Invalid, "cli.translate_no_files", "path", path)
	}
	return files, err
}

// filed reads one file, or those of an archive.
func filed(name string, r io.Reader) ([]exchanging.Incoming, error) {
	archive := strings.HasSuffix(strings.ToLower(name), ".zip")
	most := int64(exchange.MaxBytes)
	if archive {
		most = exchanging.MaxArchive
	}
	body, err := io.ReadAll(exchange.Limit(r, most))
	if f, ok := fault.Of(err); ok {
		return nil, &located{fault: f, place: name}
	}
	if err != nil {
		return nil, err
	}
	if !archive {
		kind := exchanging.KindOf(name)
		if kind == "" {
			kind = exchanging.KindOfText(body[:min(len(body), 16)])
		}
		return []exchanging.Incoming{{Name: name, Kind: kind, Body: body}}, nil
	}
	files, err := exchanging.Unzip(body)
	if f, ok := fault.Of(err); ok {
		return nil, &located{fault: f, place: name}
	}
	return files, err
}

// left counts the units that were not taken, though somebody translated them.
func left(reports *exchanging.Reports) int {
	n := len(reports.Units)
	for i := range reports.Posts {
		sums := reports.Posts[i].Sums()
		n += sums[exchanging.Conflict] + sums[exchanging.Rejected]
	}
	return n
}

// printExchange prints each post with its sums, and each unit that was not taken, with
// its place, why, and its text.
func (k *console) printExchange(reports *exchanging.Reports, dry bool) error {
	w := bufio.NewWriter(k.out)
	for i := range reports.Posts {
		r := &reports.Posts[i]
		sums := r.Sums()
		_, _ = fmt.Fprintln(w, k.say("cli.translate_post", "post", string(r.Post), "locale", string(r.Locale),
			"applied", sums[exchanging.Applied], "moved", sums[exchanging.Moved], "unchanged", sums[exchanging.Unchanged],
			"conflict", sums[exchanging.Conflict], "rejected", sums[exchanging.Rejected]))
		for _, warning := range r.Warnings {
			_, _ = fmt.Fprintf(w, "  %s  %s\n", k.say("report.level.warning"), oneLine(k.words(warning.Code, warning.Args)))
		}
		k.printUnits(w, r.Results)
	}
	k.printUnits(w, reports.Units)
	if dry {
		_, _ = fmt.Fprintln(w, k.say("report.dry_run"))
	}
	return w.Flush()
}

func (k *console) printUnits(w io.Writer, list []exchanging.Result) {
	for _, r := range list {
		if r.Code == "" {
			continue
		}
		_, _ = fmt.Fprintf(w, "  %s:%d  %s  %s\n", oneLine(r.File), r.Line, k.say("exchange.outcome."+string(r.Outcome)),
			oneLine(strings.Join(k.remedied(r.Code, r.Args), " ")))
		_, _ = fmt.Fprintf(w, "    %s\n", oneLine(r.Target))
		if r.Current != "" {
			_, _ = fmt.Fprintf(w, "    %s\n", k.say("cli.translate_current", "text", oneLine(r.Current)))
		}
	}
}
