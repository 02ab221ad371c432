package media

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is the longest file name kept, in bytes: what file systems take.
const maxName = 200

// SafeName returns what is kept of a file name that a client sent, for
// downloads: its last part after slashes of either kind, in NFC, without control
// and bidirectional signs, which could show another extension than the real
// one. A name of nothing else is "file", and that of a device of Windows begins with "_".
func SafeName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff' {
			return -1
		}
		return r
	}, name)
	name = trimmed(norm.NFC.String(name))
	if device(name) {
		name = "_" + name
	}
	if extension := path.Ext(name); len(name) > maxName {
		if len(extension) > maxName/4 {
			extension = ""
		}
		name = trimmed(cut(name, maxName-len(extension)) + extension)
	}
	if name == "" {
		return "file"
	}
	return name
}

// trimmed returns the name without spaces around it, and without dots that hide it or
// that Windows drops.
func trimmed(name string) string {
	name = strings.TrimLeftFunc(name, func(r rune) bool { return r == '.' || unicode.IsSpace(r) })
	return strings.TrimRightFunc(name, func(r rune) bool { return r == '.' || unicode.IsSpace(r) })
}

// device reports whether Windows takes the name for a device's, whatever its extension.
func device(name string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch stem = strings.TrimSpace(stem); stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(stem) == 4 && (stem[:3] == "com" || stem[:3] == "lpt") && stem[3] >= '0' && stem[3] <= '9'
}

// cut returns at most n bytes of s, whole runes.
func cut(s string, n int) string {
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
