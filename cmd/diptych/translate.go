package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/exchanging"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// translateCmds give translations to translators' own tools, and take them back.
type translateCmds struct {
	Export translateExportCmd `cmd:"" help:"cmd.translate_export"`
	Import translateImportCmd `cmd:"" help:"cmd.translate_import"`
}

// A translateExportCmd writes translations to files.
type translateExportCmd struct {
	Locale    localeTag      `required:"" placeholder:"LOCALE" help:"option.translate_locale"`
	Out       string         `required:"" short:"o" placeholder:"PATH" help:"option.translate_out"`
	Post      []string       `placeholder:"POST" help:"option.translate_post"`
	State     []segmentState `placeholder:"STATE,…" help:"option.translate_state"`
	Format    exchangeFormat `default:"xliff-2.1" placeholder:"xliff-1.2|xliff-2.1|po" help:"option.translate_format"`
	Sentences bool           `help:"option.sentences"`
	Prefill   bool           `help:"option.prefill"`
	Overwrite bool           `help:"option.overwrite_files"`
	Source    sourceName     `default:"hugo" placeholder:"NAME" help:"option.source"`
}

// A segmentState names segments by how they stand to their source.
type segmentState bitext.State

// UnmarshalText takes the states of segments that have a source.
func (s *segmentState) UnmarshalText(text []byte) error {
	*s = segmentState(text)
	if bitext.State(text) == bitext.Local || !slices.Contains(bitext.States(), bitext.State(text)) {
		return fault.New(fault.Invalid, "cli.segment_state", "state", string(text))
	}
	return nil
}

// An exchangeFormat names what files are written as.
type exchangeFormat exchanging.Format

// UnmarshalText takes the formats that there are.
func (f *exchangeFormat) UnmarshalText(text []byte) error {
	*f = exchangeFormat(text)
	if !slices.Contains(exchanging.Formats(), exchanging.Format(text)) {
		return fault.New(fault.Invalid, "cli.exchange_format", "format", string(text))
	}
	return nil
}

// Run writes a file for each post: into an archive, a folder, one file, or standard
// output.
func (c translateExportCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return k.house(ctx, s, false, func(h *app.House) error {
		cmd := exchanging.ExportMany{Actor: cliActor(), Locale: locale.Tag(c.Locale), Choice: exchanging.Choice{
			Format: exchanging.Format(c.Format), Cut: c.Sentences, Prefill: c.Prefill, At: time.Now(),
		}}
		for _, state := range c.State {
			cmd.States = append(cmd.States, bitext.State(state))
		}
		for _, name := range c.Post {
			id, err := postOf(ctx, h, string(c.Source), name)
			if err != nil {
				return err
			}
			cmd.Posts = append(cmd.Posts, id)
		}
		progress := k.progress("progress.exporting")
		cmd.Progress = progress.tell
		n, err := c.export(ctx, k, h, cmd)
		progress.end()
		if err != nil {
			return err
		}
		k.note("cli.translate_exported", "count", n)
		if n == exchange.MaxFiles {
			k.note("cli.translate_most", "most", n)
		}
		return nil
	})
}

// export writes the files to where the command says, and returns how many.
func (c translateExportCmd) export(ctx context.Context, k *console, h *app.House, cmd exchanging.ExportMany) (int, error) {
	switch info, err := os.Stat(c.Out); {
	case c.Out == "-":
		return h.Exchanging.ExportMany(ctx, cmd, c.alone(k.out))
	case strings.HasSuffix(c.Out, ".zip"):
		return c.archive(ctx, h, cmd)
	case filepath.Ext(c.Out) == "", err == nil && info.IsDir():
		return h.Exchanging.ExportMany(ctx, cmd, func(f *exchanging.File) error {
			if err := os.MkdirAll(c.Out, 0o755); err != nil { //nolint:gosec // translators read it
				return err
			}
			return c.write(filepath.Join(c.Out, f.Name), func(w io.Writer) error { return whole(w, f.Body) })
		})
	}
	var one exchanging.File
	n, err := h.Exchanging.ExportMany(ctx, cmd, func(f *exchanging.File) error {
		if one.Body != nil {
			return c.many()
		}
		one = *f
		return nil
	})
	if err != nil || n == 0 {
		return n, err
	}
	return n, c.write(c.Out, func(w io.Writer) error { return whole(w, one.Body) })
}

// alone returns what writes one file, and refuses a second.
func (c translateExportCmd) alone(w io.Writer) func(*exchanging.File) error {
	first := true
	return func(f *exchanging.File) error {
		if !first {
			return c.many()
		}
		first = false
		return whole(w, f.Body)
	}
}

// many is the fault of several files where one was to be.
func (c translateExportCmd) many() error {
	return fault.New(fault.Invalid, "cli.translate_many", "path", c.Out)
}

// errNone ends the writing of an archive that nothing is in.
var errNone = errors.New("nothing to write")

// archive writes the files into an archive, which is there only if all of it is, and
// there is any: one that was there stays.
func (c translateExportCmd) archive(ctx context.Context, h *app.House, cmd exchanging.ExportMany) (n int, err error) {
	err = c.write(c.Out, func(w io.Writer) error {
		each, end := exchanging.Zip(w, cmd.At)
		if n, err = h.Exchanging.ExportMany(ctx, cmd, each); err != nil {
			return err
		}
		if n == 0 {
			return errNone
		}
		return end()
	})
	if errors.Is(err, errNone) {
		err = nil
	}
	return n, err
}

// write makes a file, which is there only if all of it is. A file of that name may
// hold a translator's work: it is kept unless the command says otherwise.
func (c translateExportCmd) write(path string, fill func(io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil && !c.Overwrite {
		return fault.New(fault.Conflict, "cli.file_exists", "path", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".diptych-*")
	if err != nil {
		return err
	}
	err = errors.Join(fill(f), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// whole writes all of a file.
func whole(w io.Writer, body []byte) error {
	_, err := w.Write(body)
	return err
}
