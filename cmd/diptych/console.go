package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"syscall"

	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/i18n"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A console is how a command talks to the person who called it: answers go to
// out, everything else to err, all of it in that person's language.
type console struct {
	in      io.Reader
	out     io.Writer
	err     io.Writer
	catalog *i18n.Catalog
	lang    locale.Tag
	log     *slog.Logger
}

func newConsole(p process) (*console, error) {
	catalog, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	return &console{
		in: p.In, out: p.Out, err: p.Err,
		catalog: catalog,
		lang:    config.SpeakTo(p.Args, p.Env),
		log:     slog.New(slog.DiscardHandler),
	}, nil
}

// logTo opens the log on standard error.
func (k *console) logTo(format string, level slog.Level) {
	options := &slog.HandlerOptions{Level: level}
	if format == "json" {
		k.log = slog.New(slog.NewJSONHandler(k.err, options))
		return
	}
	k.log = slog.New(slog.NewTextHandler(k.err, options))
}

// say returns a message in the person's language, with values given as name,
// value, name, value.
func (k *console) say(key string, args ...any) string {
	return k.words(key, fault.New(fault.Internal, key, args...).Args)
}

// words returns a message in the person's language.
func (k *console) words(key string, args map[string]any) string {
	return k.catalog.Say(k.lang, key, args)
}

// print writes an answer, and note a remark beside it; each is one line. What
// cannot be written has nobody to be told to.
func (k *console) print(key string, args ...any) { _, _ = fmt.Fprintln(k.out, k.say(key, args...)) }
func (k *console) note(key string, args ...any)  { _, _ = fmt.Fprintln(k.err, k.say(key, args...)) }

// exitWith is an exit code whose reason was told already.
type exitWith int

// Error implements error.
func (e exitWith) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// exit tells what went wrong in one line and returns the exit code.
func (k *console) exit(err error) int {
	if err == nil {
		return exitOK
	}
	if code, ok := errors.AsType[exitWith](err); ok {
		return int(code)
	}
	code := exitFailed
	if wrong, ok := errors.AsType[*misuse](err); ok {
		code, err = exitUsage, wrong.reason
	}
	_, _ = fmt.Fprintln(k.err, k.say("cli.error", "message", k.explain(err)))
	return code
}

// A misuse is an error before which nothing was done.
type misuse struct{ reason error }

// Error implements error.
func (m *misuse) Error() string { return m.reason.Error() }

// Unwrap returns the reason.
func (m *misuse) Unwrap() error { return m.reason }

// explain returns what went wrong, and what to do about it, on one line. An
// error that is no fault is told as it is: whoever calls a command owns the machine.
func (k *console) explain(err error) string {
	f, ok := fault.Of(err)
	switch {
	case errors.Is(err, context.Canceled):
		return k.say("cli.interrupted")
	case !ok:
		return k.explainFile(err)
	}
	// A fault with fields is about them: its own words speak of a request's body.
	var parts []string
	for _, field := range f.Fields {
		parts = append(parts, k.remedied(field.Code, field.Args)...)
	}
	if len(parts) == 0 {
		parts = k.remedied(f.Code, f.Args)
	}
	if l, ok := errors.AsType[*located](err); ok {
		parts[0] = l.place + " — " + parts[0]
	}
	if s, ok := errors.AsType[*stopped](err); ok {
		parts = append(parts, k.say("cli.import_stopped", "count", s.done))
	}
	return oneLine(strings.Join(parts, " "))
}

// remedied returns a message and, where it has one, its remedy.
func (k *console) remedied(code string, args map[string]any) []string {
	parts := []string{k.words(code, args)}
	if detail := code + ".detail"; k.catalog.Has(detail) {
		parts = append(parts, k.words(detail, args))
	}
	return parts
}

// explainFile says in our words what the system says of a file that cannot be used.
func (k *console) explainFile(err error) string {
	f, ok := errors.AsType[*os.PathError](err)
	switch {
	case !ok:
		return oneLine(err.Error())
	case errors.Is(f, os.ErrNotExist):
		return k.say("cli.file_missing", "path", oneLine(f.Path))
	case errors.Is(f, os.ErrPermission):
		return k.say("cli.file_forbidden", "path", oneLine(f.Path))
	case errors.Is(f, syscall.EISDIR):
		return k.say("cli.file_folder", "path", oneLine(f.Path))
	}
	return k.say("cli.file", "reason", oneLine(f.Error()))
}
