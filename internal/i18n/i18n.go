// Package i18n gives Diptych its words: a message key and values go in, a
// sentence in French or English comes out. It is the only package that knows
// go-i18n; the sentences stand in the folder locales.
package i18n

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/locales"
)

// fallback is the language of whoever asks for one that Diptych does not speak.
const fallback = locale.English

// count names the value that chooses between plural forms.
const count = "count"

// A Catalog holds all messages in all languages. It is made by [Load], never
// changes, and may be used by many goroutines.
type Catalog struct {
	languages []locale.Tag
	keys      map[string]*area // those of the fallback language; a test holds all languages equal
	matches   *memo
}

// Load finds the messages that are built into the program. An error means that
// the program was built wrong.
func Load() (*Catalog, error) {
	c, err := load(locales.Files)
	if err != nil {
		return nil, fmt.Errorf("load messages: %w", err)
	}
	return c, nil
}

func load(files fs.FS) (*Catalog, error) {
	names, err := fs.Glob(files, "*.toml")
	if err != nil {
		return nil, err
	}
	areas := make(map[string]map[locale.Tag]string)
	c := &Catalog{keys: make(map[string]*area), matches: newMemo()}
	for _, name := range names {
		begins, tag, ok := strings.Cut(strings.TrimSuffix(name, ".toml"), ".")
		if !ok {
			return nil, fmt.Errorf("%s names no language", name)
		}
		if areas[begins] == nil {
			areas[begins] = make(map[locale.Tag]string)
		}
		areas[begins][locale.Tag(tag)] = name
		if !slices.Contains(c.languages, locale.Tag(tag)) {
			c.languages = append(c.languages, locale.Tag(tag))
		}
	}
	slices.Sort(c.languages)
	for begins, names := range areas {
		text, err := fs.ReadFile(files, names[fallback])
		if err != nil {
			return nil, fmt.Errorf("no message of %s in %s: %w", begins, fallback, err)
		}
		if err := index(string(text), areaOf(files, names), c.keys); err != nil {
			return nil, fmt.Errorf("%s: %w", names[fallback], err)
		}
	}
	if len(areas) == 0 {
		return nil, errors.New("there is none")
	}
	return c, nil
}

// Languages returns the languages that Diptych speaks, in order of their tags.
func (c *Catalog) Languages() []locale.Tag { return slices.Clone(c.languages) }

// Has reports whether there is a message with the key.
func (c *Catalog) Has(key string) bool { return c.keys[key] != nil }

// Say returns the message in the language of tag, in the language that tag
// begins with, or else in English. The value "count", where args has it,
// chooses the plural form; beside "locale" and "locales" a message may have
// "locale_name" and "locale_names", what the languages are called. A key that
// does not exist is returned as it is: it tells more than nothing.
func (c *Catalog) Say(tag locale.Tag, key string, args map[string]any) string {
	found := c.keys[key]
	if found == nil {
		return key
	}
	speak, err := found.read()
	if err != nil { // which a test rules out
		return key
	}
	spoken := c.spoken(tag)
	if speak[spoken] == nil {
		spoken = fallback
	}
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: named(spoken, args)}
	if n, ok := whole(args[count]); ok {
		config.PluralCount = n
	}
	words, err := speak[spoken].Localize(config)
	if words == "" && err != nil {
		return key
	}
	return words
}

// whole returns a count as go-i18n wants it. What is no number is no count, and
// must not cost the message.
func whole(n any) (int64, bool) {
	switch n := n.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case float64: // as JSON gives a number back
		return int64(n), true
	case json.Number:
		i, err := n.Int64()
		return i, err == nil
	}
	return 0, false
}

// spoken returns the language of ours that whoever asks for tag is spoken to in.
func (c *Catalog) spoken(tag locale.Tag) locale.Tag {
	for _, t := range []locale.Tag{tag, locale.Tag(tag.Base())} {
		if slices.Contains(c.languages, t) {
			return t
		}
	}
	return fallback
}

// Match returns the language that a reader with the given Accept-Language
// header is best spoken to in (RFC 4647 §3.4), English if none fits.
func (c *Catalog) Match(header string) locale.Tag {
	if tag, ok := c.matches.get(header); ok {
		return tag
	}
	tag, ok := locale.Lookup(header, c.languages)
	if !ok {
		tag = fallback
	}
	c.matches.put(header, tag)
	return tag
}
