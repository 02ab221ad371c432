package main

import (
	"errors"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A slip is a way to get a command line wrong that kong tells in English.
type slip struct {
	said *regexp.Regexp
	code string
	args []string // names of the groups, in order
}

// slips returns how kong v1.17 words its errors; a test holds each to be told in
// our words.
func slips() []slip {
	return []slip{
		{regexp.MustCompile(`^unknown flag (\S+?)(?:, did you mean .*)?$`), "cli.unknown_flag", []string{"flag"}},
		{regexp.MustCompile(`^unexpected argument (.+?)(?:, did you mean .*)?$`), "cli.unexpected_argument", []string{"argument"}},
		{regexp.MustCompile(`^missing flags: (.*)$`), "cli.missing_flags", []string{"flags"}},
		{regexp.MustCompile(`^missing positional arguments (.*)$`), "cli.missing_arguments", []string{"arguments"}},
		{regexp.MustCompile(`^expected one of (.*)$`), "cli.missing_command", []string{"commands"}},
		{regexp.MustCompile(`^expected "(<.*)"$`), "cli.missing_arguments", []string{"arguments"}},
		{regexp.MustCompile(`^expected "(.*)"$`), "cli.missing_command", []string{"commands"}},
		{regexp.MustCompile(`^(--?[a-z-]+)\S*: missing value`), "cli.missing_value", []string{"flag"}},
		{regexp.MustCompile(`^(--?[a-z-]+)\S*: expected .* value but got "?(.*?)"? \(`), "cli.missing_value", []string{"flag"}},
		{regexp.MustCompile(`^(--?[a-z-]+)\S*: expected "<key>=<value>" but got "?(.*?)"?$`), "cli.not_pair", []string{"flag", "value"}},
		{regexp.MustCompile(`^(--?[a-z-]+)\S*: bool value must be .* but got "(.*)"`), "cli.not_bool", []string{"flag", "value"}},
	}
}

// misused says in our words what is wrong with a command line or a setting.
func (k *console) misused(err error, s *settings) error {
	said := err.Error()
	if f, ok := fault.Of(err); ok {
		place, _, _ := strings.Cut(said, ":")
		return &misuse{placed(f, place, s)}
	}
	command := "diptych"
	if parse, ok := errors.AsType[*kong.ParseError](err); ok && parse.Context.Selected() != nil {
		command += " " + parse.Context.Selected().Path()
	}
	for _, slip := range slips() {
		found := slip.said.FindStringSubmatch(said)
		if found == nil {
			continue
		}
		f := fault.New(fault.Invalid, slip.code, "command", command)
		if slip.code == "cli.unexpected_argument" && command == "diptych" {
			f.Code = "cli.unknown_command" // no command was found, so this was meant as one
		}
		for i, name := range slip.args {
			f.Args[name] = strings.ReplaceAll(found[i+1], `"`, "")
		}
		return &misuse{f}
	}
	return &misuse{fault.New(fault.Invalid, "cli.misused", "command", command, "reason", said)}
}

// placed returns the fault with the place of the wrong value before it: the
// flag, the variable or the line of the file. A fault that names its own file
// needs no other place.
func placed(f *fault.Error, place string, s *settings) error {
	name, isFlag := strings.CutPrefix(place, "--")
	if !isFlag || f.Args["path"] != nil {
		return f
	}
	name, _, _ = strings.Cut(name, "=")
	switch s.origin[name] {
	case config.Environment, config.EnvironmentFile:
		place = s.origin[name].Variable(name)
	case config.File:
		place = s.source.Path() + ", " + name
	default:
		place = "--" + name
	}
	return &located{fault: f, place: place}
}

// A located fault knows where in the settings the wrong value stands.
type located struct {
	fault *fault.Error
	place string
}

// Error implements error.
func (l *located) Error() string { return l.place + ": " + l.fault.Error() }

// Unwrap returns the fault.
func (l *located) Unwrap() error { return l.fault }
