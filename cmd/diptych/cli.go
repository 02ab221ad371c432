package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/alecthomas/kong"

	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A cli is the whole command line. Helps are message keys.
type cli struct {
	config.Common

	Help helpFlag `short:"h" help:"option.help"`

	Serve     serveCmd      `cmd:"" help:"cmd.serve"`
	Demo      demoCmd       `cmd:"" help:"cmd.demo"`
	Import    importCmds    `cmd:"" help:"cmd.import"`
	Pair      pairCmd       `cmd:"" help:"cmd.pair"`
	Split     splitCmd      `cmd:"" help:"cmd.split"`
	Translate translateCmds `cmd:"" help:"cmd.translate"`
	Sanitize  sanitizeCmd   `cmd:"" help:"cmd.sanitize"`
	User      userCmds      `cmd:"" help:"cmd.user"`
	Token     tokenCmds     `cmd:"" help:"cmd.token"`
	Blobs     blobsCmds     `cmd:"" help:"cmd.blobs"`
	Backup    backupCmd     `cmd:"" help:"cmd.backup"`
	Restore   restoreCmd    `cmd:"" help:"cmd.restore"`
	Check     checkCmd      `cmd:"" help:"cmd.check"`
	Reindex   reindexCmd    `cmd:"" help:"cmd.reindex"`
	MCP       mcpCmd        `cmd:"" name:"mcp" help:"cmd.mcp"`
	Conf      configureCmd  `cmd:"" name:"config" help:"cmd.config"`
	Version   versionCmd    `cmd:"" help:"cmd.version"`
	HelpOn    helpCmd       `cmd:"" name:"help" help:"cmd.help"`
}

// A helpCmd shows the help of a command, as the command with --help does.
type helpCmd struct {
	Command []string `arg:"" optional:"" help:"arg.help_command"`
}

// Run prints the help. What is no command is told like any other slip.
func (c helpCmd) Run(k *console, s *settings, parser *kong.Kong) error {
	_, err := parser.Parse(append(c.Command, "--help"))
	if errors.Is(err, errHelped) {
		return nil
	}
	return k.misused(err, s)
}

// A helpFlag prints the help of the command that it stands behind.
type helpFlag bool

// errHelped ends the reading of a command line whose help was printed.
var errHelped = errors.New("help printed")

// IgnoreDefault keeps a default command from being chosen for its help.
func (helpFlag) IgnoreDefault() {}

// BeforeReset prints the help before anything else of the line is looked at.
func (helpFlag) BeforeReset(ctx *kong.Context, k *console) error {
	printHelp(k.out, k.say, ctx)
	return errHelped
}

// run reads the command line and carries out its command.
func (k *console) run(ctx context.Context, p process) error {
	ctx = event.WithOrigin(ctx, event.Origin{Via: "cli"})
	var line cli
	settings := newSettings(p.Env)
	parser, err := kong.New(&line,
		kong.Name("diptych"),
		kong.NoDefaultHelp(),
		kong.Writers(k.out, k.err),
		kong.Resolvers(settings),
		kong.Bind(k, settings),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		return fmt.Errorf("build the command line: %w", err)
	}
	if len(p.Args) == 0 {
		if err := k.helpAlone(parser); err != nil {
			return err
		}
		return exitWith(exitUsage)
	}
	parsed, err := parser.Parse(p.Args)
	if errors.Is(err, errHelped) {
		return nil
	}
	if err != nil {
		return k.misused(err, settings)
	}
	parsed.Bind(parser)
	settings.parsed = parsed
	if line.Lang != "" {
		k.lang = locale.Tag(line.Lang) // the settings file may have a word in it too
	}
	level := slog.Level(line.LogLevel)
	if parsed.Selected().Name != "serve" && settings.originOf("log-level") == config.Default {
		level = slog.LevelError // a command that ends tells what it did in its answer
	}
	k.logTo(string(line.LogFormat), level)
	return parsed.Run(&line.Common)
}

// helpAlone prints the help of the program as a whole, for who calls it bare.
func (k *console) helpAlone(parser *kong.Kong) error {
	trace, err := kong.Trace(parser, nil)
	if err != nil {
		return err
	}
	printHelp(k.err, k.say, trace)
	return nil
}
