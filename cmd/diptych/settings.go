package main

import (
	"github.com/alecthomas/kong"

	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/fault"
)

// settingsGroup marks the flags that the environment and the file may set too.
const settingsGroup = "settings"

// Settings give the command line what it left open, and remember from where.
type settings struct {
	env    func(string) (string, bool)
	source *config.Source // opened at the first question: the file is itself a setting
	origin map[string]config.Origin
	parsed *kong.Context
}

func newSettings(env func(string) (string, bool)) *settings {
	return &settings{env: env, origin: make(map[string]config.Origin)}
}

func isSetting(f *kong.Flag) bool { return f.Group != nil && f.Group.Key == settingsGroup }

// Resolve implements [kong.Resolver].
func (s *settings) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if !isSetting(flag) {
		return nil, nil
	}
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	value, origin, err := s.source.Setting(flag.Name)
	if err != nil || origin == config.Default {
		return nil, err
	}
	s.origin[flag.Name] = origin
	return value, nil
}

// open finds the settings file: --config, else DIPTYCH_CONFIG.
func (s *settings) open(ctx *kong.Context) error {
	if s.source != nil {
		return nil
	}
	var path string
	for _, flag := range ctx.Flags() {
		if flag.Name == "config" && isSetting(flag) {
			path, _ = ctx.FlagValue(flag).(string)
		}
	}
	if path == "" {
		path, _ = s.env(config.Variable("config"))
	}
	var err error
	s.source, err = config.Open(s.env, path)
	return err
}

// Validate implements [kong.Resolver]: a name in the file that is no setting is
// a slip of the pen, and never passed over.
func (s *settings) Validate(app *kong.Application) error {
	if s.source == nil {
		return nil
	}
	known := make(map[string]bool)
	collect(app.Node, known)
	for _, name := range s.source.Names() {
		if !known[name] {
			return fault.New(fault.Invalid, "config.unknown", "path", s.source.Path(), "name", name)
		}
	}
	return nil
}

func collect(n *kong.Node, known map[string]bool) {
	for _, flag := range n.Flags {
		if isSetting(flag) && flag.Name != "config" {
			known[flag.Name] = true
		}
	}
	for _, child := range n.Children {
		collect(child, known)
	}
}

// originOf returns where the value of a flag comes from.
func (s *settings) originOf(name string) config.Origin {
	if s.parsed != nil {
		for _, p := range s.parsed.Path {
			if p.Flag != nil && p.Flag.Name == name && !p.Resolved {
				return config.Flag
			}
		}
	}
	if origin, ok := s.origin[name]; ok {
		return origin
	}
	return config.Default
}
