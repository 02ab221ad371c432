package config

import (
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/locale"
)

// languages are those that Diptych itself speaks.
var languages = []locale.Tag{locale.English, locale.French}

// SpeakTo returns the language to speak to a person in: what --lang says in
// args, else DIPTYCH_LANG, else the first of LC_ALL, LC_MESSAGES and LANG that
// is set (POSIX.1-2024, XBD 8.2), else English. It is asked before the command
// line is read, since a fault in that must be told in words too.
func SpeakTo(args []string, env func(string) (string, bool)) locale.Tag {
	for i, arg := range args {
		value, ok := strings.CutPrefix(arg, "--lang=")
		if !ok && arg == "--lang" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if tag := posix(value); ok && tag != "" {
			return tag
		}
	}
	for _, name := range []string{"DIPTYCH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		value, ok := env(name)
		if !ok || value == "" {
			continue
		}
		if tag := posix(value); tag != "" {
			return tag
		}
		if name != "DIPTYCH_LANG" {
			break // the first that is set decides, though we may not speak it
		}
	}
	return locale.English
}

// posix returns which of our languages a tag or a POSIX locale name asks for;
// empty if none: "fr_CA.UTF-8@euro" is French, "C" is none.
func posix(name string) locale.Tag {
	name, _, _ = strings.Cut(name, ".")
	name, _, _ = strings.Cut(name, "@")
	tag := locale.Tag(strings.ToLower(strings.ReplaceAll(name, "_", "-")))
	if base := locale.Tag(tag.Base()); slices.Contains(languages, base) {
		return base
	}
	return ""
}
