package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/diptych-cms/diptych/internal/fault"
)

// fileSuffix ends the name of a variable that names a file with the value.
const fileSuffix = "_FILE"

// maxSecret is the longest value read from a file that a variable names.
const maxSecret = 64 << 10

// An Origin says where a value comes from.
type Origin string

// The origins, the strongest first.
const (
	Flag        Origin = "flag"
	Environment Origin = "environment"
	// EnvironmentFile is the file that the variable with _FILE behind names.
	EnvironmentFile Origin = "environment_file"
	File            Origin = "file"
	Default         Origin = "default"
)

// Variable returns the environment variable that a setting comes from, where it
// does.
func (o Origin) Variable(setting string) string {
	if o == EnvironmentFile {
		return Variable(setting) + fileSuffix
	}
	return Variable(setting)
}

// A Source gives the settings that the command line leaves open.
type Source struct {
	env  func(string) (string, bool)
	path string
	file map[string]string
}

// Open reads the settings file at path, if path is not empty, and returns a
// source that asks env first. A file that cannot be read or is not flat TOML is
// a fault that names it and the line.
func Open(env func(string) (string, bool), path string) (*Source, error) {
	s := &Source{env: env, path: path}
	if path == "" {
		return s, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, errors.Join(fault.New(fault.Invalid, "config.unreadable", "path", path), err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(text, &tree); err != nil {
		line := 0
		if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
			line, _ = bad.Position()
		}
		return nil, errors.Join(fault.New(fault.Invalid, "config.syntax", "path", path, "line", line), err)
	}
	s.file = make(map[string]string, len(tree))
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		if s.file[name], err = flat(tree[name]); err != nil {
			return nil, fault.New(fault.Invalid, "config.value", "path", path, "name", name)
		}
	}
	return s, nil
}

var errNotFlat = errors.New("not one value")

// flat returns a value as a flag would be given it; lists are joined by commas.
func flat(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case int64, bool:
		return fmt.Sprint(v), nil
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			s, ok := item.(string)
			if !ok || strings.Contains(s, ",") {
				return "", errNotFlat
			}
			parts[i] = s
		}
		return strings.Join(parts, ","), nil
	}
	return "", errNotFlat
}

// Names returns the names that stand in the file, in order, so that one nobody
// knows can be refused.
func (s *Source) Names() []string { return slices.Sorted(maps.Keys(s.file)) }

// Path returns the file's path; empty if there is none.
func (s *Source) Path() string { return s.path }

// Variable returns the name of the environment variable of a setting: "base-url"
// is "DIPTYCH_BASE_URL".
func Variable(name string) string {
	return "DIPTYCH_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// Setting returns the value of a setting, such as "base-url", and where it comes
// from: its variable, else the file that the variable with _FILE behind names
// (how secrets are handed to containers), else the settings file. Empty
// variables count as unset. Without a value the origin is [Default].
func (s *Source) Setting(name string) (string, Origin, error) {
	variable := Variable(name)
	if v, ok := s.env(variable); ok && v != "" {
		return v, Environment, nil
	}
	if path, ok := s.env(variable + fileSuffix); ok && path != "" {
		v, err := secret(path)
		if err != nil {
			named := fault.New(fault.Invalid, "config.value_unreadable", "path", path, "variable", variable+fileSuffix)
			return "", EnvironmentFile, errors.Join(named, err)
		}
		return v, EnvironmentFile, nil
	}
	if v, ok := s.file[name]; ok {
		return v, File, nil
	}
	return "", Default, nil
}

// secret reads a value from a file, without the end of its line.
func secret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > maxSecret {
		return "", &fs.PathError{Op: "read", Path: path, Err: errors.New("not a file of at most " + strconv.Itoa(maxSecret) + " bytes")}
	}
	text, err := os.ReadFile(path)
	return strings.TrimRight(string(text), "\r\n"), err
}
