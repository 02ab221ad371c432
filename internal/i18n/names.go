package i18n

import (
	"maps"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/diptych-cms/diptych/internal/locale"
)

// The values that are tags of languages, each with the value that says the same
// in words: where a message has {{.locale}} it may have {{.locale_name}} too,
// "français" for "fr". One tag or several, with a comma between them.
var namedValues = map[string]string{"locale": "locale_name", "locales": "locale_names", "beside": "beside_name"}

// named returns the values of a message with the names of languages added, in
// the language that is spoken.
func named(in locale.Tag, args map[string]any) map[string]any {
	var all map[string]any
	for value, name := range namedValues {
		tags, ok := tagsOf(args[value])
		if !ok {
			continue
		}
		if all == nil {
			all = maps.Clone(args)
		}
		words := strings.Split(tags, ", ")
		for i, tag := range words {
			words[i] = nameOf(in, tag)
		}
		all[name] = strings.Join(words, ", ")
	}
	if all == nil {
		return args
	}
	return all
}

func tagsOf(v any) (tags string, ok bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case locale.Tag:
		return string(v), true
	}
	return "", false
}

// nameOf returns what a language is called in another (CLDR); a tag that has no
// name is its own.
func nameOf(in locale.Tag, tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.Tags(language.Make(string(in))).Name(t); name != "" {
		return name
	}
	return tag
}
