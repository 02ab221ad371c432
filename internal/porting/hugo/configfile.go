package hugo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/fault"
)

// settingsNames are the names of settings files, the better one first.
var settingsNames = []string{"hugo", "config"}

// settingsExtensions are those of settings files, the better one first.
var settingsExtensions = []string{"toml", "yaml", "yml", "json"}

// environments are the folders of settings below config, each over the one before.
var environments = []string{"_default", "production"}

// readSettings reads all settings of a site into one map with names in lower
// case: the file at the root, then the folders of config.
func readSettings(fsys fs.FS) (map[string]any, error) {
	settings := map[string]any{}
	found := false
	for name := range rootFiles() {
		m, err := readSettingsFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		settings, found = overlay(settings, m), true
		break
	}
	for _, environment := range environments {
		folder := path.Join("config", environment)
		m, err := readSettingsFolder(fsys, folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		settings, found = overlay(settings, m), true
	}
	if !found {
		return nil, fault.New(fault.Invalid, "import.not_hugo")
	}
	return settings, nil
}

// rootFiles yields the names that the settings at the root may have.
func rootFiles() func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, name := range settingsNames {
			for _, extension := range settingsExtensions {
				if !yield(name + "." + extension) {
					return
				}
			}
		}
	}
}

// readSettingsFolder merges the files of a folder and those below it: hugo.toml holds
// everything, params.toml one key, languages.fr.toml or params.fr.toml what one
// language says.
func readSettingsFolder(fsys fs.FS, folder string) (map[string]any, error) {
	settings := map[string]any{}
	if _, err := fs.Stat(fsys, folder); errors.Is(err, fs.ErrNotExist) {
		return nil, err
	} else if err != nil {
		return nil, unreadable(folder, err)
	}
	err := fs.WalkDir(fsys, folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return unreadable(name, err)
		}
		if _, ok := formatOf(strings.TrimPrefix(path.Ext(name), ".")); !ok || d.IsDir() {
			return nil
		}
		m, err := readSettingsFile(fsys, name)
		if err != nil {
			return err
		}
		settings = overlay(settings, placed(path.Base(name), m))
		return nil
	})
	return settings, err
}

// placed puts what a split file says under the keys that its name stands for.
func placed(file string, m map[string]any) map[string]any {
	name := strings.ToLower(strings.TrimSuffix(file, path.Ext(file)))
	if slices.Contains(settingsNames, name) {
		return m
	}
	name, language, split := strings.Cut(name, ".")
	var value any = m
	if inner, ok := m[name]; ok && len(m) == 1 {
		value = inner
	}
	keys := []string{name}
	if split {
		keys = []string{"languages", language}
		if name == "params" || name == "menu" || name == "menus" {
			keys = append(keys, name)
		}
	}
	for _, key := range slices.Backward(keys) {
		value = map[string]any{key: value}
	}
	return asMap(value)
}

// readSettingsFile reads one file. The error is [fs.ErrNotExist] or a fault.
func readSettingsFile(fsys fs.FS, name string) (map[string]any, error) {
	data, err := readFile(fsys, name, MaxFrontMatter)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, unreadable(name, err)
	}
	f, _ := formatOf(strings.TrimPrefix(path.Ext(name), "."))
	m, err := decode(f, bytes.TrimPrefix(data, byteOrderMark))
	if err != nil {
		return nil, unreadable(name, err)
	}
	lower, _ := lowerKeys(m).(map[string]any)
	return lower, nil
}

// unreadable is the fault of a settings file.
func unreadable(name string, err error) error {
	if r, ok := errors.AsType[*refusal](err); ok {
		return refusedSettings(name, r)
	}
	switch {
	case escapes(err):
		return fault.New(fault.Invalid, "import.config_outside", "path", name)
	case errors.Is(err, fs.ErrPermission):
		return fault.New(fault.Invalid, "import.config_forbidden", "path", name)
	}
	return fault.New(fault.Invalid, "import.config_unreadable", "place", name, "path", name, "line", 0, "message", reason(err))
}

// refusedSettings tells a refusal in the words of settings.
func refusedSettings(name string, r *refusal) error {
	place := name
	if r.line > 0 {
		place = fmt.Sprintf("%s:%d", name, r.line)
	}
	switch r.code {
	case "import.not_a_file":
		return fault.New(fault.Invalid, "import.config_no_file", "path", name)
	case "import.file_large", "import.front_matter_large", "import.front_matter_deep":
		return fault.New(fault.Invalid, "import.config_large", "place", place)
	}
	message, ok := r.args["message"].(string)
	if !ok {
		message = firstLine(r.Error())
	}
	return fault.New(fault.Invalid, "import.config_unreadable", "place", place, "path", name, "line", r.line, "message", message)
}

// reason is what the system says, without the path.
func reason(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return firstLine(err.Error())
}

// readFile reads a regular file of at most limit bytes. A larger one is a
// refusal, and is not read.
func readFile(fsys fs.FS, name string, limit int64) ([]byte, error) {
	f, err := openRegular(fsys, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		size := int64(len(data))
		if info, err := f.Stat(); err == nil {
			size = max(size, info.Size())
		}
		return nil, &refusal{code: "import.file_large", args: map[string]any{"size": size, "limit": limit}}
	}
	return data, nil
}

// openRegular opens a file if it is a regular one. A pipe is never opened: it
// would wait for a writer.
func openRegular(fsys fs.FS, name string) (fs.File, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &refusal{code: "import.not_a_file"}
	}
	return fsys.Open(name)
}
