package i18n

import (
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"

	"github.com/diptych-cms/diptych/internal/locale"
)

// An area is the messages of one file, in every language. They are read when the first of
// them is said: a server says few of all that Diptych can say, and to read everything took
// a tenth of its start and most of what it kept.
type area struct {
	read func() (map[locale.Tag]*i18n.Localizer, error)
}

// areaOf returns the area of files, whose names end with the languages they are in.
func areaOf(files fs.FS, names map[locale.Tag]string) *area {
	return &area{read: sync.OnceValues(func() (map[locale.Tag]*i18n.Localizer, error) {
		bundle := i18n.NewBundle(language.English)
		bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
		spoken := make(map[locale.Tag]*i18n.Localizer, len(names))
		for tag, name := range names {
			if _, err := bundle.LoadMessageFileFS(files, name); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			spoken[tag] = i18n.NewLocalizer(bundle, string(tag))
		}
		return spoken, nil
	})}
}

// index adds the keys of a file to those of an area, by its lines alone. Each has one of
// four forms; a file that is written in another way is refused, and a test holds what is
// found to what TOML says.
func index(text string, a *area, keys map[string]*area) error {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		key, value, pair := strings.Cut(line, " = ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, `["`) && strings.HasSuffix(line, `"]`):
			keys[line[2:len(line)-2]] = a
		case !pair || !strings.HasSuffix(value, `"`) && !strings.HasSuffix(value, "}"):
			return fmt.Errorf("not a message: %s", line)
		case strings.HasPrefix(key, `"`):
			keys[strings.Trim(key, `"`)] = a
		} // else it is one of the forms of a plural
	}
	return nil
}
